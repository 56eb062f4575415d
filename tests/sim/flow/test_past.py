"""The past: lived by the equation of the run, at the rates and experiences that were asked for."""

import math

import numpy as np
import pytest

from sim import luck
from sim.daytime import DAY_MIN
from sim.flow.past import quantile
from sim.market import Market
from sim.simulation import run
from tests.benchmarks.past import compared, lasting_sd, orders_per_need, strangers
from tests.cities import ALIKE, SMALL, Tree, scenario

# Ten orders a day under a weekend like any day; 400 people at four doors.
EAGER: Tree = {
    "city": {"width_m": 1000, "height_m": 1000},
    "consumers": {"count": 400},
    "demand": {"weekend_factor": 1},
    "stores": {"count": 5},
    "couriers": {"count": 0},
    "past": {"days": 20, "felt": [1, 3, 4], "lasting_sd": 0},
}


def people(*changes: Tree):
    return Market(scenario(ALIKE, EAGER, *changes), 0).world.consumers


def rate(orders_per_day):
    """One kind of people who order so many times a day."""
    plain = {"name": "plain", "share": 1, "basket_mean_cents": 4000, "work_share": 0}
    return {
        "consumers": {"segments": [plain | {"needs_per_day": orders_per_day, "orders_per_need": 1}]}
    }


def test_the_past_is_the_equation_of_the_run_applied_to_each_order():
    """By hand from the draws: exponential gaps back to the first day, quantiles, the recursion."""
    lived = people(rate(0.5), {"past": {"lasting_sd": 0.5}})
    for who in range(40):
        satisfaction, loyalty, days_ago, nth = 4.0, 0.0, 0.0, 0
        u, v, _, _ = luck.four(0, luck.PAST, who, 0, 1)
        lasting = 0.5 * math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)
        while True:
            gap, felt_draw, _, _ = luck.four(0, luck.PAST, who, nth, 0)
            days_ago -= math.log(gap) / 0.5
            if days_ago >= 20:
                break
            if nth == 0:
                assert lived["last_order_min"][who] // DAY_MIN == -1 - int(days_ago)
            felt = np.clip(np.interp(felt_draw, [0, 0.5, 1], [1, 3, 4]) + lasting, 1, 5)
            satisfaction += 0.3 * (felt - satisfaction)
            loyalty = np.clip(loyalty + 0.12 * (felt - 4.0), -2, 2)
            nth += 1
        assert lived["satisfaction"][who] == pytest.approx(satisfaction)
        assert lived["loyalty"][who] == pytest.approx(loyalty)


def test_without_days_behind_them_people_are_strangers():
    strange = people({"past": {"days": 0}})
    assert set(strange["last_store"]) == {-1}
    assert set(strange["last_order_min"]) == {-np.inf}
    assert set(strange["satisfaction"]) == {4.0}
    assert set(strange["loyalty"]) == {0.0}


def test_who_never_orders_is_a_stranger_too():
    never = rate(1)
    never["consumers"]["segments"][0]["orders_per_need"] = 0
    lived = people(never)
    assert set(lived["last_store"]) == {-1}
    assert set(lived["last_order_min"]) == {-np.inf}


def test_the_time_since_the_last_order_is_exponential():
    n = 20_000
    orders_per_day = 0.8
    lived = people(rate(orders_per_day), {"consumers": {"count": n}, "past": {"days": 60}})
    for days in (1, 3):
        share = (lived["last_order_min"] < -days * DAY_MIN).mean()
        expected = math.exp(-orders_per_day * days)
        assert abs(share - expected) <= 4 * math.sqrt(expected * (1 - expected) / n)


def test_last_orders_keep_the_hours_of_demand():
    lunch: Tree = {"demand": {"weekday_hours": [0] * 12 + [3, 1] + [0] * 10}}
    dinner: Tree = {"demand": {"weekend_hours": [0] * 18 + [1] + [0] * 5, "first_weekday": 6}}
    at_min = people(rate(5), lunch, dinner, {"consumers": {"count": 4000}})["last_order_min"]
    day, minute = np.divmod(at_min, DAY_MIN)
    hour = minute // 60
    # The first day is a Sunday: the day before it a Saturday.
    assert set(hour[day == -1]) == {18}
    assert set(hour[day == -2]) == {12, 13}
    n = np.count_nonzero(day == -2)
    assert abs((hour[day == -2] == 12).mean() - 0.75) <= 4 * math.sqrt(0.75 * 0.25 / n)
    assert 0 < np.std(minute[day == -1] % 60) < 20


