"""Which of several systems has the largest mean: KN, fully sequential (Kim and Nelson 2001).

Systems share the luck of a replication, so that differences are compared. With a probability of at
least 1 - alpha the best is chosen wherever it is better than all others by the indifference zone;
where it is not, what is chosen is as good as that. The guarantee is for normal values.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# (systems, replications first to last, exclusive) -> values, (n_replications, n_systems).
Draw = Callable[[Sequence[int], int, int], Floats]

FIRST = 10
ALPHA = 0.05

Why = Literal["alone", "indifferent", "ceiling"]


@dataclass(frozen=True, eq=False)
class Selected:
    """What was chosen, and what it took."""

    best: int
    why: Why  # the others were dropped; the rest is as good; no more replications were allowed
    n: NDArray[np.int64]  # (n_systems,) replications until each was dropped, or the end
    means: Floats  # (n_systems,) over those
    left: tuple[int, ...]  # systems that were not dropped


def kim_nelson(
    draw: Draw,
    n_systems: int,
    indifference: float,
    *,
    alpha: float = ALPHA,
    first: int = FIRST,
    most: int | None = None,
    batch: int = 1,
) -> Selected:
    """The system with the largest mean.

    Parameters
    ----------
    draw
        Values of systems in replications; each is asked for once. Those of one replication share
        their luck.
    n_systems
        How many there are.
    indifference
        The smallest difference worth telling, above 0, in the unit of the values.
    alpha
        The chance of choosing one that is worse than the best by more than that.
    first
        Replications of all, from which variances are estimated.
    most
        Replications at which it stops, whether it is sure or not; None: as many as it takes.
    batch
        Replications drawn at once, for many processors; which are used does not depend on it.

    Raises
    ------
    ValueError
        A number is out of its bounds.
    """
    _check(n_systems, indifference, alpha, first, most)
    values = draw(range(n_systems), 0, first)
    between = values[:, :, None] - values[:, None, :]
    variance = between.var(axis=0, ddof=1)  # (n_systems, n_systems)
    reach = _reach(n_systems, alpha, first) * variance / indifference**2
    sums = values.sum(0)
    n = np.full(n_systems, first)
    alive = np.ones(n_systems, bool)
    r, ahead = first, np.empty((0, n_systems))
    while True:
        alive = _surviving(sums / n, alive, reach, r, indifference)
        left = np.flatnonzero(alive)
        indifferent = r > np.floor(reach[np.ix_(left, left)]).max()
        if len(left) == 1 or indifferent or (most is not None and r >= most):
            break
        if not len(ahead):
            ahead = np.full((batch, n_systems), np.nan)
            ahead[:, left] = draw(left.tolist(), r, r + batch)
        sums[left] += ahead[0, left]
        ahead = ahead[1:]
        n[left] += 1
        r += 1
    means = sums / n
    best = int(left[means[left].argmax()])
    why: Why = "alone" if len(left) == 1 else "indifferent" if indifferent else "ceiling"
    return Selected(best, why, n, means, tuple(map(int, left)))


def _check(n_systems: int, indifference: float, alpha: float, first: int, most: int | None) -> None:
    if n_systems < 2:
        raise ValueError(f"{n_systems} to choose from; there must be two or more")
    if not indifference > 0:
        raise ValueError(f"indifference ({indifference:.6g}) must be above 0")
    # With two, alpha at a half would let a coin decide.
    if not 0 < alpha <= 1 - 1 / n_systems:
        raise ValueError(f"alpha ({alpha}) must be above 0 and at most {1 - 1 / n_systems:.3g}")
    if first < 2:
        raise ValueError(f"first ({first}) must be 2 or more, to see how much values vary")
    if most is not None and most < first:
        raise ValueError(f"most ({most}) must not be smaller than first ({first})")


def _reach(n_systems: int, alpha: float, first: int) -> float:
    """H squared of Kim and Nelson (2001), with c = 1."""
    eta = ((2 * alpha / (n_systems - 1)) ** (-2 / (first - 1)) - 1) / 2
    return float(2 * eta * (first - 1))


def _surviving(
    means: Floats, alive: NDArray[np.bool_], reach: Floats, r: int, indifference: float
) -> NDArray[np.bool_]:
    """Those whose mean is not below that of another still there by more than luck can do."""
    slack = np.maximum(0.0, indifference / (2 * r) * (reach - r))
    beaten = means[:, None] < means[None, :] - slack
    np.fill_diagonal(beaten, False)
    kept: NDArray[np.bool_] = alive & ~(beaten & alive[None, :]).any(1)
    return kept
