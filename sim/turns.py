"""Turns: when something happens again and again, and who goes first at one moment."""

import math
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import NamedTuple

from sim.daytime import DAY_MIN


class Turn(IntEnum):
    """Whose turn it is, of all that happens at one moment; the first goes first.

    A plain SimPy timeout, as a user's own agent may wait for, goes before all of them.
    """

    EXOGENOUS = 1  # the day, the weather
    SHIFTS = 2  # couriers who keep shifts come and go
    STOCK = 3  # shelves are filled, counted, taken off the app
    DECISIONS = 4  # prices, campaigns, promises, pay; then the crowd, which answers to pay
    DISPATCH = 5  # orders to couriers
    MOVES = 6  # couriers who are left, to waiting places


class Process(NamedTuple):
    """When something happens, at which turn, and what it is.

    Both functions are told how often it happened before; they keep nothing else, so that a process
    can begin anew in the middle of a run.
    """

    name: str
    turn: Turn
    moment: Callable[[int], float]  # minutes; inf: never again
    act: Callable[[int], None]


def every(interval_min: float, start_min: float, first: int = 0) -> Callable[[int], float]:
    """Moments at whole intervals from a start, the `first` of them on.

    Multiplied, not added up: a sum of many intervals drifts.
    """
    return lambda nth: start_min + (first + nth) * interval_min


def at_each(moments: Sequence[float]) -> Callable[[int], float]:
    """The moments of a list, in its order."""
    return lambda nth: moments[nth] if nth < len(moments) else math.inf


def midnights(first_day: int, end_day: int) -> list[float]:
    """The midnights at which days from the first on begin, the last one left out."""
    return [day * DAY_MIN for day in range(first_day, end_day)]
