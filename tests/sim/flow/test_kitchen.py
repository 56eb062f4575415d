"""The kitchen: first come, first served, by several cooks; and how long food takes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma

from sim import luck
from sim.flow import kitchen
from sim.ledger import Account, Kind
from sim.order import ORDER, Channel, State
from tests.sim.worlds import WALK_IN_ONLY, Town, postings, row_of


def counter(*times, n_cooks=1, changes=()):
    """A store at whose door everybody lives; a walk-in comes at each of the times."""
    town = Town(WALK_IN_ONLY, *changes, homes=[(0, 0)] * len(times), stores=[{"n_cooks": n_cooks}])
    town.needs(*((float(at_min), consumer) for consumer, at_min in enumerate(times)))
    return town


def queue(town):
    """The orders in the queue, from head to end, as the chain links them."""
    store, orders = town.world.stores[0], []
    at = store.queue_first if store.n_queued else -1
    while at != -1:
        orders.append(int(at))
        at = town.world.orders[at].next_in_queue
    assert len(orders) == store.n_queued
    assert not orders or orders[-1] == store.queue_last
    return orders


def test_two_cooks_serve_five_walk_ins_first_come_first_served():
    town = counter(0, 1, 2, 3, 25, n_cooks=2)
    town.advance(100)
    cooked = [(0, 0, 10), (1, 1, 11), (2, 10, 20), (3, 11, 21), (25, 25, 35)]
    for order, (came, began, ended) in enumerate(cooked):
        assert town.ending(order) == "fulfilled"
        assert town.life(order) == {
            "placed": came,
            "cooking": began,
            "ready": ended,
            "at_store": came,
            "picked_up": ended,
            "ended": ended,
        }
    store = town.world.stores[0]
    assert (store.n_cooking, store.n_queued, store.cooking_min) == (0, 0, 50)


def test_the_quote_counts_completions_until_a_cook_is_free():
    """Two cooks of 10 minutes end an order every 5: one in the queue makes the next wait 10."""
    town = counter(0, 1, 2, 3, n_cooks=2)
    quotes = []
    for until in (0.5, 1.5, 2.5, 3.5, 10.5, 11.5, 30):
        town.advance(until)
        quotes.append(float(town.world.stores["quoted_min"][0]))
    assert quotes == [10, 15, 20, 25, 20, 15, 10]


def test_cooks_are_slowed_by_the_orders_beside_the_one_they_begin():
    """Two cooks, each order of 10 minutes longer by 0.4 for another one per cook, at most by 0.5.

    The first finds an empty kitchen. The second begins beside one, 1 + 0.4 / 2. The third begins
    at 10, when the first is ready: beside the second that cooks and the two that wait, 1 + 0.5
    where 1 + 0.4 * 3 / 2 would be more. At 13 the fourth has one beside it and one behind it.
    """
    town = counter(0, 1, 2, 3, 4, n_cooks=2)
    town.world.stores["slowing"], town.world.stores["most_slowing"] = 0.4, 0.5
    town.advance(100)
    lives = [town.life(order) for order in range(5)]
    assert [life["cooking"] for life in lives] == pytest.approx([0, 1, 10, 13, 25])
    assert [life["ready"] for life in lives] == pytest.approx([10, 13, 25, 27, 37])
    assert town.world.stores[0].cooking_min == pytest.approx(10 + 12 + 15 + 14 + 12)


def test_the_quote_knows_how_the_kitchen_is_slowed():
    """Two cooks are busy and one order waits: (10 until one is free + 10) * (1 + 0.2 * 3 / 2)."""
    town = counter(0, 1, 2, n_cooks=2)
    town.world.stores["slowing"], town.world.stores["most_slowing"] = 0.2, 1
    town.advance(2.5)
    assert town.world.stores["quoted_min"][0] == pytest.approx((10 + 10) * 1.3)


def test_a_store_predicts_the_mean_wait_and_the_meal_s_own_time():
    """One cook is busy, one order waits: 20 minutes to go on average, then 10 of cooking."""
    town = counter(0, 1)
    town.advance(2)
    town.world.preparation[:] = 1.5
    town.call(kitchen.predict, 1, math.nan, 2.0)
    assert town.world.orders["predicted_ready_min"][1] == 2 + 20 + 15


def test_recorded_food_is_said_to_be_ready_when_it_was():
    town = counter(0)
    town.advance(1)
    town.call(kitchen.predict, 0, 7.0, 1.0)
    order = town.world.orders[0]
    assert order.predicted_ready_min == 7
    assert math.isnan(order.service_min)


@pytest.mark.parametrize("sd_min", [0.5, 500])
def test_a_prediction_errs_by_its_luck_and_never_lies_in_the_past(sd_min):
    """The luck is that of the consumer and the need."""
    town = counter(0, 0, changes=[{"kitchen": {"prediction_sd_min": sd_min}}])
    town.advance(1)
    order = town.world.orders[1]
    order.need = 4
    for consumer in (0, 1):
        order.consumer = consumer
        error = sd_min * luck.normal(0, luck.PREDICTION, consumer, 4)
        town.call(kitchen.predict, 1, math.nan, 7.0)
        assert order.predicted_ready_min == pytest.approx(max(7, 7 + 20 + 10 + error))


def test_a_prediction_knows_how_much_work_this_need_of_the_consumer_is():
    """Of shape 1 that is the draw itself, which a cook takes ten times as many minutes for."""
    town = counter(0, 0)
    town.advance(1)
    town.world.preparation[:] = np.arange(len(town.world.preparation)) / kitchen.PER_UNIT
    order = town.world.orders[1]
    order.consumer, order.need = 1, 4
    town.call(kitchen.predict, 1, math.nan, 7.0)
    own_min = 10 * luck.exponential(0, luck.PREPARATION, 1, 4)
    assert order.predicted_ready_min == pytest.approx(7 + 20 + own_min)


def test_a_cook_s_time_counts_for_orders_after_the_warm_up_alone():
    town = counter(0, 1)
    town.advance(2)
    town.world.orders["placed_min"][1] = -0.5
    town.advance(30)
    assert [town.life(order)["ready"] for order in (0, 1)] == [10, 20]
    assert town.world.stores["cooking_min"][0] == 10


@pytest.mark.parametrize(("ready_min", "known_min"), [(math.nan, 30), (28, 28), (33, 33)])
def test_until_food_is_ready_the_store_s_word_counts(ready_min, known_min):
    order = row_of(ORDER, predicted_ready_min=30, ready_min=ready_min)
    assert kitchen.known_ready_min(order) == known_min


def test_cooking_uses_up_ingredients():
    town = counter(0, changes=[{"stores": {"food_cost_share": 0.4}}])
    town.advance(1)
    page = town.world.book[0, Kind.INGREDIENTS]
    assert (page[Account.STORE], page[Account.SUPPLIER]) == (-1600, 1600)


def test_recorded_food_needs_no_cook_and_is_never_ready_before_the_order():
    town = counter(0, 1, n_cooks=1)
    town.advance(2)
    order = town.world.orders[1]
    order.channel = Channel.PICKUP
    order.service_min = math.nan
    town.call(kitchen.leave_queue, 1)
    town.call(kitchen.take_over, 1, 1.5, 2.0)
    assert (order.state, town.world.stores["n_cooking"][0]) == (State.COOKING, 1)
    town.advance(20)
    assert town.life(1)["ready"] == 2
    assert town.life(0)["ready"] == 10
    assert town.world.stores["n_cooking"][0] == 0


def test_recorded_food_is_ready_when_it_was_and_uses_up_ingredients():
    town = counter(0, 0, changes=[{"stores": {"food_cost_share": 0.4}}])
    town.advance(1)
    town.world.orders["service_min"][1] = math.nan
    town.call(kitchen.leave_queue, 1)
    town.world.book[:] = 0
    town.call(kitchen.take_over, 1, 6.5, 2.0)
    assert town.life(1)["cooking"] == 2
    assert postings(town.world.book[0]) == {
        ("ingredients", "store"): -1600,
        ("ingredients", "supplier"): 1600,
    }
    town.advance(20)
    assert town.life(1)["ready"] == 6.5


@pytest.mark.parametrize(
    ("leaving", "left"),
    [
        ([1], [2, 3, 4]),
        ([2], [1, 3, 4]),
        ([4], [1, 2, 3]),
        ([4, 3], [1, 2]),
        ([1, 2, 3], [4]),
        ([2, 4, 1, 3], []),
    ],
)
def test_whoever_leaves_the_queue_leaves_the_others_in_order(leaving, left):
    """At the head, in the middle, at the end; the rest are cooked one after the other."""
    town = counter(0, 0, 0, 0, 0, 5)
    town.advance(1)
    assert queue(town) == [1, 2, 3, 4]
    for order in leaving:
        town.call(kitchen.leave_queue, order)
    assert queue(town) == left
    assert set(town.world.orders["next_in_queue"][leaving]) == {-1}
    town.advance(6)
    assert queue(town) == [*left, 5]  # who comes later joins the end of the mended chain
    town.advance(1000)
    assert [town.life(order)["cooking"] for order in [*left, 5]] == [
        10 * place for place in range(1, len(left) + 2)
    ]


def test_the_quote_falls_when_somebody_leaves_the_queue():
    """One cook is busy and two wait: three completions of ten minutes, then one's own."""
    town = counter(0, 0, 0)
    town.advance(1)
    assert town.world.stores["quoted_min"][0] == 40
    town.call(kitchen.leave_queue, 1)
    assert town.world.stores["quoted_min"][0] == 30


