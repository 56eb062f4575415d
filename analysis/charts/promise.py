"""Promise against truth: how far deliveries are from what was promised, and for which promises."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.frame import arm_key, frame, nothing_in, provenance
from analysis.charts.numbers import level
from analysis.charts.opened import of_tables
from analysis.charts.style import (
    HEIGHT_IN,
    INK,
    MUTED,
    NOTE_PT,
    WORSE,
    is_narrow,
    look,
    subtitled,
)
from analysis.charts.titles import headline
from analysis.experiment.reopened import Opened
from analysis.experiment.run_tables import promises
from analysis.experiment.summary import Floats
from analysis.words import Words

LATE = "late_share"
_PANEL_IN = 3.1
_REACH_MIN = 40  # to both sides of the promise
_STEP_MIN = 2
_BIN_MIN, _FEWEST = 5, 50  # of promises, and deliveries in a bin that is shown


@of_tables
def draw(opened: Opened, words: Words, width_in: float) -> Figure:
    """On the left by how much deliveries miss the promise; on the right the truth by promise."""
    arms = []
    for arm in opened.arms:
        both = [promises(opened.folders[arm.label][seed]) for seed in arm.seeds]
        arms.append(tuple(np.concatenate(part) for part in zip(*both, strict=True)))
    narrow = is_narrow(width_in)
    figure = frame(
        _title(opened, words),
        words("promise.subtitle", fewest=_FEWEST),
        provenance(opened.comparison, words),
        body_in=_PANEL_IN * (2 if narrow else 1) + 0.4,
        width_in=width_in,
        least_in=0 if narrow else HEIGHT_IN,
        key=arm_key(opened.comparison, opened.arms, words, width_in, as_lines=True),
    )
    if not any(len(taken) for _, taken in arms):
        return nothing_in(figure, words)
    left, right = figure.subplots(*((2, 1) if narrow else (1, 2)))
    panel_in = width_in - 0.9 if narrow else width_in / 2 - 0.9
    _missed(left, arms, words)
    subtitled(left, words("promise.missed", step=_STEP_MIN), panel_in)
    _truth(right, arms, words)
    subtitled(right, words("promise.truth"), panel_in)
    return figure


def _missed(axes: Axes, arms: list[tuple[Floats, ...]], words: Words) -> None:
    edges = np.arange(-_REACH_MIN, _REACH_MIN + _STEP_MIN, _STEP_MIN)
    for nth, (promised, taken) in enumerate(arms):
        share = 100 * np.histogram(taken - promised, edges)[0] / max(1, len(taken))
        drawn = look(nth)
        axes.stairs(share, edges, color=drawn.colour, linestyle=drawn.dash, linewidth=1.8)
        if nth == 0:
            axes.stairs(share, edges, fill=True, color=drawn.colour, alpha=0.18)
    axes.axvline(0, color=INK, linewidth=1.2)
    top = axes.get_ylim()[1]
    axes.axvspan(0, _REACH_MIN, color=WORSE, alpha=0.06, linewidth=0, zorder=0)
    for x, side, text in ((-2, "right", "promise.early"), (2, "left", "promise.late")):
        axes.text(x, 1.04 * top, words(text), ha=side, va="top", size=NOTE_PT, color=MUTED)
    axes.set(xlim=(-_REACH_MIN, _REACH_MIN), ylim=(0, 1.08 * top))
    axes.set_xlabel(words("promise.missed_axis"))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _truth(axes: Axes, arms: list[tuple[Floats, ...]], words: Words) -> None:
    reach = 0.0
    for nth, (promised, taken) in enumerate(arms):
        middles, means, lows, highs = calibration(promised, taken)
        if not len(middles):
            continue
        drawn = look(nth)
        if nth == 0:
            axes.fill_between(middles, lows, highs, color=drawn.colour, alpha=0.18, linewidth=0)
        axes.plot(
            middles,
            means,
            color=drawn.colour,
            linestyle=drawn.dash,
            marker=drawn.marker or "o",
            markersize=4,
            linewidth=1.8,
        )
        reach = max(reach, float(middles[-1]), float(highs.max()) if nth == 0 else 0.0)
    reach = 1.03 * reach or 60.0
    axes.plot((0, reach), (0, reach), color=INK, linewidth=1)
    axes.set(xlim=(0, reach), ylim=(0, reach))
    axes.set_xlabel(words("promise.axis"))
    axes.grid()


def calibration(promised: Floats, taken: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """By bins of promises: mean promise, mean truth, P10 and P90, minutes; (n_bins,) each."""
    bins = (promised // _BIN_MIN).astype(int)
    rows = []
    for each in np.unique(bins):
        of = bins == each
        if of.sum() >= _FEWEST:
            low, high = np.quantile(taken[of], (0.1, 0.9))
            rows.append((promised[of].mean(), taken[of].mean(), low, high))
    table = np.array(rows, np.float64).reshape(len(rows), 4)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3]


def _title(opened: Opened, words: Words) -> str:
    if opened.comparison.contrasts:
        return headline(opened.comparison, LATE, words)
    share = level(opened.arms[0].kpis[0].get(LATE), LATE, words)
    return words("promise.title_one", share=share)
