"""The funnel: how many of a hundred needs come how far, and what an arm changes on the way."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from analysis.charts.bars import FILLED_SHARE, grouped_bars
from analysis.charts.frame import arm_key, frame, nothing_in, provenance
from analysis.charts.names import marks
from analysis.charts.style import (
    HEIGHT_IN,
    INK,
    LABEL_PT,
    is_narrow,
    styled,
    subtitled,
    symmetric,
    zero_line,
)
from analysis.charts.text import wrap
from analysis.charts.titles import headline
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.summary import FUNNEL_STEPS, Floats
from analysis.wording import plain, signed, with_unit_of_change
from analysis.words import Words

# Stages of the platform's funnel, each with the steps that count for it.
STAGES = {
    "need": ("need",),
    "session": ("session",),
    "chosen": ("chose_delivery", "chose_pickup"),
    "payment": ("payment",),
    "paid": ("paid",),
    "fulfilled": ("fulfilled",),
}
# Of the title: the bars of the stages "paid", and where needs are unknown "fulfilled".
TITLE_KPI, TITLE_KPI_OF_RECORDED = "need_order_share", "fulfilled_share"
_NAME_IN = 1.35
_BAR_IN = 0.17
_LEAST_REACH = 1.0  # per cent; bars of less than it stay short


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words, width_in: float) -> Figure:
    """Bars by stage and arm on the left; the change against the base on the right."""
    levels = per_hundred(arms)
    shown = [row for row in range(len(STAGES)) if np.nansum(levels[:, row]) > 0]
    narrow = is_narrow(width_in)
    panel_in = 0.5 + len(shown) * len(arms) * _BAR_IN / FILLED_SHARE
    has_needs = any(contrast[TITLE_KPI].n_pairs for contrast in comparison.contrasts)
    figure = frame(
        headline(comparison, TITLE_KPI if has_needs else TITLE_KPI_OF_RECORDED, words),
        words("funnel.subtitle"),
        provenance(comparison, words),
        body_in=(2 if narrow else 1) * panel_in,
        width_in=width_in,
        least_in=0 if narrow else HEIGHT_IN,
        key=arm_key(comparison, arms, words, width_in),
    )
    if len(shown) < 2:  # recorded orders have no needs and sessions
        return nothing_in(figure, words)
    if narrow:
        left, right = figure.subplots(2, 1)
    else:
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.5, 1))
    letters = marks(comparison, arms)
    grouped_bars(left, levels[:, shown], letters, lambda value: plain(value, 1))
    left.set_xlim(0, 122)
    subtitled(left, words("funnel.level"), width_in / 2 - 0.7)
    base = levels[0, shown]
    unknown = np.full((len(arms) - 1, len(shown)), np.nan)
    changes = np.divide(100 * (levels[1:, shown] - base), base, out=unknown, where=base > 0)

    def relative(value: float) -> str:
        return with_unit_of_change(signed(value, 1), "relative", words.lang)

    grouped_bars(right, changes, letters[1:], relative, first_arm=1)
    right.set_xlim(*symmetric(np.append(changes, _LEAST_REACH), 1.7))
    subtitled(right, words("change.against"), 0.3 * width_in)
    zero_line(right)
    names = [words(f"stage.{name}") for name in STAGES]
    labels = [wrap(figure, names[row], _NAME_IN, LABEL_PT) for row in shown]
    for axes in (left, right) if narrow else (left,):
        axes.set_yticks(range(len(shown)), labels, color=INK)
    return figure


def per_hundred(arms: Sequence[ArmData]) -> Floats:
    """How many of a hundred needs reach each stage, (n_arms, n_stages); NaN without needs.

    The mean over the runs that each arm shares with the base, as that of KPIs.
    """
    shared = [set(arms[0].seeds).intersection(arm.seeds) for arm in arms]
    return np.array([_mean(arm, seeds) for arm, seeds in zip(arms, shared, strict=True)])


def _mean(arm: ArmData, seeds: set[int]) -> Floats:
    steps = [[FUNNEL_STEPS.index(step) for step in stage] for stage in STAGES.values()]
    totals = np.array([run.funnel.sum(axis=0) for run in arm.runs if run.seed in seeds], float)
    counts = np.array([totals[:, step].sum(axis=1) for step in steps]).T  # (n_runs, n_stages)
    first = counts.max(axis=1, keepdims=True)
    known = first[:, 0] > 0
    if not known.any():
        return np.full(len(STAGES), np.nan)
    levels: Floats = (100 * counts[known] / first[known]).mean(axis=0)
    return levels
