"""A process lives: it acts at its moments, one after the other."""

import math

from simpy.events import ProcessGenerator

from sim.market import Market
from sim.turns import Process


def live(market: Market, process: Process, rank: int) -> ProcessGenerator:
    """Act at every moment, at the process's turn and its rank in it."""
    acted, clock = market.agenda.acted, market.clock
    nth = acted.setdefault(process.name, 0)
    while (at_min := process.moment(nth)) < math.inf:
        yield clock.at(at_min, process.turn, rank)
        process.act(nth)
        nth += 1
        acted[process.name] = nth
