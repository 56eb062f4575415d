"""Which inputs move an output, over their whole ranges: Morris's effects and Sobol's indices.

Designs and indices are SALib's. Outputs are means over replications, and what luck adds to them is
told apart: where all points share the luck of a replication, it is what a replication does at one
point and not at the others.
"""

import math
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

Floats = NDArray[np.float64]

_LEVELS = 4  # of a trajectory
_RESAMPLES = 200


def _salib(module: str) -> Any:
    """A module of SALib.

    Raises
    ------
    ModuleNotFoundError
        It is not installed; says how to.
    """
    try:
        return import_module(f"SALib.{module}")
    except ModuleNotFoundError as error:
        if error.name and not error.name.startswith("SALib"):
            raise
        raise ModuleNotFoundError(
            "methods morris and sobol need SALib: pip install 'o2o-market[sensitivity]'"
        ) from None


def _problem(n_inputs: int) -> dict[str, Any]:
    names = [f"x{nth}" for nth in range(n_inputs)]
    return {"num_vars": n_inputs, "names": names, "bounds": [[0.0, 1.0]] * n_inputs}


@dataclass(frozen=True, eq=False)
class Effects:
    """Elementary effects of each input, (n_inputs,): what a step through its whole range does."""

    mean: Floats  # effects in both directions cancel
    size: Floats  # mean of their size: how much the input matters
    spread: Floats  # of the effects, less what luck adds: interactions and bends
    noise: Floats  # the size that luck alone would show; NaN from a single replication
    p_value: Floats  # of no effect anywhere; NaN from a single replication


def morris_design(n_inputs: int, n_trajectories: int, seed: int = 0) -> Floats:
    """Trajectories through the unit cube in which one input changes at a time (Morris 1991).

    (n_trajectories * (n_inputs + 1), n_inputs), one trajectory after the other.
    """
    sample = _salib("sample.morris").sample
    found: Floats = sample(_problem(n_inputs), n_trajectories, num_levels=_LEVELS, seed=seed)
    return found


def elementary_effects(design: Floats, values: Floats, places: Floats | None = None) -> Effects:
    """What each input does along the trajectories of a Morris design.

    Parameters
    ----------
    design
        As `morris_design` made it.
    values
        (n_replications, n_points); those of one replication share their luck.
    places
        Where in its range each input really was, shaped as the design: one of two values goes all
        the way in what the design has as two thirds. None: where the design says.
    """
    n_seeds, n_inputs = len(values), design.shape[1]
    rises = np.diff(values.reshape(n_seeds, -1, n_inputs + 1), axis=2)
    which = np.abs(_steps(design)).argmax(axis=2)  # (n_trajectories, n_inputs) what changes
    went = _steps(design if places is None else places)
    size = np.take_along_axis(went, which[:, :, None], axis=2)[:, :, 0]
    size = np.where(size == 0, 1.0, size)  # of a single value: nothing rises either
    effects = np.empty_like(rises)
    where = np.broadcast_to(which, rises.shape)
    np.put_along_axis(effects, where, rises / size, axis=2)  # by input
    of_means = effects.mean(0)  # (n_trajectories, n_inputs)
    n = len(of_means)
    spread = of_means.var(0, ddof=1) if n > 1 else np.zeros(n_inputs)
    if n_seeds < 2:
        unknown = np.full(n_inputs, np.nan)
        return Effects(
            of_means.mean(0), np.abs(of_means).mean(0), np.sqrt(spread), unknown, unknown
        )
    luck = effects.var(axis=0, ddof=1).mean(0) / n_seeds
    squares = (of_means**2).mean(0)
    ratio = np.divide(squares, luck, out=np.where(squares > 0, np.inf, 0.0), where=luck > 0)
    return Effects(
        mean=of_means.mean(0),
        size=np.abs(of_means).mean(0),
        spread=np.sqrt(np.maximum(spread - luck, 0.0)),
        noise=np.sqrt(luck * 2 / math.pi),
        p_value=fdtrc(n, n * (n_seeds - 1), ratio),
    )


def _steps(design: Floats) -> Floats:
    """From each point of a trajectory to the next, (n_trajectories, n_inputs, n_inputs)."""
    n_inputs = design.shape[1]
    found: Floats = np.diff(design.reshape(-1, n_inputs + 1, n_inputs), axis=1)
    return found


@dataclass(frozen=True, eq=False)
class Indices:
    """Shares of the variance over the whole of the ranges, (n_inputs,), less what luck adds."""

    first: Floats  # what an input does alone
    first_half: Floats  # half the 95 % interval
    total: Floats  # what it does alone and with others
    total_half: Floats
    luck_share: float  # of the variance of the means over replications; NaN from a single one


def sobol_design(n_inputs: int, n: int, seed: int = 0) -> Floats:
    """Points in the unit cube for Sobol's indices (Saltelli et al. 2010).

    (n * (n_inputs + 2), n_inputs).

    Raises
    ------
    ValueError
        `n` is no power of two, which the sequence is balanced in.
    """
    if n < 2 or n & (n - 1):
        raise ValueError(f"points ({n}) must be a power of two, such as 16, 32 or 64")
    sample = _salib("sample.sobol").sample
    found: Floats = sample(_problem(n_inputs), n, calc_second_order=False, seed=seed)
    return found


def sobol_indices(values: Floats, n_inputs: int) -> Indices:
    """First and total indices of each input.

    Luck makes outputs rough, which looks like interaction: its variance is taken out of the total
    indices and of what they are shares of.

    Parameters
    ----------
    values
        (n_replications, n_points) at the points of `sobol_design`; those of one replication share
        their luck.
    n_inputs
        How many inputs the design has.
    """
    means = values.mean(0)
    if np.ptp(means) == 0:
        nothing = np.zeros(n_inputs)
        return Indices(nothing, nothing, nothing, nothing, 0.0 if len(values) > 1 else np.nan)
    analyse = _salib("analyze.sobol").analyze
    found = analyse(
        _problem(n_inputs),
        means,
        calc_second_order=False,
        num_resamples=_RESAMPLES,
        seed=0,
    )
    luck = _luck_share(values)
    taken = 0.0 if math.isnan(luck) else luck
    left = max(1 - taken, 0.0) or np.nan
    return Indices(
        first=np.asarray(found["S1"]) / left,
        first_half=np.asarray(found["S1_conf"]) / left,
        total=np.maximum(np.asarray(found["ST"]) - taken, 0.0) / left,
        total_half=np.asarray(found["ST_conf"]) / left,
        luck_share=luck,
    )


def _luck_share(values: Floats) -> float:
    """The share of luck in the variance of the means between points."""
    n_seeds, n_points = values.shape
    if n_seeds < 2:
        return math.nan
    rest = values - values.mean(0) - values.mean(1, keepdims=True) + values.mean()
    luck = float((rest**2).sum()) / ((n_seeds - 1) * (n_points - 1)) / n_seeds
    between = float(values.mean(0).var(ddof=1))
    return float(min(luck / between, 1.0))
