"""What happens occasionally, told as SimPy processes over a market."""

from functools import partial
from typing import TypeVar

from sim.build import recorded_needs
from sim.market import Market
from sim.policies.repositioning import Stay
from sim.processes import control, days, shifts, stock, weather

SomeMarket = TypeVar("SomeMarket", bound=Market)


def start(market: SomeMarket) -> SomeMarket:
    """Let a market's processes begin; the same market, alive."""
    policies = market.scenario.policies
    begin = market.clock.process
    begin(control.decide(market, policies.pricing.every_min, control.price))
    begin(control.decide(market, policies.promise.every_min, control.promise))
    begin(control.decide(market, policies.pay.every_min, control.pay))
    begin(weather.weather(market))
    begin(days.days(market))
    begin(shifts.shifts(market))
    if market.scenario.stock.enabled:
        begin(stock.synchronise(market))
    begin(control.dispatch(market))
    if not isinstance(policies.repositioning, Stay):
        begin(control.reposition(market))
    if market.recording is not None:
        whole_minutes = market.scenario.couriers.whole_minutes
        market.flow.set_needs(recorded_needs(market.world.recorded, whole_minutes))
    market.clock.on_news = lambda store: partial(stock.delist, market, store)
    return market
