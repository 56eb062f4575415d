"""How orders end, by hand: the money, the stamp, the overrun, and what the consumer feels."""

import math

import pytest

from sim.flow import ending
from sim.flow.influences import Sky
from sim.flow.world import N_OVERRUNS, N_OVERRUNS_ALIKE
from sim.order import CAUSES, CHANNELS, STATES
from tests.sim.worlds import Town, postings

# Placed at 100, expected after 20 minutes, promised for 130: 40.00 of food, 3.50 of fee, and a
# coupon of 6.00 that platform, store and sponsor share. 37.50 are paid.
ORDER = {
    "courier": -1,
    "placed_min": 100,
    "expected_min": 20,
    "promised_min": 130,
    "ended_min": math.nan,
    "basket_cents": 4000,
    "fee_cents": 350,
    "platform_discount_cents": 300,
    "store_discount_cents": 200,
    "sponsor_discount_cents": 100,
    "commission_cents": 720,
}
SETTLEMENT = {
    ("settlement", "platform"): -4000,
    ("settlement", "store"): 4000,
    ("commission", "store"): -720,
    ("commission", "platform"): 720,
}
REFUND = {
    ("refund", "platform"): -4350,
    ("refund", "consumer"): 4350,
    ("coupon", "consumer"): -600,
    ("coupon", "platform"): 300,
    ("coupon", "store"): 200,
    ("coupon", "sponsor"): 100,
}
# Four stars as long as nothing is remarkable; one star of surprise is one of score.
FEEL = {
    "constant": math.log(3),
    "quality_weight": 1,
    "late_weight": 0.5,
    "early_weight": 0.2,
    "exponent": 1,
    "usual_early_min": 5,
    "failure_weight": 2,
    "memory": 0.5,
    "loyalty_gain": 0.1,
    "neutral": 4,
    "loyalty_limit": 1,
}


def town_with(channel="delivery", state="picked_up", **columns):
    """A town with one open order, of the second consumer at the second store."""
    town = Town(homes=[(0, 0), (0, 0)], stores=[{}, {"quality": 4.4, "shown_quality": 4.4}])
    world = town.world
    for name, value in FEEL.items():
        world.satisfaction[name] = value
    order = world.orders[0]
    for name, value in (ORDER | columns).items():
        order[name] = value
    order.consumer = order.store = 1
    order.channel, order.state = CHANNELS.index(channel), STATES.index(state)
    world.state["n_orders"] = world.state["n_open"] = 1
    world.consumers["spent_cents"] = 500
    return town


def stars(score):
    return 1 + 4 / (1 + math.exp(-(math.log(3) + score)))


def scores(town):
    """The first order's scores, but for those of 0."""
    names = ("time", "quality", "price", "ease", "reliability")
    found = {name: float(town.orders[f"{name}_score"][0]) for name in names}
    return {name: score for name, score in found.items() if score != 0}


def give_up(town, cause, now=125.0):
    town.call(ending.give_up, 0, CAUSES.index(cause), now)


# Fulfilled


def test_a_delivery_handed_over_is_settled_with_the_store():
    town = town_with()
    town.call(ending.fulfil, 0, 130.0)
    order = town.orders[0]
    assert (town.ending(0), order.ended_min) == ("fulfilled", 130)
    assert town.world.state["n_open"][0] == 0
    assert postings(town.world.book[0]) == SETTLEMENT
    assert town.world.consumers["spent_cents"].tolist() == [500, 500 + 3750]


def test_a_walk_in_pays_the_store_at_the_counter():
    money = {name: 0 for name in ORDER if name.endswith("_cents")} | {"basket_cents": 4000}
    town = town_with("walk_in", **money)
    town.call(ending.fulfil, 0, 130.0)
    assert postings(town.world.book[0]) == {
        ("walk_in_sale", "consumer"): -4000,
        ("walk_in_sale", "store"): 4000,
    }
    assert town.world.consumers["spent_cents"].tolist() == [500, 500 + 4000]


def test_a_stranger_pays_the_store_and_is_not_seen_again():
    money = {name: 0 for name in ORDER if name.endswith("_cents")} | {"basket_cents": 4000}
    town = town_with("walk_in", **money)
    town.world.orders["consumer"][0] = -1
    before = town.world.consumers.copy()
    town.call(ending.fulfil, 0, 150.0)
    assert postings(town.world.book[0]) == {
        ("street_sale", "consumer"): -4000,
        ("street_sale", "store"): 4000,
    }
    assert town.orders["satisfaction"][0] == pytest.approx(stars(0.2 * 0.5 - 0.5 * 2))
    assert (town.world.consumers == before).all()


@pytest.mark.parametrize(
    ("channel", "overruns"), [("delivery", [15]), ("pickup", []), ("walk_in", [])]
)
def test_a_delivery_tells_by_how_much_it_overran_what_was_expected(channel, overruns):
    """135 - 100 - 20."""
    town = town_with(channel)
    town.call(ending.fulfil, 0, 135.0)
    n_overruns = int(town.world.state["n_overruns"][0])
    assert town.world.overruns[:n_overruns].tolist() == [(each, 135) for each in overruns]


