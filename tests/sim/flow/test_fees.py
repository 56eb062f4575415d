"""How fees are shown, and what that does to who chooses and who pays, by hand.

A delivery fee of 300 and one of 100 for the service; those who do not see fees guess 40 % of them.
"""

import math
from types import SimpleNamespace

import pytest

from sim.agents.consumer import CONSUMER
from sim.flow import fees
from sim.flow.funnel import Step
from sim.flow.parameters import Shown
from sim.order import Channel
from sim.policies.pricing import PRICING, FlatFee
from tests.sim.worlds import PICKUP_ONLY, Town, chosen_by, row_of, session_of, with_coupons

CHOICE = {
    "fee_salience": 2,
    "guessed_fee_share": 0.4,
    "surprise_weight": 0.5,
    "unseen_total_share": 0.25,
}


def town_that_shows(how, *changes):
    town = Town({"choice": CHOICE, "policies": {"service_fee_cents": 100}}, *changes)
    return showing(town, how)


def showing(town, how):
    for name, value in CHOICE.items():
        town.world.choice[name] = value
    town.world.terms["service_fee_cents"] = 100
    town.world.tariff["base_cents"] = 300
    town.world.rates["fees_shown"] = how
    return town


def session(sensitivity=0.001):
    return session_of(row_of(CONSUMER, price_sensitivity=sensitivity))


@pytest.mark.parametrize(
    ("how", "seen", "felt"),
    [
        (Shown.IN_PARTS, 400, 800),
        (Shown.ALL_IN, 400, 400),
        (Shown.AT_CHECKOUT, 160, 320),
    ],
)
def test_a_fee_weighs_its_money_in_the_price_more_beside_it_and_less_when_it_is_not_shown(
    how, seen, felt
):
    town = town_that_shows(how)
    assert town.call(fees.seen_cents, 400.0) == seen
    assert town.call(fees.felt_cents, float(seen)) == felt


@pytest.mark.parametrize(
    ("channel", "hidden"),
    [(Channel.DELIVERY, 240), (Channel.PICKUP, 60), (Channel.WALK_IN, 0), (-1, 0)],
)
def test_what_nobody_reckoned_with_surprises_at_the_checkout(channel, hidden):
    late = town_that_shows(Shown.AT_CHECKOUT)
    assert late.call(fees.hidden_cents, session(), chosen_by(channel)) == pytest.approx(hidden)
    for how in (Shown.IN_PARTS, Shown.ALL_IN):
        assert town_that_shows(how).call(fees.hidden_cents, session(), chosen_by(channel)) == 0


def test_a_coupon_for_the_fee_takes_its_share_of_the_surprise():
    town = showing(with_coupons({"use": "free_delivery", "fee_share": 0.5}), Shown.AT_CHECKOUT)
    assert town.call(fees.hidden_cents, session(), chosen_by(0, coupon=0)) == pytest.approx(120)


def test_the_surprised_leave_by_what_it_is_worth_to_them():
    """exp(-0.5 * 0.001 * 240), and all of its square for whom money is worth twice as much."""
    town = town_that_shows(Shown.AT_CHECKOUT)
    stay = town.call(fees.staying_share, session(), chosen_by(0))
    assert stay == pytest.approx(math.exp(-0.12))
    assert town.call(fees.staying_share, session(0.002), chosen_by(0)) == pytest.approx(stay**2)
    parts = town_that_shows(Shown.IN_PARTS)
    assert parts.call(fees.staying_share, session(), chosen_by(0)) == 1


@pytest.mark.parametrize(
    ("how", "friction"), [(Shown.IN_PARTS, 2), (Shown.ALL_IN, 1.5), (Shown.AT_CHECKOUT, 2)]
)
def test_who_saw_the_sum_before_is_not_lost_by_it_at_the_checkout(how, friction):
    assert town_that_shows(how).call(fees.friction, 2.0) == friction


@pytest.mark.parametrize(
    ("how", "share"), [(Shown.IN_PARTS, 0.8), (Shown.ALL_IN, 0.85), (Shown.AT_CHECKOUT, 0.772)]
)
def test_sessions_get_to_payment_in_this_share(how, share):
    """1 - 0.2, 1 - 0.2 * 0.75, and 0.8 * exp(-0.5 * 0.0006 * 60 * 2): within 4 standard errors."""
    steps = {"checkout_steps": 1, "loss_per_step": 0.2}
    town = town_that_shows(how, PICKUP_ONLY, {"choice": steps})
    town.world.terms["service_fee_cents"] = 200
    n = 400
    town.needs(*((float(minute), 0) for minute in range(n)))
    town.advance(n + 1.0)
    at_payment = town.world.funnel[..., Step.PAYMENT].sum()
    assert at_payment / n == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / n))


def test_the_number_of_a_way_to_show_fees_is_that_of_the_flow():
    market = SimpleNamespace(world=Town().world)
    for name, member in Shown.__members__.items():
        policy = FlatFee(show=name.lower())
        PRICING.apply(market, policy, policy(SimpleNamespace(n_zones=2)), 0)
        assert market.world.rates["fees_shown"] == member
