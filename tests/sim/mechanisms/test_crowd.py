"""The crowd, by hand: what each expects, who is on line when, and what is learned."""

import math

import numpy as np
import pytest
from numba import typeof

from sim import luck
from sim.agents.courier import Doing
from sim.market import Market
from sim.mechanisms import crowd
from sim.mechanisms.crowd import online, supply
from sim.mechanisms.crowd.columns import PERSON, SAID
from sim.processes import start
from sim.scenario import Scenario
from sim.settings.crowd import Crowd
from sim.warm_up import count_from_now
from tests.cities import ALIKE, ASLEEP, CALM, SMALL, scenario
from tests.sim.worlds import row_of
from tests.uncompiled import assert_tests_pass_uncompiled

RATES = {
    "pay_order_cents": 450.0,
    "pay_per_km_cents": 80.0,
    "pay_free_km": 1.5,
    "hourly_guarantee_cents": 0.0,
}
EVEN = [0.5] * 24


def settings(**changes):
    usual = {"enabled": True, "usual_orders_per_hour": 2.0, "usual_order_cents": 530}
    return Crowd(**usual | changes)


def outlook(**changes):
    return supply.outlook_of(settings(**changes))


def person(**columns):
    people = PERSON.empty(1)
    for name, value in columns.items():
        people[name] = value
    return people


def said(orders_per_hour=2.0, log_entry=0.0, pay=1.0, paid_min=0.0):
    return SAID.row(
        orders_per_hour=orders_per_hour, log_entry=log_entry, pay=pay, paid_min=paid_min
    )


def riding_costs(cents_per_km):
    rows = np.zeros(1, [("cost_cents_per_km", "f8")])
    rows["cost_cents_per_km"] = cents_per_km
    return rows


def rates(**changes):
    rows = np.zeros(1, [(name, "f8") for name in RATES])
    for name, value in (RATES | changes).items():
        rows[name] = value
    return rows


@pytest.mark.parametrize(("share", "factor", "fleet"), [
    (0.4, 2.5, (168, 280)), (0.0, 2.5, (280, 0)), (1.0, 1.0, (0, 280)), (0.001, 20, (280, 0)),
])  # fmt: skip
def test_a_part_of_the_fleet_gives_way_to_a_larger_crowd(share, factor, fleet):
    assert settings(share=share, pool_factor=factor).fleet(280) == fleet


def test_off_everybody_keeps_shifts():
    assert Crowd().fleet(280) == (280, 0)


def test_between_the_middles_of_hours_shares_lie_on_straight_lines():
    hours = [0.0] * 24
    hours[0], hours[1], hours[23] = 0.4, 0.8, 0.2
    of = outlook(hours=hours, pool_factor=2)
    minutes = (30.0, 45.0, 60.0, 0.0, 1440.0, 1485.0, -5.0)
    assert [supply.usual_share(minute, of) for minute in minutes] == pytest.approx(
        [0.2, 0.25, 0.3, 0.15, 0.15, 0.25, 0.1 + 0.1 * 25 / 60]
    )


def test_one_s_own_hours_and_what_is_said_are_weighed():
    """20 hours of 3 that are said, 10 own ones of 1.5."""
    mine, told = person(known_h=10.0, n_known=15.0)[0], said(orders_per_hour=3.0)[0]
    assert supply.expected(mine, told, outlook(told_hours=20)) == pytest.approx((60 + 15) / 30)


@pytest.mark.parametrize(
    ("changes", "rains", "ratio"),
    [
        ({}, False, 1.0),  # 450 + 80 * (2.5 - 1.5)
        ({"pay_order_cents": 650.0}, True, 1.0),  # with the usual extra
        ({}, True, 530 / 730),
        ({"pay_order_cents": 1250.0}, True, 1330 / 730),
        ({"pay_free_km": 3.0}, False, 450 / 530),
        ({"pay_order_cents": 0.0, "pay_per_km_cents": 0.0}, False, 0.0),
    ],
)
def test_pay_is_weighed_against_the_usual_one_of_such_weather(changes, rains, ratio):
    found = supply.pay_ratio(rates(**changes), riding_costs(15.0), rains, settings())
    assert found == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("cents_per_km", "rains", "ratio"),
    [
        (45.0, False, (530 - 30 * 4) / 530),  # four kilometres at thirty cents more
        (10.0, False, (530 + 5 * 4) / 530),
        (45.0, True, (530 - 30 * 4) / 730),
        (1000.0, False, 0.0),  # nobody rides for less than nothing
    ],
)
def test_what_riding_costs_more_than_usual_is_no_pay(cents_per_km, rains, ratio):
    of = settings(usual_cost_cents_per_km=15, usual_ridden_km=4)
    found = supply.pay_ratio(rates(), riding_costs(cents_per_km), rains, of)
    assert found == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("per_hour", "pay", "elasticity", "entry", "times"),
    [
        (2.0, 1.0, 1.5, 0.0, 1.0),
        (3.0, 1.0, 2.0, 0.0, 2.25),
        (2.0, 1.5, 1.0, math.log(2), 3.0),
        (2.0, 0.0, 1.0, 0.0, 0.0),
        (2.0, 0.0, 0.0, 0.0, 1.0),  # nobody minds what is paid
        (2e9, 1e9, 1.0, 0.0, 100.0),
    ],
)
def test_hours_on_line_answer_to_pay_with_one_elasticity(per_hour, pay, elasticity, entry, times):
    told, of = said(log_entry=entry)[0], outlook(elasticity=elasticity)
    assert supply.eagerness(per_hour, pay, told, of, 0.0) == pytest.approx(times)


