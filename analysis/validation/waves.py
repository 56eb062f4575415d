"""Waves: what a courier carries from one moment without an order in hand to the next."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.kpis.parts import Table


class Waves(NamedTuple):
    """The waves of a fleet."""

    n_orders: NDArray[np.int64]  # (n_waves,)
    minutes: NDArray[np.float64]  # from the first yes to the last hand-over, (n_waves,)
    rows: NDArray[np.int64]  # deliveries, wave by wave and in the order of their hand-over
    wave: NDArray[np.int64]  # of each of these rows, (n_deliveries,)


def waves(delivered: Table) -> Waves:
    """The waves of deliveries that were handed over.

    A wave begins with the yes to an order while no other is in hand, and ends when the last order
    that was taken meanwhile is handed over.
    """
    by_yes = np.lexsort((delivered["assigned_min"], delivered["courier"]))
    courier = delivered["courier"][by_yes]
    yes_min, end_min = delivered["assigned_min"][by_yes], delivered["ended_min"][by_yes]
    until_min = _last_end(courier, end_min)
    begins = np.ones(len(by_yes), np.bool_)
    begins[1:] = (courier[1:] != courier[:-1]) | (yes_min[1:] >= until_min[:-1])
    wave = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(by_yes)) - 1
    by_end = np.lexsort((end_min, wave))
    return Waves(
        n_orders=np.bincount(wave) if len(wave) else np.zeros(0, np.int64),
        minutes=until_min[last] - yes_min[first] if len(wave) else np.zeros(0),
        rows=by_yes[by_end],
        wave=wave[by_end],
    )


def _last_end(courier: NDArray[np.int64], end_min: NDArray[np.float64]) -> NDArray[np.float64]:
    """The latest hand-over of each courier's orders so far, couriers one after the other."""
    latest = np.array(end_min, np.float64)
    changes = np.flatnonzero(courier[1:] != courier[:-1]) + 1
    ends = [0, *changes.tolist(), len(courier)]
    for start, stop in pairwise(ends):
        np.maximum.accumulate(latest[start:stop], out=latest[start:stop])
    return latest
