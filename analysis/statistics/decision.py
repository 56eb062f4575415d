"""What a choice costs where the world is not known: regret, and what knowing more is worth.

Values are of arms in plausible worlds, more is better. The regret of an arm in a world is how much
another would have brought there (Savage 1951). Knowing the world is worth what the best arm in each
brings more than the best on average: the expected value of perfect information. Knowing one input
alone is worth the same of the values that are expected given that input, which a regression on it
tells (Strong, Oakley and Brennan 2014): here polynomials in its rank, of the degree that leaves the
smallest error at the worlds left out one at a time, so that an input that tells nothing is worth
nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HIGHEST_DEGREE = 4
N_DRAWS = 200
_SEED = 0  # of the draws: the same answer each time
_FEWEST = 3  # worlds for each coefficient of a regression
_TINY = 1e-12


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
    less = values[:, 1:] - values[:, :1]  # what all arms share decides nothing
    designs = [_design(given, less[:, nth]) for nth in range(less.shape[1])]
    everyone = np.arange(n_worlds)
    value = _gain(designs, less, everyone)
    if n_worlds < 2 or all(design.shape[1] == 1 for design in designs):
        return Worth(value, 0.0 if n_worlds > 1 else None)
    chance = np.random.default_rng(_SEED)
    drawn = [_gain(designs, less, chance.integers(0, n_worlds, n_worlds)) for _ in range(n_draws)]
    return Worth(value, float(np.std(drawn, ddof=1)))


def _gain(designs: Sequence[Floats], less: Floats, worlds: NDArray[np.int64]) -> float:
    """How much more the best arm brings where what is expected given the input is known."""
    fitted = [np.zeros(len(worlds))]
    for nth, design in enumerate(designs):
        x = design[worlds]
        coefficients, *_ = np.linalg.lstsq(x, less[worlds, nth], rcond=None)
        fitted.append(x @ coefficients)
    expected = np.stack(fitted, axis=1)
    return max(0.0, float(expected.max(axis=1).mean() - expected.mean(axis=0).max()))


def _design(given: Sequence[object], y: Floats) -> Floats:
    """The regressors of an input that leave the smallest error at worlds left out one at a time."""
    return min(_designs(given), key=lambda x: _left_out(x, y))


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


def _left_out(x: Floats, y: Floats) -> float:
    """The mean square error at each world of the regression on all others."""
    q, _ = np.linalg.qr(x)
    leverage = (q**2).sum(axis=1)
    left = y - q @ (q.T @ y)
    return float(((left / np.maximum(1 - leverage, _TINY)) ** 2).mean())
