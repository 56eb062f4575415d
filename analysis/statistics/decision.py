"""What a choice costs where the world is not known: regret, and what knowing more is worth.

Values are of arms in plausible worlds, more is better. The regret of an arm in a world is how much
another would have brought there (Savage 1951). Knowing the world is worth what the best arm in each
brings more than the best on average: the expected value of perfect information. Knowing one input
alone is worth the same of the values that are expected given that input, which a regression on it
tells (Strong, Oakley and Brennan 2014): here polynomials in its rank, of the degree that leaves the
smallest error at the worlds left out one at a time. Where arms are nearly as good, any curve that
luck bends across zero looks like something worth knowing; how often it does is told by dealing the
input out anew among the worlds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HIGHEST_DEGREE = 4
N_DRAWS = 200
N_DEALS = 199
_SEED = 0  # of the draws: the same answer each time
_FEWEST = 3  # worlds for each coefficient of a regression
_TINY = 1e-12
_ROUNDED = 1e-9  # of the largest difference: a gain below is none


@dataclass(frozen=True, eq=False)
class Regret:
    """Of each arm, (n_arms,)."""

    mean: Floats
    p90: Floats
    worst: Floats
    best_share: Floats  # of worlds in which the arm is the best; ties are shared

    @property
    def least_mean(self) -> int:
        """The arm that is best on average."""
        return int(self.mean.argmin())

    @property
    def least_worst(self) -> int:
        """The arm whose largest regret is smallest: minimax regret."""
        return int(self.worst.argmin())


def regrets(values: Floats) -> Floats:
    """How much each arm is behind the best in each world, (n_worlds, n_arms)."""
    behind: Floats = values.max(axis=1, keepdims=True) - values
    return behind


def regret(values: Floats) -> Regret:
    """The regret of each arm over worlds.

    Parameters
    ----------
    values
        (n_worlds, n_arms), more is better.
    """
    behind = regrets(values)
    first = behind == 0
    return Regret(
        mean=behind.mean(axis=0),
        p90=np.quantile(behind, 0.9, axis=0),
        worst=behind.max(axis=0),
        best_share=(first / first.sum(axis=1, keepdims=True)).mean(axis=0),
    )


@dataclass(frozen=True)
class Worth:
    """What it is worth to know something before one decides, in the unit of the values."""

    value: float
    error: float | None  # its standard error; None: unknown
    p_value: float | None = None  # of as much from an input that tells nothing; None: not asked


def of_everything(values: Floats) -> Worth:
    """The expected value of perfect information.

    With several replications of each world the best arm of a world is chosen by all but one and
    valued by that one, each in turn: otherwise luck would look like something to be known. With one
    replication it does, and the worth is an upper bound.

    Parameters
    ----------
    values
        (n_worlds, n_arms, n_replications), more is better.
    """
    n_worlds, _, n = values.shape
    means = values.mean(axis=2)
    usual = int(means.mean(axis=0).argmax())
    gains = np.zeros(n_worlds)
    worlds = np.arange(n_worlds)
    for left_out in range(n):
        others = means if n == 1 else (means * n - values[:, :, left_out]) / (n - 1)
        chosen = others.argmax(axis=1)
        of_one = values[:, :, left_out]
        gains += (of_one[worlds, chosen] - of_one[:, usual]) / n
    error = float(gains.std(ddof=1) / np.sqrt(n_worlds)) if n_worlds > 1 else None
    return Worth(max(0.0, float(gains.mean())), error)


def of_input(values: Floats, given: Sequence[object], n_draws: int = N_DRAWS) -> Worth:
    """The expected value of knowing one input: partial perfect information.

    Parameters
    ----------
    values
        (n_worlds, n_arms), more is better; means over replications, where there are several.
    given
        (n_worlds,) the input: numbers, or whatever can be told apart.
    n_draws
        Of the bootstrap over worlds that tells the error.
    """
    n_worlds = len(values)
    less = (values[:, 1:] - values[:, :1]).T  # what all arms share decides nothing
    fits = [_Fit(design) for design in _designs(given)]
    value = float(_gain(np.stack([_expected(fits, y) for y in less])))
    if n_worlds < 2:
        return Worth(value, None)
    if not value:
        return Worth(0.0, 0.0, 1.0)
    chance = np.random.default_rng(_SEED)
    best = [min(fits, key=lambda fit: float(fit.left_out(y))) for y in less]
    drawn = [_drawn_again(best, less, chance) for _ in range(n_draws)]
    deals = np.array([chance.permutation(n_worlds) for _ in range(N_DEALS)])
    dealt = _gain(np.stack([_expected(fits, y[deals]) for y in less]))
    p_value = (1 + int((dealt >= value).sum())) / (1 + N_DEALS)
    return Worth(value, float(np.std(drawn, ddof=1)), p_value)


class _Fit:
    """Least squares on some regressors, (n_worlds, n_regressors), for whatever is regressed."""

    def __init__(self, x: Floats) -> None:
        self.x = x
        # Among worlds drawn again an option may be missing, and its regressor say nothing.
        u, sizes, _ = np.linalg.svd(x, full_matrices=False)
        self._basis = u[:, sizes > _TINY * sizes.max()]
        self._left = np.maximum(1 - (self._basis**2).sum(axis=1), _TINY)

    def of(self, y: Floats) -> Floats:
        """What is expected of y, (..., n_worlds)."""
        found: Floats = y @ self._basis @ self._basis.T
        return found

    def left_out(self, y: Floats) -> Floats:
        """The mean square error at each world of the regression on all others, (...)."""
        found: Floats = (((y - self.of(y)) / self._left) ** 2).mean(axis=-1)
        return found


def _expected(fits: Sequence[_Fit], y: Floats) -> Floats:
    """What is expected of y, (..., n_worlds), by the fit with the smallest error at what it lacks.

    For each y of its own.
    """
    best = np.argmin([fit.left_out(y) for fit in fits], axis=0)
    of_all = np.stack([fit.of(y) for fit in fits])
    found: Floats = np.take_along_axis(of_all, best[None, ..., None], axis=0)[0]
    return found


def _drawn_again(fits: Sequence[_Fit], less: Floats, chance: np.random.Generator) -> float:
    """The gain among worlds drawn with replacement, by the same regressors of each arm."""
    worlds = chance.integers(0, less.shape[1], less.shape[1])
    again = [_Fit(fit.x[worlds]).of(y[worlds]) for fit, y in zip(fits, less, strict=True)]
    return float(_gain(np.stack(again)))


def _gain(expected: Floats) -> Floats:
    """How much more the best arm brings where what is expected of each is known, (...).

    `expected`: (n_arms - 1, ..., n_worlds), less the first arm.
    """
    of_all = np.concatenate((np.zeros_like(expected[:1]), expected))
    gain = of_all.max(axis=0).mean(axis=-1) - of_all.mean(axis=-1).max(axis=0)
    found: Floats = np.where(gain > _ROUNDED * np.abs(expected).max(initial=0.0), gain, 0.0)
    return found


def _designs(given: Sequence[object]) -> list[Floats]:
    n = len(given)
    found = [np.ones((n, 1))]
    numbers = [each for each in given if isinstance(each, (int, float, np.number))]
    are_numbers = len(numbers) == n and not any(isinstance(each, bool) for each in given)
    different = list(dict.fromkeys(given))
    if not are_numbers:
        shown = [each for each in different if given.count(each) >= _FEWEST]
        if len(shown) > 1:
            found.append(
                np.stack([[float(each == one) for each in given] for one in different], axis=1)
            )
        return found
    rank = _ranks(np.array(numbers, np.float64))
    for degree in range(1, min(HIGHEST_DEGREE, len(different) - 1) + 1):
        if n >= _FEWEST * (degree + 1):
            found.append(np.asarray(np.polynomial.legendre.legvander(rank, degree), np.float64))
    return found


def _ranks(numbers: Floats) -> Floats:
    """Mid-ranks from -1 to 1; equal numbers have equal ones."""
    rising = np.sort(numbers)
    middle = np.searchsorted(rising, numbers, "left") + np.searchsorted(rising, numbers, "right")
    ranks: Floats = middle / len(numbers) - 1.0
    return ranks
