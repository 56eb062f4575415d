"""A rehearsal: a figure of nothing, so that what is in the way is met before there are results."""

from analysis.charts.export import png, svg
from analysis.charts.fonts import check_fonts
from analysis.charts.frame import frame, nothing_in
from analysis.charts.style import style
from analysis.kpis import Lang
from analysis.words import words


def rehearse(lang: Lang) -> None:
    """Draw one figure in both formats, into memory.

    Raises
    ------
    FontError
        The language needs a font that is not installed.
    Exception
        Whatever the settings and files of matplotlib make it raise.
    """
    check_fonts(lang)
    with style(lang):
        figure = nothing_in(frame("¥ 0", "", "", body_in=1.0), words(lang))
    png(figure, lang)
    svg(figure, lang)
