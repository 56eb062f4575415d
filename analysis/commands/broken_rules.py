"""Rules of the state that a scenario is bound to break, as can be told before any run."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.daytime import DAY_MIN, minutes
from sim.policies.family import use_of

if TYPE_CHECKING:
    from sim.scenario import Scenario

_SECTION = "mechanisms.regulation"


def broken(scenario: "Scenario") -> Iterator[str]:
    """A line for each, or that there is no rule at all."""
    rules, policies = scenario.mechanisms.regulation, scenario.policies
    if rules == type(rules)(enabled=True):
        yield f"{_SECTION}: there is no rule; give one its limit, such as commission_cap = 0.15"
    for name, of in (("commission_share", ""), ("small_commission_share", " of a small store")):
        cap, commission = rules.commission_cap, getattr(policies.pricing, name)
        if cap is not None and commission is not None and commission > cap:
            yield _line(
                f"commission_cap ({cap:g})",
                f"policies.pricing.{name} ({commission:g}) is above it, with every order{of}",
            )
    if rules.promise_floor_min is not None:
        yield from _too_soon(policies.promise, "policies.promise", rules)
        yield from _too_soon(policies.otherwise.promise, "policies.otherwise.promise", rules)
    if rules.same_in_channels and policies.pickup and policies.pickup_discount_cents > 0:
        yield _line(
            "same_in_channels",
            f"policies.pickup_discount_cents ({policies.pickup_discount_cents}) makes food"
            " cheaper that is fetched",
        )
    for nth, coupon in enumerate(policies.coupons):
        yield from _unequal(coupon, f"policies.coupons[{nth}]", scenario)
    yield from _too_long(scenario)


def _line(rule: str, what: str) -> str:
    return f"{_SECTION}: {rule} is bound to be broken: {what}"


def _too_soon(promise: Any, path: str, rules: Any) -> Iterator[str]:
    """A promise that is the same for all, below the floor of the shortest way."""
    if use_of(promise) == "fixed" and promise.minutes < rules.promise_floor_min:
        yield _line(
            f"promise_floor_min ({rules.promise_floor_min:g})",
            f"{path}.minutes ({promise.minutes:g}) is below it",
        )


def _unequal(coupon: Any, path: str, scenario: "Scenario") -> Iterator[str]:
    """A coupon that one channel lacks, or that not everybody is offered."""
    rules, policies = scenario.mechanisms.regulation, scenario.policies
    if rules.same_in_channels and policies.pickup and len(set(coupon.channels)) == 1:
        yield _line("same_in_channels", f"{path}.channels has {coupon.channels[0]} alone")
    for name in ("audience", "targeting"):
        value = getattr(coupon, name)
        if rules.same_for_all and value != type(value)():
            yield _line("same_for_all", f"{path}.{name} leaves some out")


def _too_long(scenario: "Scenario") -> Iterator[str]:
    """Shifts on the roster that are longer than a day's work may be."""
    hours, fleet = scenario.mechanisms.regulation.day_hours, scenario.couriers
    kept = use_of(scenario.policies.staffing) == "historical" and scenario.replay.orders is None
    n_kept, _ = scenario.mechanisms.crowd.fleet(fleet.count)
    if hours is None or not kept or n_kept == 0:
        return
    if long := [shift for shift in fleet.shifts if _within_a_day_h(shift) > hours]:
        yield _line(
            f"day_hours ({hours:g})",
            "shifts are longer: " + ", ".join(f"{each.start} to {each.end}" for each in long),
        )


def _within_a_day_h(shift: Any) -> float:
    """Hours of a shift on one day, at most; one that passes midnight is of two."""
    start, end = minutes(shift.start), minutes(shift.end)
    return (end - start if end > start else max(DAY_MIN - start, end)) / 60
