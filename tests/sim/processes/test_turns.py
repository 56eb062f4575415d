"""Turns: what happens at one moment has a written order, whatever the intervals are."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sim.agents.courier import Doing
from sim.market import Market
from sim.policies.dispatch import NearestIdle
from sim.policies.pay import OrderPay
from sim.policies.pricing import FlatFee
from sim.processes import in_order
from sim.simulation import alive
from tests.cities import CALM, SMALL, scenario

RAIN_AT_5 = {
    "mode": "episodes",
    "episodes": [{"state": "rain", "start": "05:00", "end": "09:00"}],
    "speed_factor": [0.5, 0.4],
}


class WatchedPay(OrderPay):
    """Pay in cents what the speed is in percent."""

    def __call__(self, view):
        rates = super().__call__(view)
        return replace(rates, order_cents=100 * float(view.outside["speed_factor"][0]))


def pay_at(minutes, every_min, **weather):
    """The pay in force just after each of the minutes."""
    policy = WatchedPay(every_min=every_min)
    rules = {"world": {"weather": weather}, "policies": {"pay": policy}}
    market = alive(scenario(SMALL, CALM, rules))
    seen = []
    for minute in minutes:
        market.clock.run(until=np.nextafter(minute, np.inf))
        seen.append(float(market.world.rates["pay_order_cents"][0]))
    return seen


@pytest.mark.parametrize("every_min", [15, 60, 300])
def test_pay_acts_on_the_rain_that_begins_at_its_moment(every_min):
    assert pay_at([299, 300], every_min, **RAIN_AT_5) == [100, 50]


def test_at_the_first_moment_there_is_weather_before_pay_is_asked():
    whole_day = {**RAIN_AT_5, "episodes": [{"state": "rain", "start": "00:00", "end": "09:00"}]}
    assert pay_at([0], 60, **whole_day) == [50]


def test_shifts_feel_the_weather_of_their_moment():
    """Nobody comes in the rain, and shifts begin when it does."""
    weather = {**RAIN_AT_5, "attendance_factor": [0, 0]}
    shifts = [{"share": 1, "start": "05:00", "end": "09:00"}]
    market = alive(
        scenario(SMALL, CALM, {"world": {"weather": weather}, "couriers": {"shifts": shifts}})
    )
    later = market.world.couriers["on_min"] >= 300
    market.clock.run(until=400)
    on_duty = market.world.couriers["doing"] != Doing.OFF
    assert later.any()
    assert not on_duty[later].any()
    assert on_duty[~later].any()


IN_ORDER = ["pricing", "pay", "dispatch"]


def logged(intervals, until_min):
    """Who acted at each moment, in order, of pricing, pay and dispatch."""
    log = []

    class Fee(FlatFee):
        def __call__(self, view):
            log.append((view.now_min, "pricing"))
            return super().__call__(view)

    class Pay(OrderPay):
        def __call__(self, view):
            log.append((view.now_min, "pay"))
            return super().__call__(view)

    class Dispatch(NearestIdle):
        sends_couriers = True  # asked in each round

        def __call__(self, view):
            log.append((view.now_min, "dispatch"))
            return super().__call__(view)

    pricing, pay, dispatch = intervals
    policies = {
        "pricing": Fee(every_min=pricing),
        "pay": Pay(every_min=pay),
        "dispatch": Dispatch(every_min=dispatch),
    }
    alive(scenario(SMALL, CALM, {"policies": policies})).clock.run(until=until_min)
    return log


@pytest.mark.parametrize("intervals", [(20, 30, 60), (60, 30, 20), (30, 60, 20), (60, 60, 60)])
def test_the_order_at_one_moment_does_not_depend_on_intervals(intervals):
    log = logged(intervals, 121)
    for (at_min, who), (next_min, follows) in pairwise(log):
        if at_min == next_min:
            assert IN_ORDER.index(who) < IN_ORDER.index(follows)
    assert [who for at_min, who in log if at_min == 120] == IN_ORDER


def test_moments_of_many_intervals_do_not_drift():
    """A thousand tenths of a minute are a hundred minutes."""
    log = logged((1440, 1440, 0.1), 101)
    assert (100.0, "dispatch") in log


def test_turns_never_go_back_in_the_written_list():
    """So that the list reads in the order in which things happen."""
    market = alive(scenario(SMALL))
    turns = [process.turn for process in in_order(market)]
    assert turns == sorted(turns)


def test_a_market_that_was_not_started_decides_nothing():
    market = Market(scenario(SMALL, CALM))
    market.clock.run(until=30)
    assert not market.world.tariff["base_cents"].any()
    assert len(market.world.needs) == 0
