"""Stars: how satisfied people are with their orders, and what those say who write a review."""

import numpy as np
from matplotlib.figure import Figure

from analysis.charts.bars import FILLED_SHARE, grouped_bars
from analysis.charts.frame import arm_key, frame, nothing_in, provenance
from analysis.charts.names import marks
from analysis.charts.numbers import change_of, level
from analysis.charts.opened import of_tables, runs_of
from analysis.charts.style import HEIGHT_IN, INK, LABEL_PT, is_narrow, subtitled
from analysis.charts.text import wrap
from analysis.charts.titles import headline
from analysis.experiment.arm import ArmData
from analysis.experiment.reopened import Opened
from analysis.experiment.run_tables import STARS, stars
from analysis.experiment.summary import Floats
from analysis.wording import hundredths
from analysis.words import Words

FELT, WRITTEN = "satisfaction_mean", "written_stars_mean"
_ONE, _FIVE = "one_star_share", "five_star_share"
_BAR_IN, _NAME_IN = 0.2, 1.1


@of_tables
def draw(opened: Opened, words: Words, width_in: float) -> Figure:
    """All orders on the left, by whole stars of satisfaction; on the right the reviews written."""
    felt = np.array([_shares(each) for each in runs_of(opened, stars)])[:, ::-1]
    wrote = np.array([_written(arm) for arm in opened.arms])[:, ::-1]
    narrow = is_narrow(width_in)
    row_in = len(opened.arms) * _BAR_IN / FILLED_SHARE
    body_in = row_in * STARS + 0.6
    figure = frame(
        _title(opened, words),
        words("stars.subtitle"),
        provenance(opened.comparison, words),
        body_in=body_in + (row_in * 3 + 0.6 if narrow else 0),
        width_in=width_in,
        least_in=0 if narrow else HEIGHT_IN,
        key=arm_key(opened.comparison, opened.arms, words, width_in),
    )
    if not np.isfinite(felt).any():
        return nothing_in(figure, words)
    if narrow:
        left, right = figure.subplots(2, 1, height_ratios=(STARS, 3))
    else:
        left, right = figure.subplots(1, 2)
    letters = marks(opened.comparison, opened.arms)
    panels = (
        (left, felt, [str(n) for n in range(STARS, 0, -1)], "stars.felt"),
        (right, wrote, ["5", "2–4", "1"], "stars.wrote"),
    )
    for axes, values, names, what in panels:
        grouped_bars(axes, values, letters, lambda value: hundredths(value, 1, words.lang))
        top = float(np.nanmax(values, initial=0.0)) or 100.0
        axes.set_xlim(0, 1.35 * top)
        lines = [wrap(figure, words("stars.n", n=n), _NAME_IN, LABEL_PT) for n in names]
        axes.set_yticks(range(len(lines)), lines, color=INK)
        wide_in = width_in if narrow else width_in / 2
        subtitled(axes, words(what), wide_in - _NAME_IN - 0.6)
    return figure


def _shares(counts: Floats) -> Floats:
    """Per cent of orders by whole stars, mean over runs, (5,)."""
    totals = counts.sum(axis=1, keepdims=True)
    known = totals[:, 0] > 0
    if not known.any():
        return np.full(STARS, np.nan)
    return np.asarray((100 * counts[known] / totals[known]).mean(axis=0))


def _written(arm: ArmData) -> Floats:
    """Per cent of reviews of one star, of two to four, and of five, mean over runs, (3,)."""
    pairs = [
        (one, five)
        for run in arm.runs
        if (one := run.kpis.get(_ONE)) is not None and (five := run.kpis.get(_FIVE)) is not None
    ]
    if not pairs:
        return np.full(3, np.nan)
    one, five = 100 * np.array(pairs, np.float64).mean(axis=0)
    return np.array([one, 100 - one - five, five])


def _told(opened: Opened) -> str:
    """What a title speaks of: reviews, unless satisfaction alone is known or clearly changes."""

    def changes(kpi: str) -> bool:
        found = (change_of(contrast[kpi]) for contrast in opened.comparison.contrasts)
        return any(change is not None and change.is_clear for change in found)

    is_written = opened.arms[0].kpis[0].get(WRITTEN) is not None
    return WRITTEN if is_written and (changes(WRITTEN) or not changes(FELT)) else FELT


def _title(opened: Opened, words: Words) -> str:
    if opened.comparison.contrasts:
        return headline(opened.comparison, _told(opened), words)
    kpis = opened.arms[0].kpis[0]
    felt, wrote = (level(kpis.get(kpi), kpi, words) for kpi in (FELT, WRITTEN))
    return words("stars.title_one", felt=felt, wrote=wrote)
