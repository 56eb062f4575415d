"""Coupons: what is offered, and to whom."""

import numpy as np
import pytest

from sim import luck
from sim.policies.coupon_policy import Audience
from sim.policies.coupons import FreeDelivery, PercentCoupon, ThresholdCoupon
from tests.sim.worlds import Town

FIFTH = {"needs_per_day": 1, "basket_mean_cents": 1000, "work_share": 0}
SEGMENTS = [{"name": name, "share": 0.5, **FIFTH} for name in ("student", "senior")]


def town_of(n_consumers=4):
    """Students and seniors in turn; nobody has ever ordered."""
    town = Town({"consumers": {"segments": SEGMENTS}}, homes=[(0, 0)] * n_consumers)
    town.world.consumers["segment"] = np.arange(n_consumers) % 2
    return town


def terms(offer):
    return offer.off_cents, offer.basket_share, offer.cap_cents, offer.fee_share


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (ThresholdCoupon(off_cents=700), (700, 0, np.inf, 0)),
        (PercentCoupon(percent=12.5, cap_cents=900), (0, 0.125, 900, 0)),
        (FreeDelivery(), (0, 0, np.inf, 1)),
        (FreeDelivery(fee_share=0.5), (0, 0, np.inf, 0.5)),
    ],
)
def test_each_coupon_s_terms(policy, expected):
    offer = policy(town_of().view())
    assert terms(offer) == expected
    assert offer.eligible.tolist() == [True] * 4


@pytest.mark.parametrize(
    ("segments", "eligible"),
    [
        ((), [1, 1, 1, 1]),
        (("senior",), [0, 1, 0, 1]),
        (("senior", "student"), [1, 1, 1, 1]),
    ],
)
def test_an_audience_of_segments(segments, eligible):
    policy = PercentCoupon(audience=Audience(segments=segments))
    assert policy.addressed(town_of().view()).tolist() == [bool(e) for e in eligible]


def test_an_audience_of_the_lapsed_is_who_did_not_order_for_so_many_days():
    """Asked on the third midnight; who never ordered is lapsed too."""
    town = town_of()
    town.world.consumers["last_order_min"] = [1440, 1441, 4319, -np.inf]
    policy = PercentCoupon(audience=Audience(lapsed_days=2))
    view = town.view(3 * 1440.0)
    assert policy.addressed(view).tolist() == [True, False, False, True]


def test_a_random_part_is_fixed_and_nested():
    """The same consumers on every day, and all of them in a larger part."""
    town = town_of(500)
    small, large = (PercentCoupon(audience=Audience(random_share=s)) for s in (0.3, 0.6))
    draws = luck.uniforms(0, luck.AUDIENCE, 500)[:, 0]
    for now_min in (0.0, 1440.0):
        view = town.view(now_min)
        assert small.addressed(view).tolist() == (draws < 0.3).tolist()
        assert (large.addressed(view) | ~small.addressed(view)).all()


def test_all_conditions_must_hold():
    town = town_of(200)
    town.world.consumers["last_order_min"][:100] = 1440
    audience = Audience(segments=("senior",), lapsed_days=1, random_share=0.5)
    chosen = PercentCoupon(audience=audience).addressed(town.view(1500.0))
    assert 0 < chosen.sum() < 50
    assert not chosen[:100].any()
    assert (town.world.consumers["segment"][chosen] == 1).all()
