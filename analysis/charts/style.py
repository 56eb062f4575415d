"""How all figures look: size, colours and type."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, NamedTuple, Protocol

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.charts.fonts import families
from analysis.charts.text import is_wide, wrap
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.finding import Finding
from analysis.experiment.summary import Floats
from analysis.kpis import Lang
from analysis.words import Words

WIDE_IN = 10.0  # a slide of 16:9
NARROW_IN = 5.0  # a phone held upright
HEIGHT_IN = 5.625  # of a slide
MARGIN_IN = 0.3

INK = "#1f2933"
MUTED = "#5a6672"
RULE = "#d5dae0"
FEW = "#e4e7eb"  # where too little is known


class Look(NamedTuple):
    """How an arm is drawn: told from others in colour, and in grey."""

    colour: str
    dash: Any
    marker: str
    hatch: str


# The base arm is grey, plain and solid. The hues after Okabe and Ito (2008), dark and light in
# turn; none of them means better or worse.
BASE = Look("#59626b", "-", "", "")
_LOOKS = (
    Look("#007a5e", (0, (6, 2)), "o", "////"),
    Look("#dc9a1c", (0, (2, 1.5)), "s", ""),
    Look("#7d3c8c", (0, (6, 2, 1.5, 2)), "^", "\\\\\\\\"),
    Look("#5db6e6", (0, (10, 3)), "D", ""),
    Look("#8c3b1a", (0, (4, 1.5)), "v", "xxxx"),
    Look("#b5bf3a", (0, (1, 1)), "P", ""),
    Look("#22386f", (0, (8, 2, 1, 2, 1, 2)), "X", "...."),
    Look("#d786b3", (0, (3, 1, 1, 1)), "*", ""),
)


def look(nth: int) -> Look:
    """That of the nth arm; the base is the first.

    Arms that come after all colours have another arm's marker, dash and hatch in them.
    """
    if nth == 0:
        return BASE
    rounds, at = divmod(nth - 1, len(_LOOKS))
    return _LOOKS[(at + rounds) % len(_LOOKS)]._replace(colour=_LOOKS[at].colour)


BETTER = "#0072b2"
WORSE = "#d55e00"
NEUTRAL = "#8a939c"
OF_FINDING: dict[Finding, str] = {"better": BETTER, "worse": WORSE, "changed": INK}

TITLE_PT, SUBTITLE_PT, LABEL_PT, TICK_PT, NOTE_PT = 16, 11.5, 11, 10, 9
NARROW_TITLE_PT = 13.5
_WIDE_SPACING = 1.5  # of lines, for Chinese characters

_Draw = Callable[[Comparison, Sequence[ArmData], Words, float], Figure]


class Draw(Protocol):
    """A figure of a comparison, so many inches wide."""

    def __call__(
        self,
        comparison: Comparison,
        arms: Sequence[ArmData],
        words: Words,
        width_in: float = WIDE_IN,
    ) -> Figure: ...


def styled(draw: _Draw) -> Draw:
    """Draw a figure in the house style."""

    @wraps(draw)
    def in_style(
        comparison: Comparison, arms: Sequence[ArmData], words: Words, width_in: float = WIDE_IN
    ) -> Figure:
        return finished(words.lang, lambda: draw(comparison, arms, words, width_in))

    return in_style


def finished(lang: Lang, draw: Callable[[], Figure]) -> Figure:
    """What is drawn, in the house style and laid out for good."""
    with style(lang):
        figure = draw()
        _lead(figure)
        lay_out(figure)
        return figure


def _lead(figure: Figure) -> None:
    """Part lines of Chinese, whose characters are as high as the line, more than those of Latin."""
    for axes in figure.axes:
        for text in axes.findobj(Text):
            said = text.get_text()
            if "\n" in said and is_wide(said):
                text.set_linespacing(_WIDE_SPACING)


def legible(ground: tuple[float, float, float]) -> str:
    """The colour of text on a colour: dark or white, whichever contrasts more (WCAG 2.2)."""
    on = _luminance(ground)
    dark, white = (on + 0.05) / (_luminance(to_rgb(INK)) + 0.05), 1.05 / (on + 0.05)
    return INK if dark >= white else "white"


def _luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance of an sRGB colour, in [0, 1] (WCAG 2.2)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_narrow(width_in: float) -> bool:
    """Whether panels stand below one another."""
    return width_in < (WIDE_IN + NARROW_IN) / 2


def lay_out(figure: Figure) -> None:
    """Lay a figure out once and for all.

    The layout's solver works in an order that differs from run to run, and so do its results in
    the last bit, which the names of clipping paths in an SVG would show. To draw the figure would
    lay it out too, and take as long once more.
    """
    engine = figure.get_layout_engine()
    if engine is not None and figure.axes:
        engine.execute(figure)
    figure.set_layout_engine(None)  # to save it lays nothing out, and draws it once
    for axes in figure.axes:
        axes.set_position(np.round(axes.get_position(original=True).bounds, 9).tolist())


@contextmanager
def style(lang: Lang) -> Iterator[None]:
    """The house style, for as long as figures are drawn or saved; nothing of the user's own."""
    with mpl.rc_context():
        mpl.rcdefaults()
        for name, value in _parameters(lang).items():
            mpl.rcParams[name] = value  # type: ignore[index]
        yield


def _parameters(lang: Lang) -> dict[str, Any]:
    return {
        "font.family": families(lang),
        "font.size": LABEL_PT,
        "text.color": INK,
        "axes.edgecolor": MUTED,
        "axes.labelcolor": MUTED,
        "axes.labelsize": LABEL_PT,
        "axes.titlesize": LABEL_PT,
        "axes.titlelocation": "left",
        "axes.titleweight": "bold",
        "axes.linewidth": 0.8,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": False,
        "grid.color": RULE,
        "grid.linewidth": 0.8,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelsize": TICK_PT,
        "ytick.labelsize": TICK_PT,
        "legend.frameon": False,
        "legend.fontsize": LABEL_PT,
        "hatch.linewidth": 0.7,
        "svg.hashsalt": "o2o-market",
        "svg.fonttype": "path",  # looks the same where the font is not installed
    }


def named(axes: Axes, name: str, width_in: float, colour: str = INK) -> None:
    """Give axes a name that is broken to a width."""
    lines = wrap(_figure_of(axes), name, width_in, LABEL_PT, "bold")
    axes.set_title(lines, color=colour, linespacing=1.15)


def subtitled(axes: Axes, text: str, width_in: float) -> None:
    """Say above axes what they show and in which unit."""
    lines = wrap(_figure_of(axes), text, width_in, TICK_PT)
    axes.set_title(lines, size=TICK_PT, weight="normal", color=MUTED, linespacing=1.15)


def _figure_of(axes: Axes) -> Figure:
    figure = axes.get_figure(root=True)
    assert figure is not None
    return figure


def zero_line(axes: Axes) -> None:
    """A line where nothing changes."""
    axes.axvline(0, color=MUTED, linewidth=1)


def bare(axes: Axes) -> None:
    """Take away the lines around axes."""
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def symmetric(values: Floats, room: float = 1.0) -> tuple[float, float]:
    """Limits around zero that hold all known values, with room for labels."""
    known = np.abs(values[np.isfinite(values)])
    reach = float(known.max(initial=0)) * room or 1.0
    return -reach, reach


def shades(*colours: str) -> Colormap:
    """A colour scale; cells without a value show `FEW`."""
    scale = LinearSegmentedColormap.from_list("shades", colours)
    return scale.with_extremes(bad=FEW)
