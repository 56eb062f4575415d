"""History matching: settings under which a simulation is not implausible beside what was observed.

A wave tries points of a Latin hypercube, emulates what each target would be anywhere, and keeps the
points whose implausibility is below 3 for every target; the next wave tries among these. The
implausibility of a point is the gap between target and emulator over the root of the variances of
emulator, observation, luck and of what the model is not meant to hit (Craig, Goldstein, Seheult and
Smith 1997; Vernon, Goldstein and Bower 2010).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimate import Floats

PLAUSIBLE = 3.0  # by Pukelsheim's (1994) three-sigma rule
_CANDIDATES = 4000
_SPARE = 3  # points more than terms of an emulator


@dataclass(frozen=True)
class Unknown:
    """A setting that only simulation can tell, between two values."""

    path: str
    low: float
    high: float
    whole: bool = False

    def at(self, u: float) -> float:
        """The value at a place from 0 to 1."""
        value = self.low + u * (self.high - self.low)
        return round(value) if self.whole else float(f"{value:.4g}")


@dataclass(frozen=True)
class Target:
    """A figure that was observed, and how far off it may be."""

    kpi: str
    value: float
    error: float  # standard, of the observation
    discrepancy: float  # standard, of a model that is right but for what it leaves out


@dataclass(frozen=True, eq=False)
class Wave:
    """What was tried, and how much of the space is still plausible after it."""

    places: Floats  # (n_points, n_unknowns) in the unit cube
    figures: Floats  # (n_points, n_targets) means over runs
    plausible_share: float  # of the space that was searched first


@dataclass(frozen=True, eq=False)
class Matched:
    """What history matching came to."""

    unknowns: tuple[Unknown, ...]
    targets: tuple[Target, ...]
    waves: tuple[Wave, ...]
    best: dict[str, float]  # by path
    ranges: dict[str, tuple[float, float]]  # still plausible, by path
    implausibility: float  # of the best

    @property
    def is_plausible(self) -> bool:
        """Whether a point was found at which no target is implausible."""
        return self.implausibility <= PLAUSIBLE


# Figures (n_points, n_targets, n_runs) at places (n_points, n_unknowns) of the unit cube.
Simulate = Callable[[Floats], Floats]


def matched(
    unknowns: Sequence[Unknown],
    targets: Sequence[Target],
    simulate: Simulate,
    *,
    n_waves: int,
    n_points: int,
) -> Matched:
    """Search the space of the unknowns, wave by wave."""
    from scipy.stats import qmc  # half a second

    n = len(unknowns)
    candidates = qmc.LatinHypercube(n, rng=1).random(_CANDIDATES)
    places = qmc.LatinHypercube(n, rng=0).random(n_points)
    waves: list[Wave] = []
    worst = np.zeros(len(candidates))
    plausible = np.ones(len(candidates), bool)
    for nth in range(n_waves):
        runs = simulate(places)
        figures = np.nanmean(runs, axis=2)
        of_wave = implausibility(places, runs, targets, candidates)
        worst = np.where(plausible, of_wave, np.maximum(worst, of_wave))
        plausible &= of_wave <= PLAUSIBLE
        waves.append(Wave(places, figures, float(plausible.mean())))
        if not plausible.any():
            break
        if nth + 1 < n_waves:
            places = _spread_among(candidates[plausible], n_points, nth)
    among = np.flatnonzero(plausible) if plausible.any() else np.arange(len(candidates))
    best = candidates[among[np.argmin(worst[among])]]
    kept = candidates[among]
    return Matched(
        tuple(unknowns),
        tuple(targets),
        tuple(waves),
        {each.path: each.at(float(best[i])) for i, each in enumerate(unknowns)},
        {
            each.path: (each.at(float(kept[:, i].min())), each.at(float(kept[:, i].max())))
            for i, each in enumerate(unknowns)
        },
        float(worst[among].min()),
    )


def implausibility(
    places: Floats, runs: Floats, targets: Sequence[Target], candidates: Floats
) -> Floats:
    """The largest implausibility of each candidate over the targets, (n_candidates,).

    Parameters
    ----------
    places
        Where was simulated, (n_points, n_unknowns) of the unit cube.
    runs
        What came of it, (n_points, n_targets, n_runs); nan: nothing.
    targets
        What was observed.
    candidates
        Points of the unit cube, (n_candidates, n_unknowns).
    """
    worst = np.zeros(len(candidates))
    for nth, target in enumerate(targets):
        of_target = runs[:, nth]
        known = np.isfinite(of_target).all(axis=1)
        emulated, variance = emulator(places[known], of_target[known].mean(axis=1), candidates)
        luck = float(of_target[known].var(axis=1, ddof=1).mean()) if runs.shape[2] > 1 else 0.0
        allowed = variance + luck + target.error**2 + target.discrepancy**2
        worst = np.maximum(worst, np.abs(target.value - emulated) / np.sqrt(allowed))
    return worst


def emulator(places: Floats, figures: Floats, candidates: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of a figure at candidates, (n_candidates,) each.

    A polynomial by least squares, of second degree where points are enough for it; the variance is
    that of its mean and of what it leaves.
    """
    second = _terms(places, second=True).shape[1] + _SPARE <= len(places)
    design, wanted = _terms(places, second=second), _terms(candidates, second=second)
    inverse = np.linalg.pinv(design.T @ design)
    weights = inverse @ (design.T @ figures)
    left = figures - design @ weights
    freedom = max(len(places) - design.shape[1], 1)
    spread = float(left @ left) / freedom
    leverage = np.einsum("ij,jk,ik->i", wanted, inverse, wanted)
    return wanted @ weights, spread * (1 + leverage)


def _terms(places: Floats, *, second: bool) -> Floats:
    columns = [np.ones(len(places)), *places.T]
    if second:
        n = places.shape[1]
        columns += [places[:, i] * places[:, j] for i in range(n) for j in range(i, n)]
    return np.column_stack(columns)


def _spread_among(plausible: Floats, n_points: int, seed: int) -> Floats:
    """Points among those that are plausible, far from one another: each next is the farthest."""
    luck = np.random.default_rng(seed)
    chosen = [int(luck.integers(len(plausible)))]
    away = np.full(len(plausible), math.inf)
    for _ in range(min(n_points, len(plausible)) - 1):
        away = np.minimum(away, np.linalg.norm(plausible - plausible[chosen[-1]], axis=1))
        chosen.append(int(np.argmax(away)))
    return plausible[chosen]


def values_at(unknowns: Sequence[Unknown], places: Floats) -> list[dict[str, float]]:
    """The settings at places (n_points, n_unknowns), by path."""
    return [
        {each.path: each.at(float(u)) for each, u in zip(unknowns, row, strict=True)}
        for row in places
    ]


def means_and_errors(values: NDArray[np.float64]) -> tuple[float, float]:
    """Mean and its standard error of values (n,), nan: unknown."""
    known = values[np.isfinite(values)]
    return float(known.mean()), float(known.std(ddof=1)) / math.sqrt(len(known))
