"""The funnel: how many of a hundred needs come how far, and what an arm changes on the way."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from analysis.charts.bars import FILLED_SHARE, grouped_bars
from analysis.charts.style import (
    HEIGHT_IN,
    INK,
    LABEL_PT,
    arm_key,
    frame,
    nothing_in,
    provenance,
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
from analysis.wording import plain, signed
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
_NAME_IN = 1.35
_BAR_IN = 0.17
_CHANGES_IN = 2.6  # width of the panel of changes


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Figure:
    """Bars by stage and arm on the left; the change against the base on the right."""
    figure = frame(
        headline(comparison, "conversion_share", words),
        words("funnel.subtitle"),
        provenance(comparison, words),
        height_in=max(HEIGHT_IN, 2.1 + len(STAGES) * len(arms) * _BAR_IN / FILLED_SHARE),
        key=arm_key(arms),
    )
    levels = per_hundred(arms)
    shown = [row for row in range(len(STAGES)) if np.nansum(levels[:, row]) > 0]
    if len(shown) < 2:  # recorded orders have no needs and sessions
        return nothing_in(figure, words)
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.7, 1))
    grouped_bars(left, levels[:, shown], lambda value: plain(value, 1))
    left.set_xlim(0, 114)
    subtitled(left, words("funnel.level"))
    base = levels[0, shown]
    unknown = np.full((len(arms) - 1, len(shown)), np.nan)
    changes = np.divide(100 * (levels[1:, shown] - base), base, out=unknown, where=base > 0)
    grouped_bars(right, changes, lambda value: f"{signed(value, 1)} %", first_arm=1)
    right.set_xlim(*symmetric(changes.ravel(), 1.5))
    subtitled(right, words("change.against", base=comparison.base), _CHANGES_IN)
    zero_line(right)
    names = [words(f"stage.{name}") for name in STAGES]
    labels = [wrap(figure, names[row], _NAME_IN, LABEL_PT) for row in shown]
    left.set_yticks(range(len(shown)), labels, color=INK)
    return figure


def per_hundred(arms: Sequence[ArmData]) -> Floats:
    """How many of a hundred needs reach each stage, (n_arms, n_stages); NaN without needs."""
    steps = [[FUNNEL_STEPS.index(step) for step in stage] for stage in STAGES.values()]
    counts = np.array([[arm.funnel_totals[step].sum() for step in steps] for arm in arms], float)
    first = counts.max(axis=1, keepdims=True)
    unknown = np.full(counts.shape, np.nan)
    levels: Floats = np.divide(100 * counts, first, out=unknown, where=first > 0)
    return levels
