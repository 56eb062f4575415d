"""How all figures look: size, colours, type, and the frame with title, subtitle and note."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from itertools import cycle
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.charts.fonts import families
from analysis.charts.text import wrap
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.finding import Finding
from analysis.experiment.summary import Floats
from analysis.kpis import Lang
from analysis.words import Words

WIDTH_IN = 10.0  # a slide of 16:9
HEIGHT_IN = 5.625
MARGIN_IN = 0.3

INK = "#1f2933"
MUTED = "#5a6672"
RULE = "#d5dae0"
FEW = "#e4e7eb"  # where too little is known

# The base arm is grey. Hues by Okabe and Ito (2008), darkened to stand out on white; none of them
# means better or worse.
ARMS = ("#59626b", "#007a5e", "#c27c0e", "#8f4a9b", "#2f93c8")
DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), (0, (10, 3)))

BETTER = "#0072b2"
WORSE = "#d55e00"
NEUTRAL = "#8a939c"
OF_FINDING: dict[Finding, str] = {"better": BETTER, "worse": WORSE, "changed": INK}

TITLE_PT, SUBTITLE_PT, LABEL_PT, TICK_PT, NOTE_PT = 16, 11.5, 11, 10, 9

Draw = Callable[[Comparison, Sequence[ArmData], Words], Figure]


def styled(draw: Draw) -> Draw:
    """Draw a figure in the house style."""

    @wraps(draw)
    def in_style(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Figure:
        with style(words.lang):
            figure = draw(comparison, arms, words)
            _lay_out(figure)
            return figure

    return in_style


def _lay_out(figure: Figure) -> None:
    """Lay a figure out once and for all.

    The layout's solver works in an order that differs from run to run, and so do its results in
    the last bit, which the names of clipping paths in an SVG would show.
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
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
        "svg.hashsalt": "o2o-market",
        "svg.fonttype": "path",  # looks the same where the font is not installed
    }


def frame(
    title: str,
    subtitle: str,
    note: str,
    *,
    height_in: float = HEIGHT_IN,
    key: Sequence[Artist] = (),
) -> Figure:
    """An empty figure with what stands above and below its axes; `key` are legend handles."""
    layout = ConstrainedLayoutEngine(w_pad=0.06, h_pad=0.05)
    figure = Figure(figsize=(WIDTH_IN, height_in), facecolor="white", layout=layout)
    FigureCanvasAgg(figure)  # knows how wide a text is
    width_in = WIDTH_IN - 2 * MARGIN_IN
    y_in = height_in - 0.22
    for text, size_pt, colour, weight in (
        (title, TITLE_PT, INK, "bold"),
        (subtitle, SUBTITLE_PT, MUTED, "normal"),
    ):
        lines = wrap(figure, text, width_in, size_pt, weight)
        placed = figure.text(
            MARGIN_IN / WIDTH_IN,
            y_in / height_in,
            lines,
            va="top",
            size=size_pt,
            color=colour,
            weight=weight,
            linespacing=1.25,
        )
        y_in = placed.get_window_extent().y0 / figure.dpi - 0.1
    if key:
        y_in = _add_key(figure, key, y_in)
    lines = wrap(figure, note, width_in, NOTE_PT)
    foot = figure.text(MARGIN_IN / WIDTH_IN, 0.13 / height_in, lines, size=NOTE_PT, color=MUTED)
    bottom_in = foot.get_window_extent().y1 / figure.dpi + 0.06
    height = (y_in - bottom_in) / height_in
    layout.set(rect=(0.2 / WIDTH_IN, bottom_in / height_in, 1 - 0.4 / WIDTH_IN, height))
    return figure


def _add_key(figure: Figure, key: Sequence[Artist], top_in: float) -> float:
    """A legend in rows under the subtitle; returns where it ends."""
    height_in = figure.get_figheight()
    for n_columns in range(len(key), 0, -1):
        legend = figure.legend(
            handles=list(key),
            loc="upper left",
            bbox_to_anchor=(MARGIN_IN / WIDTH_IN, top_in / height_in),
            ncols=n_columns,
            borderpad=0,
            borderaxespad=0,
            columnspacing=1.8,
            handlelength=2.4 if isinstance(key[0], Line2D) else 1.2,
        )
        box = legend.get_window_extent()
        if box.x1 <= (WIDTH_IN - MARGIN_IN) * figure.dpi or n_columns == 1:
            break
        legend.remove()
    legend.set_in_layout(False)
    return float(box.y0 / figure.dpi) - 0.08


def arm_key(arms: Sequence[ArmData], *, as_lines: bool = False) -> list[Artist]:
    """Legend handles of the arms, as they are drawn: bars or lines."""
    return [
        Line2D([], [], color=colour, linestyle=dash, linewidth=2.4, label=arm.label)
        if as_lines
        else Patch(color=colour, label=arm.label)
        for arm, colour, dash in zip(arms, cycle(ARMS), cycle(DASHES))
    ]


def nothing_in(figure: Figure, words: Words) -> Figure:
    """Say in a figure that there is nothing to draw."""
    figure.text(0.5, 0.45, words("number.nothing"), ha="center", color=MUTED, size=SUBTITLE_PT)
    return figure


def named(axes: Axes, name: str, width_in: float, colour: str = INK) -> None:
    """Give axes a name that is broken to a width."""
    lines = wrap(_figure_of(axes), name, width_in, LABEL_PT, "bold")
    axes.set_title(lines, color=colour, linespacing=1.15)


def subtitled(axes: Axes, text: str, width_in: float = WIDTH_IN / 2 - 0.7) -> None:
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


def provenance(comparison: Comparison, words: Words) -> str:
    """The note under every figure: what it rests on."""
    n_runs = len(comparison.seeds)
    name = "note.runs" if n_runs > 1 else "note.one_run"
    return words(name, n=n_runs, days=words.days(comparison.days))
