"""Days: at each midnight another date, and new needs."""

from sim.build import recorded_needs
from sim.daytime import SATURDAY
from sim.flow.needs import draw_needs
from sim.flow.needs_by_zone import draw_needs_by_zone, zone_profiles
from sim.flow.world import NEED
from sim.market import Market
from sim.schema import Rows
from sim.turns import Process, Turn, at_each, midnights


def days(market: Market) -> Process:
    """The run's days, and the end of the last one.

    After it there is no need any more; the book has one more page for what ends later.
    """

    def begin(nth: int) -> None:
        day, state = market.first_day + nth, market.world.state
        state["day"] = day
        state["page"] = day if day >= 0 else len(market.world.book) - 1
        if day == market.n_days:
            market.flow.set_needs(NEED.empty(0))
            return
        state["weekend"] = market.weekday >= SATURDAY
        if market.recording is None:
            market.flow.set_needs(_needs(market, day))
        elif day == 0:
            whole_minutes = market.scenario.couriers.whole_minutes
            market.flow.set_needs(recorded_needs(market.world.recorded, whole_minutes))

    moments = midnights(market.first_day, market.n_days + 1)
    return Process("days", Turn.EXOGENOUS, at_each(moments), begin)


def _needs(market: Market, day: int) -> Rows:
    """The needs of a day, by its kind."""
    demand = market.scenario.demand
    weekend = bool(market.world.state["weekend"][0])
    factor, hours = demand.factor(weekend), demand.hours(weekend)
    town = market.scenario.city.town
    if town is not None and town.needs:
        profiles = zone_profiles(
            town.needs, market.weekday, factor, market.world, weekend=weekend, demand=demand
        )
        needs = draw_needs_by_zone(market.seed, market.world.consumers, day, profiles)
    else:
        needs = draw_needs(market.seed, market.world.consumers, day, factor, hours)
    for mechanism in market.parts.mechanisms:
        if mechanism.needs is not None:
            needs = mechanism.needs(market, needs)
    return needs
