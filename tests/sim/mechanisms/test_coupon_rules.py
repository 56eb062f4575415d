"""Rules of coupons, by hand: the time they take, whom they turn away, and when one fails."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim import luck
from sim.mechanisms import coupon_rules
from sim.order import Channel
from sim.simulation import run
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, chosen_by, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

ON = {
    "enabled": True,
    "minutes_per_rule": 2,
    "leave_per_rule": 0.1,
    "misread_share": 0,
    "surprise_weight": 1,
    "goodwill_loss": 0.05,
}
PLAIN = {"use": "percent", "over_cents": 0}  # not the only campaign: a rule
LADEN = {"use": "threshold", "window": ["09:00", "20:00"]}  # a threshold and hours besides: three


class Ruled(Town):
    """A town of one consumer, who holds coupons of one rule and of three."""

    def __init__(self, *changes, coupons=(PLAIN, LADEN), **rules):
        one = {"consumers": {"count": 1}, "mechanisms": {"coupon_rules": ON | rules}}
        super().__init__(one, {"policies": {"coupons": list(coupons)}}, *changes)
        self.people, self.counts, _ = self.world.own[0]

    def session(self, coupons, **changes):
        return session_of(self.world.consumers[0], coupons=coupons, **changes)

    def used(self, coupon, saving_cents=500.0, **changes):
        session = self.session(0b11, **changes)
        chosen = chosen_by(Channel.DELIVERY, coupon)
        return self.call(coupon_rules.coupon_used, coupon, session, chosen, saving_cents)

    def paying(self, coupons, **changes):
        chosen = chosen_by(Channel.DELIVERY)
        return self.call(coupon_rules.paying_share, 1.0, self.session(coupons, **changes), chosen)


@pytest.mark.uncompiled
@pytest.mark.parametrize(("held", "rules"), [(0b00, 0), (0b01, 1), (0b10, 3), (0b11, 4)])
def test_the_rules_of_all_coupons_held_are_read(held, rules):
    """Two minutes each, in what the platform sells; each turns people away at a rate of 0.1."""
    town = Ruled()
    session = town.session(held)
    utils = [town.call(coupon_rules.channel_utils, 0.5, session, int(c)) for c in Channel]
    read = 0.5 - 0.048 * 2 * rules
    assert utils == pytest.approx([read, read, 0.5])
    assert town.paying(held) == pytest.approx(math.exp(-0.1 * rules))
    town.call(coupon_rules.session_opened, session)
    assert town.counts[0].tolist() == (int(held > 0), 2.0 * rules, 0, 0)


@pytest.mark.uncompiled
def test_a_shown_final_price_spares_reading_and_mistakes():
    """Of one coupon, or of all of them."""
    one = Ruled(coupons=(PLAIN, LADEN | {"show_final_price": True}), misread_share=1)
    assert one.paying(0b11) == pytest.approx(math.exp(-0.1))
    assert one.used(1) == 1
    assert one.used(0) == -1
    everywhere = Ruled({"choice": {"show_final_price": True}}, misread_share=1)
    assert everywhere.paying(0b11) == 1
    assert [everywhere.used(coupon) for coupon in (0, 1)] == [0, 1]


@pytest.mark.uncompiled
def test_a_coupon_fails_if_one_of_its_rules_was_misread():
    town = Ruled(misread_share=0.2)
    for coupon, holds in ((0, 0.8), (1, 0.8**3)):
        for nth in range(50):
            draw = luck.luck(0, luck.MISREAD_COUPON, 0, nth, coupon)
            assert town.used(coupon, nth=nth) == (coupon if draw < holds else -1)
    assert town.counts[0]["n_tried"] == 100
    assert 5 < town.counts[0]["n_failed"] < 60


@pytest.mark.uncompiled
def test_who_is_surprised_may_leave_and_likes_the_platform_less():
    """500 cents at a sensitivity of 0.0006 are 0.3 utils; at another need all is forgotten."""
    town = Ruled(misread_share=1, leave_per_rule=0)
    assert town.paying(0b11, nth=7) == 1
    assert town.used(0, nth=7) == -1
    assert town.paying(0b11, nth=7) == pytest.approx(math.exp(-0.3))
    assert town.paying(0b11, nth=8) == 1
    assert town.world.consumers["loyalty"].tolist() == pytest.approx([-0.05])
    town.used(0, nth=7)  # looked at again
    assert town.world.consumers["loyalty"].tolist() == pytest.approx([-0.05])
    town.used(0, nth=8)
    assert town.world.consumers["loyalty"].tolist() == pytest.approx([-0.1])


@pytest.mark.uncompiled
def test_an_order_whose_coupon_fails_pays_the_full_price():
    town = Ruled({"choice": {"top_up_constant": 100}}, misread_share=1, surprise_weight=0)
    town.world.campaigns["today"] = True
    town.world.campaigns["off_cents"] = 500
    town.world.consumers["coupons"] = 0b11
    town.needs((600, 0))
    town.advance(700)
    assert town.orders["coupon"].tolist() == [-1]
    assert town.orders["platform_discount_cents"].tolist() == [0]


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_without_costs_it_is_as_if_it_were_not_there():
    village = {"consumers": {"count": 60}, "stores": {"count": 3}, "couriers": {"count": 2}}
    nothing = {"minutes_per_rule": 0, "leave_per_rule": 0, "misread_share": 0}
    coupons = {"policies": {"coupons": [PLAIN, LADEN]}}
    changes = ({"mechanisms": {"coupon_rules": ON | nothing}}, {})
    with_it, without = (
        run(scenario(ALIKE, CALM, SMALL, village, coupons, each), 0) for each in changes
    )
    assert [part.name for part in with_it.parts.mechanisms] == ["coupon_rules"]
    assert (without.orders["coupon"] >= 0).any()
    assert differing(with_it, without) == []


@pytest.mark.uncompiled
def test_what_is_measured():
    counts = np.array([(4, 6.0, 8, 2)], coupon_rules.COUNTS.dtype)
    none = np.array([(0, 0.0, 0, 0)], coupon_rules.COUNTS.dtype)
    figures = [
        coupon_rules.kpis(SimpleNamespace(own={"coupon_rules": (None, each, None)}))
        for each in (counts, none)
    ]
    assert figures == [
        {"coupon_reading_mean_min": 1.5, "coupon_failure_share": 0.25},
        {"coupon_reading_mean_min": None, "coupon_failure_share": None},
    ]


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
