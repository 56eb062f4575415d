"""Coupons: what one saves, which is valid, and which is used."""

import math

import numpy as np
import pytest

from sim import luck
from sim.flow import coupons
from sim.flow.world import CAMPAIGN
from sim.order import Channel
from tests.sim.worlds import parameters, row_of, with_coupons

ALL = 0b111

PERCENT = {"use": "percent", "percent": 20, "cap_cents": 700}
THRESHOLD = {"use": "threshold", "off_cents": 500, "over_cents": 3000}
FREE = {"use": "free_delivery"}


@pytest.mark.parametrize(
    ("coupon", "basket", "fee", "saving"),
    [
        (PERCENT, 2000, 300, 400),
        (PERCENT, 3500, 300, 700),
        (PERCENT, 9000, 300, 700),
        (THRESHOLD, 3000, 300, 500),
        (THRESHOLD | {"over_cents": 0}, 320, 300, 320),
        (FREE, 2000, 350, 350),
        (FREE | {"fee_share": 0.4}, 2000, 350, 140),
    ],
)
def test_a_coupon_saves_its_amount_up_to_its_cap_and_the_basket(coupon, basket, fee, saving):
    campaign = with_coupons(coupon).world.campaigns[0]
    assert coupons.saving_cents(campaign, float(basket), float(fee)) == pytest.approx(saving)


@pytest.mark.parametrize(
    ("terms", "saving"),
    [
        ({}, 0),
        ({"off_cents": 150}, 150),
        ({"basket_share": 0.1}, 200),
        ({"off_cents": 150, "basket_share": 0.1}, 350),
        ({"off_cents": 150, "basket_share": 0.1, "cap_cents": 320}, 320),
        ({"off_cents": 2500}, 2000),  # no more than the basket
        ({"fee_share": 0.5}, 200),
        ({"off_cents": 150, "cap_cents": 100, "fee_share": 0.5}, 100 + 200),  # the fee beside it
        ({"off_cents": 150, "fee_share": 0.5, "budget_left_cents": 349}, 349),
        ({"off_cents": 150, "fee_share": 0.5, "day_left_cents": 1}, 1),
    ],
)
def test_what_a_coupon_saves_on_twenty_and_a_fee_of_four(terms, saving):
    endless = dict.fromkeys(("cap_cents", "budget_left_cents", "day_left_cents"), math.inf)
    campaign = row_of(CAMPAIGN, **endless | terms)
    assert coupons.saving_cents(campaign, 2000.0, 400.0) == pytest.approx(saving)


@pytest.mark.parametrize(
    ("channel", "basket", "fee", "best", "gain"),
    [
        (Channel.DELIVERY, 2000, 350, 0, 400),  # 20 % against 350 of fee
        (Channel.DELIVERY, 1700, 350, 2, 350),
        (Channel.DELIVERY, 3000, 350, 0, 600),
        (Channel.DELIVERY, 2000, 900, 2, 900),
        (Channel.PICKUP, 1700, 0, 0, 340),  # free delivery is of no use here
        (Channel.DELIVERY, 0, 0, -1, 0),
    ],
)
def test_the_coupon_worth_most_for_the_offer_is_used(channel, basket, fee, best, gain):
    town = with_coupons(PERCENT, THRESHOLD, FREE)
    no_top_up = 1.0
    found = town.call(coupons.best, ALL, channel, float(basket), float(fee), no_top_up)
    assert found == (best, pytest.approx(gain), basket)


def test_only_campaigns_valid_for_the_consumer_are_looked_at():
    town = with_coupons(PERCENT, THRESHOLD, FREE)
    found = {valid: find(town, valid, 5000.0, 350.0) for valid in range(8)}
    assert {valid: best for valid, (best, _, _) in found.items()} == {
        0b000: -1,
        0b001: 0,
        0b010: 1,
        0b011: 0,
        0b100: 2,
        0b101: 0,
        0b110: 1,
        0b111: 0,
    }


def find(town, valid, basket, fee, draw=1.0):
    return town.call(coupons.best, valid, Channel.DELIVERY, basket, fee, draw)


