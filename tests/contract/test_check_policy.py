"""The checker that users have for their own policies catches what breaks a run."""

from itertools import count
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from pydantic import ConfigDict, Field

from sim.agents.courier import Doing
from sim.check import TINY, check_policy
from sim.flow.requests import MOVE, OFFER
from sim.policies.coupon_policy import CouponTerms
from sim.policies.coupons import ThresholdCoupon
from sim.policies.dispatch import BatchInsertion, Decision, DispatchPolicy
from sim.policies.pay import OrderPay, PayRates
from sim.policies.pricing import FlatFee, PricingPolicy, Tariff
from sim.policies.promise import FixedPromise, Promise
from sim.policies.repositioning import RepositioningPolicy


class RainyDayFee(PricingPolicy):
    """A sound policy of a user's own: the fee doubles where it rains."""

    base_cents: int = Field(300, ge=0)

    def __call__(self, view):
        factor = 1.0 if view.weather == "clear" else 2.0
        return Tariff(np.full(view.n_zones, factor * self.base_cents), np.zeros(view.n_zones))


class WritingFee(FlatFee):
    """Sorts in place what it sees."""

    def __call__(self, view):
        view.stores["n_orders"].sort()
        return super().__call__(view)


class ForcingFee(FlatFee):
    """Lifts the protection first."""

    def __call__(self, view):
        view.stores.flags.writeable = True
        view.stores["n_orders"][0] += 1
        return super().__call__(view)


class ClockTurningFee(FlatFee):
    """Turns the market's clock back."""

    def __call__(self, view):
        view.now_min = -1.0
        return super().__call__(view)


class RandomFee(FlatFee):
    """Tosses a coin."""

    def __call__(self, view):
        return Tariff(np.random.random(view.n_zones), np.zeros(view.n_zones))  # noqa: NPY002


_calls = count()


class CountingFee(FlatFee):
    """Counts its calls outside of itself."""

    def __call__(self, view):
        return Tariff(np.full(view.n_zones, float(next(_calls))), np.zeros(view.n_zones))


class RememberingFee(FlatFee):
    """Keeps the highest pressure it has ever seen."""

    seen: list[float] = Field(default_factory=lambda: [0.0])

    def __call__(self, view):
        self.seen.append(max(self.seen[-1], float(len(view.waiting))))
        return Tariff(np.full(view.n_zones, self.seen[-1]), np.zeros(view.n_zones))


_latest = {"min": -1.0, "fee": 300.0}


class DriftingFee(FlatFee):
    """Goes on in its module, at most once a moment, from where the run before ended."""

    def __call__(self, view):
        if view.now_min != _latest["min"]:
            _latest.update(min=view.now_min, fee=_latest["fee"] + 1)
        return Tariff(np.full(view.n_zones, _latest["fee"]), np.zeros(view.n_zones))


class LearningFee(FlatFee):
    """Knows from its class that a day has ended before."""

    ended: ClassVar[set[bool]] = set()

    def __call__(self, view):
        if view.now_min > 1300:
            self.ended.add(True)
        return Tariff(np.full(view.n_zones, 100.0 if self.ended else 300.0), np.zeros(view.n_zones))


_fees = {}


class CachingFee(FlatFee):
    """A sound policy that works nothing out twice."""

    def __call__(self, view):
        fee = _fees.setdefault(view.now_min, 300.0 + view.now_min % 7)
        return Tariff(np.full(view.n_zones, fee), np.zeros(view.n_zones))


class SecretlyRememberingFee(RememberingFee):
    """Has a memory of the run, and keeps another one."""

    def begin(self, view):
        return {"asked": 0}

    def __call__(self, view, memory):
        memory["asked"] += 1
        return super().__call__(view)


class RollingDiceFee(FlatFee):
    """Remembers a coin and tosses it again when asked again."""

    def begin(self, view):
        return [0.0]

    def __call__(self, view, memory):
        memory[0] += np.random.random()  # noqa: NPY002
        return Tariff(np.full(view.n_zones, memory[0]), np.zeros(view.n_zones))


class UnspeakableFee(FlatFee):
    """Remembers what cannot be written down."""

    def begin(self, view):
        return lambda: 0

    def __call__(self, view, memory):
        return super().__call__(view)


class SmoothingFee(FlatFee):
    """A sound policy with a memory: half of the pressure of before."""

    def begin(self, view):
        return {"pressure": view.pressure}

    def __call__(self, view, memory):
        memory["pressure"] = (memory["pressure"] + view.pressure) / 2
        return Tariff(350 + memory["pressure"], np.zeros(view.n_zones))


