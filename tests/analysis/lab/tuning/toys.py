"""A made-up market whose best plan is known: what coupons cost, and two constraints."""

import numpy as np

from analysis.lab.lever import Lever, Range, Values
from analysis.lab.tuning.confirm import room_errors
from analysis.lab.tuning.search import Plan
from analysis.lab.tuning.space import Space
from analysis.lab.tuning.tried import Reading

LEVERS = (
    Lever("off", Range(0.0, 1.0), ""),
    Lever("share", Range(0.0, 1.0), ""),
    Lever("window", Values(("lunch", "dinner", "all")), ""),
)
SPACE = Space(LEVERS)
WINDOWS = {"lunch": 0.02, "dinner": 0.0, "all": 0.03}
DEARER = {"lunch": 0.1, "dinner": 0.0, "all": 0.2}


def truth(off, share, window):
    """Cost, and by how much 0.6 of orders and 0.35 of waiting are missed."""
    cost = off * (0.3 + 0.7 * share) + DEARER[window] * off
    orders = np.sqrt(off) * (0.5 + 0.5 * np.sqrt(share)) + WINDOWS[window]
    return cost, 0.6 - orders, 0.8 * off * share - 0.35


def optimum():
    """The least cost that keeps both constraints, to three digits."""
    grid = np.linspace(0, 1, 1001)
    off, share = np.meshgrid(grid, grid)
    found = np.inf
    for window in WINDOWS:
        cost, *misses = truth(off, share, window)
        kept = (misses[0] <= 0) & (misses[1] <= 0)
        found = min(found, float(cost[kept].min()))
    return found


def measure(sd=0.0005, calls=None):
    """Readings of points under seeds, whose luck is partly common to all points."""

    def read(points, seeds):
        if calls is not None:
            calls.extend((repr(point), seed) for point in points for seed in seeds)
        return [_reading(point, seeds, sd) for point in points]

    return read


def _reading(point, seeds, sd):
    cost, *misses = truth(*point.values())
    own = int(1e6 * (cost + 1))
    luck = np.array([np.random.default_rng((seed, own)).normal(0, sd, 3) for seed in seeds])
    common = np.array([np.random.default_rng((seed, 1)).normal(0, sd, 3) for seed in seeds])
    values = np.array([cost, *misses]) + luck + common
    return Reading(values[:, 0], values[:, 1:])


def plan(n_replications, **how):
    """A search of the toy, confirmed by 20 seeds of 3 finalists."""
    return Plan(
        seeds=(0, 1, 2, 3),
        n_replications=n_replications,
        room_errors=room_errors(3, 20),
        n_confirming=20,
        **how,
    )
