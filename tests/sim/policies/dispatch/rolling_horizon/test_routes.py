"""Routes of the rolling horizon by hand: what one costs, when it ends, where an order is put in.

A hundred metres are a minute; a pick-up takes 1 minute before it and 4 after, a hand-over 2 before
and 8 after. All orders are of one courier, who is free at (0, 0) at minute 20.
"""

import math

import numpy as np
import pytest

from sim.policies.dispatch.candidates import CANDIDATE
from sim.policies.dispatch.rolling_horizon import routes
from sim.policies.dispatch.rolling_horizon.routes import ALONE, HEAD, INSIDE, MOST, Terms
from sim.policies.dispatch.tasks import TASK
from tests.sim.worlds import parameters, row_of

SERVICE = {
    "pickup_before_min": 1,
    "pickup_after_min": 4,
    "dropoff_before_min": 2,
    "dropoff_after_min": 8,
}
COURIER = {"courier": 7, "free_min": 20, "until_min": 1000, "min_per_m": 0.01}
# From the store at (300, 0) to the door at (300, 400). Alone: there at 23, parked at 24, picked
# up at 25, gone at 29, before the door at 33, handed over at 35, gone at 43.
FIRST = {
    "store": 1,
    "refused_by": -1,
    "store_x_m": 300,
    "door_x_m": 300,
    "door_y_m": 400,
    "ready_min": 25,
    "least_min": 30,
    "promised_min": 1000,
    "weight": 1,
}
# Of the same store; three minutes' ride behind the first door.
SECOND = FIRST | {"door_y_m": 700, "ready_min": 27, "least_min": 40}
# Of a store where the first door is, to a door at (300, 1000).
ELSEWHERE = FIRST | {"store": 2, "store_y_m": 400, "door_y_m": 1000, "ready_min": 40}


class Plan:
    """A courier, orders, and a route: rows of the orders by bundle."""

    def __init__(self, *orders, bundles=(), courier=None, **terms):
        usual = {"price": 0.0, "late_weight": 0.0, "bundle": 3, "radius_m": 1e5}
        self.terms = Terms(**usual | terms, unplanned_cost=1e3)
        self.travel = parameters("travel", **SERVICE)
        self.one = row_of(CANDIDATE, **COURIER | (courier or {}))
        self.orders = TASK.empty(len(orders))
        for row, order in zip(self.orders, orders, strict=True):
            for name, value in order.items():
                row[name] = value
        self.route, self.begins = np.zeros(MOST, np.int32), np.zeros(MOST, np.bool_)
        self.size = 0
        for bundle in bundles:
            self.begins[self.size] = True
            for order in bundle:
                self.route[self.size] = order
                self.size += 1

    def cost(self):
        return routes.route_cost(
            self.travel, self.one, self.orders, self.route, self.begins, self.size, self.terms
        )

    def end(self):
        return routes.route_end(
            self.travel, self.one, self.orders, self.route, self.begins, self.size
        )

    def with_order(self, position, way, order):
        longer, begins = np.full(MOST, -1, np.int32), np.zeros(MOST, np.bool_)
        begins[self.size + 1 :] = True  # what lies beyond the route is not looked at
        routes.with_order(self.route, self.begins, self.size, position, way, order, longer, begins)
        return bundles_of(longer, begins, self.size + 1)

    def without_order(self, order):
        routes.without_order(self.route, self.begins, self.size, order)
        return bundles_of(self.route, self.begins, self.size - 1)

    def cheapest_position(self, order, limit=math.inf):
        return routes.cheapest_position(
            self.travel, self.one, self.orders, order, self.route, self.begins, self.size,
            self.cost(), limit, self.terms, np.zeros(MOST, np.int32), np.zeros(MOST, np.bool_),
        )  # fmt: skip


def bundles_of(route, begins, size):
    bundles = []
    for order, begin in zip(route[:size].tolist(), begins[:size].tolist(), strict=True):
        if begin:
            bundles.append([])
        bundles[-1].append(order)
    return bundles


# What a route costs


def test_an_empty_route_costs_nothing():
    assert Plan(bundles=[], price=1.0, courier={"penalty_min": 9}).cost() == 0