@pytest.mark.parametrize(
    ("cents", "guaranteed", "rains", "ratio"),
    [
        (1590.0, True, False, 1.5),  # where two orders of 530 are usual
        (1590.0, False, False, 0.0),  # not to them
        (0.0, True, False, 0.0),
        (1460.0, True, True, 1.0),  # with the usual extra
    ],
)
def test_a_guaranteed_hour_is_weighed_against_a_usual_one(cents, guaranteed, rains, ratio):
    of = settings(guaranteed=guaranteed)
    found = supply.floor_ratio(rates(hourly_guarantee_cents=cents), rains, of)
    assert found == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("per_hour", "floor", "times"), [(1.0, 1.5, 1.5), (4.0, 1.5, 2.0), (1.0, 1e9, 100.0)]
)
def test_nobody_expects_less_of_an_hour_than_is_guaranteed(per_hour, floor, times):
    of = outlook(elasticity=2)
    assert supply.eagerness(per_hour, 1.0, said()[0], of, floor) == pytest.approx(times**2)


@pytest.mark.parametrize(("floor", "entry"), [(1.5, math.log(1.5)), (0.5, 0.0)])
def test_people_come_for_a_guaranteed_hour_that_is_more_than_work_brings(floor, entry):
    people, told = person(new_min=120.0, n_new=4.0), said(paid_min=120.0)
    supply.learn(people, told, settings(entry_per_day=0.1), floor)
    assert told["log_entry"][0] == pytest.approx(0.1 * entry)


def test_in_the_morning_yesterday_is_learned():
    """Of what was known half is kept; two hours brought six orders, where two an hour are usual."""
    people, told = person(new_min=120.0, n_new=6.0, known_h=4.0, n_known=8.0), said(paid_min=144.0)
    of = settings(half_life_days=1, entry_per_day=0.1)
    supply.learn(people, told, of)
    assert told["orders_per_hour"][0] == pytest.approx(2.5)
    assert people.tolist() == [(0.0, 0.0, 8 / 2 + 6, 4 / 2 + 2)]
    assert told["log_entry"][0] == pytest.approx(0.1 * math.log(2.5 / 2 * 144 / 120))
    assert told["paid_min"][0] == 0


def test_who_takes_part_goes_by_what_was_paid_on_line_and_not_by_what_is_paid_in_the_morning():
    """An hour at the usual pay and one in rain at twice the usual, and by four it is dry again."""
    people, told = person(new_min=120.0, n_new=4.0), said(pay=1.0, paid_min=60.0 + 2 * 60.0)
    supply.learn(people, told, settings(entry_per_day=0.1))
    assert told["log_entry"][0] == pytest.approx(0.1 * math.log(1.5))


def test_of_a_day_without_hours_no_more_is_known_than_what_is_announced():
    for pay, entry in ((1.0, 0.0), (1.5, 0.1 * math.log(1.5))):
        people, told = person(), said(orders_per_hour=2.0, pay=pay)
        supply.learn(people, told, settings(entry_per_day=0.1))
        assert told["orders_per_hour"][0] == 2.0
        assert told["log_entry"][0] == pytest.approx(entry)


@pytest.mark.parametrize("pay", [0.0, 1e12])
def test_however_long_pay_is_odd_entry_is_bounded(pay):
    people, told = person(), said(orders_per_hour=2.0, pay=pay)
    for _ in range(400):
        supply.learn(people, told, settings(entry_per_day=1))
    assert abs(told["log_entry"][0]) == pytest.approx(3.0)


