"""A process: something that happens again and again at moments that can be worked out."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from simpy.events import ProcessGenerator

from sim.clock import Turn
from sim.market import Market


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


def live(market: Market, process: Process, rank: int) -> ProcessGenerator:
    """Act at every moment, at the process's turn and its rank in it."""
    acted, clock = market.agenda.acted, market.clock
    nth = acted.setdefault(process.name, 0)
    while (at_min := process.moment(nth)) < math.inf:
        yield clock.at(at_min, process.turn, rank)
        process.act(nth)
        nth += 1
        acted[process.name] = nth
