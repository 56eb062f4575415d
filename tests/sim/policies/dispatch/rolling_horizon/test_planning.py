"""The plan against brute force: every route reckoned from scratch, every order moved anywhere."""

import math
from functools import cache
from itertools import permutations, product

import numpy as np
import pytest

from sim.policies.dispatch.candidates import CANDIDATE
from sim.policies.dispatch.rolling_horizon import planning
from sim.policies.dispatch.rolling_horizon.routes import MOST, Problem, Terms, route_cost
from sim.policies.dispatch.tasks import TASK
from tests.sim.worlds import Town

NOW = 20.0
UNPLANNED = 1000.0
STATION = {"x_m": 500.0, "n_cooks": 9}  # a store with cooks for all


def terms_of(*, price=0.2, late_weight=0.0, bundle=3, radius_m=1e5):
    """What a plan is judged by."""
    return Terms(price, late_weight, bundle, radius_m, UNPLANNED)


@cache
def rules(whole=False):
    """Speed and service times: 100 m are a minute."""
    return Town({"couriers": {"whole_minutes": whole}}).world.travel[0]


def couriers_of(*couriers):
    """Candidates, of what differs from one at (0, 0) who is free now and has all day."""
    usual = {"free_min": NOW, "until_min": 1e4, "min_per_m": 0.01}
    rows = CANDIDATE.empty(len(couriers))
    for nth, (row, courier) in enumerate(zip(rows, couriers, strict=True)):
        for name, value in ({"courier": nth} | usual | courier).items():
            row[name] = value
    return rows


def orders_of(*orders):
    """Tasks, of what differs from one of store 0 at (0, 0) to (500, 0), ready now."""
    usual = {"door_x_m": 500.0, "ready_min": NOW, "refused_by": -1, "weight": 1.0}
    usual["promised_min"] = 1e4
    rows = TASK.empty(len(orders))
    for nth, (row, order) in enumerate(zip(rows, orders, strict=True)):
        for name, value in ({"order": nth} | usual | order).items():
            row[name] = value
    rows.sort(order="ready_min", kind="stable")
    return rows


def town_of(seed, until_min=1e4):
    """Up to three couriers, three stores and six orders.

    Every other town has its points on a grid of 500 m and its times on one of five minutes, where
    many routes cost the same.
    """
    rng = np.random.default_rng(seed)

    def rounded(values, step):
        return np.round(values / step) * step if seed % 2 else values

    def point():
        return rounded(rng.uniform(0, 2000, 2), 500).tolist()

    stores = [point() for _ in range(rng.integers(1, 4))]
    couriers = []
    for _ in range(rng.integers(1, 4)):
        x_m, y_m = point()
        free_min = NOW + rounded(rng.uniform(0, 15), 5)
        pace = rng.choice([0.01, 0.0125])
        couriers.append({"x_m": x_m, "y_m": y_m, "free_min": free_min, "min_per_m": pace})
    orders = []
    for _ in range(rng.integers(1, 7)):
        store = int(rng.integers(len(stores)))
        (x_m, y_m), (door_x_m, door_y_m) = stores[store], point()
        ready_min = NOW + rounded(rng.uniform(-10, 20), 5)
        order = {"store": store, "store_x_m": x_m, "store_y_m": y_m, "ready_min": ready_min}
        order |= {"door_x_m": door_x_m, "door_y_m": door_y_m, "weight": rng.uniform(1, 1.5)}
        order |= {"promised_min": ready_min + rng.uniform(0, 20)}
        ride_min = math.hypot(x_m - door_x_m, y_m - door_y_m) / 100
        orders.append(order | {"least_min": ready_min + 1 + ride_min + 2})
    found = couriers_of(*couriers)
    found["until_min"] = until_min
    return found, orders_of(*orders)


