"""Insertion against brute force: every place in every route of small towns, the cost from scratch.

The kernel prunes, remembers when stops are done, and follows delays only; this reckons each
candidate route anew, from its first stop to its last.
"""

import math
from dataclasses import dataclass
from math import isnan

import numpy as np
import pytest

from sim.agents.courier import Doing
from sim.policies.dispatch import BatchInsertion
from tests.sim.worlds import Town

NOW = 20.0
N_TOWNS, EARLY_FROM = 250, 190


@dataclass(frozen=True)
class Stop:
    order: int
    is_pickup: bool
    x_m: float
    y_m: float


@dataclass
class Route:
    """What a courier has to do, and from where."""

    courier: int
    idle: bool
    free_min: float
    x_m: float
    y_m: float
    until_min: float
    speed_factor: float
    stops: list[Stop]


class BruteForce:
    """The rules of `BatchInsertion`, one candidate route after the other."""

    def __init__(self, town, policy):
        self.policy = policy
        self.rules = town.scenario.couriers
        self.min_per_m = town.world.outside["min_per_m"][0]
        self.orders, self.stores = town.world.orders, town.world.stores
        self.routes = []
        for row, courier in enumerate(town.world.couriers):
            stops = [
                Stop(int(stop.order), stop.is_pickup == 1, stop.x_m, stop.y_m)
                for stop in town.world.stops[row, : courier.n_stops]
            ]
            self.routes.append(
                Route(
                    row,
                    courier.doing == Doing.IDLE,
                    max(NOW, courier.arrive_min),
                    courier.to_x_m,
                    courier.to_y_m,
                    courier.until_min,
                    courier.speed_factor,
                    stops,
                )
            )

    def candidates(self, order_id):
        """What an order would cost, by offer: at the first idle courier, and in all routes."""
        costs = {}
        alone = self._first_at_store(order_id)
        if alone is not None:
            stops = self._with(alone, order_id, 0, 1)
            costs[order_id, alone.courier, 0, 1] = self._cost(alone, stops)
        for route in self.routes:
            if not self._open_to(route, order_id):
                continue
            for pickup_at in range(0 if route.idle else 1, len(route.stops) + 1):
                for dropoff_at in range(pickup_at + 1, len(route.stops) + 2):
                    stops = self._with(route, order_id, pickup_at, dropoff_at)
                    if self._in_time(route, stops, pickup_at):
                        offer = order_id, route.courier, pickup_at, dropoff_at
                        costs[offer] = self._cost(route, stops)
        return costs

    def take(self, order_id, courier, pickup_at, dropoff_at):
        """Plan an offer, so that the next order meets it."""
        route = self.routes[courier]
        route.stops = self._with(route, order_id, pickup_at, dropoff_at)

    def _first_at_store(self, order_id):
        """The idle courier without a plan who is at the store first; of equals the first row."""
        store = self._store(order_id)
        arrivals = []
        for route in self.routes:
            metres = math.hypot(store.x_m - route.x_m, store.y_m - route.y_m)
            arrive = route.free_min + metres * self.min_per_m / route.speed_factor
            free = route.idle and not route.stops
            in_time = self._in_time(route, self._with(route, order_id, 0, 1), 0)
            if free and in_time and metres <= self.policy.radius_m:
                arrivals.append((arrive, route.courier))
        return self.routes[min(arrivals)[1]] if arrivals else None

    def _open_to(self, route, order_id):
        """Whether a courier has work that comes near the store, and a hand free."""
        store = self._store(order_id)
        near = any(
            math.hypot(stop.x_m - store.x_m, stop.y_m - store.y_m) <= self.policy.bundle_m
            for stop in route.stops
        )
        return near and len({stop.order for stop in route.stops}) < self.rules.max_orders

    def _store(self, order_id):
        return self.stores[self.orders[order_id].store]

    def _with(self, route, order_id, pickup_at, dropoff_at):
        order, store = self.orders[order_id], self._store(order_id)
        stops = list(route.stops)
        stops.insert(pickup_at, Stop(order_id, True, store.x_m, store.y_m))
        stops.insert(dropoff_at, Stop(order_id, False, order.door_x_m, order.door_y_m))
        return stops

    def _times(self, route, stops):
        """When food changes hands at each stop, and when the last stop is left."""
        now, x_m, y_m = route.free_min, route.x_m, route.y_m
        acted = []
        for place, stop in enumerate(stops):
            underway = place == 0 and not route.idle
            at_the_counter = not underway and (stop.x_m, stop.y_m) == (x_m, y_m)
            if not underway:
                metres = math.hypot(stop.x_m - x_m, stop.y_m - y_m)
                now += metres * self.min_per_m / route.speed_factor
            if stop.is_pickup:
                now += 0 if at_the_counter else self.rules.pickup_before_min
                order = self.orders[stop.order]
                ready = order.predicted_ready_min if isnan(order.ready_min) else order.ready_min
                now = max(now, ready)
                acted.append(now)
                now += self.rules.pickup_after_min
            else:
                now += self.rules.dropoff_before_min
                acted.append(now)
                now += self.rules.dropoff_after_min
            x_m, y_m = stop.x_m, stop.y_m
        return acted, now if stops else NOW

    def _in_time(self, route, stops, pickup_at):
        """Whether neither the new pick-up nor one behind it comes after the shift."""
        acted, _ = self._times(route, stops)
        return all(
            at_min <= route.until_min
            for at_min, stop in list(zip(acted, stops, strict=True))[pickup_at:]
            if stop.is_pickup
        )

    def _cost(self, route, stops):
        """Rise of the sum of hand-over times since now, of minutes late, and of the end."""
        rise = -NOW
        ends = []
        for sign, of_stops in ((1, stops), (-1, route.stops)):
            acted, end = self._times(route, of_stops)
            for at_min, stop in zip(acted, of_stops, strict=True):
                if not stop.is_pickup:
                    late_min = max(0.0, at_min - self.orders[stop.order].promised_min)
                    rise += sign * (at_min + self.policy.late_weight * late_min)
            ends.append(end)
        return rise + self.policy.courier_weight * (ends[0] - ends[1])