def test_a_basket_just_below_the_threshold_is_filled_up():
    """600 more buy a coupon of 500; of added items, 30 % are not worth their price: 180."""
    town = with_coupons(THRESHOLD)
    draw = 1 / (1 + math.exp(-(-2.0 + 0.5 * 500 / 600)))
    assert find(town, 1, 2400.0, 0.0, draw - 1e-9) == (0, pytest.approx(500 - 180), 3000)
    assert find(town, 1, 2400.0, 0.0, draw + 1e-9) == (-1, 0, 2400)


LADDER = THRESHOLD | {
    "ladder": [
        {"over_cents": 5000, "off_cents": 900},
        {"over_cents": 8000, "off_cents": 1600},
        {"over_cents": 9900, "off_cents": 2100},
    ]
}


@pytest.mark.parametrize(
    ("basket", "saving"),
    [
        *((3000, 500), (4999, 500), (5000, 900), (7999, 900)),
        *((8000, 1600), (9899, 1600), (9900, 2100), (20000, 2100)),
    ],
)
def test_a_ladder_takes_off_what_its_highest_step_reached_does(basket, saving):
    town = with_coupons(LADDER)
    assert coupons.saving_cents(town.world.campaigns[0], float(basket), 300.0) == saving
    assert find(town, 1, float(basket), 300.0) == (0, saving, basket)


@pytest.mark.parametrize(("n_steps", "most"), [(0, 500), (1, 900), (2, 1600), (3, 2100)])
def test_a_shorter_ladder_ends_with_its_last_step(n_steps, most):
    town = with_coupons(LADDER | {"ladder": LADDER["ladder"][:n_steps]})
    (campaign,) = town.world.campaigns
    assert coupons.off_cents(campaign, 20000.0) == most


def test_each_step_of_a_ladder_has_its_own_threshold():
    (campaign,) = with_coupons(LADDER).world.campaigns
    found = [coupons.threshold_cents(campaign, step) for step in range(4)]
    assert found == [3000, 5000, 8000, 9900]


@pytest.mark.parametrize(
    ("basket", "off", "reached"),
    [(2900, 500, 3000), (4900, 900, 5000), (7900, 1600, 8000), (9800, 2100, 9900)],
)
def test_each_step_of_a_ladder_is_filled_up_to_when_it_is_near(basket, off, reached):
    """For one yuan of food, of which three tenths are not worth its price."""
    town = with_coupons(LADDER)
    assert find(town, 1, float(basket), 0.0, 0.01) == (0, pytest.approx(off - 30), reached)


def test_a_step_is_filled_up_to_for_what_it_saves_beside_the_one_before():
    """From 48 to 50 another four are saved, for two of which 30 % are not worth their price."""
    town = with_coupons(LADDER)
    draw = 1 / (1 + math.exp(-(-2.0 + 0.5 * 400 / 200)))
    assert find(town, 1, 4800.0, 0.0, draw - 1e-9) == (0, pytest.approx(900 - 60), 5000)
    assert find(town, 1, 4800.0, 0.0, draw + 1e-9) == (0, 500, 4800)


def test_below_a_ladder_the_step_that_is_worth_more_is_filled_up_to():
    """The second is farther than the largest gap."""
    town = with_coupons(LADDER)
    assert find(town, 1, 2900.0, 0.0, 0.01) == (0, pytest.approx(500 - 30), 3000)
    town.world.choice["top_up_limit_cents"] = 3000
    town.world.choice["top_up_loss_share"] = 0
    assert find(town, 1, 2900.0, 0.0, 0.01) == (0, 900, 5000)


def test_a_step_that_is_not_filled_up_to_leaves_the_next_one():
    """From 29 one yuan would bring one, two bring twenty: odds of exp(−1.5) and of exp(3)."""
    steps = [{"over_cents": 3100, "off_cents": 2000}]
    town = with_coupons(THRESHOLD | {"off_cents": 100, "ladder": steps})
    assert find(town, 1, 2900.0, 0.0, 0.5) == (0, pytest.approx(2000 - 60), 3100)


