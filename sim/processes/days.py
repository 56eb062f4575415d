"""Days: at each midnight another date, and new needs."""

from sim.build import recorded_needs
from sim.clock import Turn
from sim.daytime import DAY_MIN
from sim.flow.needs import draw_needs
from sim.flow.world import NEED
from sim.market import Market
from sim.processes.process import Process, at_each
from sim.schema import Rows

SATURDAY = 5


def days(market: Market) -> Process:
    """The scenario's days, and the end of the last one.

    After it there is no need any more; the book has one more page for what ends later.
    """

    def begin(day: int) -> None:
        market.world.state["day"] = day
        if day == market.n_days:
            market.flow.set_needs(NEED.empty(0))
            return
        market.world.state["weekend"] = market.weekday >= SATURDAY
        if market.recording is None:
            market.flow.set_needs(_needs(market, day))
        elif day == 0:
            whole_minutes = market.scenario.couriers.whole_minutes
            market.flow.set_needs(recorded_needs(market.world.recorded, whole_minutes))

    return Process("days", Turn.WORLD, at_each(midnights(market.n_days + 1)), begin)


def midnights(count: int) -> list[float]:
    """The run's first midnights."""
    return [day * DAY_MIN for day in range(count)]


def _needs(market: Market, day: int) -> Rows:
    """The needs of a day, by its kind."""
    demand = market.scenario.demand
    weekend = bool(market.world.state["weekend"][0])
    hours = demand.weekend_hours if weekend else demand.weekday_hours
    factor = demand.weekend_factor if weekend else 1.0
    return draw_needs(market.seed, market.world.consumers, day, factor, hours)
