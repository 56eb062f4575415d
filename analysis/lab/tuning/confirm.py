"""Finalists on fresh seeds: who of them keeps the constraints for sure, and costs least.

The seeds of the search made its winners: the best of many is partly the luckiest. So the finalists
are run again under seeds that no trial has seen, and judged together: each constraint of each of k
finalists at one k-th of the doubt that is allowed (Bonferroni), so that with probability
`CONFIDENCE` no finalist is called feasible that is not, and all intervals of the cost hold at once.
All constraints of a point must pass, which needs no correction of its own (Berger 1982).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import stdtrit

from analysis.lab.design import Point
from analysis.lab.tuning.search import Plan, Searched, room_of
from analysis.lab.tuning.tried import Floats, Reading, Trial

CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False)
class Finalist:
    """A point on fresh seeds."""

    point: Point
    trial: int  # number of the trial of the search
    reading: Reading
    cost: float  # mean, less that of the base
    cost_low: float  # holds with all other finalists' at once
    cost_high: float
    miss: Floats  # (n_constraints,) mean; below 0: kept
    miss_high: Floats  # (n_constraints,) with confidence not above this

    @property
    def confirmed(self) -> bool:
        """Whether all constraints are kept for sure."""
        return bool((self.miss_high <= 0).all())


def room_errors(n_finalists: int, n_seeds: int) -> float:
    """Standard errors by which a mean miss must be below 0 to be confirmed."""
    return _errors((1 - CONFIDENCE) / n_finalists, n_seeds)


@cache
def _errors(doubt: float, n_seeds: int) -> float:
    """Standard errors that a mean of so many is above its truth by with no more than this doubt."""
    return float(-stdtrit(n_seeds - 1, doubt))


def finalists_of(searched: Searched, plan: Plan, n: int) -> list[Trial]:
    """The trials to be run again: the cheapest of those that fresh seeds should confirm.

    In turns those that have room for the luck of the search too, and those that lack it, which are
    cheaper. Where there are too few, those follow that miss least of it. No setting comes twice.
    """
    full = [trial for trial in searched.trials if trial.reading is not None and not trial.stopped]
    if not full:
        full = [trial for trial in searched.trials if trial.reading is not None]
    noise = searched.noise
    if not full or noise is None:
        return []
    values = np.array([trial.values for trial in full])
    unit = np.where(noise.sd[1:] > 0, noise.sd[1:], 1)
    orders = []
    for of_search in (True, False):
        lacking = (values[:, 1:] + room_of(noise, plan, of_search=of_search)) / unit
        worst = np.maximum(lacking.max(axis=1, initial=0.0), 0.0)
        orders.append(np.lexsort((values[:, 0], worst)))
    found: dict[str, Trial] = {}
    for nth in np.stack(orders, axis=1).ravel():
        found.setdefault(repr(full[nth].point), full[nth])
    return list(found.values())[:n]


def judged(trials: Sequence[Trial], readings: Sequence[Reading | None]) -> list[Finalist]:
    """The finalists on fresh seeds, in the order given; those that did not run are left out."""
    known = [
        (trial, reading)
        for trial, reading in zip(trials, readings, strict=True)
        if reading is not None and reading.n_seeds > 1
    ]
    return [_judged(trial, reading, len(known)) for trial, reading in known]


def chosen(finalists: Sequence[Finalist]) -> Finalist | None:
    """The cheapest that is confirmed; None: none is."""
    return min(
        (each for each in finalists if each.confirmed), key=lambda each: each.cost, default=None
    )


def nearest(finalists: Sequence[Finalist]) -> Finalist | None:
    """Where none is confirmed: the one that misses least, in standard errors."""
    return min(finalists, key=_shortfall, default=None)


def _shortfall(found: Finalist) -> float:
    error = np.maximum(found.miss_high - found.miss, 1e-12)
    return float((found.miss_high / error).max(initial=0.0))


def _judged(trial: Trial, reading: Reading, n_finalists: int) -> Finalist:
    n, doubt = reading.n_seeds, (1 - CONFIDENCE) / n_finalists
    cost, miss = float(reading.cost.mean()), reading.miss.mean(axis=0)
    half = _errors(doubt / 2, n) * reading.cost.std(ddof=1) / np.sqrt(n)
    room = _errors(doubt, n) * reading.miss.std(axis=0, ddof=1) / np.sqrt(n)
    return Finalist(
        point=trial.point,
        trial=trial.number,
        reading=reading,
        cost=cost,
        cost_low=float(cost - half),
        cost_high=float(cost + half),
        miss=miss,
        miss_high=miss + room,
    )