def test_with_as_many_orders_a_day_what_a_rise_of_pay_brings_goes_back_in_two_months():
    """Hall, Horton and Knoepfle 2021: about two months, in the data of a ride platform.

    The limit of many couriers, two in five of the crowd, pay for an order up by a quarter: at once
    hours of the crowd rise by 1.25^elasticity, and then with those who take part.
    """
    of, pay, orders, usual_hours = settings(), 1.25, 200.0, 100.0
    told, gains = said(), []
    for _ in range(61):
        people = person()
        per_hour = supply.expected(people[0], told[0], supply.outlook_of(of))
        eager = supply.eagerness(per_hour, pay, told[0], supply.outlook_of(of), 0.0)
        hours = usual_hours * (1 - of.share + of.share * eager)
        gains.append(pay * orders / hours / of.usual_orders_per_hour - 1)
        online = usual_hours * of.share * eager
        people["new_min"], people["n_new"] = 60 * online, orders * online / hours
        told["paid_min"] = pay * people["new_min"]
        supply.learn(people, told, of)
    at_once = pay / (0.6 + 0.4 * pay**of.elasticity) - 1
    print(f"gain of an hour on line: {gains[0]:.3f} at once, {gains[14]:.3f} after two weeks")
    print(f"after 60 days {gains[60]:.3f}, tolerance: less than a quarter of that at once")
    assert gains[0] == pytest.approx(at_once)
    assert (np.diff(gains) < 0).all()
    assert 0 < gains[60] < at_once / 4


def test_who_comes_says_until_when_as_things_stand():
    """From 13:30 on fewer want it each minute, until nobody does at 14:30."""
    hours = [0.0] * 24
    hours[12] = hours[13] = 1.0
    of = outlook(hours=hours, pool_factor=1, every_min=15)
    minds = ((0.0, 1.0), (0.5, 1.0), (0.5, 0.6), (0.9, 1.0))
    until = [supply.foreseen_end(draw, eager, 750.0, 1680.0, of) for draw, eager in minds]
    # Wanted until the share falls to 0, 1/2, 5/6 and 9/10; the next thought is the end.
    assert until == [870, 840, 825, 825]


def test_who_wants_to_stay_can_say_it_until_the_next_morning_only():
    of = outlook(hours=[1.0] * 24, pool_factor=1, every_min=60)
    assert supply.foreseen_end(0.5, 1.0, 1500.0, 1680.0, of) == 1680


def test_what_is_settled_when():
    assert settings(entry_per_day=0).settles_days == 10
    assert settings(entry_per_day=0.06, elasticity=1).settles_days == math.ceil(
        4 * math.log(2) / 0.06
    )


@pytest.mark.parametrize("n_crowd", [1, 2, 40])
def test_minds_are_laid_out_alike_however_many_there_are(n_crowd):
    """Compiled code that has met one crowd takes all others for the same."""
    assert typeof(online._minds(0, n_crowd, 0)).layout == "C"


def test_usual_pay_is_something():
    wrong = {"title": "test", "mechanisms": {"crowd": {"usual_order_cents": 0}}}
    with pytest.raises(ValueError, match="usual_order_cents must be above 0"):
        Scenario.model_validate(wrong)


def market_of(changes=None, **crowd_settings):
    """A town in which nobody orders or learns, with a crowd for half of its 40 couriers."""
    base = {
        "couriers": {"count": 40},
        "consumers": {"count": 1},
        "choice": {"opening_constant": -50},
    }
    slow = {"half_life_days": 366, "told_hours": 10_000, "entry_per_day": 0}
    on = {"enabled": True, "share": 0.5, "pool_factor": 2, "hours": EVEN} | slow | crowd_settings
    return start(
        Market(
            scenario(
                SMALL, CALM, ALIKE, ASLEEP, base, {"mechanisms": {"crowd": on}}, changes or {}
            ),
            0,
        )
    )


def on_line(market, at_min):
    market.clock.run(until=at_min + 0.5)
    return market.world.couriers["doing"][20:] != Doing.OFF


@pytest.mark.uncompiled
def test_those_are_on_line_whose_mind_is_set_to_work_today():
    """A quarter of the 40 people with the app, or more for better pay; others each day."""
    for order_cents, share in ((450, 0.25), (715 + 265, 0.5)):
        pay = {"use": "order", "order_cents": order_cents, "every_min": 1440}
        market = market_of({"policies": {"pay": pay}}, elasticity=1)
        draws = luck.uniforms(0, luck.CROWD, 40, 0)[:, 0]
        assert (on_line(market, 600) == (draws < share)).all()
        assert market.world.couriers["until_min"][20:][draws < share] == pytest.approx(1680)