class ScalarFee(FlatFee):
    """One number for all zones."""

    def __call__(self, view):
        return Tariff(350.0, np.zeros(view.n_zones))


class NegativeFee(FlatFee):
    """Pays people to order."""

    def __call__(self, view):
        return Tariff(np.full(view.n_zones, -1.0), np.zeros(view.n_zones))


class PressureFee(FlatFee):
    """Divides by the couriers on duty."""

    def __call__(self, view):
        on_duty = int((view.couriers["doing"] > 0).sum())
        return Tariff(np.full(view.n_zones, 1000 / on_duty), np.zeros(view.n_zones))


class MeltingFee(FlatFee):
    """Can be changed after it was made."""

    model_config = ConfigDict(frozen=False)


class NumberFee(FlatFee):
    """Returns cents instead of a tariff."""

    def __call__(self, view):
        return 350.0


class RowsCoupon(ThresholdCoupon):
    """Names rows of consumers instead of a truth value for each."""

    def __call__(self, view):
        return CouponTerms(np.arange(3), off_cents=100)


class GreedyCoupon(ThresholdCoupon):
    """Takes more off than the basket."""

    def __call__(self, view):
        return CouponTerms(self.addressed(view), basket_share=1.5)


class EndlessPromise(FixedPromise):
    """Never."""

    def __call__(self, view):
        return Promise(np.full(view.n_zones, np.inf), 0.0)


class UnknownPay(OrderPay):
    """Not a number."""

    def __call__(self, view):
        return PayRates(np.nan, 0.0, 0.0)


class ListDispatch(DispatchPolicy):
    """Returns a list of pairs."""

    def __call__(self, view):
        return [(0, 0)]


class FirstCourier(DispatchPolicy):
    """Everything to courier 0, on duty or not."""

    def __call__(self, view):
        offers = np.zeros(len(view.waiting), OFFER.dtype)
        offers["order"] = view.waiting
        offers["dropoff_at"] = 1
        return Decision(offers)


class TwiceOffered(BatchInsertion):
    """Each offer a second time."""

    def __call__(self, view):
        return Decision(np.repeat(super().__call__(view).offers, 2))


class BackwardsRoute(BatchInsertion):
    """To the door first."""

    def __call__(self, view):
        offers = super().__call__(view).offers
        offers["pickup_at"], offers["dropoff_at"] = offers["dropoff_at"], 0
        return Decision(offers)


class OverloadingDispatch(DispatchPolicy):
    """All to one who is on duty, more than one may have."""

    def __call__(self, view):
        on_duty = np.flatnonzero(view.couriers["doing"] > 0)
        offers = np.zeros(len(view.waiting) if len(on_duty) else 0, OFFER.dtype)
        offers["order"] = view.waiting[: len(offers)]
        offers["courier"] = on_duty[0] if len(on_duty) else 0
        offers["pickup_at"] = view.couriers["n_stops"][offers["courier"]] + 2 * np.arange(
            len(offers)
        )
        offers["dropoff_at"] = offers["pickup_at"] + 1
        return Decision(offers)


class EverybodyMoves(RepositioningPolicy):
    """On duty or not."""

    def __call__(self, view):
        moves = np.zeros(len(view.couriers), MOVE.dtype)
        moves["courier"] = np.arange(len(moves))
        return moves


class TwiceMoved(RepositioningPolicy):
    """Each idle courier to two places, one of them nowhere."""

    def __call__(self, view):
        idle = np.flatnonzero(view.couriers["doing"] == Doing.IDLE)
        moves = np.zeros(2 * len(idle), MOVE.dtype)
        moves["courier"] = np.repeat(idle, 2)
        moves["y_m"][::2] = np.nan
        return moves


class ListMoves(RepositioningPolicy):
    """Returns pairs."""

    def __call__(self, view):
        return np.zeros((0, 2))