class BruteForce:
    """Routes as lists of bundles, bundles as lists of rows of the orders."""

    def __init__(self, couriers, orders, *, rounds=20, **terms):
        self.couriers, self.orders, self.travel = couriers, orders, rules()
        self.terms, self.rounds = terms_of(**terms), rounds

    @property
    def problem(self):
        """What the kernel takes."""
        return Problem(self.travel, self.couriers, self.orders, self.terms)

    def plan(self, *, rounds=None, matches=True):
        """What the kernel plans."""
        rounds = self.rounds if rounds is None else rounds
        found = planning.plan(self.problem, rounds, matches)
        plan = []
        for row, size in enumerate(found.sizes.tolist()):
            bundles = []
            begins = found.begins[row, :size]
            for order, begin in zip(found.routes[row, :size], begins, strict=True):
                if begin:
                    bundles.append([])
                bundles[-1].append(int(order))
            plan.append(bundles)
        return plan

    def cost(self, row, bundles):
        """A route stop by stop; inf where a rule forbids it."""
        one, travel = self.couriers[row], self.travel
        now, at, cost = float(one.free_min), (one.x_m, one.y_m), 0.0
        for bundle in bundles:
            orders = self.orders[bundle]
            if len(set(orders["store"])) > 1 or len(bundle) > self.terms.bundle:
                return math.inf
            store = (orders[0].store_x_m, orders[0].store_y_m)
            ride_min = math.dist(at, store) * one.min_per_m
            picked_min = max(now + ride_min + travel.pickup_before_min, *orders["ready_min"])
            if picked_min > one.until_min or one.courier in orders["refused_by"]:
                return math.inf
            begun_min = picked_min - travel.pickup_before_min - ride_min
            now, at = picked_min + travel.pickup_after_min, store
            for order in orders:
                door = (order.door_x_m, order.door_y_m)
                now += math.dist(at, door) * one.min_per_m + travel.dropoff_before_min
                cost += order.weight * (now - order.least_min) + one.penalty_min
                cost += self.terms.late_weight * max(0.0, now - order.promised_min)
                now, at = now + travel.dropoff_after_min, door
            cost += self.terms.price * max(0.0, min(now, one.until_min) - begun_min)
        return cost

    def total(self, plan):
        """Cost of all routes, and of the orders that have none."""
        n_planned = len([order for bundles in plan for bundle in bundles for order in bundle])
        routes = sum(self.cost(row, bundles) for row, bundles in enumerate(plan))
        return routes + UNPLANNED * (len(self.orders) - n_planned)

    def with_order(self, plan, order):
        """The plan with an order out of its route, and put at every other place."""
        rest = [
            [left for bundle in bundles if (left := [o for o in bundle if o != order])]
            for bundles in plan
        ]
        yield rest
        for row, bundles in enumerate(rest):
            near = math.dist(
                (self.couriers[row].x_m, self.couriers[row].y_m),
                (self.orders[order].store_x_m, self.orders[order].store_y_m),
            )
            if not bundles and near > self.terms.radius_m:
                continue
            for place in range(len(bundles) + 1):
                yield self._changed(rest, row, [*bundles[:place], [order], *bundles[place:]])
            for place, bundle in enumerate(bundles):
                for nth in range(len(bundle) + 1):
                    larger = [*bundle[:nth], order, *bundle[nth:]]
                    changed = [*bundles[:place], larger, *bundles[place + 1 :]]
                    yield self._changed(rest, row, changed)

    @staticmethod
    def _changed(plan, row, bundles):
        return [*plan[:row], bundles, *plan[row + 1 :]]

    def least(self):
        """The least total of all plans there are."""
        n_couriers, rows = len(self.couriers), range(len(self.orders))
        best = math.inf
        for owners in product(range(-1, n_couriers), repeat=len(self.orders)):
            total = UNPLANNED * owners.count(-1)
            for row in range(n_couriers):
                mine = [order for order in rows if owners[order] == row]
                total += min(self.cost(row, bundles) for bundles in _routes(mine))
            best = min(best, total)
        return best


