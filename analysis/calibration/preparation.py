"""Preparation: how long kitchens take, how that varies within and between stores.

A store's orders that came while it had nothing else in hand were cooked at once, so that they tell
the cook's time without the queue. Times of a store are gamma with a common shape; stores' means are
lognormal, as in the model's kitchens.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import digamma, polygamma

from analysis.calibration.estimate import Estimate, Floats

_LEAST_MIN = 0.25  # of a time that was rounded down to nothing
_LEAST_ORDERS = 5  # of a store, to tell its own mean from the others'
_LEAST_STORES = 3
_SHAPES = (0.05, 500.0)
_ROUNDS = 8  # of finding stores' own times and how they slow down, each by the other


@dataclass(frozen=True, eq=False)
class Preparation:
    """What is known of kitchens."""

    mean: Estimate
    shape: Estimate | None
    store_sigma: Estimate | None
    growth: Estimate | None  # of the time, for each other order in hand, as a share
    slowing: Estimate | None  # the same for one in hand per cook, where cooks are known
    store_mean_min: Floats  # (n_stores,) nan: too few orders
    idle_share: float  # orders that found nothing in hand


def preparation(
    placed_min: Floats,
    ready_min: Floats,
    store: NDArray[np.int32],
    n_stores: int,
    cooks: Floats | None = None,
) -> Preparation | None:
    """What orders (n_orders,) in the sequence of placement tell of kitchens; None: too little.

    `cooks`: of each store, (n_stores,), nan: unknown; None: of none.
    """
    known = np.isfinite(ready_min)
    placed_min, ready_min, store = placed_min[known], ready_min[known], store[known]
    if len(placed_min) < _LEAST_ORDERS:
        return None
    took_min = np.maximum(ready_min - placed_min, _LEAST_MIN)
    others = in_hand(placed_min, ready_min, store)
    idle = others == 0
    times = [took_min[idle & (store == one)] for one in range(n_stores)]
    times = [each for each in times if len(each)]
    if len(times) == 1 and len(times[0]) == 1:
        return None
    shape = gamma_shape(times)
    return Preparation(
        mean=mean_of_stores(times),
        shape=shape,
        store_sigma=spread_of_stores(times, shape.value) if shape else None,
        growth=growth_in_hand(took_min, others, store),
        slowing=None if cooks is None else slowing_per_cook(took_min, others, store, cooks),
        store_mean_min=_own_means(took_min, idle, store, n_stores),
        idle_share=float(idle.mean()),
    )


def in_hand(placed_min: Floats, ready_min: Floats, store: NDArray[np.int32]) -> NDArray[np.int64]:
    """Other orders that each order's store had in hand when it was placed, (n_orders,)."""
    others = np.zeros(len(placed_min), np.int64)
    for one in np.unique(store):
        mine = np.flatnonzero(store == one)
        placed, ready = placed_min[mine], np.sort(ready_min[mine])
        before = np.arange(len(mine))  # orders stand in the sequence of placement
        others[mine] = np.maximum(before - np.searchsorted(ready, placed, side="right"), 0)
    return others


def mean_of_stores(times: list[Floats]) -> Estimate:
    """The mean of the means of stores; each store counts alike, as it is drawn alike."""
    means = np.array([each.mean() for each in times])
    n = sum(map(len, times))
    spread = means.std(ddof=1) if len(means) > 1 else times[0].std(ddof=1)
    error = float(spread) / math.sqrt(len(means) if len(means) > 1 else n)
    freedom = max((len(means) if len(means) > 1 else n) - 1, 1)
    path, how = "kitchen.preparation_mean_min", "preparation"
    return Estimate.of(path, float(means.mean()), error, n, how, freedom=freedom)


def gamma_shape(times: list[Floats]) -> Estimate | None:
    """The common shape k of stores' gamma times.

    Of n times of a store, their variance over the square of their mean has the expectation
    1 / (k + 1 / n), whatever their scale; k makes the sum over stores, each weighed by its n - 1,
    equal to its expectation. Its relative variance is about 2 / (n - 1) + 2 / (k n), or the stores'
    spread where that is larger. Very short times, which recordings round, weigh little in it.
    """
    several = [each for each in times if len(each) > 1 and each.std() > 0]
    if len(several) < _LEAST_STORES:
        return None
    n = np.array([len(each) for each in several])
    seen = np.array([each.var(ddof=1) / each.mean() ** 2 for each in several])

    def left(k: float) -> Floats:
        found: Floats = (n - 1) * (seen - 1 / (k + 1 / n))
        return found

    if left(_SHAPES[0]).sum() * left(_SHAPES[1]).sum() > 0:
        return None
    k = float(brentq(lambda k: float(left(k).sum()), *_SHAPES))
    slope = float(((n - 1) / (k + 1 / n) ** 2).sum())
    relative = 2 / (n - 1) + 2 / (k * n)
    by_gamma = float(((n - 1) ** 2 * relative / (k + 1 / n) ** 2).sum())
    error = math.sqrt(max(by_gamma, float((left(k) ** 2).sum()))) / slope
    return Estimate.of("kitchen.shape", k, error, int(n.sum()), "shape", log=True)


