"""Control: the platform's policies decide again at their intervals."""

from collections.abc import Callable

from simpy.events import ProcessGenerator

from sim import clock as turns
from sim.market import Market


def decide(market: Market, every_min: float, apply: Callable[[Market], None]) -> ProcessGenerator:
    """Apply a policy now and at every interval."""
    while True:
        apply(market)
        yield market.clock.timeout(every_min)


def price(market: Market) -> None:
    """Put the tariff in force."""
    tariff = market.scenario.policies.pricing(market.view)
    market.world.tariff["base_cents"] = tariff.base_cents
    market.world.tariff["per_km_cents"] = tariff.per_km_cents
    market.world.rates["fee_free_km"] = tariff.free_km


def promise(market: Market) -> None:
    """Put the way of quoting in force."""
    quote = market.scenario.policies.promise(market.view)
    market.world.tariff["pad_min"] = quote.pad_min
    market.world.rates["estimate_weight"] = quote.estimate_weight


def pay(market: Market) -> None:
    """Put the couriers' rates in force."""
    rates = market.scenario.policies.pay(market.view)
    row = market.world.rates
    row["pay_order_cents"] = rates.order_cents
    row["pay_per_km_cents"] = rates.per_km_cents
    row["pay_free_km"] = rates.free_km
    row["hourly_guarantee_cents"] = rates.hourly_guarantee_cents


def dispatch(market: Market) -> ProcessGenerator:
    """Dispatch in rounds: tidy the list, ask the policy, make its offers."""
    policy, clock, flow = market.scenario.policies.dispatch, market.clock, market.flow
    while True:
        yield clock.at(clock.now + policy.every_min, turns.DISPATCH)
        if flow.waiting(clock.now) > 0 or policy.sends_couriers:
            offers, moves = policy(market.view)
            if len(offers) > 0:
                flow.make_offers(offers, clock.now)
            if len(moves) > 0:
                market.moved.append(flow.move(moves, clock.now))


def reposition(market: Market) -> ProcessGenerator:
    """Send idle couriers to waiting places in rounds, after the dispatch of the same minute."""
    policy, clock = market.scenario.policies.repositioning, market.clock
    while True:
        yield clock.at(clock.now + policy.every_min, turns.MOVES)
        moves = policy(market.view)
        if len(moves) > 0:
            market.moved.append(market.flow.move(moves, clock.now))