def _routes(orders):
    """All sequences of the orders, cut into bundles in all ways."""
    for sequence in permutations(orders):
        for cuts in product((False, True), repeat=max(0, len(sequence) - 1)):
            bundles = [[order] for order in sequence[:1]]
            for order, cut in zip(sequence[1:], cuts, strict=True):
                if cut:
                    bundles.append([order])
                else:
                    bundles[-1].append(order)
            yield bundles


def planned(plan):
    return [order for bundles in plan for bundle in bundles for order in bundle]


# Plans


@pytest.mark.parametrize("until_min", [1e4, 45.0, 30.0])
def test_each_order_stands_in_one_route_or_none_and_routes_keep_the_rules(until_min):
    """Bundles of one store and no more than allowed, no pick-up after the shift."""
    n_unplanned = 0
    for seed in range(100):
        brute_force = BruteForce(*town_of(seed, until_min))
        plan = brute_force.plan()
        orders = planned(plan)
        assert len(set(orders)) == len(orders), seed
        assert all(math.isfinite(brute_force.cost(*route)) for route in enumerate(plan)), seed
        n_unplanned += len(brute_force.orders) - len(orders)
    assert (n_unplanned > 0) == (until_min < 1e4)


@pytest.mark.parametrize(
    ("late_weight", "there_min", "least"),
    [
        (0.0, 20.0, 1.5 * (33 - 30)),  # ready at 25, left at 26, at the door at 31, there at 33
        (0.0, 28.0, 1.5 * (36 - 30)),  # nobody is at the counter before 28
        (2.0, 28.0, 1.5 * (36 - 30) + 2 * (36 - 34)),
    ],
)
def test_what_an_order_costs_at_least_by_hand(late_weight, there_min, least):
    """No more than it costs, or its courier would be passed over; less than a thousandth less."""
    order = {"ready_min": 25.0, "least_min": 30.0, "promised_min": 34.0, "weight": 1.5}
    problem = Problem(rules(), couriers_of({}), orders_of(order), terms_of(late_weight=late_weight))
    found = planning._least_cost(problem, problem.orders[0], there_min, 0.01, 500.0)
    assert least - 1e-3 < found <= least


@pytest.mark.parametrize(("size", "least"), [(1, 7.0), (0, 7.0 + 0.2 * 4 + 4)])
def test_what_a_route_rises_by_at_least_by_hand(size, least):
    """Three minutes of riding and one of parking: at the counter at 24, there at 32.

    Without a plan they are for this order alone.
    """
    courier = couriers_of({"y_m": 300.0, "penalty_min": 4.0})
    problem = Problem(rules(), courier, orders_of({"least_min": 25.0}), terms_of())
    found = planning._least_rise(problem, courier[0], problem.orders[0], size, 500.0)
    assert least - 1e-3 < found <= least


def test_the_kernel_reckons_a_route_as_its_definition_does():
    """Plans of random towns, each route also under the shift's end within its last ride."""
    for seed in range(100):
        couriers, orders = town_of(seed, until_min=45.0)
        couriers["penalty_min"] = seed % 3
        brute_force = BruteForce(couriers, orders, late_weight=[0.0, 0.5][seed % 2])
        found = planning.plan(brute_force.problem, 2, True)
        for row, bundles in enumerate(brute_force.plan(rounds=2)):
            for other in range(len(couriers)):
                cost = route_cost(
                    brute_force.travel, couriers[other], orders, found.routes[row],
                    found.begins[row], found.sizes[row], brute_force.terms,
                )  # fmt: skip
                assert cost == pytest.approx(brute_force.cost(other, bundles)), (seed, row)


