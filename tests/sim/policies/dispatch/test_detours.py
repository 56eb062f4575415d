"""Detours by hand: when a route is where, and what another order costs at each of its positions.

All lies on one street, x metres from its end; a hundred metres are a minute. A pick-up takes a
minute before it and 4 after, a hand-over 2 before and 8 after. It is minute 20.
"""

import math

import numpy as np
import pytest

from sim.agents.courier import COURIER, Doing
from sim.policies.dispatch import detours
from sim.policies.dispatch.detours import PLAN, PLANNED_STOP, NewOrder, Routes
from tests.sim.worlds import Town, parameters, row_of

NOW = 20.0
SERVICE = {
    "pickup_before_min": 1.0,
    "pickup_after_min": 4.0,
    "dropoff_before_min": 2.0,
    "dropoff_after_min": 8.0,
}
# Under way: order 0 is fetched at 300, where its food is ready at 25, and brought to 700.
COUNTER = {"order": 0, "is_pickup": 1, "x_m": 300, "ready_min": 25, "promised_min": math.inf}
DOOR = {"order": 0, "is_pickup": 0, "x_m": 700, "ready_min": -math.inf, "promised_min": 1000}
# A courier who rides to the counter of order 0, and is there at 22; one who stands at 0.
RIDER = {"doing": Doing.RIDING, "to_x_m": 300, "arrive_min": 22, "until_min": 1000}
IDLER = {"doing": Doing.IDLE, "to_x_m": 0, "arrive_min": 5, "until_min": 1000}


def new_at(store_x_m=0.0, door_x_m=0.0, *, ready_min=0.0, promised_min=1000.0):
    return NewOrder(1, -1, store_x_m, 0.0, door_x_m, 0.0, ready_min, promised_min)


class Route:
    """One courier with a route of this round, and the weights."""

    def __init__(self, courier, *stops, courier_weight=0.0, late_weight=0.0):
        table = PLANNED_STOP.empty(8).reshape(1, 8)
        for planned, stop in zip(table[0], stops, strict=False):
            for name, value in stop.items():
                planned[name] = value
            planned.after_min = 4 if planned.is_pickup else 8
        travel = parameters("travel", **SERVICE)
        self.courier = row_of(COURIER, **{"speed_factor": 1} | courier)
        self.plan = row_of(PLAN, n_stops=len(stops), min_per_m=0.01)
        outside = parameters("outside")
        self.routes = Routes(table, travel, outside, courier_weight, late_weight, NOW)

    def cost_alone(self, new):
        return detours.cost_alone(self.routes, self.courier, new)

    def timed(self):
        """Legs and times of leaving, stop by stop."""
        detours.time_route(self.routes, self.courier, self.plan)
        stops = self.routes.stops[0, : self.plan.n_stops]
        return stops["leg_min"].tolist(), stops["left_min"].tolist()

    def cheapest_insertion(self, new, limit=math.inf):
        self.timed()
        return detours.cheapest_insertion(self.routes, self.courier, self.plan, new, limit)


# An order alone


@pytest.mark.parametrize(
    ("courier", "new", "cost"),
    [
        ({}, {"ready_min": 25}, 15),  # there at 23, parked at 24; 25, 29, 33, handed over at 35
        ({}, {"ready_min": 10}, 14),
        ({"to_x_m": 300}, {"ready_min": 10}, 10),  # at the counter: 20, 24, 28, 30
        ({"to_x_m": 300}, {"ready_min": 21}, 11),
        ({"arrive_min": 26}, {"ready_min": 10}, 20),  # comes back from a door at 26
        ({"speed_factor": 0.5}, {"ready_min": 10}, 21),  # 27, 31, 41
    ],
)
def test_what_an_order_costs_an_idle_courier(courier, new, cost):
    """From the store at 300 to the door at 700: minutes until the hand-over."""
    route = Route(IDLER | courier)
    assert route.cost_alone(new_at(300.0, 700.0, **new)) == pytest.approx(cost)


@pytest.mark.parametrize(
    ("weights", "promised_min", "cost"),
    [
        ({"late_weight": 2.0}, 32.0, 15 + 2 * 3),
        ({"late_weight": 2.0}, 35.0, 15),
        ({"late_weight": 2.0}, 99.0, 15),
        ({"courier_weight": 0.5}, 32.0, 15 + 0.5 * 23),  # until 43
        ({"late_weight": 2.0, "courier_weight": 0.5}, 32.0, 15 + 6 + 11.5),
    ],
)
def test_lateness_and_the_courier_s_time_have_their_weights(weights, promised_min, cost):
    new = new_at(300.0, 700.0, ready_min=25.0, promised_min=promised_min)
    assert Route(IDLER, **weights).cost_alone(new) == pytest.approx(cost)


# When a route is where


