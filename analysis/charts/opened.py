"""What figures of run tables share: arms, their runs, and what stands under them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from matplotlib.figure import Figure

from analysis.charts.names import quoted
from analysis.charts.numbers import Change, amount, spoken
from analysis.charts.style import WIDE_IN, finished
from analysis.experiment.paired import Changes, changes_between
from analysis.experiment.reopened import Opened
from analysis.experiment.run_tables import by_run
from analysis.experiment.summary import Floats
from analysis.kpis import UNITS
from analysis.words import Words

_Draw = Callable[[Opened, Words, float], Figure]


class DrawOpened(Protocol):
    """A figure of the results in a folder, so many inches wide."""

    def __call__(self, opened: Opened, words: Words, width_in: float = WIDE_IN) -> Figure: ...


def of_tables(draw: _Draw) -> DrawOpened:
    """Draw a figure of run tables in the house style."""

    def in_style(opened: Opened, words: Words, width_in: float = WIDE_IN) -> Figure:
        return finished(words.lang, lambda: draw(opened, words, width_in))

    return in_style


def runs_of(opened: Opened, of: Callable[[Path], Floats]) -> list[Floats]:
    """What each run says, an array (n_replications, ...) for each arm."""
    return [by_run(opened.folders[arm.label], arm, of) for arm in opened.arms]


def changes_from_base(opened: Opened, values: Sequence[Floats]) -> list[Changes]:
    """The paired difference of each other arm."""
    base, *others = opened.arms
    return [
        changes_between(base, values[0], arm, of_arm)
        for arm, of_arm in zip(others, values[1:], strict=True)
    ]


def change_at(found: Changes, at: tuple[int, ...] | int, unit: str) -> Change | None:
    """One of many paired differences in the unit shown; None: unknown."""
    value, low, high = (
        float(part[at]) * UNITS[unit].scale for part in (found.mean, found.low, found.high)
    )
    if not np.isfinite(value):
        return None
    return Change(value, None if np.isnan(low) else low, None if np.isnan(high) else high, unit)


def greatest(
    opened: Opened, found: Sequence[Changes], names: Sequence[str], unit: str, words: Words
) -> str:
    """A title: what changes most of all that is told from chance, and in which arm."""
    known = [
        (change, arm, name)
        for arm, each in zip(opened.arms[1:], found, strict=True)
        for nth, name in enumerate(names)
        if (change := change_at(each, nth, unit)) is not None and change.is_clear
    ]
    if not known:
        return words("title.none_clear")
    change, arm, name = max(known, key=lambda each: abs(each[0].value))
    return words(
        "title.more" if change.value > 0 else "title.less",
        what=name,
        arm=quoted(opened.comparison, arm.label, words),
        by=amount(change, words),
    )


def said(change: Change | None, words: Words) -> str:
    """A change with its unit; nothing where it is unknown."""
    return "" if change is None else spoken(change, words)