def test_in_the_end_no_order_would_cost_less_elsewhere():
    """Nor does any change of couriers pay, where matching is allowed."""
    seen = set()
    for seed in range(75):
        brute_force = BruteForce(*town_of(seed), price=[0.0, 0.2, 1.0][seed % 3])
        plan = brute_force.plan()
        least = brute_force.total(plan) - 1e-5
        for order in range(len(brute_force.orders)):
            for other in brute_force.with_order(plan, order):
                assert brute_force.total(other) >= least, (seed, order, plan, other)
        for other in permutations(plan):
            assert brute_force.total(list(other)) >= least, (seed, plan, other)
        seen |= {len(bundle) for bundles in plan for bundle in bundles}
        seen |= {f"{len(bundles)} bundles" for bundles in plan}
    assert {1, 2, 3, "0 bundles", "1 bundles", "2 bundles", "3 bundles"} <= seen


def test_no_more_rounds_make_a_plan_dearer():
    totals = []
    for seed in range(75):
        brute_force = BruteForce(*town_of(seed))
        each = [brute_force.total(brute_force.plan(rounds=rounds)) for rounds in (0, 1, 2, 20)]
        assert all(np.diff(each) <= 1e-9), (seed, each)
        totals.append(each)
    assert (np.diff(totals).sum(axis=0) < -1).all()  # and each of them pays somewhere


def test_tiny_plans_are_as_cheap_as_any():
    """One order always; of up to four, nearly all, and none by much."""
    ratios = []
    for seed in range(100):
        couriers, orders = town_of(seed)
        if len(orders) > 4 or len(couriers) > 2:
            continue
        brute_force = BruteForce(couriers, orders)
        total, least = brute_force.total(brute_force.plan()), brute_force.least()
        assert total >= least - 1e-9
        if len(orders) == 1:
            assert total == pytest.approx(least), seed
        ratios.append(total / least)
    assert np.mean(np.array(ratios) < 1 + 1e-9) > 0.8
    assert np.mean(ratios) < 1.02


def test_whole_routes_change_couriers_only_where_matching_is_allowed():
    """Each order goes to the courier who is its only neighbour; one after the other is dearer.

    At 1000 the first gets the courier at 1100, a hundred metres away; the second, at 1300, is left
    the one at 0. Moving one order alone does not help: both would ride one after the other.
    """
    couriers = couriers_of({"x_m": 0.0, "free_min": 26.0}, {"x_m": 600.0})
    orders = orders_of(
        {"store": 0, "store_x_m": 500.0, "door_x_m": 500.0},
        {"store": 1, "store_x_m": 1300.0, "door_x_m": 1300.0, "ready_min": NOW + 0.5},
    )
    # A stands at 500, B at 1300. One at 0 from 26 on: A at 31; the other: A at 21, B at 27.
    brute_force = BruteForce(couriers, orders, price=0.0)
    for matches in (False, True):
        plan = brute_force.plan(matches=matches)
        assert brute_force.total(plan) == pytest.approx(brute_force.least())


def test_who_refused_an_order_does_not_get_it_again_nor_behind_another_one():
    """The second order of the bundle is refused by the only courier."""
    couriers = couriers_of({"courier": 7})
    orders = orders_of({}, {"refused_by": 7})
    assert BruteForce(couriers, orders).plan() == [[[0]]]
    orders = orders_of({"refused_by": 7}, {})
    assert BruteForce(couriers, orders).plan() == [[[1]]]
    two = couriers_of({"courier": 7}, {"courier": 8, "x_m": 900.0})
    assert BruteForce(two, orders, rounds=0).plan()[1] == [[0]]


def test_an_order_that_costs_too_much_everywhere_stays_without_a_route():
    """Ready forty minutes ago, it is sixty minutes late; one a minute less."""
    least_min = NOW + 1 + 1 + 5 + 2 - UNPLANNED
    for late_min, plan in ((0.0, [[]]), (-0.01, [[[0]]])):
        orders = orders_of({"least_min": least_min - late_min})
        assert BruteForce(couriers_of({}), orders, price=0.0).plan() == plan


