"""What happens occasionally, told as processes over a market.

`OWN` is the written order: of two that happen at one moment and turn, the earlier goes first. After
them come the platform's decisions, in the order of the table of families, and what mechanisms do,
in the order of theirs.
"""

from typing import TypeVar

from sim.market import Market
from sim.processes import days, decisions, outages, shifts, stock, weather
from sim.processes.process import live
from sim.turns import Process

SomeMarket = TypeVar("SomeMarket", bound=Market)

# Each makes a process of a market, or none if the scenario does not ask for it.
OWN = (
    days.days,
    weather.drawn,
    weather.episodes,
    outages.outages,
    shifts.first_night,
    shifts.ends,
    shifts.starts,
    stock.replenish,
    stock.synchronise,
)


def start(market: SomeMarket) -> SomeMarket:
    """Let a market's processes begin, or go on; the same market, alive."""
    every_process = in_order(market)
    for rank, process in enumerate(every_process):
        market.clock.process(live(market, process, rank))
    stock.listen(market, rank=len(every_process))
    return market


def in_order(market: Market) -> list[Process]:
    """All processes of a market in the written order."""
    own = [process for make in OWN if (process := make(market)) is not None]
    made = [mechanism.process(market) for mechanism in market.parts.mechanisms if mechanism.process]
    added = [process for process in made if process is not None]
    return [*own, *decisions.decisions(market), *added]