def town_of(seed):
    """Up to four couriers with up to three orders each under way, and orders to give away.

    Every other town has its points on a grid of 500 m, where many places cost the same. From town
    `EARLY_FROM` on the food of some is out already, before it was said to be.
    """
    rng = np.random.default_rng(seed)

    def points(count):
        metres = rng.uniform(0, 2000, (count, 2))
        return (np.round(metres / 500) * 500 if seed % 2 else metres).tolist()

    n_couriers, n_stores = rng.integers(1, 5), rng.integers(1, 4)
    n_given, n_waiting = rng.integers(0, 3 * n_couriers), rng.integers(1, 5)
    town = Town(
        {"city": {"height_m": 2000}, "couriers": {"max_orders": 3}},
        homes=points(n_given + n_waiting),
        couriers=points(n_couriers),
        stores=[{"x_m": x_m, "y_m": y_m, "n_cooks": 9} for x_m, y_m in points(n_stores)],
    )
    world = town.world
    world.couriers["speed_factor"] = rng.choice([1.0, 0.8, 1.25], n_couriers)
    for courier in range(n_couriers):
        town.start_shift(courier, rng.choice([24.0, 30.0, 600.0]), 0.0)
    times = np.append(np.sort(rng.uniform(0, 18, n_given)), np.linspace(19, 19.5, n_waiting))
    for row, at_min in enumerate(times.tolist()):
        world.shown[:] = -1
        world.shown[:, 0] = rng.integers(n_stores)
        world.preparation[:] = rng.uniform(0.1, 2)
        town.needs((at_min, row))
        town.advance(at_min + 1e-3)
        courier = int(rng.integers(n_couriers))
        n_stops, n_orders = world.couriers[["n_stops", "n_orders"]][courier].tolist()
        if row < n_given and n_orders < 3:
            town.offer(town.now_min, (row, courier, n_stops, n_stops + 1))
    town.advance(NOW)
    if seed >= EARLY_FROM:
        ready_min = world.orders["ready_min"][: len(times)]
        early = np.random.default_rng([seed, 2]).random(len(times)) < 0.5
        ready_min[early & np.isnan(ready_min)] = NOW - 0.5
    promised_min = world.orders["promised_min"][: len(times)]
    promised_min[:] = np.random.default_rng([seed, 3]).uniform(NOW - 5, NOW + 30, len(times))
    town.waiting(NOW)
    return town