@pytest.mark.parametrize(
    ("basket", "worth"),
    [
        (500, 0),  # 25 yuan more, of which 30 % are lost, for 5 off
        (2900, 500 - 30),
        (4000, 900 - 300),  # to the second step
        (7000, 1600 - 300),  # to the third
        (9500, 2100 - 120),  # to the fourth
        (12000, 2100),
    ],
)
def test_to_who_buys_as_usual_a_coupon_is_worth_its_best_step_less_what_that_loses(basket, worth):
    (campaign,) = with_coupons(LADDER).world.campaigns
    found = coupons.usual_worth_cents(campaign, float(basket), 300.0, 0.3)
    assert found == pytest.approx(worth)


def test_to_each_the_coupon_worth_most_counts_of_those_he_has():
    """A fifth of the basket, ¥5 off ¥30, or no fee."""
    campaigns = with_coupons(PERCENT, THRESHOLD, FREE).world.campaigns
    held = np.array([0b000, 0b001, 0b010, 0b011, 0b110, 0b111, 0b111])
    baskets = np.array([2000.0, 2000.0, 2000.0, 3000.0, 3000.0, 1000.0, 2000.0])
    fees = np.array([350.0, 350.0, 350.0, 350.0, 600.0, 350.0, 350.0])
    found = coupons.most_worth_to_each_cents(campaigns, held, baskets, fees, 0.3)
    assert found == pytest.approx([0, 400, 500 - 300, 600, 600, 350, 400])
    for who in range(7):
        alone = campaigns, held[who], baskets[who], fees[who], 0.3
        assert coupons.most_worth_cents(*alone) == found[who]


@pytest.mark.parametrize(("shown", "effort"), [(False, 60), (True, 0)])
def test_the_trouble_of_rules_is_none_where_the_final_price_is_shown(shown, effort):
    choice = parameters("choice", rule_effort_cents=20, show_final_price=shown)
    assert coupons.effort_cents(choice, row_of(CAMPAIGN, n_conditions=3)) == effort


def test_a_coupon_of_some_stores_is_none_at_others():
    town = with_coupons(PERCENT | {"stores": [0]}, PERCENT, FREE | {"store_share": 0})
    assert town.world.scope.tolist() == [0b011]
    assert town.call(coupons.at_store, 0b111, 0) == 0b011
    assert town.call(coupons.at_store, 0b100, 0) == 0
    assert town.call(coupons.at_store, 0, 0) == 0
    town.world.scope[0] = 0b010
    assert town.call(coupons.at_store, 0b001, 0) == 0  # held, and for other stores


def test_even_the_smallest_gap_has_to_be_filled():
    """A tenth of a cent: all but the most stubborn fill it."""
    town = with_coupons(THRESHOLD)
    assert find(town, 1, 2999.9, 0.0, 0.99)[0] == 0
    assert find(town, 1, 2999.9, 0.0, 1.0) == (-1, 0, 2999.9)


def test_items_that_reach_a_threshold_go_beyond_it():
    """By the mean item where the draw is a share exp(-1) of what makes one fill up."""
    town = with_coupons(PERCENT | {"over_cents": 3000, "cap_cents": 10000})
    town.world.choice["top_up_item_cents"] = 400
    draw = 1 / (1 + math.exp(-(-2.0 + 0.5 * 600 / 600)))
    found = find(town, 1, 2400.0, 0.0, draw * math.exp(-1))
    basket = 3000 + 400
    assert found == (0, pytest.approx(0.2 * basket - 0.3 * 1000), pytest.approx(basket))
    assert find(town, 1, 2400.0, 0.0, draw * math.exp(-0.5 / 400))[2] == pytest.approx(3000.5)
    assert find(town, 1, 2400.0, 0.0, draw + 1e-9) == (-1, 0, 2400)
    assert find(town, 1, 3000.0, 0.0, draw / 2) == (0, pytest.approx(600), 3000)