@pytest.mark.parametrize(
    ("courier", "stops", "legs", "left"),
    [
        (RIDER, [COUNTER, DOOR], [1, 6], [29, 43]),  # 22 + 1, at 25, + 4; + 4 + 2, + 8
        (RIDER, [COUNTER | {"ready_min": 10}, DOOR], [1, 6], [27, 41]),
        (RIDER | {"arrive_min": 10}, [COUNTER, DOOR], [1, 6], [29, 43]),  # waits there
        (RIDER, [DOOR], [2], [32]),  # rides to a door: only the way up is left
        (IDLER, [COUNTER, DOOR], [4, 6], [29, 43]),
        (IDLER, [COUNTER | {"ready_min": 10}, DOOR], [4, 6], [28, 42]),
        (IDLER, [DOOR], [9], [37]),
        (RIDER, [COUNTER, COUNTER | {"order": 1, "ready_min": 27}, DOOR], [1, 0, 6], [29, 33, 47]),
        (RIDER, [COUNTER, COUNTER | {"order": 1, "ready_min": 35}, DOOR], [1, 0, 6], [29, 39, 53]),
        (RIDER, [COUNTER, COUNTER | {"order": 1, "x_m": 400}, DOOR], [1, 2, 5], [29, 35, 48]),
    ],
)
def test_when_the_stops_of_a_route_are_left(courier, stops, legs, left):
    route = Route(courier, *stops)
    assert route.timed() == (pytest.approx(legs), pytest.approx(left))
    assert route.plan.timed


def test_a_slow_courier_s_legs_are_longer():
    route = Route(IDLER, COUNTER, DOOR)
    route.plan.min_per_m = 0.02
    assert route.timed() == (pytest.approx([7, 10]), pytest.approx([31, 49]))


# The cheapest insertion
#
# From the counter at 300 to a door at 1000, beyond the other one; ready at 27. The counter is left
# at 33, the other door reached at 39 and left at 47, its own reached at 52; the other order is 4
# minutes later: 32 + 4. With its own door first: at 42, the other 20 later, 22 + 20. Fetched last,
# at 48, and handed over at 61: 41.
BEYOND = {"store_x_m": 300.0, "door_x_m": 1000.0, "ready_min": 27.0}


@pytest.mark.parametrize(
    ("weights", "new", "door", "found"),
    [
        ({}, {}, {}, (36, 1, 3)),
        ({}, {"ready_min": 31.0}, {}, (34 + 6, 1, 3)),  # two later, both of them
        ({"courier_weight": 0.5}, {}, {}, (36 + 0.5 * 17, 1, 3)),  # free at 60 in place of 43
        ({"late_weight": 2.0}, {"promised_min": 50.0}, {}, (36 + 2 * 2, 1, 3)),
        ({"late_weight": 1.0}, {}, {"promised_min": 36}, (36 + 3, 1, 3)),  # 35 is 39 now
        ({"late_weight": 1.0}, {}, {"promised_min": 30}, (36 + 4, 1, 3)),  # late already
        ({"late_weight": 2.0}, {}, {"promised_min": 39}, (36, 1, 3)),
        # When a minute late costs ten, the new one goes first that would be late.
        ({"late_weight": 10.0}, {"promised_min": 42.0}, {}, (42, 1, 2)),
        # Or is fetched last, a minute too late, when the other would be late.
        ({"late_weight": 10.0}, {"promised_min": 60.0}, {"promised_min": 35}, (41 + 10, 2, 3)),
    ],
)
def test_an_order_beyond_the_door_of_another(weights, new, door, found):
    route = Route(RIDER, COUNTER, DOOR | door, **weights)
    for limit in (math.inf, found[0] + 1e-6):  # not left too early, either
        assert route.cheapest_insertion(new_at(**BEYOND | new), limit) == pytest.approx(found)


@pytest.mark.parametrize(("limit", "found"), [(36.1, (36, 1, 3)), (36.0, (math.inf, 0, 1))])
def test_no_places_will_do_that_cost_as_much_as_the_limit(limit, found):
    route = Route(RIDER, COUNTER, DOOR)
    assert route.cheapest_insertion(new_at(**BEYOND), limit) == pytest.approx(found)


@pytest.mark.parametrize(("until_min", "found"), [(29, (36, 1, 3)), (28.9, (math.inf, 0, 1))])
def test_the_pick_up_comes_before_the_shift_ends(until_min, found):
    route = Route(RIDER | {"until_min": until_min}, COUNTER, DOOR)
    assert route.cheapest_insertion(new_at(**BEYOND)) == pytest.approx(found)


# From a counter at 100 to a door at 200, both on the way of who stands at 0. Left at 26: its own
# door at 29, the other counter at 39, the other door at 49: 9 + 14. Or the other food first, at 29:
# its own door at 36, left at 44, the other door at 51: 16 + 16.
ON_THE_WAY = {"store_x_m": 100.0, "door_x_m": 200.0}


