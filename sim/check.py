"""Checks a policy of one's own: what the market expects of every policy, tried out on a tiny one.

A test of one's own needs one line::

    from sim.check import check_policy

    def test_my_policy_keeps_the_rules():
        check_policy(RainyDayFee())
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import chain
from typing import Any

import numpy as np

from sim.agents.courier import MAX_STOPS, Doing
from sim.daytime import DAY_MIN
from sim.flow.moves import MOVE
from sim.flow.offers import OFFER
from sim.policies.coupons import CouponPolicy, Offer
from sim.policies.dispatch import Decision, DispatchPolicy
from sim.policies.family import Policy
from sim.policies.pay import PayPolicy, PayRates
from sim.policies.pricing import PricingPolicy, Tariff
from sim.policies.promise import Promise, PromisePolicy
from sim.policies.repositioning import RepositioningPolicy
from sim.policies.staffing import StaffingPolicy
from sim.policies.view import MarketView
from sim.roster import Roster
from sim.run import alive
from sim.scenario import Scenario
from sim.schema import Rows

# Dispatch is so rare that orders wait at all moments that are looked at.
TINY = Scenario.model_validate(
    {
        "title": "a village on a wet day",
        "city": {"width_m": 2000, "height_m": 2000, "zone_m": 500},
        "consumers": {"count": 800},
        "stores": {"count": 12},
        "couriers": {"count": 6},
        "policies": {"dispatch": {"use": "nearest", "every_min": 30}},
        "world": {
            "weather": {
                "mode": "episodes",
                "episodes": [{"state": "rain", "start": "17:00", "end": "20:30"}],
            }
        },
    }
)
_EVERY_MIN = 90.0

_OFFERS = "sim.flow.offers.OFFER, (n_offers,)"
_MOVES = "sim.flow.moves.MOVE, (n_moves,)"

Faults = Iterator[str]


def check_policy(policy: Policy, scenario: Scenario = TINY) -> None:
    """Try a policy out; it must keep the rules of all policies and of its family.

    A policy is frozen; it decides the same when it sees the same, whatever it saw before; it
    writes into nothing it sees; its decision has the type, shapes and numbers that the market
    takes, also at midnight in a market with no courier.

    Parameters
    ----------
    policy
        With the parameters to be tried.
    scenario
        Where; one's own if the policy names a segment. Its first day is lived through.

    Raises
    ------
    TypeError
        It is not a policy of any family.
    ValueError
        Names every rule that it breaks, and when.
    """
    family = _family_of(policy)
    broken = list(dict.fromkeys(chain(_frozen(policy), _decisions(policy, family, scenario))))
    if broken:
        rules = "\n".join(f"- {fault}" for fault in broken)
        raise ValueError(
            f"{type(policy).__name__} breaks rules of {family.name} policies:\n{rules}"
        )


@dataclass(frozen=True)
class _Family:
    """A kind of decision: whose policies make it, what it is, and what is wrong with one."""

    name: str
    base: type[Policy]
    decision: type
    faults: Callable[[Any, Any], Faults]
    beforehand: bool = False  # decided from the scenario, before there is a market
    rows: str = ""  # what rows the decision has, if it is rows

    @property
    def returns(self) -> str:
        """What to return, in words."""
        return f"rows of {self.rows}" if self.rows else f"a {self.decision.__name__}"


def _family_of(policy: Policy) -> _Family:
    for family in _FAMILIES:
        if isinstance(policy, family.base):
            return family
    known = ", ".join(family.base.__name__ for family in _FAMILIES)
    raise TypeError(f"{policy!r} is not a policy; it must be an object of a subclass of {known}")


def _frozen(policy: Policy) -> Faults:
    """Parameters do not change: two runs of one scenario are the same scenario."""
    if not policy.model_config.get("frozen"):
        yield "must be frozen: leave model_config of its base as it is"


def _decisions(policy: Policy, family: _Family, scenario: Scenario) -> Faults:
    """What is wrong with the policy's decisions through a day, and in an empty market."""
    unused = policy.model_copy(deep=True)
    for moment, view in _fleets(scenario) if family.beforehand else _moments(scenario):
        for fault in _decision(policy, unused.model_copy(deep=True), family, view):
            yield f"{fault} ({moment})" if fault.startswith("fails") else fault


def _fleets(scenario: Scenario) -> Iterator[tuple[str, Scenario]]:
    """What staffing is decided for."""
    nobody = scenario.couriers.model_copy(update={"count": 0})
    yield "for a fleet without couriers", scenario.model_copy(update={"couriers": nobody})
    yield "for the scenario's fleet", scenario


def _moments(scenario: Scenario) -> Iterator[tuple[str, MarketView]]:
    """What all else is decided for."""
    few = {"consumers": 1, "stores": 1, "couriers": 0}
    sections = {name: getattr(scenario, name) for name in few}
    shrunk = {name: sections[name].model_copy(update={"count": few[name]}) for name in few}
    empty = alive(scenario.model_copy(update=shrunk))
    yield "in a market without couriers, at midnight", empty.view
    market = alive(scenario.model_copy(update={"days": 1, "sample_min": _EVERY_MIN}))
    while market.running and market.now_min < 1440.0:
        hours, minutes = divmod(int(market.now_min), 60)
        yield f"at {hours:02d}:{minutes:02d}", market.view
        market.step()
    for each in (empty, market):
        each.remove_all_agents()


