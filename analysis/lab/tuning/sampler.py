"""Where to try next: by surfaces of cost and constraints, by TPE, or at random.

`SurfaceSampler` fits a Gaussian process to the cost and one to each constraint, and takes the point
whose expected improvement, times the probability that it keeps the constraints, is largest (Gardner
et al. 2014; Gelbart, Snoek and Adams 2014). It is an Optuna sampler: any other may take its place.
"""

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import optuna
from numpy.typing import NDArray
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, RandomSampler, TPESampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState
from scipy.stats import norm, qmc

from analysis.lab.tuning.gaussian import Surface, fitted
from analysis.lab.tuning.space import Space

Floats = NDArray[np.float64]

SAMPLERS = ("surface", "tpe", "random")

# What a trial keeps beside its values, by name.
MISS, ERROR = "miss", "error"

_N_ANYWHERE = 2048
_NEAR = ((0.15, 256), (0.05, 256), (0.015, 256))  # how far from the best, and how many


def sampler(name: str, space: Space, seed: int, n_first: int) -> BaseSampler:
    """One of `SAMPLERS`, which begins with `n_first` points spread evenly."""
    if name == "random":
        return RandomSampler(seed=seed)
    if name == "tpe":
        with warnings.catch_warnings():  # that what it is asked for may change one day
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            return TPESampler(seed=seed, n_startup_trials=n_first, multivariate=True)
    return SurfaceSampler(space, seed, n_first)


class SurfaceSampler(BaseSampler):
    """Fits surfaces to what was tried, and asks where they promise most."""

    def __init__(self, space: Space, seed: int, n_first: int) -> None:
        self.space, self.seed, self.n_first = space, seed, n_first
        even = qmc.Sobol(len(space.levers), rng=seed)
        self._first = even.random_base2(math.ceil(math.log2(max(1, n_first))))
        self._alone = RandomSampler(seed=seed)

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """All levers, by their paths."""
        return distributions(self.space)

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """The place to try next, a coordinate a lever."""
        names = list(search_space)
        known = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        if trial.number < self.n_first or len(known) < 2:
            place = self._first[trial.number % len(self._first)]
        else:
            running = study.get_trials(deepcopy=False, states=(TrialState.RUNNING,))
            pending = [_places(each, names) for each in running if each.number < trial.number]
            place = self._promising(known, pending, names, trial.number)
        return dict(zip(names, map(float, place), strict=True))

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """A place on one lever alone, as Optuna has it for what is not sampled with the others."""
        return self._alone.sample_independent(study, trial, param_name, param_distribution)

    def _promising(
        self,
        known: Sequence[FrozenTrial],
        pending: Sequence[Floats],
        names: Sequence[str],
        number: int,
    ) -> Floats:
        places = np.array([_places(trial, names) for trial in known])
        values = np.array([[trial.value, *trial.user_attrs[MISS]] for trial in known], np.float64)
        errors = np.array([trial.user_attrs[ERROR] for trial in known], np.float64)
        values, errors = _drawn_in(values, errors)
        x = self.space.coded(places)
        surfaces = [fitted(x, y, e**2) for y, e in zip(values.T, errors.T, strict=True)]
        if pending:  # they are believed to turn out as expected, so that another place is asked for
            there = self.space.coded(np.array(pending))
            x = np.concatenate((x, there))
            believed = np.array([surface.at(there)[0] for surface in surfaces]).T
            values = np.concatenate((values, believed))
            errors = np.concatenate((errors, np.repeat(errors[-1:], len(pending), axis=0)))
            surfaces = [
                fitted(x, y, e**2, like)
                for y, e, like in zip(values.T, errors.T, surfaces, strict=True)
            ]
        random = np.random.default_rng((self.seed, number))
        candidates = self._candidates(places, values[: len(places)], random)
        best: Floats = candidates[np.argmax(_promise(surfaces, self.space.coded(candidates), x))]
        return best

    def _candidates(self, places: Floats, values: Floats, random: np.random.Generator) -> Floats:
        """Places all over, and more of them around the best known."""
        anywhere = random.random((_N_ANYWHERE, places.shape[1]))
        worst = values[:, 1:].max(axis=1, initial=0.0)
        best = places[np.lexsort((values[:, 0], worst))[:3]]
        near = [self.space.near(place, reach, random, n) for place in best for reach, n in _NEAR]
        return np.concatenate((anywhere, *near))


def _drawn_in(values: Floats, errors: Floats) -> tuple[Floats, Floats]:
    """Values (n, 1 + n_constraints) and their errors with what lies far out drawn in.

    The area sine, of costs around their median and of misses around 0, which stays where it is, so
    that a plan that is absurd does not decide how the surface bends where the good ones lie.
    """
    middle = np.zeros(values.shape[1])
    middle[0] = np.median(values[:, 0])
    scale = np.median(np.abs(values - middle), axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    told = (values - middle) / scale
    return np.arcsinh(told), errors / scale / np.sqrt(1 + told**2)


def _promise(surfaces: Sequence[Surface], x: Floats, tried: Floats) -> Floats:
    """The logarithm of expected improvement times the probability to keep all constraints."""
    cost, *misses = surfaces
    kept = np.zeros(len(x))
    sure = np.zeros(len(tried))
    for surface in misses:
        mean, sd = surface.at(x)
        kept += norm.logcdf(-mean / sd)
        there, there_sd = surface.at(tried)
        sure += norm.logcdf(-there / there_sd)
    feasible = sure >= np.log(0.5)
    if not feasible.any():
        return kept
    best = float(cost.at(tried)[0][feasible].min())
    mean, sd = cost.at(x)
    z = (best - mean) / sd
    better = np.log(np.maximum(sd, 1e-300)) + _log_improvement(z)
    return better + kept


def _log_improvement(z: Floats) -> Floats:
    """log(z * cdf(z) + pdf(z)), which for z far below 0 is that of pdf(z) / z**2."""
    far = z < -6
    near = np.where(far, -6.0, z)
    exact = np.log(near * norm.cdf(near) + norm.pdf(near))
    found: Floats = np.where(far, norm.logpdf(z) - 2 * np.log(np.maximum(np.abs(z), 1.0)), exact)
    return found


def distributions(space: Space) -> dict[str, BaseDistribution]:
    """A coordinate from 0 to 1 for each lever."""
    below = float(np.nextafter(1.0, 0.0))
    return {
        lever.path: optuna.distributions.FloatDistribution(0.0, below) for lever in space.levers
    }


def _places(trial: FrozenTrial, names: Sequence[str]) -> Floats:
    return np.array([trial.params[name] for name in names], np.float64)
