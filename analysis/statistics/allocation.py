"""Where replications of a budget are best spent to find the largest mean: OCBA.

Systems that are near the best, or vary much, get more (Chen, Lin, Yucesan and Chick 2000): of those
that are not the best, N_i is in proportion to (s_i / d_i)^2, where d_i is how far the mean is below
the best; the best gets s_b sqrt(sum of N_i^2 / s_i^2).

Systems share the luck of a replication. Means of unequally many would differ by that luck, which
may be far more than what a system's own luck does, and choose worse than equal numbers of each: so
they are compared as if all had met the same (`analysis.statistics.unequal`), and s_i is of the
luck that a system has alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from analysis.statistics.unequal import Unequal, unequal

Floats = NDArray[np.float64]

# (system, replications first to last, exclusive) for several at once -> the values of each.
Draw = Callable[[list[tuple[int, int, int]]], list[Floats]]

FIRST = 10


@dataclass(frozen=True, eq=False)
class Allocated:
    """What was chosen within a budget."""

    best: int
    n: NDArray[np.int64]  # (n_systems,) replications spent on each
    means: Floats  # over the luck of all replications
    probability: float  # of having chosen the best: at least about so much


def shares(means: Floats, spreads: Floats) -> Floats:
    """The share of replications for each system; they add up to 1."""
    best = int(means.argmax())
    behind = means[best] - means
    # A tie with the best would ask for all there is: two that differ by hardly anything share it.
    smallest = max(1e-12, 1e-3 * float(spreads.max()))
    spread = np.maximum(spreads, 1e-12 + 1e-6 * float(spreads.max()))
    ratio = (spread / np.maximum(behind, smallest)) ** 2
    ratio[best] = 0.0
    ratio[best] = spread[best] * np.sqrt((ratio**2 / spread**2).sum())
    found: Floats = ratio / ratio.sum()
    return found


def added(n: NDArray[np.int64], share: Floats, extra: int) -> NDArray[np.int64]:
    """How many of `extra` more each system gets, so that all of them come near their shares."""
    more = np.zeros(len(n), np.int64)
    total = int(n.sum()) + extra
    for _ in range(extra):  # whoever is furthest behind what it is to have in the end
        more[int((share * total - n - more).argmax())] += 1
    return more


def ocba(
    draw: Draw, n_systems: int, budget: int, *, first: int = FIRST, step: int | None = None
) -> Allocated:
    """Spend a budget of replications, and name the system with the largest mean.

    Parameters
    ----------
    draw
        Values of systems in replications; each is asked for once. Those of one replication share
        their luck.
    n_systems
        How many there are.
    budget
        Replications of all of them together.
    first
        Of each system, before anything is known.
    step
        Replications between two looks; as many as there are systems where it is not said.

    Raises
    ------
    ValueError
        The budget is smaller than the first replications.
    """
    if n_systems < 2:
        raise ValueError(f"{n_systems} to choose from; there must be two or more")
    if first < 2:
        raise ValueError(f"first ({first}) must be 2 or more, to see how much values vary")
    if budget < first * n_systems:
        raise ValueError(
            f"a budget of {budget} is smaller than {first} replications of each of {n_systems}"
        )
    values = draw([(i, 0, first) for i in range(n_systems)])
    while (spent := sum(map(len, values))) < budget:
        so_far = unequal(values)
        n = np.array([len(of) for of in values])
        share = shares(so_far.means, so_far.spreads)
        more = added(n, share, min(step or n_systems, budget - spent))
        asked = [(i, int(n[i]), int(n[i] + more[i])) for i in range(n_systems) if more[i]]
        for (i, _, _), drawn in zip(asked, draw(asked), strict=True):
            values[i] = np.concatenate([values[i], drawn])
    found = unequal(values)
    n = np.array([len(of) for of in values])
    return Allocated(int(found.means.argmax()), n, found.means, chosen_rightly(found))


def chosen_rightly(found: Unequal) -> float:
    """The approximate probability that the largest mean is that of the best system.

    One less the chances that each of the others is better (Chen et al. 2000, equation 6), by the
    standard error of its difference from the largest.
    """
    best = int(found.means.argmax())
    others = [i for i in range(len(found.means)) if i != best]
    error = np.array([found.error(best, i) for i in others])
    behind = found.means[best] - found.means[others]
    told = np.where(error > 0, behind / np.where(error > 0, error, 1.0), np.inf)
    told = np.where((error == 0) & (behind == 0), 0.0, told)
    return float(max(0.0, 1 - ndtr(-told).sum()))