def test_the_last_store_is_of_ones_list_in_proportion_to_what_it_is_worth():
    one_door: Tree = {
        "city": {"residents_per_building": 1e9},
        "consumers": {"count": 20_000},
        "stores": {"price_sigma": 0.3, "rating_error_sd": 0.4},
    }
    city = scenario(ALIKE, EAGER, rate(5), one_door)
    world = Market(city, 0).world
    listed = world.shown[world.consumers["home_cell"][0]]
    stores = world.stores[listed[listed >= 0]]
    utils = 0.5 * (stores["shown_quality"] - 4.6) - 0.0006 * 4000 * (stores["price_level"] - 1)
    share = np.exp(utils / 0.6) / np.exp(utils / 0.6).sum()
    n = len(world.consumers)
    found = np.bincount(world.consumers["last_store"], minlength=5)[listed[listed >= 0]] / n
    assert (np.abs(found - share) <= 4 * np.sqrt(share * (1 - share) / n)).all()
    assert share.max() > 1.5 * share.min()


def test_who_ordered_at_work_ordered_from_a_store_of_that_list():
    """Ordered at noon, lists of one store: on weekdays that of the office, else that of home."""
    noon: Tree = {
        "demand": {"weekday_hours": [0] * 12 + [1] + [0] * 11, "first_weekday": 0},
        "choice": {"n_examined": 1},
        "city": {"width_m": 4000, "height_m": 4000},
        "stores": {"count": 30},
    }
    working = rate(5)
    working["consumers"]["segments"][0]["work_share"] = 1
    world = Market(scenario(ALIKE, EAGER, noon, working), 0).world
    lived = world.consumers
    weekend = (lived["last_order_min"] // DAY_MIN) % 7 >= 5
    cell = np.where(weekend, lived["home_cell"], lived["work_cell"])
    assert (lived["last_store"] == world.shown[cell, 0]).all()
    assert (lived["last_store"] != world.shown[lived["home_cell"], 0])[~weekend].any()


def test_without_a_store_in_reach_there_is_no_last_one():
    assert set(
        people({"stores": {"popularity_sigma": 0}, "choice": {"radius_m": 0.1}})["last_store"]
    ) == {-1}


def past_of(consumers):
    """What everyone remembers, a row each."""
    names = ("satisfaction", "loyalty", "last_store", "last_order_min")
    return np.column_stack([consumers[name] for name in names])


def test_policies_have_no_part_in_the_past():
    coupon: Tree = {"policies": {"coupons": [{"use": "free_delivery"}], "service_fee_cents": 300}}
    assert (past_of(people()) == past_of(people(coupon))).all()


def test_another_seed_is_another_past():
    town = scenario(ALIKE, EAGER)
    one, other = (past_of(Market(town, seed).world.consumers) for seed in (0, 1))
    assert (one != other).any(axis=1).mean() > 0.9


def test_in_a_smaller_town_people_remember_the_same():
    few, many = people({"consumers": {"count": 100}}), people()
    for name in ("satisfaction", "loyalty", "last_order_min"):
        assert (few[name] == many[name][:100]).all()


def test_a_lapsed_audience_is_known_on_the_first_day():
    coupon = {"use": "free_delivery", "audience": {"lapsed_days": 4}}
    market = Market(scenario(SMALL, {"policies": {"coupons": [coupon]}}), 0)
    lapsed = market.scenario.policies.coupons[0].addressed(market.view)
    assert 0.1 < lapsed.mean() < 0.5
    assert (market.world.consumers["last_order_min"][lapsed] <= -4 * DAY_MIN).all()


@pytest.mark.slow
def test_who_is_drawn_resembles_who_lived_through_it():
    """Sixty days of a small town, and people drawn from what was measured there.

    Means within 0.15 standard deviations, these within 15 %, quantiles within 0.3 of them: last
    orders lie half a day apart, at noon and in the evening.
    """
    town = scenario(SMALL, {"consumers": {"count": 2000}, "couriers": {"count": 30}})
    result = run(strangers(town), 0)
    segments = [
        {**segment.model_dump(), "orders_per_need": float(share)}
        for segment, share in zip(town.consumers.segments, orders_per_need(result), strict=True)
    ]
    past = {
        "felt": np.quantile(result.orders["satisfaction"], np.linspace(0, 1, 21)).tolist(),
        "lasting_sd": lasting_sd(result),
    }
    measured = scenario(town.model_dump(), {"consumers": {"segments": segments}, "past": past})
    drawn = Market(measured, 0).world.consumers
    for name, (lived, now) in compared(result.consumers, result.days, drawn).items():
        apart = np.abs(now - lived) / lived[1]
        assert (apart[:2] <= 0.15).all(), name
        assert (apart[2:] <= 0.3).all(), name


def test_a_quantile_is_looked_up_straight_between_two():
    assert quantile(np.arange(11.0) ** 2, 0.725) == pytest.approx(49 + 0.25 * 15)
