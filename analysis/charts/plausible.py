"""Differences in plausible cities, sorted: how often more, how often less, and what is luck."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.charts.frame import frame, nothing_in
from analysis.charts.style import (
    BETTER,
    INK,
    MUTED,
    NEUTRAL,
    WIDE_IN,
    WORSE,
    finished,
    is_narrow,
    named,
    zero_line,
)
from analysis.kpis import UNITS, capitalised, described
from analysis.lab.plausible import InCities, Plausible
from analysis.lab.plausible_told import per_cent, rests_on
from analysis.words import Words

_BODY_IN, _PANEL_IN = 4.2, 2.9  # wide, and one panel of a narrow figure


def draw(
    found: Plausible,
    nth: int,
    title: str,
    kpis: Sequence[str],
    words: Words,
    width_in: float = WIDE_IN,
) -> Figure:
    """A panel for each KPI; a point is the difference of the nth arm in one city."""
    return finished(words.lang, lambda: _drawn(found, nth, title, kpis, words, width_in))


def _drawn(
    found: Plausible, nth: int, title: str, kpis: Sequence[str], words: Words, width_in: float
) -> Figure:
    narrow = is_narrow(width_in)
    plan = found.plan
    figure = frame(
        words("plausible.figure_title", arm=title, n=len(plan.cities)),
        words(
            "plausible.figure_subtitle"
            if plan.replications > 1
            else "plausible.figure_subtitle_single"
        ),
        rests_on(plan, words),
        body_in=len(kpis) * (_PANEL_IN + 0.6) if narrow else _BODY_IN,
        width_in=width_in,
        key=_key(words, with_luck=plan.replications > 1),
    )
    differences = [found.difference(kpi, nth) for kpi in kpis]
    if not any(each.n for each in differences):
        return nothing_in(figure, words)
    shape = (len(kpis), 1) if narrow else (1, len(kpis))
    grid = figure.subplots(*shape, squeeze=False)
    panel_in = width_in - 1.0 if narrow else (width_in - 0.6) / len(kpis) - 0.4
    for axes, of_kpi in zip(grid.flat, differences, strict=True):
        named(axes, capitalised(words.measured(of_kpi.kpi)), panel_in)
        _panel(axes, of_kpi, words)
    return figure


def _panel(axes: Axes, found: InCities, words: Words) -> None:
    """Cities from below, the least difference first."""
    order = np.argsort(found.by_city)[: found.n]
    scale = UNITS[described(found.kpi).unit].scale
    reach = found.reach
    for y, city in enumerate(order):
        value = float(found.by_city[city])
        half = 0.0 if reach is None else float(reach[city])
        colour = _colour(found.kpi, value, half if reach is not None else None)
        if half:
            ends = (scale * (value - half), scale * (value + half))
            axes.plot(ends, (y, y), color=colour, linewidth=1, alpha=0.6)
        axes.plot(scale * value, y, marker="o", markersize=4, color=colour)
    zero_line(axes)
    axes.set(yticks=[], ylim=(-1, max(found.n, 1)))
    axes.spines["left"].set_visible(False)
    axes.locator_params(axis="x", nbins=5)
    for share, x, side in ((found.share_less, 0.02, "left"), (found.share_more, 0.98, "right")):
        name = "plausible.less_in" if side == "left" else "plausible.more_in"
        axes.text(
            x,
            0.98 if side == "left" else 0.02,
            words(name, share=per_cent(share or 0.0, words)),
            transform=axes.transAxes,
            ha=side,
            va="top" if side == "left" else "bottom",
            color=MUTED,
            size=9,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.8},
        )


def _colour(kpi: str, value: float, half: float | None) -> str:
    """That of better or worse where luck does not explain it, else grey."""
    if half is not None and abs(value) <= half:
        return NEUTRAL
    direction = described(kpi).better
    if direction == "none":
        return INK
    return BETTER if (value > 0) == (direction == "up") else WORSE


def _key(words: Words, *, with_luck: bool) -> list[Artist]:
    looks = [("better", BETTER), ("worse", WORSE)]
    if with_luck:
        looks.append(("by_luck", NEUTRAL))
    return [
        Line2D([], [], marker="o", linestyle="", color=colour, label=words(f"plausible.{name}"))
        for name, colour in looks
    ]