def test_beyond_the_threshold_baskets_fade_like_the_prices_of_items():
    """Of those filled up, half go farther than the median of an exponential, a tenth than its P90.

    What is added costs more than it brings in none of them: the coupon is worth ¥50.
    """
    town = with_coupons(THRESHOLD | {"off_cents": 2900})
    town.world.choice["top_up_item_cents"] = 400
    n = 4000
    draws = (np.arange(n) + 0.5) / n
    found = [find(town, 1, 2900.0, 0.0, draw) for draw in draws]
    beyond = np.array([basket - 3000 for coupon, _, basket in found if coupon == 0])
    assert len(beyond) > 0.9 * n
    for share in (0.5, 0.1):
        assert (beyond > -400 * math.log(share)).mean() == pytest.approx(share, abs=0.002)


def test_who_claims_a_coupon_is_a_lasting_habit():
    """The same third of the consumers, whatever else they see; of another campaign another."""
    town = with_coupons(PERCENT, PERCENT)
    town.world.campaigns["claim_share"] = 1 / 3
    claimed = [town.call(coupons.claimed_bits, 0b11, who) for who in range(3000)]
    alone = [town.call(coupons.claimed_bits, 0b01, who) for who in range(3000)]
    assert [bits & 0b01 for bits in claimed] == alone
    assert {0b00, 0b01, 0b10, 0b11} == set(claimed)
    assert np.mean(alone) == pytest.approx(1 / 3, abs=0.04)


def test_who_claims_which_coupon_is_drawn_by_the_seed_the_consumer_and_the_coupon():
    town = with_coupons(PERCENT, PERCENT, PERCENT)
    town.world.state["seed"] = 7
    town.world.campaigns["claim_share"] = 0.5
    draws = [
        [luck.luck(7, luck.CLAIMED_COUPON, who, 0, nth) for nth in (0, 1, 2)] for who in (3, 9)
    ]
    for who, of_coupons in zip((3, 9), draws, strict=True):
        held = sum(1 << nth for nth, draw in enumerate(of_coupons) if draw < 0.5)
        assert town.call(coupons.claimed_bits, 0b111, who) == held


def test_with_a_share_of_one_everyone_claims_what_he_sees():
    assert with_coupons(PERCENT).call(coupons.claimed_bits, 0b1, 0) == 0b1


@pytest.mark.parametrize(("channel", "best"), [(Channel.DELIVERY, 1), (Channel.PICKUP, 0)])
def test_a_campaign_counts_in_its_own_channels(channel, best):
    """The first, for pickups, is worth more; what it does not hold for, the next may."""
    town = with_coupons(
        PERCENT | {"percent": 30, "channels": ["pickup"]}, PERCENT | {"channels": ["delivery"]}
    )
    assert town.call(coupons.best, 0b11, channel, 2000.0, 0.0, 1.0)[0] == best


def test_a_coupon_that_nobody_fills_up_to_leaves_the_next_one():
    town = with_coupons(THRESHOLD, PERCENT)
    assert find(town, 0b11, 2999.0, 0.0, 1.0) == (1, pytest.approx(599.8), 2999)


@pytest.mark.parametrize(
    ("off", "rules", "shown", "left", "used"),
    [
        (40, 2, False, 1e9, False),  # ¥0.20 for each rule
        (41, 2, False, 1e9, True),
        (40, 1, False, 1e9, True),
        (1, 0, False, 1e9, True),  # by itself
        (1, 5, True, 1e9, True),  # nothing to be read
        (500, 2, False, 1, True),  # what is left is not told
    ],
)
def test_a_coupon_that_is_not_worth_its_rules_is_left(off, rules, shown, left, used):
    town = with_coupons(THRESHOLD | {"off_cents": off})
    world = town.world
    world.choice[0].rule_effort_cents, world.choice[0].show_final_price = 20, shown
    world.campaigns[0].n_conditions, world.campaigns[0].budget_left_cents = rules, left
    found = town.call(coupons.best, 1, Channel.DELIVERY, 3000.0, 300.0, 0.5)
    assert found == ((0, min(off, left), 3000.0) if used else (-1, 0.0, 3000.0))


