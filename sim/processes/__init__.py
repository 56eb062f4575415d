"""What happens occasionally, told as processes over a market.

`ALL` is the written order: of two that happen at one moment and turn, the earlier goes first.
"""

from typing import TypeVar

from sim.market import Market
from sim.processes import days, decisions, dispatch, shifts, stock, weather
from sim.processes.process import live

SomeMarket = TypeVar("SomeMarket", bound=Market)

# Each makes a process of a market, or none if the scenario does not ask for it.
ALL = (
    days.days,
    weather.weather,
    shifts.ends,
    shifts.starts,
    stock.replenish,
    stock.synchronise,
    decisions.pricing,
    decisions.campaigns,
    decisions.promise,
    decisions.pay,
    dispatch.dispatch,
    dispatch.reposition,
)


def start(market: SomeMarket) -> SomeMarket:
    """Let a market's processes begin, or go on; the same market, alive."""
    for place, process_of in enumerate(ALL):
        process = process_of(market)
        if process is not None:
            market.clock.process(live(market, process, place))
    stock.listen(market, place=len(ALL))
    return market