def _decision(policy: Any, unused: Any, family: _Family, view: MarketView | Scenario) -> Faults:
    """What is wrong with one decision."""
    before = _snapshot(view)
    try:
        decision, again, afresh = policy(view), policy(view), unused(view)
    except Exception as error:  # whatever a user's policy raises
        if "read-only" in str(error):
            yield f"must not write into what it sees ({error})"
        else:
            yield f"fails with {type(error).__name__}: {error}"
        return
    if _snapshot(view) != before:
        yield "must not write into what it sees"
    if not isinstance(decision, family.decision):
        yield f"must return {family.returns}, not {type(decision).__name__}"
        return
    if not _same(decision, again):
        yield "must decide the same when it sees the same: asked twice, it decided otherwise"
    elif not _same(decision, afresh):
        yield "must keep no memory: it decided otherwise than one that was never asked before"
    yield from family.faults(decision, view)


def _snapshot(view: MarketView | Scenario) -> list[Any]:
    """All that a policy sees, as bytes."""
    if isinstance(view, Scenario):
        return [view.model_dump_json()]
    seen = [getattr(view, field.name) for field in fields(view)]
    seen += [getattr(view.city, field.name) for field in fields(view.city)]
    return [part.tobytes() if isinstance(part, np.ndarray) else part for part in seen]


def _same(one: Any, other: Any) -> bool:
    if is_dataclass(one):
        return type(one) is type(other) and all(
            _same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)
        )
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return np.array_equal(one, other)


def _tariff(tariff: Tariff, view: MarketView) -> Faults:
    yield from _by_zone("base_cents", tariff.base_cents, view)
    yield from _by_zone("per_km_cents", tariff.per_km_cents, view)
    yield from _number("free_km", tariff.free_km)


def _offer(offer: Offer, view: MarketView) -> Faults:
    eligible, n_consumers = offer.eligible, len(view.consumers)
    if getattr(eligible, "shape", None) != (n_consumers,) or eligible.dtype != np.bool_:
        yield f"eligible must be one truth value for each consumer, ({n_consumers},)"
    yield from _number("off_cents", offer.off_cents)
    yield from _number("basket_share", offer.basket_share, most=1)
    if offer.cap_cents != math.inf:
        yield from _number("cap_cents", offer.cap_cents)
    yield from _number("fee_share", offer.fee_share, most=1)


def _promise(promise: Promise, view: MarketView) -> Faults:
    yield from _by_zone("pad_min", promise.pad_min, view)
    yield from _number("estimate_weight", promise.estimate_weight)


def _pay_rates(rates: PayRates, _view: MarketView) -> Faults:
    for field in fields(rates):
        yield from _number(field.name, getattr(rates, field.name))


def _dispatch(decision: Decision, view: MarketView) -> Faults:
    yield from _offers(decision.offers, view)
    yield from _moves(decision.moves, view)


def _offers(offers: Rows, view: MarketView) -> Faults:
    """What is wrong with the first faulty offer, those before it taken as accepted."""
    if offers.ndim != 1 or offers.dtype != OFFER.dtype:
        yield f"its offers must be rows of {_OFFERS}, not another array"
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


def _roster(roster: Roster, scenario: Scenario) -> Faults:
    columns = {field.name: getattr(roster, field.name) for field in fields(roster)}
    if len({getattr(column, "shape", None) for column in columns.values()}) > 1:
        yield "must return start_min, end_min and share of the same shifts, (n_shifts,) each"
        return
    for name in ("start_min", "end_min"):
        if not ((columns[name] >= 0) & (columns[name] < DAY_MIN)).all():
            yield f"{name} must hold minutes after midnight, from 0 to less than {DAY_MIN:g}"
    shares = roster.share
    if not ((shares >= 0) & np.isfinite(shares)).all() or (
        scenario.couriers.count and not shares.sum() > 0
    ):
        yield "share must hold numbers of 0 or more, not all 0"


def _moves(moves: Rows, view: MarketView) -> Faults:
    if moves.ndim != 1 or moves.dtype != MOVE.dtype:
        yield f"must return rows of {_MOVES}, not another array"
        return
    courier, city = moves["courier"], view.city
    if not ((courier >= 0) & (courier < len(view.couriers))).all():
        yield "moves a courier who does not exist"
    elif (view.couriers["doing"][courier] != Doing.IDLE).any():
        yield "moves a courier who is not idle"
    if len(np.unique(courier)) < len(courier):
        yield "moves a courier twice"
    for name, cells in (("x_m", city.n_cells_x), ("y_m", city.n_cells_y)):
        if not ((moves[name] >= 0) & (moves[name] <= cells * city.cell_m)).all():
            yield f"{name} must lie in the city, from 0 to {cells * city.cell_m:g}"


def _by_zone(name: str, values: Any, view: MarketView) -> Faults:
    if getattr(values, "shape", None) != (view.n_zones,):
        yield f"{name} must hold one number for each zone, (n_zones,)"
    elif not (np.isfinite(values) & (values >= 0)).all():
        yield f"{name} must hold numbers of 0 or more in every zone"


def _number(name: str, value: Any, most: float = math.inf) -> Faults:
    real = isinstance(value, (int, float, np.integer, np.floating))
    if not real or not math.isfinite(value) or not 0 <= value <= most:
        span = "of 0 or more" if most == math.inf else f"from 0 to {most:g}"
        yield f"{name} must be a number {span}, not {value!r}"


_FAMILIES = (
    _Family("pricing", PricingPolicy, Tariff, _tariff),
    _Family("coupon", CouponPolicy, Offer, _offer),
    _Family("promise", PromisePolicy, Promise, _promise),
    _Family("dispatch", DispatchPolicy, Decision, _dispatch),
    _Family("pay", PayPolicy, PayRates, _pay_rates),
    _Family("repositioning", RepositioningPolicy, np.ndarray, _moves, rows=_MOVES),
    _Family("staffing", StaffingPolicy, Roster, _roster, beforehand=True),
)
