"""The frame of a figure: title, subtitle, legend and note around its axes."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.charts.names import name
from analysis.charts.style import (
    INK,
    LABEL_PT,
    MARGIN_IN,
    MUTED,
    NARROW_TITLE_PT,
    NOTE_PT,
    SUBTITLE_PT,
    TITLE_PT,
    WIDE_IN,
    Look,
    is_narrow,
    look,
)
from analysis.charts.text import wrap
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.words import Words


def frame(
    title: str,
    subtitle: str,
    note: str,
    *,
    body_in: float,
    width_in: float = WIDE_IN,
    least_in: float = 0.0,
    key: Sequence[Artist] = (),
) -> Figure:
    """An empty figure with what stands above and below its axes.

    Parameters
    ----------
    title, subtitle, note
        Above the axes, and below.
    body_in
        Height of the axes and what is written at them.
    width_in
        Width of the figure.
    least_in
        The figure is not lower; the axes get the rest.
    key
        Legend handles.
    """
    tall_in = body_in + 40.0  # head and foot are measured in it, then it is cut
    layout = ConstrainedLayoutEngine(w_pad=0.06, h_pad=0.05)
    figure = Figure(figsize=(width_in, tall_in), facecolor="white", layout=layout)
    FigureCanvasAgg(figure)  # knows how wide a text is
    # One of the canvas has all pixels of a figure, and a text keeps what it is measured by.
    ruler = RendererAgg(1, 1, figure.dpi)  # type: ignore[no-untyped-call]
    title_pt = TITLE_PT if not is_narrow(width_in) else NARROW_TITLE_PT
    texts = [(title, title_pt, INK, "bold"), (subtitle, SUBTITLE_PT, MUTED, "normal")]
    heads, y_in = [], 0.22
    for text, size_pt, colour, weight in texts:
        lines = wrap(figure, text, width_in - 2 * MARGIN_IN, size_pt, weight)
        placed = figure.text(
            0, 0, lines, va="top", size=size_pt, color=colour, weight=weight, linespacing=1.25
        )
        heads.append((placed, y_in))
        y_in += placed.get_window_extent(ruler).height / figure.dpi + 0.1
    legend, key_in = None, y_in
    if key:
        legend = _add_key(figure, key, width_in, ruler)
        y_in += legend.get_window_extent(ruler).height / figure.dpi + 0.1
    lines = wrap(figure, note, width_in - 2 * MARGIN_IN, NOTE_PT)
    foot = figure.text(0, 0, lines, size=NOTE_PT, color=MUTED)
    bottom_in = 0.13 + foot.get_window_extent(ruler).height / figure.dpi + 0.06

    height_in = max(least_in, y_in + body_in + bottom_in)
    figure.set_size_inches(width_in, height_in)
    x = MARGIN_IN / width_in
    for placed, from_top_in in heads:
        placed.set_position((x, 1 - from_top_in / height_in))
    foot.set_position((x, 0.13 / height_in))
    if legend is not None:
        legend.set_bbox_to_anchor((x, 1 - key_in / height_in))
    height = (height_in - y_in - bottom_in) / height_in
    layout.set(rect=(0.2 / width_in, bottom_in / height_in, 1 - 0.4 / width_in, height))
    return figure


def _add_key(figure: Figure, key: Sequence[Artist], width_in: float, ruler: RendererAgg) -> Legend:
    """A legend whose rows are read from left to right, in as many columns as fit."""
    for n_columns in range(len(key), 0, -1):
        by_column = [each for first in range(n_columns) for each in key[first::n_columns]]
        legend = figure.legend(
            handles=by_column,
            loc="upper left",
            ncols=n_columns,
            borderpad=0,
            borderaxespad=0,
            columnspacing=1.8,
            handlelength=2.6 if isinstance(key[0], Line2D) else 1.4,
        )
        box = legend.get_window_extent(ruler)
        if n_columns == 1 or box.width <= (width_in - 2 * MARGIN_IN) * figure.dpi:
            break
        legend.remove()
    legend.set_in_layout(False)
    return legend


def arm_key(
    comparison: Comparison,
    arms: Sequence[ArmData],
    words: Words,
    width_in: float,
    *,
    as_lines: bool = False,
) -> list[Artist]:
    """Legend handles of the arms in their order, as they are drawn: bars or lines."""
    probe = Figure(figsize=(width_in, 1))
    FigureCanvasAgg(probe)
    handles: list[Artist] = []
    for nth, arm in enumerate(arms):
        drawn = look(nth)
        text = wrap(probe, name(comparison, arm.label, words), width_in - 1.3, LABEL_PT)
        if as_lines:
            handles.append(
                Line2D(
                    [],
                    [],
                    color=drawn.colour,
                    linestyle=drawn.dash,
                    marker=drawn.marker,
                    linewidth=2.4,
                    label=text,
                )
            )
        else:
            handles.append(patch(drawn, text))
    return handles


def patch(drawn: Look, text: str) -> Patch:
    """A legend's box in the look of an arm."""
    return Patch(
        facecolor=drawn.colour, hatch=drawn.hatch, edgecolor="white", linewidth=0, label=text
    )


def nothing_in(figure: Figure, words: Words) -> Figure:
    """Say in a figure that there is nothing to draw."""
    figure.text(0.5, 0.45, words("number.nothing"), ha="center", color=MUTED, size=SUBTITLE_PT)
    return figure


def provenance(comparison: Comparison, words: Words) -> str:
    """The note under every figure: what it rests on."""
    n_runs = len(comparison.seeds)
    name = "note.runs" if n_runs > 1 else "note.one_run"
    return words(name, n=n_runs, days=words.days(comparison.days))
