"""Where idle couriers wait, in towns of a few stores on a line; 100 m are a minute."""

import numpy as np
import pytest

from sim.policies.dispatch import RollingHorizon
from sim.policies.dispatch.candidates import CANDIDATE
from sim.policies.dispatch.rolling_horizon import coverage
from sim.policies.dispatch.rolling_horizon.coverage import END, EXPECTED
from sim.policies.dispatch.rolling_horizon.rules import Rules
from tests.sim.worlds import PICKUP_ONLY, Town

LINE = [{"x_m": 0.0}, {"x_m": 400.0}, {"x_m": 1000.0}]


def ordered(*changes, stores=LINE, couriers=((0, 0), (0, 0)), latest=(0, 1, 2), until_min=600.0):
    """A town in which the latest orders went to these stores, the newest last; none waits."""
    town = Town(
        *changes,
        {"couriers": {"acceptance": {"response_min": 0}}},
        homes=[(0, 0)] * len(latest),
        stores=[{"n_cooks": 9} | store for store in stores],
        couriers=couriers,
    )
    for courier in range(len(couriers)):
        town.start_shift(courier, until_min, 0.0)
    for row, store in enumerate(latest):
        town.world.shown[:] = -1
        town.world.shown[:, 0] = store
        town.needs((row / 1000, row))
        town.advance((row + 1) / 1000)
    town.world.state["n_waiting"] = 0
    return town


def where_to_wait(town, second_weight=0, least_gain_min=0, row=0, **ends):
    """Where a courier is to wait, all being free now where they stand."""
    couriers, end = town.world.couriers, END.empty(len(town.world.couriers))
    end["x_m"], end["y_m"], end["min_per_m"] = couriers["to_x_m"], couriers["to_y_m"], 0.01
    for name, values in ends.items():
        end[name] = values
    demand, travel = places(town), town.world.travel
    cover = coverage.cover_of(travel, demand, end)
    policy = RollingHorizon(
        second_weight=second_weight, least_gain_min=least_gain_min, latest_orders=len(demand)
    )
    rules = Rules(*(getattr(policy, name) for name in Rules._fields))
    return coverage.where_to_wait(cover, row, rules)


def places(town):
    """One expected order at each store."""
    stores, demand = town.world.stores, EXPECTED.empty(len(town.world.stores))
    demand["store"] = np.arange(len(stores))
    demand["x_m"], demand["y_m"] = stores["x_m"], stores["y_m"]
    return demand


def test_a_courier_moves_to_where_the_way_falls_most_for_a_minute_of_riding():
    """Of stores 0, 4 and 10 min away, where another waits at the first.

    At the second the ways are 0, 0 and 6: eight less, for five minutes with that of setting out.
    At the third they are 0, 4 and 0: ten less, for eleven.
    """
    assert where_to_wait(ordered()) == 1
    assert where_to_wait(ordered(), x_m=[400, 0]) == 2  # and on from there, two less for seven


def test_the_second_nearest_courier_counts_as_much_as_it_weighs():
    """A third courier stands at the second store; the first could join it, or the third store.

    There the ways of the first and of the second courier fall by 6 and by 0 minutes in all; at
    the second store by 0, and by 4 + 0 + 0 in less than half the time.
    """
    town = ordered(couriers=[(0, 0), (0, 0), (400, 0)])
    assert where_to_wait(town, second_weight=0.0) == 2
    assert where_to_wait(town, second_weight=1.0) == 1


@pytest.mark.parametrize(("gain_min", "store"), [(2.66, 1), (2.67, 2), (3.33, 2), (3.34, -1)])
def test_a_small_gain_is_no_reason_to_move(gain_min, store):
    """From 14 / 3 minutes to 6 / 3 at the second store, and to 4 / 3 at the third."""
    assert where_to_wait(ordered(), least_gain_min=gain_min) == store


def test_nobody_moves_where_nothing_falls():
    """All stores are in one place: the courier is there, or it makes no difference."""
    town = ordered(stores=[{"x_m": 300.0}] * 3, couriers=[(300, 0), (300, 0)])
    assert where_to_wait(town) == -1


def test_who_will_be_free_soon_covers_too():
    """The other one will be at the third store in no time, then in twenty minutes."""
    town = ordered()
    assert where_to_wait(town, x_m=[0, 1000]) == -1  # 0, 4 and 0: as good as anywhere
    assert where_to_wait(town, x_m=[0, 1000], in_min=[0, 20]) == 1


def test_nobody_moves_farther_than_a_quarter_of_an_hour():
    """The third store would be the best place, but is 16 minutes away."""
    near, far = [[{"x_m": 0.0}, {"x_m": 400.0}, {"x_m": x_m}] for x_m in (1490.0, 1600.0)]
    assert where_to_wait(ordered(stores=near), least_gain_min=3) == 2
    assert where_to_wait(ordered(stores=far), least_gain_min=3) == -1


