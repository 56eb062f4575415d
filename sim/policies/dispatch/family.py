"""The family of dispatch policies: what is wrong with a decision, and what becomes of it."""

from typing import TYPE_CHECKING

from sim.flow.requests import OFFER
from sim.policies import contract
from sim.policies.deferred import Deferred
from sim.policies.dispatch.contract import Decision, DispatchPolicy
from sim.policies.dispatch.policies import BatchAssignment, BatchInsertion, NearestIdle
from sim.policies.dispatch.rolling_horizon import RollingHorizon
from sim.policies.family import Applicable, Asked, Family, Faults
from sim.schema import Rows, packed

if TYPE_CHECKING:
    from sim.policies.view import MarketView

_OFFER_ROWS = "sim.flow.requests.OFFER, (n_offers,)"

_lawful = Deferred("sim.policies.dispatch.lawful", "lawful")


def _faults(decision: Decision, view: "MarketView") -> Faults:
    yield from _offer_faults(decision.offers, view)
    yield from contract.moves(decision.moves, view)


def _offer_faults(offers: Rows, view: "MarketView") -> Faults:
    """What is wrong with the first faulty offer, those before it taken as accepted."""
    faults = list(contract.rows("its offers", offers, OFFER, _OFFER_ROWS))
    if faults or len(offers) == 0:
        yield from faults
        return
    if _lawful(view.columns, packed(offers)):
        return
    waiting = set(view.waiting.tolist())
    on_duty, n_orders, n_stops = view.on_duty, view.couriers["n_orders"], view.couriers["n_stops"]
    n_given: dict[int, int] = {}  # orders of this round, by courier
    most, most_stops = int(view.travel["max_orders"][0]), view.stops.shape[1]
    for order, courier, pickup_at, dropoff_at in offers.tolist():
        given = n_given.get(courier, 0)
        fault = ""
        if order not in waiting:
            fault = "offers an order that does not wait for a courier, or offers it twice"
        elif not 0 <= courier < len(on_duty) or not on_duty[courier]:
            fault = "offers to a courier who is not on duty"
        elif n_orders[courier] + given >= most or n_stops[courier] + 2 * (given + 1) > most_stops:
            fault = f"offers to a courier who has {most} orders, which is all one may have"
        elif not 0 <= pickup_at < dropoff_at <= n_stops[courier] + 2 * given + 1:
            fault = "places stops outside the route, or the hand-over before the pick-up"
        if fault:
            yield fault
            return
        waiting.remove(order)
        n_given[courier] = given + 1


def _due(market: Applicable, policy: DispatchPolicy) -> bool:
    """Tidy the list of orders that wait; the policy is asked if there are any, or it moves."""
    return market.flow.waiting(market.now_min) > 0 or policy.sends_couriers


def _apply(market: Applicable, _policy: DispatchPolicy, decision: Decision, _nth: int) -> None:
    """Make the offers, then send idle couriers."""
    if len(decision.offers) > 0:
        market.flow.make_offers(packed(decision.offers), market.now_min)
    if len(decision.moves) > 0:
        market.moved.append(market.flow.move(packed(decision.moves), market.now_min))


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