@pytest.mark.parametrize(("radius_m", "plan"), [(499.0, [[]]), (500.0, [[[0]]])])
def test_nobody_sets_out_for_a_store_beyond_the_radius(radius_m, plan):
    couriers = couriers_of({"x_m": 500.0})
    assert BruteForce(couriers, orders_of({}), radius_m=radius_m).plan() == plan


def test_a_route_holds_no_more_than_there_is_room_for():
    orders = orders_of(*[{"least_min": 1e4}] * (MOST + 4))
    (bundles,) = BruteForce(couriers_of({}), orders, bundle=8).plan()
    assert MOST - 2 <= len(planned([bundles])) <= MOST


def test_whole_minutes_are_rounded_up_ride_by_ride():
    """Each of the two rides of 4.1 minutes takes five; handed over at 20 + 5 + 1 + 1 + 5 + 2."""
    couriers = couriers_of({"x_m": 410.0})
    orders = orders_of({"door_x_m": 0.0, "door_y_m": 410.0, "least_min": 0.0})
    route, begins = np.zeros(MOST, np.int32), np.ones(MOST, np.bool_)
    for whole, cost in ((True, 34.0), (False, 32.2)):
        found = route_cost(rules(whole), couriers[0], orders, route, begins, 1, terms_of(price=0.0))
        assert found == pytest.approx(cost)


# Squares


def city_of(seed, n_couriers=120, n_orders=60):
    """Many couriers and orders in ten kilometres."""
    rng = np.random.default_rng(seed)
    couriers = couriers_of(*[{}] * n_couriers)
    orders = orders_of(*[{}] * n_orders)
    for rows, axes in ((couriers, ("x_m", "y_m")), (orders, ("store_x_m", "store_y_m"))):
        for axis in axes:
            rows[axis] = np.round(rng.uniform(0, 10_000, len(rows)), -2 if seed % 2 else 3)
    couriers["free_min"] = NOW + rng.integers(0, 10, n_couriers)
    couriers["min_per_m"] = rng.choice([0.008, 0.01, 0.012], n_couriers)
    orders["promised_min"] = NOW + rng.integers(-20, 40, n_orders)
    orders["store"] = np.arange(n_orders)
    orders["ready_min"] = np.sort(NOW + rng.integers(-10, 20, n_orders))
    for axis in ("x_m", "y_m"):
        orders[f"door_{axis}"] = orders[f"store_{axis}"] + rng.normal(0, 1500, n_orders)
    return couriers, orders


@pytest.mark.parametrize("seed", range(6))
def test_the_squares_change_nothing(seed):
    """Two more, far away and off duty, make the squares so large that all lie in one."""
    couriers, orders = city_of(seed)
    far = couriers_of(*[{"x_m": x_m, "y_m": x_m, "until_min": 0.0} for x_m in (-1e7, 1e7)])
    terms = terms_of(radius_m=3000.0, late_weight=0.1)
    local = planning.plan(Problem(rules(), couriers, orders, terms), 2, True)
    everyone = np.concatenate([couriers, far])
    full = planning.plan(Problem(rules(), everyone, orders, terms), 2, True)
    assert len(np.unique(local.where)) > 20
    for ours, of_all in zip(local, full, strict=True):
        assert ours.tolist() == of_all[: len(ours)].tolist()


def test_in_a_large_fleet_routes_change_couriers_near_by():
    """1200 couriers and 150 orders are too many to match all with all."""
    saved_min = []
    for seed in range(3):
        couriers, orders = city_of(seed, 1200, 150)
        plans = [
            planning.plan(Problem(rules(), couriers, orders, terms_of()), 2, matches)
            for matches in (False, True)
        ]
        assert all((found.where >= 0).all() for found in plans)
        saved_min.append(plans[0].costs.sum() - plans[1].costs.sum())
    assert min(saved_min) > 0