def test_an_overrun_is_kept_by_the_weather_and_hour_of_its_order_and_the_zone_of_its_store():
    town = town_with("delivery")
    order = town.world.orders[0]
    order.placed_min = 3 * 1440 + 11 * 60 + 59
    order.weather = Sky.HEAVY
    town.world.state["weather"] = Sky.CLEAR  # the rain is over when it comes
    town.world.stores["zone"] = 1
    town.world.n_overruns_alike[2, 1, 11] = N_OVERRUNS_ALIKE + 3
    town.call(ending.fulfil, 0, order.placed_min + 35)
    assert town.world.n_overruns_alike[2, 1, 11] == N_OVERRUNS_ALIKE + 4
    assert town.world.overruns_alike[2, 1, 11].nonzero()[0].tolist() == [3]
    assert town.world.overruns_alike[2, 1, 11, 3] == 35 - order.expected_min


def test_the_latest_overruns_replace_the_earliest():
    town = town_with()
    town.world.state["n_overruns"] = N_OVERRUNS + 3
    town.call(ending.fulfil, 0, 135.0)
    assert town.world.state["n_overruns"][0] == N_OVERRUNS + 4
    latest = town.world.overruns
    assert (latest["ended_min"].nonzero()[0].tolist(), latest["overrun_min"][3]) == ([3], 15)


@pytest.mark.parametrize(
    ("channel", "at_store_min", "now", "score"),
    [
        ("delivery", math.nan, 130.0, 0.0),
        ("delivery", math.nan, 150.0, -0.5 * 2),  # twenty minutes late
        ("delivery", math.nan, 120.0, 0.2 * 1),  # ten minutes early
        ("delivery", 145.0, 150.0, -0.5 * 2),  # a late courier does not make it punctual
        # Deliveries usually come five minutes early: so welcome is punctual food at the store.
        ("walk_in", 110.0, 130.0, 0.2 * 0.5),
        ("walk_in", 110.0, 150.0, 0.2 * 0.5 - 0.5 * 2),
        ("walk_in", 110.0, 120.0, 0.2 * 0.5 + 0.2 * 1),  # a queue that was shorter than it looked
        ("pickup", 125.0, 130.0, 0.2 * 0.5),
        ("pickup", 125.0, 150.0, 0.2 * 0.5 - 0.5 * 2),  # kept waiting since the promise
        ("pickup", 145.0, 145.0, 0.2 * 0.5),
        ("pickup", 145.0, 150.0, 0.2 * 0.5 - 0.5 * 0.5),  # since coming, later than promised
    ],
)
def test_a_fulfilled_order_is_felt_by_its_lateness(channel, at_store_min, now, score):
    town = town_with(channel, at_store_min=at_store_min)
    town.call(ending.fulfil, 0, now)
    assert scores(town) == pytest.approx({"time": score} if score else {})
    assert town.orders["satisfaction"][0] == pytest.approx(stars(score))


@pytest.mark.parametrize(("quality", "score"), [(4.7, 0.3), (4.1, -0.3)])
def test_food_is_felt_by_its_quality_against_what_was_shown(quality, score):
    town = town_with()
    town.world.stores["quality"] = [1, quality]
    town.call(ending.fulfil, 0, 130.0)
    assert scores(town) == pytest.approx({"quality": score})
    assert town.orders["satisfaction"][0] == pytest.approx(stars(score))


def test_what_was_scored_before_the_end_counts_with_what_the_end_adds():
    """Dear, easily ordered, partly missing; then twenty minutes late, of food a bit too good."""
    town = town_with(price_score=-0.4, ease_score=0.3, reliability_score=-0.7, time_score=0.1)
    town.world.stores["quality"] = 4.6
    town.call(ending.fulfil, 0, 150.0)
    assert scores(town) == pytest.approx(
        {"time": 0.1 - 1, "quality": 0.2, "price": -0.4, "ease": 0.3, "reliability": -0.7}
    )
    felt = stars(0.1 - 1 + 0.2 - 0.4 + 0.3 - 0.7)
    assert town.orders["satisfaction"][0] == pytest.approx(felt)
    assert town.world.consumers["satisfaction"][1] == pytest.approx((4 + felt) / 2)


def test_food_fetched_adds_its_time_to_what_was_scored_before():
    town = town_with("pickup", at_store_min=125.0, time_score=-0.3)
    town.call(ending.fulfil, 0, 130.0)
    assert scores(town) == pytest.approx({"time": -0.3 + 0.2 * 0.5})


def test_what_was_scored_before_an_order_is_given_up_counts_too():
    town = town_with(state="placed", ease_score=0.3, reliability_score=-0.7)
    give_up(town, "impatience")
    assert scores(town) == pytest.approx({"ease": 0.3, "reliability": -0.7 - 2})
    assert town.orders["satisfaction"][0] == pytest.approx(stars(0.3 - 2.7))


