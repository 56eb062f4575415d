"""What consumers do, by hand: each equation as a table of numbers, each term alone in a row."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agents import consumer as consumers
from sim.agents.consumer import CONSUMER
from sim.flow.parameters import PATIENCE
from sim.order import ORDER
from tests.sim.worlds import parameters, row_of

LONG_AGO = math.inf
ODDS_3 = math.log(3)  # log odds of 3 to 1: a probability of 3/4


# Opening the app


@pytest.mark.parametrize(
    ("constant", "loyalty", "factor", "since_min", "coupon_cents", "expected"),
    [
        (0.0, 0.0, 1.0, LONG_AGO, 0.0, 1 / 2),
        (ODDS_3, 0.0, 1.0, LONG_AGO, 0.0, 3 / 4),
        (-ODDS_3, 0.0, 1.0, LONG_AGO, 0.0, 1 / 4),
        (0.0, ODDS_3, 1.0, LONG_AGO, 0.0, 3 / 4),
        (ODDS_3, ODDS_3, 1.0, LONG_AGO, 0.0, 9 / 10),  # odds of 9 to 1
        (ODDS_3, -ODDS_3, 1.0, LONG_AGO, 0.0, 1 / 2),
        (0.0, 0.0, 0.6, LONG_AGO, 0.0, 0.5 * 0.6),  # fine weather
        (0.0, 0.0, 1.3, LONG_AGO, 0.0, 0.5 * 1.3),  # rain
        (0.0, 0.0, 1.0, 239.0, 0.0, 0.5 * 0.2),  # the last meal still fills
        (0.0, 0.0, 1.0, 240.0, 0.0, 0.5),  # and now no more
        (0.0, 0.0, 1.0, LONG_AGO, 500.0, 0.5 * 1.25),  # a coupon of usual worth reminds
        (0.0, 0.0, 1.0, LONG_AGO, 1.0, 0.5 * (1 + 0.25 * 2 / 501)),  # a cent hardly
        (0.0, 0.0, 1.0, LONG_AGO, 1e12, 0.5 * 1.5),  # none more than twice as much
        (0.0, 0.0, 1.3, 0.0, 500.0, 0.5 * 1.3 * 0.2 * 1.25),
        (ODDS_3, 0.0, 1.2, LONG_AGO, 500.0, 1.0),  # 0.75 * 1.2 * 1.25 = 1.125: at most 1
        (0.0, 0.0, 0.0, LONG_AGO, 500.0, 0.0),
    ],
)
def test_a_need_opens_the_app_with_this_probability(
    constant, loyalty, factor, since_min, coupon_cents, expected
):
    """logistic(constant + loyalty) * weather * what the last meal leaves * the reminder."""
    choice = parameters(
        "choice", opening_constant=constant, sated_min=240, sated_factor=0.2, reminder_lift=0.25
    )
    consumer = row_of(CONSUMER, loyalty=loyalty)
    found = consumers.opening_probability(consumer, choice, 0.0, factor, since_min, coupon_cents)
    assert found == pytest.approx(expected)


def test_what_mechanisms_add_counts_like_loyalty():
    choice = parameters("choice", opening_constant=ODDS_3)
    consumer = row_of(CONSUMER, loyalty=ODDS_3)
    opens = consumers.opening_probability
    assert opens(consumer, choice, -ODDS_3, 1.0, LONG_AGO, 0.0) == pytest.approx(3 / 4)
    assert opens(consumer, choice, -math.inf, 1.0, LONG_AGO, 0.0) == pytest.approx(0)


# Choosing


@pytest.mark.parametrize(
    ("extra_cents", "stars", "is_last", "utils"),
    [
        (0.0, 4.6, False, 0.0),  # a usual price, the usual rating, never been there
        (500.0, 4.6, False, -0.002 * 500),  # dearer than usual
        (-250.0, 4.6, False, 0.002 * 250),  # cheaper
        (0.0, 4.9, False, 3 * 0.3),  # better rated
        (0.0, 4.1, False, 3 * -0.5),
        (0.0, 4.6, True, 0.7),  # habit
        (500.0, 4.9, True, -1.0 + 0.9 + 0.7),
    ],
)
def test_a_store_s_food_is_worth_its_price_its_rating_and_the_habit(
    extra_cents, stars, is_last, utils
):
    consumer = row_of(CONSUMER, price_sensitivity=0.002)
    choice = parameters("choice", quality_per_star=3, inertia=0.7)
    found = consumers.store_utility(consumer, choice, extra_cents, stars, is_last)
    assert found == pytest.approx(utils, abs=1e-12)


@pytest.mark.parametrize(
    ("utils", "gain_cents", "fee_cents", "wait_min", "v"),
    [
        (0.0, 0.0, 0.0, 0.0, 0.0),
        (0.3, 0.0, 0.0, 0.0, 0.3),
        (0.0, 400.0, 0.0, 0.0, 0.002 * 400),
        (0.0, 0.0, 300.0, 0.0, -0.002 * 300),
        (0.0, 300.0, 300.0, 0.0, 0.0),
        (0.0, 0.0, 0.0, 20.0, -0.05 * 20),
        (0.3, 400.0, 300.0, 20.0, 0.3 + 0.8 - 0.6 - 1.0),
    ],
)
@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_an_offer_weighs_its_utility_gain_fee_and_wait(
    utils, gain_cents, fee_cents, wait_min, v, scale
):
    """exp(V / scale)."""
    consumer = row_of(CONSUMER, price_sensitivity=0.002, wait_sensitivity=0.05)
    choice = parameters("choice", per_scale=1 / scale)
    found = consumers.weight(consumer, choice, utils, gain_cents, fee_cents, wait_min)
    assert found == pytest.approx(math.exp(v / scale))


# The checkout


@pytest.mark.parametrize(
    ("steps", "loss", "friction", "conditions", "final_price", "expected"),
    [
        (1, 0.1, 1.0, 0.0, False, 0.9),
        (0, 0.1, 1.0, 2.0, False, 1.0),
        (3, 0.1, 1.0, 0.0, False, 0.9**3),
        (1, 0.1, 2.0, 0.0, False, 1 - 0.1 * 2),
        (1, 0.1, 1.0, 1.0, False, 1 - 0.1 * (1 + 0.5)),
        (1, 0.1, 1.0, 2.0, False, 1 - 0.1 * (1 + 0.5 * 2)),
        (1, 0.1, 1.0, 2.0, True, 0.9),  # final prices are shown: nothing to reckon
        (2, 0.1, 2.0, 3.0, False, (1 - 0.1 * 2 * (1 + 0.5 * 3)) ** 2),
        (3, 0.4, 1.0, 4.0, False, 0.0),  # 0.4 * 3: nobody is left, and not fewer
        (2, 0.4, 1.0, 4.0, False, 0.0),
    ],
)
def test_the_checkout_is_passed_with_this_probability(
    steps, loss, friction, conditions, final_price, expected
):
    """(1 - loss * friction * (1 + complexity * conditions)) ** steps."""
    choice = parameters(
        "choice",
        checkout_steps=steps,
        loss_per_step=loss,
        complexity=0.5,
        show_final_price=final_price,
    )
    found = consumers.checkout_probability(choice, friction, conditions)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("constant", "slope", "saving_cents", "gap_cents", "expected"),
    [
        (ODDS_3, 0.0, 500.0, 500.0, 3 / 4),
        (-ODDS_3, 0.0, 500.0, 500.0, 1 / 4),
        (0.0, ODDS_3, 500.0, 500.0, 3 / 4),
        (0.0, ODDS_3, 1000.0, 500.0, 9 / 10),  # twice the gap: odds of 3 * 3
        (0.0, ODDS_3, 500.0, 1000.0, math.sqrt(3) / (1 + math.sqrt(3))),
        (-ODDS_3, ODDS_3, 400.0, 400.0, 1 / 2),
        (ODDS_3, 0.0, 500.0, 1000.0, 3 / 4),  # the largest gap
        (ODDS_3, 0.0, 500.0, 1000.1, 0.0),  # beyond it
    ],
)
def test_a_basket_is_filled_up_with_this_probability(
    constant, slope, saving_cents, gap_cents, expected
):
    choice = parameters(
        "choice", top_up_constant=constant, top_up_slope=slope, top_up_limit_cents=1000
    )
    found = consumers.top_up_probability(choice, saving_cents, gap_cents)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("item_cents", "share", "expected"),
    [
        (400.0, math.exp(-1.0), 400.0),  # the mean item
        (400.0, 0.5, 400.0 * math.log(2)),
        (400.0, 1.0, 0.0),  # hardly brought to add anything
        (0.0, 0.5, 0.0),
    ],
)
def test_items_overshoot_a_threshold_by_one_of_them(item_cents, share, expected):
    choice = parameters("choice", top_up_item_cents=item_cents)
    assert consumers.overshoot_cents(choice, share) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("item_cents", "draw", "gap_cents", "expected"),
    [
        (400.0, 0.375, 500.0, 400.0 * math.log(2)),  # half of those who fill it up
        (0.0, 0.375, 500.0, 0.0),  # to the cent
        (400.0, 0.75, 500.0, -1.0),
        (400.0, 0.375, 1000.1, -1.0),  # too far off
    ],
)
def test_a_basket_that_is_filled_up_goes_beyond_by_the_same_draw(
    item_cents, draw, gap_cents, expected
):
    """Three in four fill it up."""
    odds = {"top_up_constant": ODDS_3, "top_up_slope": 0.0, "top_up_limit_cents": 1000}
    choice = parameters("choice", **odds, top_up_item_cents=item_cents)
    found = consumers.topped_up_cents(choice, 500.0, gap_cents, draw)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("idle_days", "since_min", "expected"),
    [
        (0.0, 0.0, 0.2),  # everybody alike
        (0.0, LONG_AGO, 0.2),
        (7.0, 0.0, 0.0),  # has just ordered
        (7.0, 7 * 1440.0, 0.2 * (1 - math.exp(-1))),
        (7.0, 14 * 1440.0, 0.2 * (1 - math.exp(-4))),
        (7.0, math.inf, 0.2),  # has never ordered
    ],
)
def test_a_coupon_reminds_those_most_who_have_not_ordered_for_long(idle_days, since_min, expected):
    choice = parameters("choice", reminder_lift=0.2, reminder_idle_days=idle_days)
    assert consumers.reminder(choice, since_min, 500.0) == pytest.approx(expected)


# Patience


@pytest.mark.parametrize(
    ("exponential", "shape", "mean", "minutes"),
    [
        (0.25, 1.0, 30.0, 7.5),  # the exponential itself
        (2.0, 1.0, 30.0, 60.0),
        (0.25, 2.0, 30.0, 30 * 0.5 / (math.sqrt(math.pi) / 2)),  # Gamma(3/2)
        (4.0, 2.0, 10.0, 10 * 2.0 / (math.sqrt(math.pi) / 2)),
        (0.25, 0.5, 30.0, 30 * 0.25**2 / 2),  # Gamma(3) = 2
    ],
)
def test_a_weibull_time_is_a_power_of_the_exponential_with_its_mean(
    exponential, shape, mean, minutes
):
    assert consumers.weibull(exponential, shape, mean) == pytest.approx(minutes)


RULES = {"hazard_per_min": 0.01, "overdue_growth": 0.5}


@pytest.mark.parametrize(
    ("waited_min", "cumulated"),
    [
        (0, 0.0),
        (20, 0.2),
        (30, 0.3),
        (50, 0.3 + 0.01 * (math.e - 1) / 0.05),  # 20 minutes over: exp(0.5 * 2) = e
    ],
)
def test_impatience_adds_up_and_grows_beyond_the_promise(waited_min, cumulated):
    rules = parameters("patience", **RULES)
    assert consumers.impatience(waited_min, 30.0, rules) == pytest.approx(cumulated)


def test_without_growth_the_hazard_is_the_same_for_ever():
    rules = parameters("patience", hazard_per_min=0.01, overdue_growth=0)
    assert consumers.impatience(50.0, 30.0, rules) == pytest.approx(0.5)
    assert consumers.endured_min(0.5, 30.0, rules) == pytest.approx(50)


@given(
    endurance=st.floats(1e-6, 40),
    promise_min=st.floats(0, 200),
    hazard=st.floats(1e-4, 1),
    growth=st.floats(0, 10),
)
def test_as_long_is_endured_until_impatience_comes_to_it(endurance, promise_min, hazard, growth):
    rules = row_of(PATIENCE, hazard_per_min=hazard, overdue_growth=growth)
    waited_min = consumers.endured_min(endurance, promise_min, rules)
    assert consumers.impatience(waited_min, promise_min, rules) == pytest.approx(endurance)


def test_without_a_hazard_all_is_endured():
    rules = parameters("patience", hazard_per_min=0)
    assert consumers.endured_min(3.0, 30.0, rules) == math.inf


# Satisfaction and memory

# logistic(ln 3) = 3/4: four stars. Every weight is another number.
FEEL = {
    "constant": ODDS_3,
    "quality_weight": 0.8,
    "late_weight": 0.5,
    "early_weight": 0.2,
    "exponent": 0.5,
    "usual_early_min": 22.5,
    "failure_weight": 2.5,
}


@pytest.mark.parametrize(
    ("late_min", "score"),
    [
        (0.0, 0.0),
        (10.0, -0.5),  # ten minutes are the unit
        (40.0, -0.5 * 2),  # four times as late, twice as bad
        (2.5, -0.5 / 2),
        (0.1, -0.5 / 10),
        (-0.1, 0.2 / 10),
        (-10.0, 0.2),  # early: less good than late is bad
        (-40.0, 0.2 * 2),
    ],
)
def test_time_scores_by_lateness_and_less_by_earliness(late_min, score):
    found = consumers.time_score(late_min, parameters("satisfaction", **FEEL))
    assert found == pytest.approx(score)


@pytest.mark.parametrize(
    ("late_min", "refund_cents", "score"),
    [
        (10.0, 0.0, 0.0),
        (10.0, 500.0, 0.6 * 0.5 * 0.5),  # half of the money that makes up for it
        (10.0, 1000.0, 0.6 * 0.5),
        (10.0, 2000.0, 0.6 * 0.5),  # more does no more
        (40.0, 1000.0, 0.6 * 1.0),
        (0.0, 1000.0, 0.0),
        (-10.0, 1000.0, 0.0),  # early: there is nothing to make up for
    ],
)
def test_money_back_makes_up_for_a_share_of_what_lateness_took(late_min, refund_cents, score):
    """Share * min(1, refund / what is enough) * what lateness took."""
    feel = parameters("satisfaction", **FEEL, recovery_share=0.6, recovery_cents=1000.0)
    found = consumers.recovery_score(late_min, refund_cents, feel)
    assert found == pytest.approx(score)


def test_the_usual_time_scores_by_how_early_deliveries_usually_are():
    """(22.5 / 10) ^ 0.5 = 1.5."""
    found = consumers.usual_time_score(parameters("satisfaction", **FEEL))
    assert found == pytest.approx(0.2 * 1.5)


@pytest.mark.parametrize(("gap", "score"), [(0.0, 0.0), (0.5, 0.8 * 0.5), (-0.5, -0.8 * 0.5)])
def test_food_scores_by_its_stars_above_its_rating(gap, score):
    found = consumers.quality_score(gap, parameters("satisfaction", **FEEL))
    assert found == pytest.approx(score)


def test_a_failure_costs_its_weight():
    assert consumers.failure_score(parameters("satisfaction", **FEEL)) == -2.5


# log odds of 3 to 1, and what scores add: factors on the odds.
@pytest.mark.parametrize(
    ("scores", "stars"),
    [
        ({}, 1 + 4 * 3 / 4),
        ({"time": math.log(3)}, 1 + 4 * 9 / 10),
        ({"quality": math.log(3)}, 1 + 4 * 9 / 10),
        ({"price": math.log(3)}, 1 + 4 * 9 / 10),
        ({"ease": math.log(3)}, 1 + 4 * 9 / 10),
        ({"reliability": math.log(3)}, 1 + 4 * 9 / 10),
        ({"reliability": -math.log(9)}, 1 + 4 * 1 / 4),
        ({"time": -math.log(3)}, 1 + 4 * 1 / 2),
        # odds of 3 * 2 / 4 * 5 / 3 / 7.5 = 1 to 3
        (
            {
                "time": math.log(2),
                "quality": -math.log(4),
                "price": math.log(5),
                "ease": -math.log(3),
                "reliability": -math.log(7.5),
            },
            1 + 4 * 1 / 4,
        ),
        ({"quality": 100.0}, 5),  # squashed
        ({"quality": -100.0}, 1),
    ],
)
def test_satisfaction_is_the_sum_of_scores_squashed_between_one_and_five_stars(scores, stars):
    """1 + 4 * logistic(constant + time + quality + price + ease + reliability)."""
    order = row_of(ORDER, **{f"{name}_score": score for name, score in scores.items()})
    found = consumers.satisfaction(order, parameters("satisfaction", **FEEL))
    assert found == pytest.approx(stars)


@pytest.mark.parametrize(
    ("loyalty", "before", "felt", "satisfaction", "loyalty_after"),
    [
        (0.0, 4.0, 4.0, 4.0, 0.0),  # as ever: nothing moves
        (0.0, 4.0, 5.0, 4.0 + 0.2 * 1, 0.1 * 1),
        (0.0, 4.0, 2.0, 4.0 - 0.2 * 2, -0.1 * 2),
        (0.3, 3.0, 4.0, 3.0 + 0.2 * 1, 0.3),  # satisfaction moves from its own level
        (0.3, 3.0, 3.0, 3.0, 0.3 - 0.1),  # loyalty by the distance from neutral
        (0.3, 4.0, 5.0, 4.2, 0.3 + 0.1),
        (0.75, 4.0, 5.0, 4.2, 0.8),  # 0.85: no further
        (-0.75, 4.0, 3.0, 3.8, -0.8),
        (0.8, 4.0, 3.0, 3.8, 0.7),  # and back again
    ],
)
def test_an_experience_moves_satisfaction_and_loyalty(
    loyalty, before, felt, satisfaction, loyalty_after
):
    """A fifth of the way to what was felt; a tenth for each star beyond neutral, within 0.8."""
    feel = parameters("satisfaction", memory=0.2, loyalty_gain=0.1, neutral=4, loyalty_limit=0.8)
    consumer = row_of(CONSUMER, loyalty=loyalty, satisfaction=before)
    consumers.remember(consumer, felt, feel)
    assert consumer.satisfaction == pytest.approx(satisfaction)
    assert consumer.loyalty == pytest.approx(loyalty_after)


@pytest.mark.parametrize(
    ("loyalty", "before", "felt", "felt_now", "satisfaction", "loyalty_after"),
    [
        (0.3, 4.0, 2.5, 2.5, 4.0, 0.3),  # judged as it was: nothing moves
        (0.3, 3.0, 2.0, 4.0, 3.0 + 0.2 * 2, 0.3 + 0.1 * 2),
        (0.3, 3.0, 4.5, 2.5, 3.0 - 0.2 * 2, 0.3 - 0.1 * 2),
        (0.0, 4.9, 1.0, 5.0, 5.0, 0.4),  # 5.7: no further
        (0.0, 1.1, 5.0, 1.0, 1.0, -0.4),  # 0.3
        (0.7, 3.0, 1.0, 3.0, 3.4, 0.8),  # 0.9
        (-0.7, 3.0, 3.0, 1.0, 2.6, -0.8),
    ],
)
def test_an_experience_judged_anew_moves_by_the_difference(
    loyalty, before, felt, felt_now, satisfaction, loyalty_after
):
    """As if it had been felt as it is now; each stays within its bounds, whatever came since."""
    feel = parameters("satisfaction", memory=0.2, loyalty_gain=0.1, neutral=4, loyalty_limit=0.8)
    consumer = row_of(CONSUMER, loyalty=loyalty, satisfaction=before)
    consumers.amend(consumer, felt, felt_now, feel)
    assert consumer.satisfaction == pytest.approx(satisfaction)
    assert consumer.loyalty == pytest.approx(loyalty_after)
