"""The guarantee, by hand: who gets what back for a late delivery, and what it makes up for.

Promised for minute 130; 4000 of food and 350 of fee, 100 off by a coupon of the platform: 4250 are
paid.
"""

import math

import numpy as np
import pytest

from sim import luck
from sim.flow import ending
from sim.order import CAUSES, CHANNELS, STATES
from tests.sim.worlds import Town, postings

LATE_FEEL = {"late_weight": 0.5, "exponent": 1, "recovery_share": 0.6, "recovery_cents": 500}


def town_with(channel="delivery", need=0, **rates):
    """A town with an order of consumer 1."""
    town = Town(homes=[(0, 0)] * 2)
    for name, value in LATE_FEEL.items():
        town.world.satisfaction[name] = value
    for name, value in ({"late_refund_share": 0.1, "late_claim_share": 1} | rates).items():
        town.world.rates[name] = value
    town.world.state["n_orders"] = town.world.state["n_open"] = 1
    order = town.world.orders[0]
    order.consumer, order.need, order.channel = 1, need, CHANNELS.index(channel)
    order.placed_min, order.promised_min, order.courier = 100, 130, -1
    order.basket_cents, order.fee_cents, order.platform_discount_cents = 4000, 350, 100
    return town


def ended(now, channel="delivery", need=0, **rates):
    """A town whose order has been handed over."""
    town = town_with(channel, need, **rates)
    town.call(ending.fulfil, 0, now)
    return town


def refund(town):
    return int(town.world.orders["late_refund_cents"][0])


@pytest.mark.parametrize(
    ("rates", "cents"),
    [
        ({}, 425),
        ({"late_refund_share": 0.0, "late_refund_cents": 300}, 300),
        ({"late_refund_cents": 300}, 725),
        ({"late_refund_share": 1.0}, 4250),
        ({"late_refund_share": 1.0, "late_refund_cents": 300}, 4250),  # not more than was paid
    ],
)
def test_a_late_delivery_brings_a_share_of_what_was_paid_and_an_amount_beside_it(rates, cents):
    town = ended(135.0, **rates)
    assert refund(town) == cents
    posted = postings(town.world.book[0])
    assert posted["late_refund", "platform"] == -cents
    assert posted["late_refund", "consumer"] == cents
    assert town.world.consumers["spent_cents"][1] == 4250 - cents


@pytest.mark.parametrize(("now", "due"), [(130.0, False), (134.0, False), (134.5, True)])
def test_nothing_is_due_until_the_grace_is_over(now, due):
    assert (refund(ended(now, late_grace_min=4)) > 0) == due


@pytest.mark.parametrize("channel", ["pickup", "walk_in"])
def test_only_deliveries_are_guaranteed(channel):
    assert refund(ended(150.0, channel)) == 0


def test_without_an_amount_there_is_no_guarantee():
    town = ended(150.0, late_refund_share=0)
    assert refund(town) == 0
    assert town.world.orders["reliability_score"][0] == 0


@pytest.mark.parametrize(
    ("state", "now", "channel", "rates", "back_cents"),
    [
        ("cooking", 130.0, "delivery", {}, 250),  # not late yet: the food is bought
        ("cooking", 130.5, "delivery", {}, 4250),
        ("picked_up", 130.5, "delivery", {"late_claim_share": 0}, 4250),  # giving it up is asking
        ("ready", 134.0, "delivery", {"late_grace_min": 4}, 250),
        ("ready", 134.5, "delivery", {"late_grace_min": 4}, 4250),
        ("ready", 150.0, "delivery", {"late_refund_share": 0}, 250),
        ("ready", 150.0, "delivery", {"late_refund_share": 0, "late_refund_cents": 1}, 4250),
        ("ready", 150.0, "pickup", {}, 250),
        ("placed", 110.0, "delivery", {}, 4250),  # nothing is cooked
    ],
)
def test_who_gives_up_a_delivery_that_is_late_has_not_bought_the_food(
    state, now, channel, rates, back_cents
):
    """The store is paid for what it has cooked; 250 were paid beyond the food."""
    town = town_with(channel, **rates)
    town.world.orders["state"][0] = STATES.index(state)
    town.call(ending.give_up, 0, CAUSES.index("impatience"), now)
    assert town.orders["refund_cents"][0] == back_cents
    assert refund(town) == 0
    assert town.world.consumers["spent_cents"][1] == 4250 - back_cents
    posted = postings(town.world.book[0])
    assert posted.get(("settlement", "store"), 0) == (0 if state == "placed" else 4000)


def test_such_a_share_asks_for_its_money_as_the_policy_expects():
    """Whoever's draw lies below it."""
    draws = [luck.luck(0, luck.CLAIM, 1, need) for need in range(8)]
    middle = float(np.median(draws))
    asked = [refund(ended(150.0, need=need, late_claim_share=middle)) > 0 for need in range(8)]
    assert asked == [draw < middle for draw in draws]
    assert sum(asked) == 4


@pytest.mark.parametrize(("cents", "given_back"), [(250, 0.5), (500, 1.0), (4000, 1.0)])
def test_money_gives_back_a_share_of_what_lateness_took(cents, given_back):
    """Twenty minutes late took 0.5 * 2; 0.6 of it comes back with 500 or more."""
    order = ended(150.0, late_refund_share=0, late_refund_cents=cents).world.orders[0]
    assert order.time_score == pytest.approx(-1.0)
    assert order.reliability_score == pytest.approx(0.6 * given_back)
    assert math.isfinite(order.satisfaction)
