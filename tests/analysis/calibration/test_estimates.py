"""Each estimator by hand, and on made-up data whose truth is known."""

import math

import numpy as np
import pytest
from scipy import stats

from analysis.calibration import demand, preparation, rides, service, supply
from analysis.calibration.estimate import Estimate, mean_of, share_of

NAN = math.nan


def test_an_interval_is_normal_or_normal_in_logarithms():
    plain = Estimate.of("a", 10.0, 1.0, 5, "x")
    assert (plain.low, plain.high) == pytest.approx((10 - 1.959964, 10 + 1.959964))
    logs = Estimate.of("a", 10.0, 1.0, 5, "x", log=True)
    assert (logs.low, logs.high) == pytest.approx((10 / 1.216524, 10 * 1.216524), rel=1e-5)
    assert Estimate.of("a", 0.5, 1.0, 5, "x").low == 0
    student = Estimate.of("a", 20.0, 1.0, 5, "x", freedom=4)
    assert student.high == pytest.approx(20 + 2.776445)


def test_a_mean_and_its_error_by_hand():
    found = mean_of("a", np.array([1.0, 3.0, NAN]), "x")
    assert found is not None
    assert (found.value, found.error, found.n) == (2.0, 1.0, 2)
    assert mean_of("a", np.array([1.0, NAN]), "x") is None


def test_wilsons_interval_by_hand():
    found = share_of("a", 5, 10, "x")
    assert found is not None
    # (0.5 + z²/20) / (1 + z²/10) -+ z / (1 + z²/10) * sqrt(0.025 + z²/400), z = 1.96
    assert (found.low, found.high) == pytest.approx((0.23659, 0.76341), abs=1e-5)
    assert share_of("a", 0, 0, "x") is None


def test_orders_in_hand_by_hand():
    placed, ready = np.array([0.0, 5, 6, 20]), np.array([10.0, 12, 7, 30])
    found = preparation.in_hand(placed, ready, np.zeros(4, np.int32))
    assert found.tolist() == [0, 1, 2, 0]
    apart = preparation.in_hand(placed, ready, np.array([0, 1, 0, 1], np.int32))
    assert apart.tolist() == [0, 0, 1, 0]


def test_the_shape_solves_the_equation_of_one_store_by_hand():
    """With equal n the sum over stores is solved where seen and expected means are equal."""
    times = [np.array([1.0, 2.0]), np.array([2.0, 4.0]), np.array([3.0, 6.0])]
    found = preparation.gamma_shape(times)
    assert found is not None
    # Each has a variance of 0.5 over a squared mean of 2.25, and 1 / (k + 1/2) = 2 / 9 at k = 4.
    assert found.value == pytest.approx(4)
    # All stores say the same, so that the error is that of gamma times alone: of three stores with
    # a relative variance of 2 + 2/8 each, over a slope of 3 / 4.5^2.
    assert found.error == pytest.approx(math.sqrt(3 * 2.25) / 4.5 / (3 / 4.5**2))


def kitchens(luck, n_stores=60, n=40, mean=18.0, shape=4.0, sigma=0.35):
    """Orders that never meet in a store: an hour between two of them."""
    of_store = mean * np.exp(sigma * luck.standard_normal(n_stores) - sigma**2 / 2)
    store = np.tile(np.arange(n_stores, dtype=np.int32), n)
    placed = np.repeat(np.arange(n) * 1000.0, n_stores)
    took = luck.gamma(shape, of_store[store] / shape)
    return placed, placed + took, store


def test_kitchens_are_recovered_within_their_intervals():
    """Of 40 towns and three settings, nine in ten of the known values lie in the intervals."""
    truth = {"mean": 18.0, "shape": 4.0, "store_sigma": 0.35}
    held = []
    for seed in range(40):
        placed, ready, store = kitchens(np.random.default_rng(seed))
        found = preparation.preparation(placed, ready, store, 60)
        assert found is not None
        assert found.idle_share == 1
        for name, value in truth.items():
            each = getattr(found, name)
            held.append(each.low <= value <= each.high)
    assert 0.9 <= np.mean(held) < 1