@pytest.mark.parametrize(
    ("courier", "found"),
    [
        ({}, (9 + 14, 0, 1)),
        ({"until_min": 39}, (9 + 14, 0, 1)),
        ({"until_min": 38}, (16 + 16, 0, 2)),  # the other counter must not come after the shift
        ({"until_min": 28.9}, (math.inf, 0, 1)),
    ],
)
def test_an_order_on_the_way_of_an_idle_courier_with_a_plan(courier, found):
    route = Route(IDLER | courier, COUNTER, DOOR)
    assert route.cheapest_insertion(new_at(**ON_THE_WAY)) == pytest.approx(found)


def test_who_rides_to_a_stop_goes_there_first():
    """The same order, but the courier is not to turn; then it is best to bring the other first."""
    route = Route(RIDER, COUNTER, DOOR)
    last = 43 + 6 + 1 + 4 + 1 + 2 - 20
    assert route.cheapest_insertion(new_at(**ON_THE_WAY)) == pytest.approx((last, 2, 3))


def test_food_of_another_counter_behind_is_waited_for():
    """The other food comes at 60, whatever is done before: only the new order's time counts."""
    route = Route(IDLER, COUNTER | {"ready_min": 60}, DOOR, courier_weight=1.0)
    assert route.cheapest_insertion(new_at(**ON_THE_WAY)) == pytest.approx((9, 0, 1))


def test_behind_the_last_stop_of_a_route_that_fills_its_table_nothing_is_looked_at():
    """The new food waits where the last of four orders goes: no way, four minutes and two."""
    route = Route(IDLER, *[COUNTER, DOOR] * 4)
    assert len(route.routes.stops[0]) == route.plan.n_stops
    left_min = route.timed()[1][-1]
    last = left_min + 4 + 2 - 20
    new = new_at(700.0, 700.0, ready_min=left_min)
    for limit in (math.inf, last + 1e-6):
        assert route.cheapest_insertion(new, limit) == pytest.approx((last, 8, 9))


# Orders put into routes


def town():
    """Orders 0 and 1: predicted ready at 25 and 27, promised for 60 and 70; to 700 and 1000."""
    town = Town(
        {"couriers": SERVICE},
        couriers=[(0, 0)] * 3,
        stores=[{"x_m": 300.0}, {"x_m": 400.0, "y_m": 50.0}],
    )
    for row, order in enumerate(town.world.orders[:2]):
        order.store, order.refused_by = row, 5 + row
        order.door_x_m, order.door_y_m = (700, 1000)[row], (0, 60)[row]
        order.predicted_ready_min, order.promised_min = (25, 27)[row], (60, 70)[row]
        order.ready_min = math.nan
    return town


def test_what_there_is_to_know_of_a_new_order():
    there = town()
    assert there.call(detours.new_order, 1) == NewOrder(1, 6, 400, 50, 1000, 60, 27, 70)
    there.world.orders["ready_min"][1] = 26
    assert there.call(detours.new_order, 1).ready_min == 26


@pytest.mark.parametrize(
    ("pickup_at", "dropoff_at", "sequence"),
    [
        (0, 1, "P1 D1 P0 D0"),
        (0, 2, "P1 P0 D1 D0"),
        (1, 2, "P0 P1 D1 D0"),
        (1, 3, "P0 P1 D0 D1"),
        (2, 3, "P0 D0 P1 D1"),
    ],
)
def test_an_order_is_put_into_a_copied_route(pickup_at, dropoff_at, sequence):
    there = town()
    there.world.stops[2, 0] = (0, 1, 300, 0)
    there.world.stops[2, 1] = (0, 0, 700, 0)
    plan = row_of(PLAN, row=1, courier=2, n_stops=2, n_orders=1, timed=True)
    world, stops = there.world, PLANNED_STOP.empty(16).reshape(2, 8)
    routes = Routes(stops, world.travel[0], world.outside[0], 0.0, 0.0, NOW)
    there.call(detours.copy_route, routes, plan)
    assert (plan.copied, plan.timed) == (True, True)
    new = there.call(detours.new_order, 1)
    there.call(detours.put_in, routes, plan, new, pickup_at, dropoff_at)
    assert (plan.n_stops, plan.n_orders, plan.timed) == (4, 2, False)
    assert not routes.stops[0].tobytes().strip(b"\0")  # the other plan's row
    stops = {
        f"{'DP'[stop.is_pickup]}{stop.order}": (
            stop.x_m,
            stop.y_m,
            stop.ready_min,
            stop.promised_min,
            stop.after_min,
        )
        for stop in routes.stops[1, :4]
    }
    assert " ".join(stops) == sequence
    assert stops == {
        "P0": (300, 0, 25, math.inf, 4),
        "D0": (700, 0, -math.inf, 60, 8),
        "P1": (400, 50, 27, math.inf, 4),
        "D1": (1000, 60, -math.inf, 70, 8),
    }
    assert np.all(routes.stops[1, 4:]["order"] == 0)
