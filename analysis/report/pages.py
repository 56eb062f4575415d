"""What all pages are made with: the templates, the style, and figures that a page holds itself."""

import base64
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup, escape

from analysis.kpis import Lang
from analysis.results import environment as versions
from analysis.results import write_bytes, write_text
from analysis.wording import NO_BREAK, THIN_SPACE, THOUSANDS, plain
from analysis.words import words

if TYPE_CHECKING:
    from jinja2 import Environment
    from matplotlib.figure import Figure

FIGURES = "figures"  # the folder beside the page
_MOST_SVG_BYTES = 250_000  # of one figure in the page


def write_page(file: Path, template: str, lang: Lang, **values: Any) -> Path:
    """Fill a template and write it; returns the file.

    Every template has `say` (the words), `css` and `version` besides its own values.
    """
    kept = _templates().get_template(template)
    page = kept.render(
        say=words(lang),
        css=(files("analysis.report") / "page" / "page.css").read_text(encoding="utf-8"),
        version=versions()["versions"]["o2o-market"],
        **values,
    )
    write_text(file, page.replace(THIN_SPACE, NO_BREAK))
    return file


@cache  # it keeps the templates, which take as long to compile as to fill
def _templates() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analysis.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_in_one_piece,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["whole"] = lambda number: plain(number, 0)
    environment.filters["with_units"] = with_units
    environment.filters["with_options"] = _with_options
    environment.filters["in_steps"] = _in_steps
    return environment


def _in_one_piece(value: Any) -> Any:
    """A text whose numbers stay in one piece: "20 000" of a title, "> 95 %".

    What is markup already, such as a command to be copied, stays as it is.
    """
    if type(value) is not str:
        return value
    value = re.sub(THOUSANDS, NO_BREAK, value)
    return re.sub(r"(?<=\d) (?=%)|(?<=[<>]) (?=\d)", "\N{NO-BREAK SPACE}", value)


def _in_steps(path: str) -> Markup:
    """A long name whose line breaks after dots, and after the strokes between words."""
    return Markup(re.sub(r"(?<=[._])", "<wbr>", str(escape(path))))


def with_units(sentence: str) -> Markup:
    """A sentence whose lines break neither in a number with sign and unit nor in an interval."""
    of_one = re.compile(r"(?<=\d) (?=[^\d\[(])|(?<=\d,) (?=[−\d][^\[]*\])")
    text = of_one.sub("\N{NO-BREAK SPACE}", _in_one_piece(sentence))
    return _unbroken(r"[+−]¥[\d.\s]*\d", text)


def _with_options(sentence: str) -> Markup:
    """A sentence whose lines do not break in an option; what it has as code is code."""
    text = _unbroken(r"--[a-z]+( vary)?", _in_one_piece(sentence))
    return Markup(re.sub("`(.+?)`", r"<code>\g<1></code>", str(text)))


def _unbroken(pattern: str, text: str) -> Markup:
    """A text with what a pattern finds kept on a line, which no space that can be copied does."""
    return Markup(re.sub(pattern, r'<span class="whole">\g<0></span>', str(escape(text))))


class Caption(NamedTuple):
    """What a page says of a figure."""

    name: str
    read: str  # how it is read
    alt: str  # what it shows, for who does not see it


def kept_figure(
    folder: Path, file: str, draw: "Callable[[float], Figure]", caption: Caption, lang: Lang
) -> dict[str, str]:
    """Draw a figure wide and narrow; write its files; what a page shows of it.

    Parameters
    ----------
    folder
        That of the page.
    file
        The name of the figure's files, without ending.
    draw
        The figure, so many inches wide.
    """
    from analysis.charts.export import for_phone, png, svg
    from analysis.charts.style import NARROW_IN, WIDE_IN

    (folder / FIGURES).mkdir(parents=True, exist_ok=True)
    figure = draw(WIDE_IN)
    slide, image = png(figure, lang), svg(figure, lang)
    write_bytes(folder / FIGURES / f"{file}.png", slide)
    write_bytes(folder / FIGURES / f"{file}.svg", image)
    return {
        **caption._asdict(),
        "id": file,
        "source": _on_page(image, slide),
        "narrow": _as_source(for_phone(draw(NARROW_IN), lang), "png"),
        "png": f"{FIGURES}/{file}.png",
        "svg": f"{FIGURES}/{file}.svg",
    }


def _on_page(image: bytes, slide: bytes) -> str:
    """A figure as the page holds it: lines while they are few, else pixels, which weigh less."""
    from analysis.charts.export import small

    if len(image) <= _MOST_SVG_BYTES:
        return _as_source(image, "svg+xml")
    return _as_source(small(slide), "png")


def _as_source(image: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(image).decode()}"