BROKEN = [
    (WritingFee, "must not write into what it sees"),
    (ForcingFee, "must not write into what it sees"),
    (ClockTurningFee, "must not write into what it sees"),
    (RandomFee, "asked twice, it decided otherwise"),
    (CountingFee, "asked twice, it decided otherwise"),
    (RememberingFee, "must keep no memory of its own"),
    (SecretlyRememberingFee, "must keep no memory of its own"),
    (DriftingFee, "the same day was lived again, it decided otherwise"),
    (LearningFee, "the same day was lived again, it decided otherwise"),
    (RollingDiceFee, "asked twice, it decided otherwise"),
    (UnspeakableFee, "fails with TypeError: what it remembers cannot be pickled"),
    (ScalarFee, "base_cents must be a NumPy array of numbers, not float"),
    (NegativeFee, "base_cents must hold numbers from 0 to .* in every zone, not -"),
    (PressureFee, "fails with ZeroDivisionError.*without couriers, at midnight"),
    (MeltingFee, "must be frozen"),
    (NumberFee, "must return a Tariff, not float"),
    (RowsCoupon, "eligible must"),
    (GreedyCoupon, "basket_share must be a number from 0 to 1, not 1.5"),
    (
        EndlessPromise,
        "pad_min must hold numbers from 0 to 527040 in every zone, not inf as in zone 0",
    ),
    (UnknownPay, r"order_cents must be a number from 0 to 1e\+09, not nan"),
    (ListDispatch, "must return a Decision, not list"),
    (FirstCourier, "offers to a courier who is not on duty"),
    (TwiceOffered, "offers an order that does not wait for a courier, or offers it twice"),
    (BackwardsRoute, "places stops outside the route, or the hand-over before the pick-up"),
    (OverloadingDispatch, "offers to a courier who has 3 orders, which is all one may have"),
    (EverybodyMoves, "moves a courier who is not idle"),
    (TwiceMoved, "moves a courier twice"),
    (TwiceMoved, "y_m must lie in the city, from 0 to 2000"),
    (
        ListMoves,
        r"its moves must be rows of sim.flow.requests.MOVE, \(n_moves,\), not another array",
    ),
]


def test_a_sound_policy_of_ones_own_passes():
    """Fields, a decision from the view, nothing else."""
    check_policy(RainyDayFee())


@pytest.mark.parametrize("policy", [SmoothingFee, CachingFee])
def test_a_sound_policy_that_remembers_passes(policy):
    """Its memory goes from one decision of a run to the next; a cache changes none."""
    check_policy(policy())


@pytest.mark.parametrize(("policy", "fault"), BROKEN)
def test_a_policy_that_breaks_a_rule_is_told_which(policy, fault):
    """One message that names the policy and the rule."""
    with pytest.raises(ValueError, match=fault) as told:
        check_policy(policy())
    assert str(told.value).startswith(f"{policy.__name__} breaks rules of ")


def test_all_rules_that_are_broken_are_named_at_once():
    """A policy that is random, negative and melting hears of all three."""

    class Wreck(MeltingFee):
        def __call__(self, view):
            return Tariff(-np.random.random(view.n_zones), np.zeros(view.n_zones))  # noqa: NPY002

    with pytest.raises(ValueError, match="frozen") as told:
        check_policy(Wreck())
    assert str(told.value).count("\n- ") == 3


def test_what_is_no_policy_is_refused_with_the_families():
    """A function, a class instead of an object."""
    for thing in (lambda view: 0, FlatFee):
        with pytest.raises(TypeError, match="subclass of PricingPolicy, CouponPolicy"):
            check_policy(thing)


def test_a_failure_at_every_moment_is_told_once_with_its_line():
    class Typo(FlatFee):
        def __call__(self, view):
            return view.stores["n_queue"]

    with pytest.raises(ValueError, match="n_queued") as refused:
        check_policy(Typo())
    (fault,) = str(refused.value).splitlines()[1:]
    assert f"{Path(__file__).name}:" in fault
    assert "midnight" in fault


def test_a_policy_is_tried_where_its_segments_live():
    """A coupon for a segment that the tiny market has not needs one's own scenario."""
    coupon = ThresholdCoupon(audience={"segments": ["nurse"]})
    segments = tuple(
        segment.model_copy(update={"name": "nurse"}) if segment.name == "senior" else segment
        for segment in TINY.consumers.segments
    )
    people = TINY.consumers.model_copy(update={"segments": segments})
    with pytest.raises(ValueError, match="fails with"):
        check_policy(coupon)
    check_policy(coupon, TINY.model_copy(update={"consumers": people}))


def test_the_moments_of_the_check_see_orders_that_wait_and_rain():
    """Else a faulty dispatch would pass for want of orders, and a rainy fee for want of rain."""
    waiting, speeds = [], []

    class Watch(FlatFee):
        def __call__(self, view):
            waiting.append(len(view.waiting))
            speeds.append(float(view.outside["speed_factor"][0]))
            return super().__call__(view)

    check_policy(Watch())
    assert max(waiting) > TINY.couriers.max_orders
    assert min(speeds) < 1 == max(speeds)