def test_the_consumer_remembers_what_was_felt():
    """Halfway from 4 to what was felt; a tenth of a star's distance on the way to come back."""
    town = town_with()
    town.call(ending.fulfil, 0, 150.0)
    felt = stars(-1)
    assert town.world.consumers["satisfaction"].tolist() == [4, pytest.approx((4 + felt) / 2)]
    assert town.world.consumers["loyalty"].tolist() == [0, pytest.approx(0.1 * (felt - 4))]


# Given up


@pytest.mark.parametrize(
    ("state", "cause", "refund_cents", "money"),
    [
        ("placed", "impatience", 3750, REFUND),  # nothing is cooked: all is paid back
        ("placed", "out_of_stock", 3750, REFUND),
        ("placed", "no_courier", 3750, REFUND),
        ("cooking", "no_courier", 3750, REFUND | SETTLEMENT),  # the platform bears the food
        ("ready", "no_courier", 3750, REFUND | SETTLEMENT),
        ("cooking", "impatience", 0, SETTLEMENT),  # the consumer has bought it
        ("ready", "impatience", 0, SETTLEMENT),
        ("ready", "no_show", 0, SETTLEMENT),
    ],
)
@pytest.mark.parametrize("channel", ["delivery", "pickup"])
def test_who_bears_the_food_of_an_order_given_up(channel, state, cause, refund_cents, money):
    town = town_with(channel, state)
    give_up(town, cause)
    order = town.orders[0]
    assert (town.ending(0), order.ended_min) == (f"cancelled {cause}", 125)
    assert town.world.state["n_open"][0] == 0
    assert order.refund_cents == refund_cents
    assert postings(town.world.book[0]) == money
    assert town.world.consumers["spent_cents"].tolist() == [500, 500 + 3750 - refund_cents]
    assert town.world.state["n_overruns"][0] == 0


def test_who_gives_up_cooked_food_is_paid_back_what_was_paid_beyond_it():
    town = town_with(state="ready", platform_discount_cents=0, store_discount_cents=0)
    give_up(town, "impatience")
    assert town.orders["refund_cents"][0] == 4000 + 350 - 100 - 4000
    assert town.world.consumers["spent_cents"][1] == 500 + 4000


def test_a_walk_in_who_leaves_the_queue_has_paid_nothing():
    town = town_with("walk_in", "placed")
    give_up(town, "queue")
    assert (town.ending(0), town.orders["refund_cents"][0]) == ("cancelled queue", 0)
    assert postings(town.world.book[0]) == {}
    assert town.world.consumers["spent_cents"][1] == 500


def test_a_failure_is_felt_as_such_and_not_by_its_lateness_or_the_food():
    town = town_with(state="ready")
    town.world.stores["quality"] = 1
    give_up(town, "no_courier", now=190.0)
    felt = stars(-2)
    assert scores(town) == {"reliability": -2}
    assert town.orders["satisfaction"][0] == pytest.approx(felt)
    assert town.world.consumers["satisfaction"][1] == pytest.approx((4 + felt) / 2)


def test_who_is_left_without_an_order_when_all_is_over_is_paid_back_and_disappointed():
    town = town_with(state="ready")
    town.call(ending.strand, 0, CAUSES.index("no_courier"), 190.0)
    assert (town.ending(0), town.orders["ended_min"][0]) == ("undelivered no_courier", 190)
    assert postings(town.world.book[0]) == REFUND | SETTLEMENT
    assert town.orders["satisfaction"][0] == pytest.approx(stars(-2))
    assert town.world.state["n_open"][0] == 0


def test_money_is_booked_on_the_page_of_the_day():
    town = town_with()
    town.world.state["page"] = 1
    town.call(ending.fulfil, 0, 1570.0)
    assert not town.world.book[0].any()
    assert postings(town.world.book[1]) == SETTLEMENT


@pytest.mark.parametrize(
    ("placed_min", "page", "spent_cents"), [(-0.5, -1, 500), (0, 0, 500 + 3750)]
)
def test_an_order_of_the_warm_up_is_booked_on_its_page_and_spent_nothing(
    placed_min, page, spent_cents
):
    """Fulfilled after midnight, when the days that count have begun."""
    town = town_with(placed_min=placed_min)
    town.call(ending.fulfil, 0, 20.0)
    assert postings(town.world.book[page]) == SETTLEMENT
    assert (town.world.book.any(axis=(1, 2))).sum() == 1
    assert town.world.consumers["spent_cents"][1] == spent_cents


@pytest.mark.parametrize(
    ("placed_min", "page", "spent_cents"), [(-0.5, -1, 500), (0, 0, 500 + 3750)]
)
def test_an_order_of_the_warm_up_given_up_later_is_booked_on_its_page(
    placed_min, page, spent_cents
):
    town = town_with(state="ready", placed_min=placed_min)
    give_up(town, "impatience", now=20.0)
    assert postings(town.world.book[page]) == SETTLEMENT
    assert (town.world.book.any(axis=(1, 2))).sum() == 1
    assert town.world.consumers["spent_cents"][1] == spent_cents