def test_longer_times_with_more_in_hand_are_told():
    luck = np.random.default_rng(0)
    others = luck.integers(0, 4, 400)
    took = 10.0 * (1 + 0.2 * others)
    found = preparation.growth_in_hand(took, others, np.zeros(400, np.int32))
    assert found is not None
    mean = took.mean() / 10
    assert found.value == pytest.approx(0.2 / mean)
    assert found.error == pytest.approx(0, abs=1e-9)


def test_speed_and_service_of_exact_rides():
    """Two minutes at the counter, one at the door, 18 km/h on ways 1.35 times as long."""
    way = np.linspace(300, 4000, 60)
    picked = np.zeros(60)
    at_door = 2 + way * 1.35 / (18_000 / 60)
    moments = {"picked_up": picked, "at_door": at_door, "delivered": at_door + 1.0}
    found = {
        each.path: each.value
        for each in rides.rides(moments, way, np.ones(60), detour=1.35, pickup_after_min=1)
    }
    assert found == pytest.approx(
        {
            "couriers.speed_km_per_h": 18,
            "couriers.pickup_after_min": 2,
            "couriers.dropoff_before_min": 1,
        }
    )


def test_without_an_arrival_at_the_door_its_service_is_what_the_way_leaves():
    way = np.linspace(300, 4000, 60)
    moments = {"picked_up": np.zeros(60), "delivered": 4 + way * 1.35 / 300}
    found = rides.rides(moments, way, np.ones(60), detour=1.35, pickup_after_min=1)
    assert {each.path: each.value for each in found} == pytest.approx(
        {"couriers.speed_km_per_h": 18, "couriers.dropoff_before_min": 3}
    )


def test_each_courier_rides_at_a_pace_of_his_own_by_hand():
    """Five couriers of 200 to 400 m a minute and 2.5 minutes at the start; the fastest ride far."""
    pace = np.repeat([200.0, 250, 300, 350, 400], 6)
    way = np.tile([500.0, 700, 900, 1100, 1300, 1500], 5) * pace / 200
    found = rides.lines_of_couriers(way, 2.5 + way / pace, np.repeat(np.arange(5), 6))
    assert found is not None
    (start, start_error), (mean, error), n, freedom = found
    assert (start, start_error, mean, n, freedom) == pytest.approx((2.5, 0, 300, 30, 4))
    assert error == pytest.approx(np.std([200, 250, 300, 350, 400], ddof=1) / math.sqrt(5))


def test_orders_of_a_courier_that_overlap_are_not_alone():
    courier = np.array([7, 7, 7, 8, -1])
    picked, delivered = np.array([0.0, 5, 20, 6, 6]), np.array([10.0, 12, 25, 9, 9])
    assert rides.alone_in_hand(courier, picked, delivered).tolist() == [0, 0, 1, 1, 1]


def test_hours_of_weekdays_and_weekend_by_hand():
    """Friday with 4 orders, Saturday with 6: shares by hour, and 1.5 times as many."""
    placed = np.array([600, 610, 620, 720, *[1440 + 660] * 6], np.float64)
    found = demand.demand(placed, np.array([False, True]))
    assert found.weekday is not None
    assert found.weekend is not None
    assert (found.weekday.share[10], found.weekday.share[12]) == (0.75, 0.25)
    assert found.weekday.error[10] == pytest.approx(math.sqrt(0.75 * 0.25 / 4))
    assert found.weekend.share[11] == 1
    assert found.weekend_factor is not None
    assert found.weekend_factor.value == 1.5
    assert found.weekend_factor.error == pytest.approx(1.5 * math.sqrt(1 / 4 + 1 / 6))


def test_a_day_without_an_order_is_a_day_of_its_kind():
    """Two weeks from a Monday on, ten orders a day; closed on Sundays and on one Saturday."""
    open_days = [day for day in range(14) if day % 7 != 6 and day != 12]
    placed = np.concatenate([1440 * day + 600 + np.arange(10.0) for day in open_days])
    found = demand.demand(placed, np.arange(14) % 7 >= 5)
    assert found.weekday is not None
    assert found.weekend is not None
    assert (found.weekday.n_days, found.weekend.n_days) == (10, 4)
    assert found.weekend_factor is not None
    assert found.weekend_factor.value == 0.25
    assert found.orders_per_day.value == 110 / 14