@given(st.permutations(range(1, 9)), st.integers(0, 8))
def test_the_chain_holds_whoever_leaves_when(sequence, n_leaving):
    town = counter(*[0] * 9)
    town.advance(1)
    for left, order in enumerate(sequence[:n_leaving], start=1):
        town.call(kitchen.leave_queue, order)
        assert queue(town) == [row for row in range(1, 9) if row not in sequence[:left]]


@pytest.mark.parametrize("shape", [1, 2.5, 4])
def test_the_table_holds_the_gamma_quantiles_of_mean_1(shape):
    at = np.arange(0, 40 * 64 + 2) / 64
    table = kitchen.preparation_quantiles(shape)
    # The survival function, since the quantile's 1 - exp(-40) is 1 in floats.
    np.testing.assert_allclose(table, gamma.isf(np.exp(-at), shape, scale=1 / shape), rtol=1e-8)


@pytest.mark.parametrize("shape", [1, 2.5, 4])
def test_preparation_times_have_their_store_s_mean(shape):
    """The integral over the exponential draw of what interpolation makes of the table: a tenth of
    a percent is lost where the curve is steep, at the shortest times of shape 4.
    """
    at = np.linspace(0, 40, 400_001)
    table = kitchen.preparation_quantiles(shape)
    times = np.interp(at, np.arange(len(table)) / kitchen.PER_UNIT, table)
    assert np.trapezoid(times * np.exp(-at), at) == pytest.approx(1, rel=2e-3)


def test_shape_1_is_the_exponential_itself():
    assert drawn_minutes(1) == pytest.approx(exponential_draws() * 10, rel=1e-12)


@pytest.mark.parametrize("shape", [2.5, 4])
def test_interpolated_draws_are_gamma_quantiles_of_the_same_luck(shape):
    exact = gamma.isf(np.exp(-exponential_draws()), shape, scale=1 / shape)
    typical = exponential_draws() > 0.1  # where the curve is not steep
    assert drawn_minutes(shape)[typical] == pytest.approx(10 * exact[typical], rel=1e-3)


def exponential_draws():
    return np.array([luck.exponential(0, luck.PREPARATION, who, 3) for who in range(200)])


def drawn_minutes(shape):
    town = Town()
    town.world.preparation[:] = kitchen.preparation_quantiles(shape)
    return np.array([10 * town.call(kitchen.work_factor, who, 3) for who in range(200)])
