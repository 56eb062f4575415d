"""One order in every arm: the same need of one person under the same luck, moment by moment."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.charts.frame import frame, nothing_in
from analysis.charts.names import mark, name
from analysis.charts.opened import of_tables
from analysis.charts.stages import COLOURS
from analysis.charts.style import (
    HEIGHT_IN,
    INK,
    MUTED,
    NOTE_PT,
    WORSE,
    is_narrow,
    named,
)
from analysis.charts.text import wrap
from analysis.experiment.reopened import Opened
from analysis.experiment.run_tables import COURIER, KITCHEN, Table, moments
from analysis.wording import plain
from analysis.words import Words

_MOST_ARMS = 4
_TYPICAL = 0.9  # the quantile of click-to-door at which the base's order stands
_KITCHEN_MOMENTS = ("placed_min", "cooking_min", "ready_min", "picked_up_min", "ended_min")
_COURIER_MOMENTS = ("placed_min", "assigned_min", "at_store_min", "picked_up_min", "ended_min")
_LANES = {"kitchen": (KITCHEN, _KITCHEN_MOMENTS), "courier": (COURIER, _COURIER_MOMENTS)}


class _Order(NamedTuple):
    """One order: moments in minutes since the click."""

    moments: dict[str, float]
    promised: float


@of_tables
def draw(opened: Opened, words: Words, width_in: float) -> Figure:
    """A panel an arm, a lane for the kitchen and one for the courier."""
    arms = opened.arms[:_MOST_ARMS]
    seed = arms[0].seeds[0]
    tables = [moments(opened.folders[arm.label][seed]) for arm in arms]
    chosen = _same_order(tables)
    narrow = is_narrow(width_in)
    figure = frame(
        _title(opened, chosen, words),
        words("one_order.subtitle"),
        words("one_order.note", seed=seed),
        body_in=1.25 * len(arms) + 0.5,
        width_in=width_in,
        least_in=0 if narrow else HEIGHT_IN,
        key=[
            *(
                Patch(color=COLOURS[stage], label=words(f"stages.{stage}"))
                for stage in dict.fromkeys((*KITCHEN[:-1], *COURIER))
            ),
            Line2D([], [], color=WORSE, linewidth=2, linestyle="--", label=words("promise.said")),
        ],
    )
    if not chosen:
        return nothing_in(figure, words)
    panels = figure.subplots(len(arms), 1, sharex=True, squeeze=False)[:, 0]
    for axes, arm, order in zip(panels, arms, chosen, strict=True):
        named(axes, name(opened.comparison, arm.label, words), width_in - 1.2)
        _lanes(axes, order)
        lanes = [wrap(figure, words(f"one_order.{lane}"), 1.0, NOTE_PT) for lane in _LANES]
        axes.set_yticks(range(len(_LANES)), lanes, color=INK, size=NOTE_PT)
        axes.set_ylim(1.5, -0.5)
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x")
    end = max(max(order.moments["ended_min"], order.promised) for order in chosen)
    panels[-1].set_xlim(0, 1.09 * end)
    panels[-1].set_xlabel(words("one_order.axis"))
    return figure


def _same_order(tables: list[Table]) -> list[_Order]:
    """The order of one need in every arm: that of the base at the quantile; of none, nothing."""
    keys = [list(zip(t["consumer"].tolist(), t["need"].tolist(), strict=True)) for t in tables]
    common = set(keys[0]).intersection(*keys[1:])
    if not common:
        return []
    rows = [dict(zip(of, range(len(of)), strict=True)) for of in keys]
    taken = tables[0]["ended_min"] - tables[0]["placed_min"]
    wanted = float(np.quantile(taken, _TYPICAL))
    key = min(sorted(common), key=lambda each: abs(float(taken[rows[0][each]]) - wanted))
    return [_order(table, of[key]) for table, of in zip(tables, rows, strict=True)]


def _order(table: Table, row: int) -> _Order:
    began = float(table["placed_min"][row])
    names = dict.fromkeys((*_KITCHEN_MOMENTS, *_COURIER_MOMENTS))
    at = {each: float(table[each][row]) - began for each in names}
    return _Order(at, float(table["promised_min"][row]) - began)


def _lanes(axes: Axes, order: _Order) -> None:
    for y, (stages, ends) in enumerate(_LANES.values()):
        for stage, begin, end in zip(stages, ends, ends[1:], strict=False):
            left, right = order.moments[begin], order.moments[end]
            axes.barh(y, right - left, 0.6, left=left, color=COLOURS[stage], edgecolor="white")
    axes.axvline(order.promised, color=WORSE, linewidth=2, linestyle="--")
    done = order.moments["ended_min"]
    axes.axvline(done, color=INK, linewidth=1.2)
    axes.annotate(
        plain(done, 1),
        (done, 0.5),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        size=NOTE_PT,
        color=MUTED if done <= order.promised else WORSE,
        weight="bold",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
    )


def _title(opened: Opened, chosen: list[_Order], words: Words) -> str:
    if not chosen:
        return words("one_order.title_none")
    first = chosen[0].moments["ended_min"]
    if len(chosen) == 1:
        return words("one_order.title_one", minutes=plain(first, 1))
    arms = opened.arms[1 : len(chosen)]
    others = [
        words(
            "one_order.of_arm",
            minutes=plain(order.moments["ended_min"], 1),
            arm=mark(opened.comparison, arm.label) or words("one_order.the_arm"),
        )
        for arm, order in zip(arms, chosen[1:], strict=True)
    ]
    return words("one_order.title", base=plain(first, 1), others=words("list.comma").join(others))