def test_the_level_of_few_days_has_students_interval_and_at_least_the_spread_of_counts():
    equal = demand.demand(np.array([600.0] * 100 + [2040.0] * 100), np.zeros(2, bool))
    reach = stats.t.ppf(0.975, 1) * math.sqrt(100 / 2)
    assert (equal.orders_per_day.low, equal.orders_per_day.high) == pytest.approx(
        (max(0, 100 - reach), 100 + reach)
    )


def test_the_interval_of_the_weekend_factor_has_the_freedom_of_welch():
    """Five days of 80 to 120 orders, two of 130 and 170."""
    counts = [80, 90, 100, 110, 120, 130, 170]
    placed = np.concatenate([np.full(n, 1440.0 * day) for day, n in enumerate(counts)])
    found = demand.demand(placed, np.arange(7) >= 5).weekend_factor
    assert found is not None
    shares = 250 / (5 * 100**2), 800 / (2 * 150**2)
    freedom = int(sum(shares) ** 2 / (shares[0] ** 2 / 4 + shares[1] ** 2 / 1))
    reach = math.exp(stats.t.ppf(0.975, freedom) * math.sqrt(sum(shares)))
    assert (found.low, found.high) == pytest.approx((1.5 / reach, 1.5 * reach))


def test_a_promise_for_all_and_one_that_varies():
    placed = np.arange(40.0)
    fixed = service.promise(placed, placed + 30, None)
    assert [(each.path, each.value) for each in fixed] == [("policies.promise.minutes", 30.0)]
    promised = placed + 30 + np.arange(40) % 7
    delivered = promised + np.where(np.arange(40) < 36, -1, 5)
    varied = service.promise(placed, promised, delivered)
    assert [(each.path, each.value) for each in varied] == [("policies.promise.quantile", 0.9)]
    assert service.promise(placed, None, delivered) == []


def test_one_order_in_four_offers_is_a_quarter_taken():
    found = service.accepted_share(np.array([1.0, 7, NAN]), None)
    assert found is not None
    assert (found.value, found.n) == (0.25, 8)


def test_shifts_of_few_couriers_join_those_of_many():
    on = np.array([600.0] * 6 + [1020] * 5 + [615])
    off = np.array([840.0] * 6 + [1260] * 5 + [845])
    found = supply.supply_of(on, off)
    assert found is not None
    assert [(each.start_min, each.end_min, each.n) for each in found.groups] == [
        (600, 840, 7),
        (1020, 1260, 5),
    ]
    assert sum(shift["share"] for shift in found.shifts) == pytest.approx(1)
    assert supply.supply_of(on[:4], off[:4]) is None


def test_what_couriers_did_tells_when_they_worked():
    courier = np.array([0, 0, 1, 0])
    first = np.array([600.0, 700, 610, 1440 + 590])
    last = np.array([620.0, 730, 650, 1440 + 640])
    on, off = supply.seen_shifts(courier, first, last)
    # Days have 2 and 1 couriers; of the three shifts by their beginnings, the first of 1.
    assert (on.tolist(), off.tolist()) == ([590.0], [640.0])


def test_work_past_midnight_is_one_shift():
    """Ten couriers from 20:00 to 02:00, five nights."""
    start = np.array(
        [1440.0 * night + minute for night in range(5) for minute in (1200, 1470, 1530)]
    )
    first, courier = np.tile(start, 10), np.repeat(np.arange(10), len(start))
    found = supply.supply_of(*supply.seen_shifts(courier, first, first + 30), seen=True)
    assert found is not None
    assert (found.n_couriers, found.hours) == (10, 60)
    assert found.groups == (supply.ShiftGroup(1200, 120, 10),)


def test_who_begins_after_midnight_joins_who_begin_before_it():
    on = np.array([1410.0] * 5 + [600] * 5 + [10])
    found = supply.supply_of(on, on + 240)
    assert found is not None
    assert {(each.start_min, each.n) for each in found.groups} == {(1410, 6), (600, 5)}


def test_where_longer_ways_take_no_longer_no_speed_is_told():
    way = np.tile([500.0, 700, 900, 1100, 1300, 1500], 5)
    moments = {"picked_up": np.zeros(30), "delivered": np.full(30, 14.0)}
    for courier in (None, np.repeat(np.arange(5), 6)):
        assert (
            rides.rides(moments, way, np.ones(30), courier, detour=1.35, pickup_after_min=1) == []
        )