@pytest.mark.parametrize(
    ("order", "courier", "terms", "cost"),
    [
        ({}, {}, {}, 35 - 30),  # from the earliest hand-over that there could be
        ({"weight": 1.5}, {}, {}, 1.5 * 5),
        ({"ready_min": 24}, {}, {}, 34 - 30),  # there is food when the courier has parked
        ({"ready_min": 10}, {}, {}, 34 - 30),
        ({}, {"free_min": 30}, {}, 44 - 30),
        ({}, {"x_m": -200}, {}, 36 - 30),  # 25 + 1, then all is a minute later
        ({}, {"y_m": 400, "x_m": 600}, {}, 36 - 30),  # 500 m to the store
        ({}, {"min_per_m": 0.02}, {}, 41 - 30),  # parked at 27, gone at 31, up at 39
        ({"promised_min": 32}, {}, {"late_weight": 2.0}, 5 + 2 * 3),
        ({"promised_min": 32}, {}, {}, 5),
        ({"promised_min": 35}, {}, {"late_weight": 2.0}, 5),  # not late at all
        ({"promised_min": 99}, {}, {"late_weight": 2.0}, 5),
        ({}, {"penalty_min": 3}, {}, 5 + 3),
        ({}, {}, {"price": 0.5}, 5 + 0.5 * (43 - 21)),  # sets out at 21, to be there in time
        ({}, {"until_min": 40}, {"price": 0.5}, 5 + 0.5 * (40 - 21)),  # overtime has no price
        ({}, {"until_min": 25}, {}, 5),
        ({}, {"until_min": 24.9}, {}, math.inf),  # picked up after the shift
        ({"refused_by": 7}, {}, {}, math.inf),
        ({"refused_by": 6}, {}, {}, 5),
    ],
)
def test_what_an_order_alone_costs(order, courier, terms, cost):
    plan = Plan(FIRST | order, bundles=[[0]], courier=courier, **terms)
    assert plan.cost() == pytest.approx(cost)


def test_a_bundle_waits_for_all_its_food_and_is_handed_over_door_by_door():
    """Picked up at 27, gone at 31, up at 35 + 2, gone at 45, three minutes on, up at 50."""
    plan = Plan(FIRST, SECOND, bundles=[[0, 1]], courier={"penalty_min": 3}, price=0.5)
    assert plan.cost() == pytest.approx((37 - 30) + (50 - 40) + 2 * 3 + 0.5 * (58 - 23))


def test_the_food_of_a_bundle_is_ready_when_the_last_of_it_is():
    """Ready at 29, or at 31, whichever is in front."""
    for ready in ((29, 31), (31, 29), (31, 31)):
        first, second = ({"ready_min": at_min} for at_min in ready)
        plan = Plan(FIRST | first, SECOND | second, bundles=[[0, 1]])
        assert plan.cost() == pytest.approx((41 - 30) + (54 - 40))


def test_a_second_bundle_begins_where_and_when_the_first_ends():
    """Gone at 43 from (300, 400), where the other store is: picked up at 44, gone at 48, up at 56.

    Until 40 its food is not ready, which nobody waits for.
    """
    plan = Plan(FIRST, ELSEWHERE, bundles=[[0], [1]], courier={"penalty_min": 3}, price=0.5)
    work = (43 - 21) + (64 - 43)
    assert plan.cost() == pytest.approx((35 - 30) + (56 - 30) + 2 * 3 + 0.5 * work)


def test_a_wait_between_bundles_is_no_work():
    """Gone at 43, parked at 44, but the food is there at 60: sets out at 59."""
    plan = Plan(FIRST, ELSEWHERE | {"ready_min": 60}, bundles=[[0], [1]], price=0.5)
    work = (43 - 21) + (80 - 59)
    assert plan.cost() == pytest.approx((35 - 30) + (72 - 30) + 0.5 * work)


def test_the_same_store_twice_is_two_bundles():
    """Gone at 43, seven minutes' ride back to the store and one door further: not one bundle."""
    plan = Plan(FIRST, SECOND, bundles=[[0], [1]])
    assert plan.cost() == pytest.approx((35 - 30) + (43 + 4 + 1 + 4 + 7 + 2 - 40))


