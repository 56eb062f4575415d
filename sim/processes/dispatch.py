"""Dispatch and repositioning, in rounds: orders to couriers, then who is left to waiting places."""

from sim.clock import Turn
from sim.market import Market
from sim.policies.repositioning import Stay
from sim.processes.process import Process, every


def dispatch(market: Market) -> Process:
    """Tidy the list, ask the policy, make its offers."""
    policy, clock, flow = market.scenario.policies.dispatch, market.clock, market.flow

    def work(_nth: int) -> None:
        if flow.waiting(clock.now) > 0 or policy.sends_couriers:
            offers, moves = policy(market.view)
            if len(offers) > 0:
                flow.make_offers(offers, clock.now)
            if len(moves) > 0:
                market.moved.append(flow.move(moves, clock.now))

    return Process("dispatch", Turn.DISPATCH, every(policy.every_min, 0.0, first=1), work)


def reposition(market: Market) -> Process | None:
    """Send idle couriers to waiting places, after the dispatch of the same moment."""
    policy, clock, flow = market.scenario.policies.repositioning, market.clock, market.flow
    if isinstance(policy, Stay):
        return None

    def send(_nth: int) -> None:
        moves = policy(market.view)
        if len(moves) > 0:
            market.moved.append(flow.move(moves, clock.now))

    return Process("reposition", Turn.MOVES, every(policy.every_min, 0.0, first=1), send)
