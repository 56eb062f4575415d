"""Cost and ease, by hand: what an order is scored for its price and for the trouble it was."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.flow import ending
from sim.mechanisms import cost_and_ease
from sim.order import CHANNELS, Channel
from sim.simulation import run
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import WALK_IN_ONLY, Town
from tests.uncompiled import assert_tests_pass_uncompiled

RULES = {
    "enabled": True,
    "price_weight": 2,
    "ease_weight": 0.5,
    "steps_per_condition": 1.5,
    "usual_fee_cents": 500,
    "usual_price": 1.1,
    "usual_steps": 4,
}
ON = {"mechanisms": {"cost_and_ease": RULES}}
COUPON = {"policies": {"coupons": [{"use": "threshold", "funded_by": {"platform": 1}}]}}


class Paid(Town):
    """A town with a cheap and a dear store, in which a test writes what an order cost."""

    def __init__(self, *changes):
        super().__init__(ON, COUPON, *changes, stores=[{"price_level": 0.8}, {"price_level": 1.25}])

    def scores(self, *, channel="delivery", store=0, coupon=-1, **cents):
        """Price and ease of order 0, which is placed."""
        order = self.world.orders[0]
        order.price_score = order.ease_score = 0
        order.channel, order.store, order.coupon = CHANNELS.index(channel), store, coupon
        usual = {
            "basket": 0,
            "fee": 0,
            "platform_discount": 0,
            "store_discount": 0,
            "sponsor_discount": 0,
        }
        for name, value in (usual | cents).items():
            order[f"{name}_cents"] = value
        self.call(cost_and_ease.placed, 0, 0.0)
        return float(order.price_score), float(order.ease_score)


def near(value):
    return pytest.approx(value, abs=1e-12)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("paid", "score"),
    [
        # 3600 at mean prices are 2880 in the cheap store and 4500 in the dear one.
        ({"basket": 2880, "fee": 500}, 2 * (1.1 - 3380 / 4100)),
        ({"basket": 4500, "fee": 500, "store": 1}, 2 * (1.1 - 5000 / 4100)),
        ({"basket": 2880, "fee": 1730}, 2 * (1.1 - 4610 / 4100)),
        ({"basket": 2880, "fee": 0}, 2 * (1.1 - 2880 / 4100)),
        (
            {"basket": 2880, "fee": 500, "platform_discount": 300, "store_discount": 20},
            2 * (1.1 - 3060 / 4100),
        ),
        ({"basket": 2880, "fee": 500, "sponsor_discount": 3380}, 2 * 1.1),
        # Nobody brings it, and no fee is usual.
        ({"basket": 2880, "channel": "pickup"}, 2 * (1.1 - 0.8)),
        ({"basket": 2880, "channel": "pickup", "platform_discount": 360}, 2 * (1.1 - 0.7)),
        ({"basket": 4500, "channel": "walk_in", "store": 1}, 2 * (1.1 - 1.25)),
    ],
)
def test_the_price_is_what_was_paid_over_what_such_an_order_usually_costs(paid, score):
    assert Paid().scores(**paid)[0] == near(score)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("rules", "order", "score"),
    [
        # Usual are 4 steps, each weighs 0.5.
        ({"checkout_steps": 3}, {}, 0.5),
        ({"checkout_steps": 6}, {}, -1.0),
        ({"checkout_steps": 0}, {"channel": "pickup"}, 2.0),
        ({"checkout_steps": 6}, {"channel": "walk_in"}, 0.0),
        # Two conditions are as much trouble as three steps, for who uses the coupon.
        ({"checkout_steps": 3}, {"coupon": 0}, 0.5 * (4 - 6)),
        ({"checkout_steps": 3, "show_final_price": True}, {"coupon": 0}, 0.5),
    ],
)
def test_steps_and_conditions_are_trouble(rules, order, score):
    town = Paid({"choice": rules})
    town.world.campaigns["n_conditions"] = 2
    assert town.scores(basket=3000, **order)[1] == near(score)


@pytest.mark.uncompiled
def test_steps_and_conditions_are_more_trouble_for_who_finds_them_hard():
    town = Paid({"choice": {"checkout_steps": 3}})
    town.world.segments["friction"] = 2
    town.world.campaigns["n_conditions"] = 1
    assert town.scores(basket=3000)[1] == near(0.5 * (4 - 2 * 3))
    assert town.scores(basket=3000, coupon=0)[1] == near(0.5 * (4 - 2 * (3 + 1.5)))


@pytest.mark.uncompiled
def test_an_order_for_nothing_of_nothing_has_a_score():
    assert Paid().scores()[0] == near(2 * 1.1)
    assert Paid().scores(channel="walk_in")[0] == near(2 * 1.1)


@pytest.mark.uncompiled
def test_what_is_scored_when_an_order_is_placed_is_in_its_satisfaction():
    """Both scores stand on it from the beginning, and satisfaction has them when it ends."""
    fee_less = {"satisfaction": {"constant": 0, "late_weight": 0, "early_weight": 0}}
    walk_in = Town(ON, WALK_IN_ONLY, fee_less, stores=[{"price_level": 1.5}])
    walk_in.needs((100, 0))
    walk_in.advance(400)
    order = walk_in.orders[0]
    assert walk_in.ending(0) == "fulfilled"
    assert (order.price_score, order.ease_score) == (near(2 * (1.1 - 1.5)), 0)
    assert order.satisfaction == near(1 + 4 / (1 + np.exp(0.8)))

    app = Town(ON, fee_less, homes=[(100, 0)])
    app.needs((100, 0))
    app.advance(102)
    order = app.orders[0]
    paid = (order.basket_cents + order.fee_cents) / (4000 + 500)
    assert order.channel == Channel.DELIVERY
    assert (order.price_score, order.ease_score) == (near(2 * (1.1 - paid)), 0.5)
    app.call(ending.give_up, 0, 1, 103.0)
    failure = app.scenario.satisfaction.failure_weight
    expected = order.price_score + 0.5 - failure
    assert order.satisfaction == near(1 + 4 / (1 + np.exp(-expected)))


@given(
    basket=st.integers(1, 10**6),
    fee=st.integers(0, 10**5),
    more=st.integers(1, 10**5),
    store=st.integers(0, 1),
)
@pytest.mark.uncompiled
def test_the_more_is_paid_the_less_the_price_pleases(basket, fee, more, store):
    town = quiet_town()
    before, ease = town.scores(basket=basket, fee=fee, store=store)
    dearer = town.scores(basket=basket, fee=fee + more, store=store)
    assert dearer[0] < before
    assert dearer[1] == ease
    saved = min(more, basket)
    assert town.scores(basket=basket, fee=fee, store=store, store_discount=saved)[0] > before


@cache
def quiet_town():
    return Paid()


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_that_weighs_nothing_it_is_as_if_it_were_not_there():
    """Nothing else of the market depends on it: no draw, no choice, no time."""
    nothing = RULES | {"price_weight": 0, "ease_weight": 0}
    village = {"consumers": {"count": 150}, "stores": {"count": 4}, "couriers": {"count": 4}}
    with_it, without = (
        run(scenario(ALIKE, CALM, SMALL, village, *changes), seed=0)
        for changes in ([{"mechanisms": {"cost_and_ease": nothing}}], [])
    )
    assert [part.name for part in with_it.parts.mechanisms] == ["cost_and_ease"]
    assert len(without.orders) > 20
    assert differing(with_it, without) == []


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