@pytest.mark.parametrize(("until_min", "cost"), [(44, 5 + 26), (43.9, math.inf)])
def test_no_pick_up_of_any_bundle_comes_after_the_shift(until_min, cost):
    plan = Plan(FIRST, ELSEWHERE, bundles=[[0], [1]], courier={"until_min": until_min})
    assert plan.cost() == pytest.approx(cost)


def test_a_refusal_counts_wherever_the_order_stands():
    for bundles in ([[0, 1]], [[0], [1]], [[1, 0]]):
        assert Plan(FIRST, SECOND | {"refused_by": 7}, bundles=bundles).cost() == math.inf


# When it ends


@pytest.mark.parametrize(
    ("bundles", "courier", "end"),
    [
        ([], {}, (20, 0, 0)),
        ([], {"x_m": 50, "y_m": 60}, (20, 50, 60)),
        ([[0]], {}, (43, 300, 400)),
        ([[0]], {"free_min": 30}, (52, 300, 400)),
        ([[0]], {"min_per_m": 0.02}, (49, 300, 400)),
        ([[0, 1]], {}, (58, 300, 700)),
        ([[1, 0]], {}, (61, 300, 400)),  # 27, 31, 38 + 2, 48, 51 + 2, 61
        ([[0], [2]], {}, (64, 300, 1000)),
        ([[0, 1], [2]], {}, (82, 300, 1000)),  # 58, back at 61, 62, 66, 72 + 2, 82
    ],
)
def test_when_and_where_a_route_ends(bundles, courier, end):
    plan = Plan(FIRST, SECOND, ELSEWHERE, bundles=bundles, courier=courier)
    assert plan.end() == pytest.approx(end)


# Orders put in and taken out


@pytest.mark.parametrize(
    ("position", "way", "bundles"),
    [
        (0, ALONE, [[9], [0, 1], [2]]),
        (0, HEAD, [[9, 0, 1], [2]]),
        (1, INSIDE, [[0, 9, 1], [2]]),
        (2, INSIDE, [[0, 1, 9], [2]]),
        (2, ALONE, [[0, 1], [9], [2]]),
        (2, HEAD, [[0, 1], [9, 2]]),
        (3, INSIDE, [[0, 1], [2, 9]]),
        (3, ALONE, [[0, 1], [2], [9]]),
    ],
)
def test_an_order_is_put_in_alone_at_the_head_or_inside(position, way, bundles):
    assert Plan(bundles=[[0, 1], [2]]).with_order(position, way, 9) == bundles


@pytest.mark.parametrize(
    ("order", "bundles"),
    [
        (0, [[1, 2], [3]]),  # the next is the head then
        (1, [[0, 2], [3]]),
        (2, [[0, 1], [3]]),
        (3, [[0, 1, 2]]),
    ],
)
def test_an_order_is_taken_out_and_its_bundle_stays_one(order, bundles):
    assert Plan(bundles=[[0, 1, 2], [3]]).without_order(order) == bundles


def test_a_bundle_of_one_goes_with_its_order():
    assert Plan(bundles=[[0], [1, 2]]).without_order(0) == [[1, 2]]
    assert Plan(bundles=[[0, 1], [2]]).without_order(2) == [[0, 1]]
    assert Plan(bundles=[[0], [1, 2]]).without_order(1) == [[0], [2]]
    assert Plan(bundles=[[4]]).without_order(4) == []


# The cheapest position


@pytest.mark.parametrize(
    ("order", "bundles", "terms", "found"),
    [
        (0, [], {}, (5, 0, ALONE)),
        # Behind the other in its bundle: two minutes later the first, and the second at 50.
        (1, [[0]], {}, (2 + 10, 1, INSIDE)),
        # Bundles of one: behind, 61 - 40; in front, the first would be handed over at 66.
        (1, [[0]], {"bundle": 1}, (21, 1, ALONE)),
        # The nearer door in front: 37 - 30, and the other at 50 in place of 40.
        (0, [[1]], {}, (7 + 10, 0, HEAD)),
        (2, [[0]], {}, (26, 1, ALONE)),
        (2, [[0, 1]], {}, (74 - 30, 2, ALONE)),
    ],
)
def test_an_order_gets_the_place_where_it_costs_least(order, bundles, terms, found):
    plan = Plan(FIRST, SECOND, ELSEWHERE, bundles=bundles, **terms)
    assert plan.cheapest_position(order) == pytest.approx(found)


