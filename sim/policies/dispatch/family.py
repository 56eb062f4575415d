"""The family of dispatch policies: what is wrong with a decision, and what becomes of it."""

from sim.agents.courier import MAX_STOPS, Doing
from sim.flow.offers import OFFER
from sim.policies import contract
from sim.policies.dispatch.assignment import BatchAssignment
from sim.policies.dispatch.contract import Decision, DispatchPolicy
from sim.policies.dispatch.insertion import BatchInsertion
from sim.policies.dispatch.nearest import NearestIdle
from sim.policies.dispatch.rolling_horizon import RollingHorizon
from sim.policies.family import Applicable, Asked, Family, Faults
from sim.policies.view import MarketView
from sim.schema import Rows

_OFFER_ROWS = "sim.flow.offers.OFFER, (n_offers,)"


def _faults(decision: Decision, view: MarketView) -> Faults:
    yield from _offer_faults(decision.offers, view)
    yield from contract.moves(decision.moves, view)


def _offer_faults(offers: Rows, view: MarketView) -> Faults:
    """What is wrong with the first faulty offer, those before it taken as accepted."""
    faults = list(contract.rows("its offers", offers, OFFER, _OFFER_ROWS, view))
    if faults or len(offers) == 0:
        yield from faults
        return
    waiting = set(view.waiting.tolist())
    n_orders, n_stops = view.couriers["n_orders"].copy(), view.couriers["n_stops"].copy()
    most = int(view.travel["max_orders"][0])
    for order, courier, pickup_at, dropoff_at in offers.tolist():
        fault = ""
        if order not in waiting:
            fault = "offers an order that does not wait for a courier, or offers it twice"
        elif not 0 <= courier < len(n_orders) or view.couriers["doing"][courier] == Doing.OFF:
            fault = "offers to a courier who is not on duty"
        elif n_orders[courier] == most or n_stops[courier] + 2 > MAX_STOPS:
            fault = f"offers to a courier who has {most} orders, which is all one may have"
        elif not 0 <= pickup_at < dropoff_at <= n_stops[courier] + 1:
            fault = "places stops outside the route, or the hand-over before the pick-up"
        if fault:
            yield fault
            return
        waiting.remove(order)
        n_orders[courier] += 1
        n_stops[courier] += 2


def _due(market: Applicable, policy: DispatchPolicy) -> bool:
    """Tidy the list of orders that wait; the policy is asked if there are any, or it moves."""
    return market.flow.waiting(market.now_min) > 0 or policy.sends_couriers


def _apply(market: Applicable, _policy: DispatchPolicy, decision: Decision, _nth: int) -> None:
    """Make the offers, then send idle couriers."""
    if len(decision.offers) > 0:
        market.flow.make_offers(decision.offers, market.now_min)
    if len(decision.moves) > 0:
        market.moved.append(market.flow.move(decision.moves, market.now_min))


DISPATCH = Family(
    name="dispatch",
    noun="dispatch",
    base=DispatchPolicy,
    decision=Decision,
    built_in={
        "nearest": NearestIdle,
        "batch_assignment": BatchAssignment,
        "batch_insertion": BatchInsertion,
        "rolling_horizon": RollingHorizon,
    },
    default=BatchInsertion(),
    asked=Asked.TO_DISPATCH,
    faults=_faults,
    apply=_apply,
    due=_due,
    kernels=True,
)
