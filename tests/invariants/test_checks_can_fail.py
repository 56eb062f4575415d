"""Each check notices what it is there for: one cent, one stamp, one portion out of place."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.ledger import Account, Kind
from sim.mechanisms.items.columns import COUNTS, COUNTS_ROWS, ITEM, ITEM_ROWS
from sim.mechanisms.picking import COUNTS as COUNTS_OF_PICKING
from sim.mechanisms.picking import STORES as STORES_OF_PICKING
from sim.order import Cause, Channel, State
from sim.result import RunResult
from sim.simulation import run
from tests.cities import SMALL, Tree, scenario
from tests.invariants import items, lives, money, places
from tests.invariants.picking import check_only_cooked_food_is_wrong

POLICIES: Tree = {
    "policies": {
        "coupons": [{"use": "threshold", "budget_cents": 5000}],
        "promise": {"use": "fixed", "minutes": 20, "guarantee": {"share": 0.5}},
    }
}


@cache
def sound() -> RunResult:
    return run(scenario(SMALL, POLICIES, {"patience": {"hazard_per_min": 0.02}}), 0)


def copied() -> RunResult:
    result = sound()
    return replace(
        result,
        orders=result.orders.copy(),
        book=result.book.copy(),
        consumers=result.consumers.copy(),
        stores=result.stores.copy(),
        couriers=result.couriers.copy(),
        funnel=result.funnel.copy(),
        own=dict(result.own),
    )


def first(result: RunResult, channel: int, state: int = State.FULFILLED) -> np.record:
    """One order of a kind, to be changed in place."""
    orders = result.orders
    return orders[np.flatnonzero((orders["channel"] == channel) & (orders["state"] == state))[0]]


def one_cent_out_of_nowhere(result):
    result.book[0, Kind.FOOD, Account.STORE] += 1


def a_cent_of_food_moved(result):
    result.book[0, Kind.FOOD, Account.STORE] += 1
    result.book[0, Kind.FOOD, Account.PLATFORM] -= 1


def pay_that_no_one_earned(result):
    result.couriers["earned_cents"][0] += 1


def food_on_tomorrows_page(result):
    result.book[[0, 1]] = result.book[[1, 0]]


def a_refund_too_small(result):
    first(result, Channel.DELIVERY, State.CANCELLED).refund_cents -= 1


def spending_no_order_explains(result):
    result.consumers["spent_cents"][0] += 1


def a_reward_for_nobody(result):
    result.book[0, Kind.REFERRAL, Account.PLATFORM] -= 1
    result.book[0, Kind.REFERRAL, Account.CONSUMER] += 1


def a_deposit_of_nobody(result):
    result.book[0, Kind.DEPOSIT, Account.PLATFORM] += 1
    result.book[0, Kind.DEPOSIT, Account.CONSUMER] -= 1


def a_point_that_nobody_earned(result):
    people = np.array([(1.0,)], dtype=[("points", "f8")])
    counts = np.zeros(1, dtype=[(name, "f8") for name in ("earned", "used", "expired")])
    result.own["points"] = people, counts, None


def a_coupon_below_its_threshold(result):
    used = np.flatnonzero(result.orders["coupon"] == 0)
    result.orders["basket_cents"][used[0]] = 2999


def a_coupon_used_twice_a_day(result):
    used = np.flatnonzero(result.orders["coupon"] == 0)
    result.orders["consumer"][used[1]] = result.orders["consumer"][used[0]]


def an_open_order(result):
    first(result, Channel.PICKUP).state = State.READY


def a_failure_without_a_cause(result):
    first(result, Channel.DELIVERY, State.CANCELLED).cause = Cause.NONE


def ready_before_it_was_cooked(result):
    order = first(result, Channel.PICKUP)
    order.ready_min = order.cooking_min - 1


def away_before_it_was_ready(result):
    order = first(result, Channel.DELIVERY)
    order.picked_up_min = order.ready_min - 0.1


def given_up_at_once(result):
    order = first(result, Channel.DELIVERY, State.CANCELLED)
    order.cause = Cause.NO_COURIER
    order.ended_min = order.placed_min


def accepted_after_the_arrival(result):
    order = first(result, Channel.DELIVERY)
    order.assigned_min = order.at_store_min + 1


def a_pickup_by_nobody(result):
    first(result, Channel.PICKUP).consumer = -1


def a_grudge_without_a_score(result):
    first(result, Channel.PICKUP).satisfaction -= 0.001


def money_back_that_makes_up_for_nothing(result):
    paid_back = np.flatnonzero(result.orders["late_refund_cents"] > 0)
    order = result.orders[paid_back[0]]
    order.ease_score += order.reliability_score
    order.reliability_score = 0


def loyalty_beyond_all_bounds(result):
    result.consumers["loyalty"][0] = np.nan


def an_order_out_of_sequence(result):
    result.orders["placed_min"][3] = result.orders["placed_min"][2] - 1


def an_order_the_funnel_missed(result):
    result.funnel[..., -1].flat[np.flatnonzero(result.funnel[..., -1])[0]] -= 1


def a_delivery_no_courier_counts(result):
    result.couriers["n_delivered"][result.couriers["n_delivered"].argmax()] -= 1


def too_much_in_the_bag(result):
    orders = np.flatnonzero(
        (result.orders["channel"] == Channel.DELIVERY) & (result.orders["cause"] == 0)
    )
    result.orders["courier"][orders] = 0


def a_courier_who_flew(result):
    mine = places.deliveries(result)[result.couriers["n_delivered"].argmax()]
    row = np.flatnonzero(result.orders["ended_min"] == mine["ended_min"][0])[0]
    result.orders["ended_min"][row] = result.orders["picked_up_min"][row] + 0.1


def a_pick_up_at_night(result):
    order = first(result, Channel.DELIVERY)
    order.picked_up_min = 3 * 60.0


def a_cook_too_few(result):
    result.stores["n_cooks"] -= 1


def a_guest_served_before_his_turn(result):
    orders = result.orders
    waited = orders["cooking_min"] > orders["placed_min"] + 5
    row = np.flatnonzero(waited & (orders["channel"] == Channel.DELIVERY))[0]
    orders["cooking_min"][row] -= 1000


def a_portion_from_nowhere(result):
    result.stores["n_filled"][result.stores["n_orders"].argmax()] -= 1


def a_shelf_below_nothing(result):
    items = ITEM.empty(2)
    items["physical_stock"][1] = -1
    result.own["items"] = {ITEM_ROWS: items, COUNTS_ROWS: COUNTS.empty(1)}


def wrong_food_of_kitchens_that_never_err(result):
    result.orders["wrong"][0] = 1


def with_kitchens_that_err(result):
    """The same run, as it would be of kitchens that may err, and did not."""
    counts = COUNTS_OF_PICKING.empty(1)
    counts["load"] = len(result.orders)
    result.own["picking"] = STORES_OF_PICKING.empty(len(result.stores)), counts, None
    check_only_cooked_food_is_wrong(result)


def wrong_food_that_nobody_cooked(result):
    with_kitchens_that_err(result)
    result.orders["wrong"][np.flatnonzero(np.isnan(result.orders["ready_min"]))[0]] = 1


def guests_who_do_not_see_what_they_get(result):
    with_kitchens_that_err(result)
    first(result, Channel.WALK_IN).wrong = 1


BROKEN = {
    one_cent_out_of_nowhere: money.check_book_balances,
    a_cent_of_food_moved: money.check_book_agrees_with_orders,
    pay_that_no_one_earned: money.check_book_agrees_with_couriers,
    food_on_tomorrows_page: money.check_pages_are_days,
    a_refund_too_small: money.check_prices_of_orders,
    spending_no_order_explains: money.check_consumers_spending,
    a_reward_for_nobody: money.check_rewards_are_of_friends_who_came,
    a_deposit_of_nobody: money.check_deposits_are_of_reservations,
    a_point_that_nobody_earned: money.check_members_and_points,
    a_coupon_below_its_threshold: money.check_coupons,
    a_coupon_used_twice_a_day: money.check_coupons,
    an_open_order: lives.check_every_order_ends_once,
    a_failure_without_a_cause: lives.check_every_order_ends_once,
    a_pickup_by_nobody: lives.check_strangers_are_of_the_street,
    a_grudge_without_a_score: lives.check_satisfaction_is_of_the_scores,
    money_back_that_makes_up_for_nothing: lives.check_satisfaction_is_of_the_scores,
    loyalty_beyond_all_bounds: lives.check_feelings_and_memories_are_numbers,
    given_up_at_once: lives.check_food_waits_before_it_is_given_up,
    ready_before_it_was_cooked: lives.check_orders_only_move_forward,
    away_before_it_was_ready: lives.check_nothing_leaves_before_it_is_ready,
    accepted_after_the_arrival: lives.check_couriers_accept_before_they_arrive,
    an_order_out_of_sequence: lives.check_orders_stand_in_sequence,
    an_order_the_funnel_missed: lives.check_the_funnel_agrees_with_the_orders,
    a_delivery_no_courier_counts: lives.check_counters_agree_with_the_orders,
    too_much_in_the_bag: places.check_couriers_carry_no_more_than_they_may,
    a_courier_who_flew: places.check_couriers_are_never_in_two_places,
    a_pick_up_at_night: places.check_couriers_pick_up_only_on_shift,
    a_cook_too_few: places.check_cooks_are_no_more_than_there_are,
    a_guest_served_before_his_turn: places.check_kitchens_serve_first_come_first_served,
    a_shelf_below_nothing: items.check_shelves_and_counts,
    wrong_food_of_kitchens_that_never_err: check_only_cooked_food_is_wrong,
    wrong_food_that_nobody_cooked: check_only_cooked_food_is_wrong,
    guests_who_do_not_see_what_they_get: check_only_cooked_food_is_wrong,
    a_portion_from_nowhere: places.check_shelves_hold_what_is_sold,
}


def test_the_run_to_be_broken_is_sound():
    """Before anything is changed, no check complains."""
    for check in (*money.CHECKS, *lives.CHECKS, *places.CHECKS):
        check(sound())


@pytest.mark.parametrize("break_it", BROKEN, ids=lambda f: f.__name__)
def test_a_broken_rule_is_noticed(break_it):
    """By the check of that rule."""
    result = copied()
    break_it(result)
    with pytest.raises(AssertionError):
        BROKEN[break_it](result)


def test_every_check_is_broken_once():
    """No check stands here that nothing can make fail."""
    assert set(BROKEN.values()) == {*money.CHECKS, *lives.CHECKS, *places.CHECKS}
