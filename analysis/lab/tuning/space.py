"""The space of the levers: points as settings, and as places in a unit cube."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.lab.design import Point
from analysis.lab.lever import Lever, Range, Values

Floats = NDArray[np.float64]

# A choice has an axis for each option; as far apart as the ends of a range.
_OPTION = math.sqrt(0.5)


class Space:
    """Levers, each with one coordinate from 0 to 1 (exclusive): a range's place, or an option's."""

    def __init__(self, levers: Sequence[Lever]) -> None:
        self.levers = tuple(levers)

    def point(self, places: Sequence[float]) -> Point:
        """The settings at a place."""
        return {
            lever.path: lever.over.at(float(u))
            for lever, u in zip(self.levers, places, strict=True)
        }

    def coded(self, places: Floats) -> Floats:
        """Places (n, n_levers) as what a surface is fitted on, (n, n_axes).

        Places that stand for the same settings have the same code.
        """
        axes = []
        for nth, lever in enumerate(self.levers):
            u = places[:, nth]
            if isinstance(lever.over, Values):
                option = np.floor(u * len(lever.over.options))
                axes += [_OPTION * (option == n) for n in range(len(lever.over.options))]
            else:
                axes.append(_settled(lever.over, u))
        return np.stack(axes, axis=1).astype(np.float64)

    def near(self, place: Floats, reach: float, random: np.random.Generator, n: int) -> Floats:
        """Places around one: ranges moved a little, an option changed now and then."""
        found = np.tile(place, (n, 1))
        for nth, lever in enumerate(self.levers):
            if isinstance(lever.over, Values):
                changes = random.random(n) < reach
                found[changes, nth] = random.random(int(changes.sum()))
            else:
                moves = random.random(n) < 0.7
                found[:, nth] += np.where(moves, random.normal(0, reach, n), 0.0)
        return np.clip(found, 0.0, np.nextafter(1.0, 0.0))


def _settled(over: Range, u: Floats) -> Floats:
    """Where the value lies that a place stands for: whole numbers are the middle of theirs."""
    if not over.integer:
        return u
    values = np.array([over.at(float(each)) for each in u], np.float64)
    if over.log:
        return np.asarray(np.log((values + 0.5) / over.low) / np.log((over.high + 1) / over.low))
    return np.asarray((values + 0.5 - over.low) / (over.high + 1 - over.low))
