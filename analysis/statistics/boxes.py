"""Where cases of interest lie: boxes by PRIM, the patient rule induction (Friedman, Fisher 1999).

From the box that holds all, a small share of the cases is peeled off again and again at the one
face where that leaves the densest box; then faces are pasted back while that does not thin it. Each
step is kept: the smaller a box, the denser, and the fewer cases of interest it covers. Limits that
chance alone would explain are dropped (Bryant and Lempert 2010).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEELED = 0.05
SMALLEST = 0.05  # share of the cases that a box holds at least
LEVEL = 0.05
_STEP = 1e-12


@dataclass(frozen=True, eq=False)
class Box:
    """Limits on some of the inputs, and what lies within."""

    low: Floats  # (n_inputs,) -inf: none
    high: Floats
    n: int
    n_of_interest: int
    coverage: float  # share of all cases of interest that lie within
    density: float  # share of the cases within that are of interest
    p_values: dict[int, float] = field(default_factory=dict)  # of each limited input

    @property
    def limited(self) -> tuple[int, ...]:
        """Inputs that the box limits."""
        return tuple(int(i) for i in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high)))

    def holds(self, inputs: Floats) -> Flags:
        """Which cases, (n, n_inputs), lie within; its faces belong to it."""
        return np.asarray(((inputs >= self.low) & (inputs <= self.high)).all(1))


def peeling(
    inputs: Floats, of_interest: Flags, peeled: float = PEELED, smallest: float = SMALLEST
) -> list[Box]:
    """All boxes from the whole to the densest, each peeled from the one before.

    Parameters
    ----------
    inputs
        (n_cases, n_inputs).
    of_interest
        (n_cases,) which cases are sought.
    peeled
        The share of the cases in a box that one step takes away.
    smallest
        The share of all cases that a box holds at least.
    """
    n, n_inputs = inputs.shape
    box = _box(inputs, of_interest, np.full(n_inputs, -np.inf), np.full(n_inputs, np.inf))
    found = [box]
    while box.density < 1:
        steps = [
            each
            for each in _peeled(box, inputs, of_interest, peeled)
            if smallest * n <= each.n < box.n
        ]
        # Of steps that take away different numbers, the one that gains most for each.
        best = max(steps, key=lambda s: (s.density - box.density) / (box.n - s.n), default=None)
        if best is None or best.density <= box.density:
            break
        box = best
        found.append(box)
    return found


def prim(
    inputs: Floats,
    of_interest: Flags,
    *,
    least_density: float = 0.8,
    peeled: float = PEELED,
    smallest: float = SMALLEST,
) -> Box | None:
    """The box that says best where cases of interest lie; None: nowhere in particular.

    Of the boxes of a peeling, the one that covers most among those that are dense enough; where
    none is, the one with the best of both (F1). It is pasted, and what chance explains is dropped.

    Parameters
    ----------
    inputs, of_interest, peeled, smallest
        As in `peeling`.
    least_density
        How dense a box is wanted.
    """
    if not of_interest.any() or of_interest.all():
        return None
    boxes = peeling(inputs, of_interest, peeled, smallest)[1:]
    if not boxes:
        return None
    dense = [box for box in boxes if box.density >= least_density]
    if dense:
        chosen = max(dense, key=lambda box: (box.coverage, box.density))
    else:
        chosen = max(boxes, key=_harmonic)
    chosen = _pasted(chosen, inputs, of_interest, peeled)
    return _with_limits_that_matter(chosen, inputs, of_interest)


def _harmonic(box: Box) -> float:
    both = box.coverage + box.density
    return 2 * box.coverage * box.density / both if both else 0.0


def _box(inputs: Floats, of_interest: Flags, low: Floats, high: Floats) -> Box:
    within = ((inputs >= low) & (inputs <= high)).all(1)
    n, hits, total = int(within.sum()), int((within & of_interest).sum()), int(of_interest.sum())
    return Box(low, high, n, hits, hits / total if total else 0.0, hits / n if n else 0.0)


def _peeled(box: Box, inputs: Floats, of_interest: Flags, share: float) -> list[Box]:
    """The box less a share of its cases, at each of its faces."""
    within = inputs[box.holds(inputs)]
    found = []
    for i in range(inputs.shape[1]):
        rising = np.unique(within[:, i])
        if len(rising) < 2:
            continue
        # Values that repeat go together; at least one value goes.
        low = max(float(np.quantile(within[:, i], share)), float(rising[1]))
        high = min(float(np.quantile(within[:, i], 1 - share)), float(rising[-2]))
        found.append(_limited(box, inputs, of_interest, i, low=low))
        found.append(_limited(box, inputs, of_interest, i, high=high))
    return found


def _limited(
    box: Box,
    inputs: Floats,
    of_interest: Flags,
    i: int,
    *,
    low: float | None = None,
    high: float | None = None,
) -> Box:
    lows, highs = box.low.copy(), box.high.copy()
    if low is not None:
        lows[i] = low
    if high is not None:
        highs[i] = high
    return _box(inputs, of_interest, lows, highs)


def _pasted(box: Box, inputs: Floats, of_interest: Flags, share: float) -> Box:
    """The box, made larger at any face while it does not get thinner."""
    while True:
        larger = [
            each
            for each in _larger(box, inputs, of_interest, share)
            if each.n > box.n and each.density >= box.density - _STEP
        ]
        if not larger:
            return box
        box = max(larger, key=lambda each: (each.density, each.n))


def _larger(box: Box, inputs: Floats, of_interest: Flags, share: float) -> list[Box]:
    found = []
    n_more = max(1, round(share * box.n))
    for i in box.limited:
        free = _limited(box, inputs, of_interest, i, low=-np.inf, high=np.inf)
        values = np.sort(inputs[free.holds(inputs), i])
        below, above = values[values < box.low[i]], values[values > box.high[i]]
        if len(below):
            low = -np.inf if len(below) <= n_more else float(below[-n_more])
            found.append(_limited(box, inputs, of_interest, i, low=low))
        if len(above):
            high = np.inf if len(above) <= n_more else float(above[n_more - 1])
            found.append(_limited(box, inputs, of_interest, i, high=high))
    return found


def _with_limits_that_matter(box: Box, inputs: Floats, of_interest: Flags) -> Box | None:
    """The box without the limits that chance explains, the least of them first."""
    while box.limited:
        p_values = {i: _p_value(box, inputs, of_interest, i) for i in box.limited}
        least = max(p_values, key=lambda i: p_values[i])
        if p_values[least] <= LEVEL:
            return Box(
                box.low, box.high, box.n, box.n_of_interest, box.coverage, box.density, p_values
            )
        box = _limited(box, inputs, of_interest, least, low=-np.inf, high=np.inf)
    return None


def _p_value(box: Box, inputs: Floats, of_interest: Flags, i: int) -> float:
    """The chance to be so dense, had the limits on an input picked cases at random."""
    free = _limited(box, inputs, of_interest, i, low=-np.inf, high=np.inf)
    return float(stats.binom.sf(box.n_of_interest - 1, box.n, free.density))


def said(box: Box, names: Sequence[str]) -> dict[str, tuple[float | None, float | None]]:
    """The limits of a box by name of the input; None: no limit on that side."""
    return {
        names[i]: (
            float(box.low[i]) if np.isfinite(box.low[i]) else None,
            float(box.high[i]) if np.isfinite(box.high[i]) else None,
        )
        for i in box.limited
    }