def test_the_latest_deliveries_tell_where_the_next_will_come_up():
    town = ordered(latest=(0, 1, 2, 2, 1))
    assert town.call(coverage.expected_orders, 3, 1)["store"].tolist() == [1, 2, 2]
    assert town.call(coverage.expected_orders, 9, 1)["store"].tolist() == [1, 2, 2, 1, 0]
    assert len(ordered(PICKUP_ONLY).call(coverage.expected_orders, 9, 1)) == 0


def test_a_larger_fleet_looks_at_more_orders():
    town = ordered(latest=(0, 1, 2, 2, 1))
    assert len(town.call(coverage.expected_orders, 2, 399)) == 2
    assert len(town.call(coverage.expected_orders, 2, 400)) == 4


def test_who_is_first_at_each_place_stays_right_while_couriers_move():
    """After each move of an idle courier to a place in reach, as if reckoned from scratch."""
    rng = np.random.default_rng(0)
    travel, ends, demand = ordered().world.travel, END.empty(40), EXPECTED.empty(60)
    for rows in (ends, demand):
        rows["x_m"], rows["y_m"] = rng.uniform(0, 5000, (2, len(rows)))
    ends["min_per_m"], ends["in_min"][20:] = rng.choice([0.01, 0.012], 40), rng.uniform(0, 20, 20)
    cover = coverage.cover_of(travel, demand, ends)
    for row in range(20):
        end = ends[row]
        ways_m = np.hypot(demand["x_m"] - end["x_m"], demand["y_m"] - end["y_m"])
        place = int(rng.choice(np.flatnonzero(ways_m * end["min_per_m"] <= 15)))
        in_min = float(ways_m[place] * end["min_per_m"])
        coverage.come_to(cover, row, demand[place], in_min)
        again = coverage.cover_of(travel, demand, ends.copy())
        assert cover.times.tolist() == again.times.tolist()
        ways = np.hypot(demand["x_m"][:, None] - ends["x_m"], demand["y_m"][:, None] - ends["y_m"])
        times = np.sort(ends["in_min"] + ways * ends["min_per_m"])[:, :4]
        assert cover.times == pytest.approx(np.minimum(times, 30))


# As the policy moves them


def moves(town, now_min=1.0, **changes):
    """(courier, x) of the moves that the policy wants."""
    policy = RollingHorizon(**({"second_weight": 0, "least_gain_min": 0} | changes))
    decision = policy(town.view(now_min))
    assert len(decision.offers) == 0
    return [(int(move["courier"]), float(move["x_m"])) for move in decision.moves]


def test_couriers_move_one_after_the_other_and_see_where_those_before_them_go():
    """The first makes the ways fall by 8 / 3 minutes, the second, after it, by 4 / 3."""
    assert moves(ordered()) == [(0, 400), (1, 400)]
    assert moves(ordered(), least_gain_min=2) == [(0, 400)]


@pytest.mark.parametrize("off", [{"latest_orders": 0}, {"send_ahead": False}])
def test_moves_can_be_switched_off(off):
    assert moves(ordered(), **off) == []


def test_before_the_end_of_the_shift_nobody_moves_nor_counts_as_cover():
    """The second courier has fourteen minutes left; without it the first has to cover all."""
    town = ordered()
    town.world.couriers["until_min"][1] = 15.0
    assert moves(town) == [(0, 400)]
    assert moves(town, last_move_min=14) == [(0, 400), (1, 400)]


def test_couriers_at_work_cover_where_their_route_ends_and_are_left_alone():
    """The second is on its way to a door at the third store."""
    town = ordered(couriers=[(400, 0), (1000, 0)])
    town.world.orders["door_x_m"][2] = 1000
    town.world.orders["courier"][2] = -1
    town.offer(1.0, (2, 1, 0, 1))
    assert town.world.couriers["n_stops"].tolist() == [0, 2]
    assert [courier for courier, _ in moves(town)] in ([], [0])


# Hops


def hop(stores, to_store, x_m=0.0):
    town = Town({"couriers": {"whole_minutes": True}}, stores=[{"x_m": at} for at in stores])
    one = CANDIDATE.empty(1)
    one["x_m"], one["min_per_m"] = x_m, 0.01
    return town.call(coverage.first_hop, one[0], to_store)


@pytest.mark.parametrize(
    ("stores", "hops_to"),
    [
        ([1000, 300, 700], 1),  # 3 + 7 minutes are as long as 10, and it is the first on the way
        ([1000, 350, 700], 2),  # 4 + 7 are longer
        ([1000, 350, 650], 0),
        ([1050, 350, 650], 1),  # 4 + 7 are as long as 11
        ([1000, 0], 0),  # where one stands is no hop
        ([1000, 1300, -200], 0),
        ([90, 50], 0),  # a way of one minute has none
    ],
)
def test_a_ride_is_broken_where_that_costs_no_time(stores, hops_to):
    assert hop(stores, 0) == hops_to