def policy_of(seed):
    rng = np.random.default_rng([seed, 1])
    return BatchInsertion(
        lead_min=60,
        radius_m=rng.choice([300.0, 5000.0]),
        bundle_m=rng.choice([0.0, 500.0, 5000.0]),
        courier_weight=rng.choice([0.0, 0.5, 5.0]),
        late_weight=rng.choice([0.0, 1.0, 5.0]),
    )


def test_each_order_gets_the_cheapest_place_of_all():
    """None is left out that somebody could take; places of equal cost are equally good."""
    seen = set()
    for seed in range(N_TOWNS):
        town, policy = town_of(seed), policy_of(seed)
        offers = {offer[0]: offer for offer in policy(town.view(NOW)).offers.tolist()}
        brute_force = BruteForce(town, policy)
        for order_id in town.waiting_orders():
            costs = brute_force.candidates(order_id)
            assert (order_id in offers) == bool(costs), seed
            if costs:
                _, courier, pickup_at, dropoff_at = offers[order_id]
                assert costs[offers[order_id]] <= min(costs.values()) + 1e-9, seed
                seen.add((brute_force.routes[courier].idle, pickup_at, dropoff_at))
                brute_force.take(*offers[order_id])
    # Alone, behind and between the stops of routes old and new.
    assert {(True, 0, 1), (True, 1, 2), (True, 0, 2), (False, 1, 2), (False, 1, 3)} <= seen
    assert {(False, 2, 3), (False, 3, 5), (False, 4, 5)} <= seen


def test_an_order_on_the_way_costs_nobody_time():
    """Store and door lie on the route: P0 at 500, P1 at 700, D1 at 800, D0 at 1000."""
    town = Town(
        homes=[(1000, 0), (800, 0)],
        couriers=[(500, 0)],
        stores=[{"x_m": 500}, {"x_m": 700}],
    )
    town.start_shift(0, 600.0, 0.0)
    for row in range(2):
        town.world.shown[:] = [[row, -1]]
        town.needs((row, row))
        town.advance(row + 0.5)
        if row == 0:
            town.offer(0.5, (0, 0, 0, 1))
    town.waiting(1.5)
    policy = BatchInsertion(lead_min=60, bundle_m=500)
    assert policy(town.view(1.5)).offers.tolist() == [(1, 0, 1, 2)]


def test_a_fleet_with_a_hand_free_each_is_looked_at_in_full():
    """Two routes of four stops: P P D D. A third order is on the way of one, between P and D."""
    town = Town(
        {"couriers": {"max_orders": 3}},
        homes=[(1000, 0), (500, 300), (1000, 0), (500, 300), (800, 0)],
        couriers=[(0, 0), (0, 0)],
        stores=[{"x_m": 500, "n_cooks": 4}, {"x_m": 700}],
    )
    for courier in range(2):
        town.start_shift(courier, 600.0, 0.0)
    for row in range(5):
        town.world.shown[:] = [[row // 4, -1]]
        town.needs((row, row))
        town.advance(row + 0.5)
        if row < 4:
            at = row // 2  # behind the pick-up that is under way
            town.offer(row + 0.5, (row, row % 2, at, at + 1))
    town.waiting(4.75)
    assert town.world.couriers["n_stops"].tolist() == [4, 4]
    policy = BatchInsertion(lead_min=60, bundle_m=500)
    assert policy(town.view(4.75)).offers.tolist() == [(4, 0, 2, 3)]


@pytest.mark.parametrize(("lead_min", "offers"), [(8.0, [(0, 0, 0, 1)]), (7.9, [])])
def test_food_due_at_the_end_of_the_lead_is_looked_at(lead_min, offers):
    """Ordered at minute 0 and ready at 10; it is minute 2."""
    town = Town(homes=[(500, 0)], couriers=[(0, 0)])
    town.start_shift(0, 600.0, 0.0)
    town.needs((0, 0))
    town.advance(1)
    town.waiting(2.0)
    assert BatchInsertion(lead_min=lead_min)(town.view(2.0)).offers.tolist() == offers


def test_without_an_order_nothing_is_offered():
    town = Town(couriers=[(0, 0)])
    town.start_shift(0, 600.0, 0.0)
    assert BatchInsertion()(town.view(2.0)).offers.tolist() == []