@pytest.mark.uncompiled
def test_in_bad_weather_fewer_come_and_those_on_line_go():
    rain = {"mode": "episodes", "attendance_factor": [0.5, 0.5]}
    rain["episodes"] = [{"state": "rain", "start": "10:00", "end": "12:00"}]
    pay = {"use": "order", "every_min": 15, "bad_weather_cents": 200}
    market = market_of({"world": {"weather": rain}, "policies": {"pay": pay}})
    draws = luck.uniforms(0, luck.CROWD, 40, 0)[:, 0]
    assert (on_line(market, 585) == (draws < 0.25)).all()
    assert (on_line(market, 660) == (draws < 0.125)).all()
    assert (on_line(market, 780) == (draws < 0.25)).all()


@pytest.mark.uncompiled
@pytest.mark.parametrize("warmup_days", [0, 1])
def test_the_crowd_answers_to_pay_that_is_decided_at_its_moment(warmup_days):
    """The first one's, at midnight, and that of the rain: ¥8 an order where ¥2 are usual."""
    rain = {"mode": "episodes", "attendance_factor": [0.5, 0.5]}
    rain["episodes"] = [{"state": "rain", "start": "10:00", "end": "12:00"}]
    pay = {"use": "order", "every_min": 15, "bad_weather_cents": 800}
    changes = {"world": {"weather": rain}, "policies": {"pay": pay}, "warmup_days": warmup_days}
    market = market_of(changes, elasticity=1)
    count_from_now_on(market)
    draws = {day: luck.uniforms(0, luck.CROWD, 40, day)[:, 0] for day in (-1, 0)}
    assert (on_line(market, 0) == (draws[-1] < 0.25)).all()
    assert (on_line(market, 600) == (draws[0] < 0.125 * 1330 / 730)).all()
    told = market.world.own[0][crowd.columns.TOLD]
    people = market.world.own[0][crowd.columns.PEOPLE]
    market.clock.run(until=720.5)
    dry, wet = (draws[0] < 0.25).sum() * (600 - 240), (draws[0] < 0.125 * 1330 / 730).sum() * 120
    assert people["new_min"].sum() == pytest.approx(dry + wet)
    assert told["paid_min"][0] == pytest.approx(dry + wet * 1330 / 730)


def count_from_now_on(market):
    """Live the warm-up, if there is one, and let the days that count begin."""
    if market.now_min < 0:
        market.clock.run(until=0.0)
        count_from_now(market)
        start(market)


@pytest.mark.uncompiled
def test_a_guaranteed_hour_brings_the_crowd_on_line():
    """A quarter at the usual pay, 2.4 orders of 530 an hour; twice as many for twice as much."""
    for guaranteed, share in ((False, 0.25), (True, 0.5)):
        pay = {"use": "guarantee", "hourly_guarantee_cents": 2544, "every_min": 1440}
        market = market_of({"policies": {"pay": pay}}, elasticity=1, guaranteed=guaranteed)
        draws = luck.uniforms(0, luck.CROWD, 40, 0)[:, 0]
        assert (on_line(market, 600) == (draws < share)).all()


@pytest.mark.uncompiled
def test_nothing_is_guaranteed_to_the_crowd_unless_the_platform_wants_it():
    pay = {"use": "guarantee", "hourly_guarantee_cents": 1200, "every_min": 1440}
    shifts = {"couriers": {"shifts": [{"share": 1, "start": "03:00", "end": "04:00"}]}}
    paid = {}
    for guaranteed in (False, True):
        market = market_of({"policies": {"pay": pay}} | shifts, guaranteed=guaranteed)
        on_line(market, 1700)
        couriers = market.world.couriers
        paid[guaranteed] = couriers["earned_cents"][20:].sum(), couriers["earned_cents"][:20].sum()
    assert paid[False][0] == 0 < paid[True][0]
    assert paid[False][1] == paid[True][1] > 0


def test_what_is_measured_is_hours_pay_and_who_takes_part():
    couriers = np.zeros(3, [("on_shift_min", "f8"), ("earned_cents", "i8")])
    couriers["on_shift_min"], couriers["earned_cents"] = [600, 120, 60], [9, 4000, 2000]
    rules = row_of(crowd.columns.RULES, first=1)
    told = said(log_entry=math.log(1.5))
    own = {"crowd": (None, told, np.array([rules]))}
    result = type("Result", (), {"couriers": couriers, "own": own})
    assert crowd.kpis(result) == {
        "crowd_hours": 3.0,
        "crowd_hours_share": pytest.approx(3 / 13),
        "crowd_pay_per_hour_cents": pytest.approx(2000),
        "crowd_entry_index": pytest.approx(1.5),
    }


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
