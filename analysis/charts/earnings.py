"""What couriers earn: the Lorenz curve of their pay per hour with its Gini coefficient."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.bars import label
from analysis.charts.frame import arm_key, frame, nothing_in, provenance
from analysis.charts.names import mark
from analysis.charts.numbers import level, level_in
from analysis.charts.opened import of_tables, runs_of
from analysis.charts.style import HEIGHT_IN, INK, MUTED, NOTE_PT, is_narrow, look, subtitled
from analysis.charts.titles import headline
from analysis.experiment.reopened import Opened
from analysis.experiment.run_tables import pay_per_hour_yuan
from analysis.experiment.summary import Floats
from analysis.kpis import KPI, UNITS
from analysis.statistics.lorenz import lorenz
from analysis.wording import plain
from analysis.words import Words

GINI = "courier_pay_gini"
_QUANTILES = (0.1, 0.5, 0.9)
_PANEL_IN = 3.6


@of_tables
def draw(opened: Opened, words: Words, width_in: float) -> Figure:
    """The curves on the left; P10, median and P90 of pay per hour on the right."""
    curves = [_known(each) for each in runs_of(opened, lambda run: lorenz(pay_per_hour_yuan(run)))]
    spread = [_known(each) for each in runs_of(opened, _quantiles)]
    narrow = is_narrow(width_in)
    figure = frame(
        _title(opened, words),
        words("earnings.subtitle"),
        provenance(opened.comparison, words),
        body_in=_PANEL_IN + (0.5 + 0.45 * len(opened.arms) if narrow else 0),
        width_in=width_in,
        least_in=0 if narrow else HEIGHT_IN,
        key=arm_key(opened.comparison, opened.arms, words, width_in, as_lines=True),
    )
    if not all(np.isfinite(each).all() for each in curves):
        return nothing_in(figure, words)
    if narrow:
        ratios = [_PANEL_IN, 0.5 + 0.45 * len(opened.arms)]
        left, right = figure.subplots(2, 1, height_ratios=ratios)
    else:
        left, right = figure.subplots(1, 2)
    _curves(left, opened, curves, words)
    _spread(right, opened, spread, words, width_in if narrow else width_in / 2)
    return figure


def _quantiles(run: Path) -> Floats:
    pay = pay_per_hour_yuan(run)
    return np.quantile(pay, _QUANTILES) if len(pay) else np.full(len(_QUANTILES), np.nan)


def _known(values: Floats) -> Floats:
    """The mean over the runs that have a value."""
    known = values[np.isfinite(values).all(axis=1)]
    return np.asarray(known.mean(axis=0)) if len(known) else np.full(values.shape[1], np.nan)


def _curves(axes: Axes, opened: Opened, curves: list[Floats], words: Words) -> None:
    share = np.linspace(0, 100, len(curves[0]))
    axes.plot((0, 100), (0, 100), color=MUTED, linewidth=1)
    axes.annotate(
        words("earnings.equal"),
        (38, 38),
        xytext=(-4, 4),
        textcoords="offset points",
        ha="right",
        size=NOTE_PT,
        color=MUTED,
    )
    told = []
    for nth, (arm, curve) in enumerate(zip(opened.arms, curves, strict=True)):
        drawn = look(nth)
        axes.plot(share, 100 * curve, color=drawn.colour, linestyle=drawn.dash, linewidth=2)
        gini = _gini(opened, arm.label)
        who = mark(opened.comparison, arm.label) or (
            words("mark.base") if nth == 0 and len(opened.arms) > 1 else ""
        )
        if gini is not None:
            number = plain(gini * UNITS[KPI[GINI].unit].scale, UNITS[KPI[GINI].unit].decimals)
            told.append(words("earnings.gini", who=who, gini=number).strip())
    axes.text(97, 3, "\n".join(told), ha="right", va="bottom", size=NOTE_PT, color=INK)
    axes.set(xlim=(0, 100), ylim=(0, 100), aspect="equal", anchor="W")
    axes.set_xlabel(words("earnings.people"))
    axes.set_ylabel(words("earnings.pay"))
    axes.grid()


def _gini(opened: Opened, label: str) -> float | None:
    if opened.comparison.contrasts:
        return level_in(opened.comparison, label, GINI)
    return opened.arms[0].kpis[0].get(GINI)


def _spread(
    axes: Axes, opened: Opened, spread: list[Floats], words: Words, width_in: float
) -> None:
    """A line from P10 to P90 of each arm, with its median."""
    top = 1.12 * max(float(each[-1]) for each in spread)
    for y, (low, middle, high) in enumerate(spread):
        drawn = look(y)
        axes.plot((low, high), (y, y), color=drawn.colour, linewidth=6, solid_capstyle="butt")
        axes.plot(middle, y, "o", color="white", markeredgecolor=drawn.colour, markersize=8)
        # The ends are told beside the line and the median above it: they may lie close together.
        label(axes, float(low), y, plain(float(low), 1), to_left=True)
        label(axes, float(high), y, plain(float(high), 1))
        axes.annotate(
            plain(float(middle), 1),
            (middle, y),
            xytext=(0, 9),
            textcoords="offset points",
            ha="center",
            size=NOTE_PT,
            color=INK,
        )
    arms = [mark(opened.comparison, arm.label) for arm in opened.arms]
    first = words("mark.base") if len(arms) > 1 else ""
    axes.set_yticks(range(len(arms)), [first, *arms[1:]], color=INK)
    axes.set(xlim=(0, top), ylim=(len(arms) - 0.5, -0.7))
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(words("earnings.yuan"))
    axes.grid(axis="x")
    subtitled(axes, words("earnings.spread"), width_in - 0.9)


def _title(opened: Opened, words: Words) -> str:
    if opened.comparison.contrasts:
        return headline(opened.comparison, GINI, words)
    gini = _gini(opened, opened.comparison.base)
    return words("earnings.title_one", gini="–" if gini is None else level(gini, GINI, words))
