"""The warm-up: days that are lived, leave people changed, and are in no table."""

import pickle

import numpy as np
import pytest

from sim import luck
from sim.agents.courier import Doing
from sim.flow.needs import draw_needs
from sim.market import Market
from sim.mechanisms import MECHANISMS
from sim.processes import in_order, start
from sim.scenario import Scenario
from sim.simulation import alive, run
from sim.warm_up import can_share, count_from_now, warm_up
from tests.cities import CALM, SMALL, Tree, scenario
from tests.invariants import lives, money, places
from tests.reproducible.digest import digests
from tests.uncompiled import assert_tests_pass_uncompiled

WARM: Tree = {**SMALL, "warmup_days": 1, "consumers": {"count": 1000}, "stores": {"count": 6}}
# As many orders by night as by day, night shifts, a budget that one day uses up, some rain.
LIVELY: Tree = {
    "demand": {"weekday_hours": [1] * 24, "weekend_hours": [1] * 24},
    "couriers": {
        "count": 10,
        "shifts": [
            {"share": 0.6, "start": "09:00", "end": "23:30"},
            {"share": 0.4, "start": "20:00", "end": "06:00"},
        ],
    },
    "stores": {"late_share": 1},
    "world": {"weather": {"rain_share": 0.4}},
    "stock": {"days_of_demand": 0.8},
    "policies": {"coupons": [{"use": "percent", "budget_cents": 5000, "uses_per_day": 0}]},
}


@pytest.fixture(scope="module")
def lively():
    return run(scenario(WARM, LIVELY), 3)


def test_the_tables_hold_the_days_that_count_alone(lively):
    assert lively.days == 1
    assert len(lively.orders) > 50
    assert lively.orders["placed_min"].min() >= 0
    assert (lively.orders["need"] >= 0).all()
    assert lively.timeline["at_min"].min() == 15
    assert lively.book.shape[0] == 2
    assert lively.timing["warmup_cpu_s"] > 0


@pytest.mark.parametrize("check", [*money.CHECKS, *lives.CHECKS, *places.CHECKS])
def test_all_rules_hold_of_what_is_counted(lively, check):
    """To the cent and to the order, though orders, shifts and rides reach over minute 0."""
    check(lively)


def test_orders_of_the_warm_up_that_end_later_are_booked_on_its_page():
    market = alive(scenario(WARM, LIVELY), 3)
    before = int(market.world.state["n_orders"][0])
    still_open = np.isnan(market.world.orders["ended_min"][:before])
    assert still_open.any()
    market.clock.run(until=180)
    assert not np.isnan(market.world.orders["ended_min"][:before]).any()
    assert (market.world.book[-1] != 0).any()
    assert (market.world.book.sum(axis=2) == 0).all()


def test_a_budget_is_whole_at_minute_0(lively):
    market = alive(scenario(WARM, LIVELY), 3)
    assert market.world.campaigns["budget_left_cents"][0] == 5000
    assert market.world.campaigns["n_used"][0] == 0
    assert (lively.orders["coupon"] == 0).any()


def test_people_remember_the_warm_up():
    """What they think and where they ordered last, but not what they spent."""
    consumers = alive(scenario(WARM), 3).world.consumers
    came = consumers["last_store"] >= 0
    assert came.any()
    assert (consumers["last_order_min"][came] < 0).all()
    assert (consumers["satisfaction"][came] != 4).any()
    assert not consumers["n_orders"].any()
    assert not consumers["spent_cents"].any()


def test_the_first_midnight_finds_work_in_progress():
    market = alive(scenario(WARM, LIVELY), 3)
    assert market.now_min == 0
    assert market.world.state["n_open"][0] > 0
    assert (market.world.couriers["doing"] != Doing.OFF).any()


@pytest.mark.parametrize("warmup_days", [0, 1, 3])
def test_the_run_s_first_night_has_the_couriers_of_the_evening_before(warmup_days):
    rules = {"warmup_days": warmup_days, "couriers": {"attendance_share": 0.5}}
    market = start(Market(scenario(WARM, LIVELY, CALM, rules), 3))
    market.clock.run(until=market.start_min + 1)
    couriers = market.world.couriers
    night = couriers["off_min"] < couriers["on_min"]
    draws = luck.uniforms(3, luck.ATTENDANCE, len(couriers), -warmup_days - 1)[:, 0]
    assert ((couriers["doing"] != Doing.OFF) == (night & (draws < 0.5))).all()
    assert night.any()