def test_no_place_will_do_that_costs_as_much_as_the_limit():
    plan = Plan(FIRST, SECOND, bundles=[[0]])
    assert plan.cheapest_position(1, limit=12.1) == pytest.approx((12, 1, INSIDE))
    assert plan.cheapest_position(1, limit=12.0) == (12, -1, ALONE)
    refused = Plan(FIRST, SECOND | {"refused_by": 7}, bundles=[[0]])
    assert refused.cheapest_position(1) == (math.inf, -1, ALONE)


# All food is there, and all doors and counters are at one place: what counts is who goes first, and
# that a bundle of its own takes five minutes more.
AT_HOME = FIRST | {"store_x_m": 0, "door_x_m": 0, "door_y_m": 0, "ready_min": 0, "least_min": 0}
NEIGHBOUR = AT_HOME | {"store": 2, "weight": 1e4}  # a store next door, and very urgent
URGENT, LAZY, NEW = 100.0, 0.01, 4


@pytest.mark.parametrize(
    ("bundles", "bundle", "weight", "position", "way"),
    [
        ([], 3, LAZY, 0, ALONE),
        ([[0]], 3, URGENT, 0, HEAD),
        ([[0]], 3, LAZY, 1, INSIDE),
        ([[0]], 2, URGENT, 0, HEAD),
        ([[0]], 1, URGENT, 0, ALONE),  # bundles are full with one
        ([[0]], 1, LAZY, 1, ALONE),
        ([[0, 1]], 3, URGENT, 0, HEAD),
        ([[0, 1]], 3, LAZY, 2, INSIDE),
        ([[0, 1]], 2, URGENT, 0, ALONE),
        ([[0, 1]], 2, LAZY, 2, ALONE),
        ([[5]], 3, LAZY, 1, ALONE),  # of another store
        ([[5]], 3, URGENT, 1, ALONE),
        ([[5], [0]], 3, URGENT, 1, HEAD),
        ([[5], [0]], 3, LAZY, 2, INSIDE),
        ([[5], [0, 1]], 2, URGENT, 1, ALONE),
        ([[5], [0, 1]], 3, URGENT, 1, HEAD),
        ([[5, 5], [0]], 2, LAZY, 3, INSIDE),
        ([[0, 1], [2]], 2, LAZY, 3, INSIDE),
        ([[0, 1], [2]], 2, URGENT, 0, ALONE),
        ([[2], [0, 1]], 2, LAZY, 3, ALONE),
        ([[2], [0, 1]], 2, URGENT, 0, HEAD),
    ],
)
def test_where_an_order_can_stand(bundles, bundle, weight, position, way):
    """Alone between bundles, or in a bundle of its store that is not full."""
    orders = [*[AT_HOME] * NEW, AT_HOME | {"weight": weight}, NEIGHBOUR]
    _, *found = Plan(*orders, bundles=bundles, bundle=bundle).cheapest_position(NEW)
    assert found == [position, way]


def test_no_bundle_is_cut_in_two():
    """The food of all but the first comes at 100: it would pay to bring the first before."""
    late = AT_HOME | {"ready_min": 100}
    orders = [AT_HOME, late, *[AT_HOME] * (NEW - 2), late | {"weight": LAZY}]
    _, *found = Plan(*orders, bundles=[[0, 1]]).cheapest_position(NEW)
    assert found == [2, INSIDE]


@pytest.mark.parametrize(
    ("n_orders", "position"), [(MOST - 2, MOST - 2), (MOST - 1, -1), (MOST, -1)]
)
def test_a_route_holds_one_order_less_than_there_is_room_for(n_orders, position):
    orders = [*[AT_HOME] * MOST, AT_HOME | {"weight": LAZY}]
    plan = Plan(*orders, bundles=[[order] for order in range(n_orders)], bundle=1)
    assert plan.cheapest_position(MOST)[1] == position
