"""Shifts by hand: who comes, when, and until when."""

import numpy as np
import pytest

from sim import luck, processes
from sim.agents.courier import Doing
from sim.market import Market
from sim.policies.dispatch import NearestIdle
from tests.cities import CALM, SMALL, scenario

# Nobody orders.
QUIET = {"demand": {"weekend_factor": 0, "first_weekday": 5}}


def market_of(n_couriers, start, end, *changes, days=1, attendance=1.0):
    """Couriers all of one shift, to the minute."""
    fleet = {
        "count": n_couriers,
        "shifts": [{"share": 1, "start": "08:00", "end": "09:00"}],
        "attendance_share": attendance,
    }
    market = Market(scenario(SMALL, CALM, QUIET, {"days": days, "couriers": fleet}, *changes))
    market.world.couriers["on_min"] = start
    market.world.couriers["off_min"] = end
    return processes.start(market)


def on_duty(market, *minutes):
    """Couriers on duty just after each of the minutes."""
    seen = []
    for minute in minutes:
        market.clock.run(until=minute + 0.5)
        seen.append(np.flatnonzero(market.world.couriers["doing"] != Doing.OFF).tolist())
    return seen


def test_a_courier_is_on_duty_from_the_start_to_the_end_of_the_shift():
    market = market_of(1, 600, 700)
    assert on_duty(market, 599, 600, 699, 700) == [[], [0], [0], []]
    assert market.world.couriers["on_shift_min"][0] == 100


def test_each_courier_keeps_his_own_hours_every_day():
    market = market_of(2, [600, 650], [700, 660], days=2)
    for day in range(2):
        minutes = [day * 1440 + at for at in (600, 650, 660, 700)]
        assert on_duty(market, *minutes) == [[0], [0, 1], [0], []]
    assert market.world.couriers["on_shift_min"].tolist() == [200, 20]


def test_a_shift_may_pass_midnight():
    """That of the evening before the run, too."""
    market = market_of(1, 1380, 60, days=2)
    assert on_duty(market, 0, 59, 60, 1379, 1380, 1440 + 59, 1440 + 60, 1440 + 1380) == [
        [0], [0], [], [], [0], [0], [], [0],
    ]  # fmt: skip
    assert market.world.couriers["until_min"][0] == 2 * 1440 + 60
    assert market.world.couriers["on_shift_min"][0] == 60 + 120


def test_a_shift_that_ends_when_the_next_begins_ends_first():
    """Day and night, one after the other: whole shifts, and not one broken in two."""
    market = market_of(1, 600, 600, days=2)
    market.clock.run(until=1440 + 600.5)
    courier = market.world.couriers[0]
    assert (courier.doing, courier.on_shift_min) == (Doing.IDLE, 600 + 1440)
    assert (courier.since_min, courier.until_min) == (2040, 3480)


@pytest.mark.parametrize("attendance", [0.0, 0.4, 1.0])
def test_who_comes_is_a_matter_of_each_courier_s_luck_each_day(attendance):
    market = market_of(40, 600, 700, days=2, attendance=attendance)
    for day in range(2):
        draws = luck.uniforms(0, luck.ATTENDANCE, 40, day)[:, 0]
        (present,) = on_duty(market, day * 1440 + 600)
        assert present == np.flatnonzero(draws < attendance).tolist()


def test_fewer_come_in_bad_weather_and_who_is_there_stays():
    """The rain begins at 9:00: it does not send home who began at 8:00."""
    weather = {
        "mode": "episodes",
        "episodes": [{"state": "heavy", "start": "09:00", "end": "20:00"}],
        "attendance_factor": [0.9, 0.5],
    }
    starts = [480] * 20 + [600] * 20
    market = market_of(40, starts, 900, {"world": {"weather": weather}}, attendance=0.8)
    draws = luck.uniforms(0, luck.ATTENDANCE, 40, 0)[:, 0]
    limit = np.repeat([0.8, 0.4], 20)
    assert on_duty(market, 600) == [np.flatnonzero(draws < limit).tolist()]
    assert (draws[20:] < 0.8).sum() > (draws[20:] < 0.4).sum()


def test_who_did_not_come_is_not_sent_home():
    market = market_of(40, 600, 700, attendance=0.4)
    market.clock.run(until=1000)
    worked = market.world.couriers["on_shift_min"]
    assert set(worked.tolist()) == {0, 100}


def test_a_shift_lasts_to_the_end_of_its_last_moment():
    market = market_of(1, 600, 700.1)
    market.clock.run(until=700.1)
    assert market.world.couriers["doing"][0] == Doing.IDLE
    market.clock.run(until=np.nextafter(700.1, 701))
    assert market.world.couriers["doing"][0] == Doing.IDLE
    market.clock.run(until=700.2)
    courier = market.world.couriers[0]
    assert (courier.doing, courier.until_min) == (Doing.OFF, 700.1)
    assert courier.on_shift_min == 700.1 - 600


def test_a_round_of_dispatch_sees_the_shifts_that_begin_in_its_minute():
    """Also when another shift began a moment before, after the round of the minute before."""
    seen = {}

    class Watch(NearestIdle):
        def __call__(self, view):
            seen[view.now_min] = np.flatnonzero(view.couriers["doing"] != Doing.OFF).tolist()
            return super().__call__(view)

    market = market_of(2, [599.5, 600], 700, {"policies": {"dispatch": Watch()}})
    market.flow.waiting = lambda now_min: 1
    market.clock.run(until=702.5)
    assert [seen[at] for at in (599, 600, 700, 701)] == [[], [0, 1], [0, 1], []]