def test_the_days_that_count_have_the_needs_and_weekdays_they_have_without_a_warm_up():
    market = alive(scenario(WARM, {"demand": {"first_weekday": 5}}), 3)
    market.clock.run(until=1)
    assert (market.weekday, market.view.day) == (5, 0)
    demand = market.scenario.demand
    expected = draw_needs(3, market.world.consumers, 0, demand.weekend_factor, demand.weekend_hours)
    assert market.world.needs.tobytes() == expected.tobytes()


def test_weather_of_the_days_that_count_does_not_depend_on_steps_before():
    """Episodes name days from 0."""
    episode = {"state": "rain", "start": "00:00", "end": "02:00", "days": [0]}
    weather = {"mode": "episodes", "episodes": [episode]}
    market = alive(scenario(WARM, {"world": {"weather": weather}}), 3)
    assert market.weather == 0
    market.clock.run(until=1)
    assert market.weather == 1


RIDES = [  # depart, arrive, share that is left at minute 0
    (-10, 10, 0.5),
    (-15, 5, 0.25),
    (2, 12, 1),
    (-20, -5, 0),
]


@pytest.mark.parametrize(("metric", "metres"), [("euclidean", 500), ("manhattan", 700)])
def test_metres_and_minutes_are_counted_from_minute_0(metric, metres):
    """What is left of a ride counts, as empty if no food is on board; a shift from minute 0 on."""
    fleet = {"count": 5, "metric": metric, "detour": 1.2}
    market = Market(scenario(SMALL, {"couriers": fleet}))
    couriers = market.world.couriers
    couriers["doing"][:4] = Doing.RIDING
    for name, value in {"from_x_m": 100, "from_y_m": 500, "to_x_m": 400, "to_y_m": 100}.items():
        couriers[name] = value
    couriers["depart_min"][:4] = [depart for depart, _, _ in RIDES]
    couriers["arrive_min"][:4] = [arrive for _, arrive, _ in RIDES]
    couriers["on_board"][1] = 1
    couriers["ridden_m"] = couriers["empty_m"] = couriers["paid_ridden_m"] = 9000
    couriers["since_min"] = -300
    couriers["busy_since_min"] = [-20, -20, 3, -20, -20]
    count_from_now(market)
    left = [1.2 * metres * share for _, _, share in RIDES] + [0]
    assert couriers["ridden_m"].tolist() == pytest.approx(left)
    assert couriers["empty_m"].tolist() == pytest.approx([left[0], 0, *left[2:]])
    assert not couriers["paid_ridden_m"].any()
    assert couriers["since_min"].tolist() == [0] * 5
    assert couriers["busy_since_min"].tolist() == [0, 0, 3, 0, 0]


# Processes of mechanisms

TINY: Tree = {
    "warmup_days": 1,
    "past": {"days": 0},
    "consumers": {"count": 20},
    "stores": {"count": 3},
    "couriers": {"count": 6, "shifts": [{"share": 1, "start": "00:00", "end": "23:59"}]},
}
SEND: Tree = {"policies": {"repositioning": {"use": "balance"}}}


ALL: Tree = {"mechanisms": {each.name: {"enabled": True} for each in MECHANISMS}}
# Without these settings there is no process.
ALL["mechanisms"]["rival"]["reacts"] = "match"
ALL["mechanisms"]["regulation"]["day_hours"] = 8
ALL["mechanisms"]["events"]["happens"] = [{"kind": "jam"}]


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("base", "arm"),
    [
        ({}, {}),
        pytest.param(SEND, {}, marks=pytest.mark.whole_run),
        pytest.param({}, SEND, marks=pytest.mark.whole_run),
    ],
)
def test_processes_of_mechanisms_go_on_where_the_warm_up_left_them(base, arm):
    """Whatever their turns, and what the platform decides before and after."""
    warm = warm_up(scenario(SMALL, TINY, ALL, base), 3)
    market = alive(scenario(SMALL, TINY, ALL, arm), 3, warm=warm)
    acted, processes = market.agenda.acted, {each.name: each for each in in_order(market)}
    theirs = [each.name for each in MECHANISMS if each.process is not None]
    assert len(theirs) >= 10
    for name in theirs:
        assert acted.get(name, 0) == 0 or processes[name].moment(acted[name] - 1) < 0
        assert processes[name].moment(acted.get(name, 0)) >= 0
    market.clock.run(until=31)
    for name in theirs:
        assert processes[name].moment(acted[name]) > 30