def test_a_step_that_is_not_worth_the_rules_leaves_the_next_one():
    """Two rules are ¥0.40 of trouble: as much as the first step takes off, which is reached."""
    steps = [{"over_cents": 3100, "off_cents": 500}]
    town = with_coupons(THRESHOLD | {"off_cents": 40, "ladder": steps})
    town.world.choice["rule_effort_cents"], town.world.campaigns["n_conditions"] = 20, 2
    assert find(town, 1, 3000.0, 0.0, 0.01) == (0, pytest.approx(500 - 30), 3100)


def test_of_equal_coupons_the_first_is_used():
    assert find(with_coupons(PERCENT, PERCENT), 0b11, 2000.0, 0.0)[0] == 0


def test_a_gap_beyond_the_limit_is_never_filled():
    town = with_coupons(THRESHOLD)
    assert find(town, 1, 2000.0, 0.0, 0.0)[0] == 0
    assert find(town, 1, 1999.0, 0.0, 0.0)[0] == -1


def test_a_top_up_that_costs_more_than_it_brings_is_left():
    """A gap of 900 loses 270, more than the 200 that the coupon takes off."""
    town = with_coupons(THRESHOLD | {"off_cents": 200})
    assert find(town, 1, 2100.0, 0.0, 0.0) == (-1, 0, 2100)


@pytest.mark.parametrize(
    "spoiled",
    [
        {"today": False},
        {"budget_left_cents": 0.0},
        {"day_left_cents": 0.0},
        {"from_min": 601.0},
        {"to_min": 600.0},
    ],
)
def test_a_coupon_is_offered_within_its_day_its_hours_and_its_budget(spoiled):
    town = with_coupons(PERCENT)
    consumer, campaign = town.world.consumers[0], town.world.campaigns[0]
    assert town.call(coupons.is_valid, consumer, 0, 600.0)
    for name, value in spoiled.items():
        campaign[name] = value
    assert not town.call(coupons.is_valid, consumer, 0, 600.0)


@pytest.mark.parametrize(
    "held",
    [{"budget_left_cents": 0.5}, {"day_left_cents": 0.5}, {"from_min": 600.0}, {"to_min": 600.5}],
)
def test_a_coupon_is_offered_up_to_its_last_cent_and_from_its_first_minute(held):
    town = with_coupons(PERCENT)
    for name, value in held.items():
        town.world.campaigns[0][name] = value
    assert town.call(coupons.is_valid, town.world.consumers[0], 0, 600.0)


@pytest.mark.parametrize(
    ("today", "last_night", "minute", "offered"),
    [
        (True, False, 1320.0, True),
        (True, False, 1319.0, False),
        (False, True, 1320.0, False),
        (True, False, 60.0, False),
        (False, True, 60.0, True),
        (False, True, 120.0, False),
    ],
)
def test_a_window_that_passes_midnight_belongs_to_the_day_it_begins_on(
    today, last_night, minute, offered
):
    """From 22:00 to 02:00."""
    town = with_coupons(PERCENT | {"window": ["22:00", "02:00"]})
    campaign = town.world.campaigns[0]
    campaign.today, campaign.last_night = today, last_night
    assert town.call(coupons.is_valid, town.world.consumers[0], 0, minute) == offered


def test_a_used_coupon_leaves_the_others_valid():
    town = with_coupons(PERCENT, PERCENT, PERCENT)
    consumer = town.world.consumers[0]
    consumer.coupons_used = 0b010
    assert [town.call(coupons.is_valid, consumer, index, 600.0) for index in range(3)] == [
        True,
        False,
        True,
    ]
    assert town.call(coupons.valid_bits, consumer, 600.0) == 0b101
    consumer.coupons = 0b011
    assert town.call(coupons.valid_bits, consumer, 600.0) == 0b001
    consumer.coupons = 0
    assert town.call(coupons.valid_bits, consumer, 600.0) == 0


def test_a_coupon_is_offered_to_whom_it_addresses_and_once_a_day():
    town = with_coupons(PERCENT, PERCENT)
    consumer = town.world.consumers[0]
    consumer.coupons = 0b10
    assert not town.call(coupons.is_valid, consumer, 0, 600.0)
    assert town.call(coupons.is_valid, consumer, 1, 600.0)
    consumer.coupons_used = 0b10
    assert not town.call(coupons.is_valid, consumer, 1, 600.0)