def spread_of_stores(times: list[Floats], shape: float) -> Estimate | None:
    """The standard deviation of the log of stores' means.

    Of a store with n times the log of their mean has the variance sigma^2 + psi'(n k): what luck
    adds is taken off (method of moments).
    """
    several = [each for each in times if len(each) >= _LEAST_ORDERS]
    if len(several) < _LEAST_STORES:
        return None
    n = np.array([len(each) for each in several])
    logs = np.array([math.log(each.mean()) for each in several])
    logs -= digamma(n * shape) - np.log(n * shape)
    by_luck = polygamma(1, n * shape)
    total = float(logs.var(ddof=1))
    squared = max(total - float(by_luck.mean()), 0.0)
    sigma = math.sqrt(squared)
    error_of_square = total * math.sqrt(2 / (len(several) - 1))
    error = error_of_square / (2 * max(sigma, math.sqrt(error_of_square) / 2))
    n_stores = len(several)
    path, how = "kitchen.store_sigma", "store_sigma"
    return Estimate.of(path, sigma, error, n_stores, how, freedom=n_stores - 1)


def growth_in_hand(
    took_min: Floats, others: NDArray[np.int64], store: NDArray[np.int32]
) -> Estimate | None:
    """By what share of its store's usual time an order takes longer for each other in hand."""
    n_of = np.bincount(store)
    mean_min = np.bincount(store, took_min) / np.maximum(n_of, 1)
    mean_others = np.bincount(store, others) / np.maximum(n_of, 1)
    enough = n_of[store] >= _LEAST_ORDERS
    x = (others - mean_others[store])[enough]
    y = (took_min / mean_min[store] - 1)[enough]
    if len(x) < _LEAST_ORDERS or (x**2).sum() == 0:
        return None
    slope = float((x * y).sum() / (x**2).sum())
    left = y - slope * x
    error = math.sqrt(float(((x * left) ** 2).sum())) / float((x**2).sum())  # White (1980)
    return Estimate.of("", slope, error, len(x), "growth", least=-math.inf)


def slowing_per_cook(
    took_min: Floats, others: NDArray[np.int64], store: NDArray[np.int32], cooks: Floats
) -> Estimate | None:
    """By what share of its own time an order takes longer for another in hand per cook.

    Of orders that found a cook free, and so were cooked at once: their times are those of the store
    times 1 + slowing * u, with u others per cook. Of stores alone in which u varies.
    """
    load = others / cooks[store]
    free = others < cooks[store]  # nan compares as false
    mine = [np.flatnonzero(free & (store == one)) for one in np.unique(store[free])]
    mine = [rows for rows in mine if len(rows) >= _LEAST_ORDERS and load[rows].std() > 0]
    if len(mine) < _LEAST_STORES:
        return None
    slowing = 0.0
    for _ in range(_ROUNDS):
        shares = [took_min[rows] / (took_min[rows] / (1 + slowing * load[rows])).mean()
                  for rows in mine]  # fmt: skip
        apart = [load[rows] - load[rows].mean() for rows in mine]
        squares = sum(float(u @ u) for u in apart)
        slope = sum(float(u @ y) for u, y in zip(apart, shares, strict=True)) / squares
        slowing = max(slope, 0.0)
    left = [y - (1 + slope * load[rows]) for y, rows in zip(shares, mine, strict=True)]
    error = math.sqrt(sum(float(((u * e) ** 2).sum()) for u, e in zip(apart, left, strict=True)))
    n = sum(map(len, mine))
    path, how = "kitchen.slowing", "slowing"
    return Estimate.of(path, slowing, error / squares, n, how)  # White (1980)


def _own_means(
    took_min: Floats, idle: NDArray[np.bool_], store: NDArray[np.int32], n_stores: int
) -> Floats:
    """Mean of each store's own times, of those without a queue where these are enough."""
    means = np.full(n_stores, np.nan)
    for one in range(n_stores):
        mine = store == one
        for of in (mine & idle, mine):
            if of.sum() >= _LEAST_ORDERS:
                means[one] = took_min[of].mean()
                break
    return means