# One warm-up for several arms


def dearer() -> Scenario:
    return scenario(WARM, LIVELY, {"policies": {"pricing": {"use": "flat", "base_cents": 900}}})


def test_an_arm_begins_from_the_warm_up_of_the_base(lively, monkeypatch):
    base = scenario(WARM, LIVELY)
    warm = pickle.loads(pickle.dumps(warm_up(base, 3)))
    monkeypatch.setattr("sim.warm_up.start", None)  # what begins before minute 0
    shared = run(base, 3, warm=warm)
    assert digests(shared) == digests(lively)
    arm = run(dearer(), 3, warm=warm)
    deliveries = arm.orders[arm.orders["channel"] == 0]
    assert set(deliveries["fee_cents"]) == {900}
    for check in (*money.CHECKS, *lives.CHECKS, *places.CHECKS):
        check(arm)
    with pytest.raises(TypeError):  # it would have been noticed
        run(base, 3)


def test_an_arm_has_campaigns_and_rates_of_its_own():
    free = {"use": "free_delivery", "over_cents": 100}
    changes = {"policies": {"coupons": [free, free], "service_fee_cents": 77}}
    market = alive(scenario(WARM, LIVELY, changes), 3, warm=warm_up(scenario(WARM, LIVELY), 3))
    assert len(market.world.campaigns) == 2
    assert market.world.terms["service_fee_cents"][0] == 77


def test_rounds_of_an_arm_begin_at_minute_0_whatever_the_base_s_intervals_were():
    often = {"policies": {"pricing": {"use": "surge", "every_min": 7}}}
    rarely = {"policies": {"pricing": {"use": "surge", "every_min": 25}}}
    for base in (often, rarely):
        warm = warm_up(scenario(WARM, base), 3)
        market = alive(scenario(WARM, often), 3, warm=warm)
        market.clock.run(until=6.9)
        market.world.tariff["base_cents"] = 1
        market.clock.run(until=7.1)
        assert (market.world.tariff["base_cents"] != 1).all()


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ({}, True),
        ({"title": "another"}, True),
        ({"policies": {"pricing": {"use": "surge"}}}, True),
        ({"couriers": {"count": 11}}, False),
        ({"warmup_days": 2}, False),
        ({"policies": {"staffing": {"use": "forecast"}}}, False),
    ],
)
def test_who_may_begin_from_one_warm_up(changes, share):
    assert can_share(scenario(WARM), scenario(WARM, changes)) is share


def test_another_city_s_warm_up_is_refused():
    warm = warm_up(scenario(WARM), 3)
    with pytest.raises(ValueError, match="all but policies must be the same"):
        run(scenario(WARM, {"couriers": {"count": 3}}), 3, warm=warm)
    with pytest.raises(ValueError, match="and seed 3 is none of 'test' and seed 4"):
        run(scenario(WARM), 4, warm=warm)


def test_without_a_warm_up_counting_begins_with_the_run():
    cold = scenario(SMALL)
    assert digests(run(cold, 3)) == digests(run(cold, 3, warm=warm_up(cold, 3)))


def test_a_policy_sees_the_days_of_the_warm_up_too():
    market = alive(scenario(WARM, {"warmup_days": 2}), 3)
    market.clock.run(until=900)
    seen = market.view.days_so_far.n_orders
    orders = market.world.orders[: market.world.state["n_orders"][0]]
    assert seen.tolist() == [
        np.count_nonzero(orders["placed_min"] // 1440 == day) for day in (-2, -1, 0)
    ]
    assert (seen > 0).all()


def test_slow_ones_uncompiled():
    assert_tests_pass_uncompiled(__file__)
