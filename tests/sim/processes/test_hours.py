"""Hours of policies: one is asked in its window on its weekdays, another one otherwise."""

from typing import Any

import numpy as np
import pytest

from sim.policies.pricing import PricingPolicy, Tariff
from sim.processes.decisions import decisions
from sim.settings.hours import EVERY_DAY, Hours, always, edges_min, hold
from sim.simulation import alive
from tests.cities import CALM, SMALL, scenario

FEW = {"consumers": {"count": 20}, "policies": {"dispatch": {"use": "nearest", "every_min": 60}}}
LUNCH = {"use": "flat", "base_cents": 0, "window": ["11:00", "13:00"]}


def market_of(days=1, first_weekday=0, **policies):
    changes = {"days": days, "demand": {"first_weekday": first_weekday}, "policies": policies}
    return alive(scenario(SMALL, CALM, FEW, changes))


def fees(market, *moments):
    """The fee half a minute after each moment."""
    found = []
    for moment in moments:
        market.clock.run(until=moment + 0.5)
        found.append(float(market.world.tariff["base_cents"][0]))
    return found


@pytest.mark.parametrize(
    ("window", "weekdays", "minute", "weekday", "expected"),
    [
        (("11:00", "13:00"), EVERY_DAY, 660, 0, True),
        (("11:00", "13:00"), EVERY_DAY, 780, 0, False),
        (("11:00", "13:00"), (5, 6), 700, 4, False),
        (("22:00", "02:00"), (4,), 1320, 4, True),
        (("22:00", "02:00"), (4,), 119, 5, True),
        (("22:00", "02:00"), (4,), 60, 4, False),
        (("22:00", "02:00"), (6,), 60, 0, True),
        (("20:00", "24:00"), EVERY_DAY, 1439, 0, True),
    ],
)
def test_hours_hold(window, weekdays, minute, weekday, expected):
    assert hold(Hours(window=window, weekdays=weekdays), minute, weekday) == expected


def test_hours_know_when_they_may_change():
    assert edges_min(Hours(window=("22:00", "02:00"))) == [0, 120, 1320]
    assert edges_min(Hours(window=("20:00", "24:00"))) == [0, 1200]
    assert always(Hours())
    assert not always(Hours(weekdays=(0, 1, 2, 3, 4)))


def test_outside_its_window_a_policy_gives_way_to_the_default():
    """To the minute, though each is asked once a day."""
    assert fees(market_of(pricing=LUNCH), 0, 659, 660, 779, 780) == [350, 350, 0, 0, 350]


def test_or_to_the_one_that_the_scenario_names():
    otherwise = {"pricing": {"use": "flat", "base_cents": 500}}
    market = market_of(pricing=LUNCH, otherwise=otherwise)
    assert fees(market, 0, 660, 780) == [500, 0, 500]


def test_a_window_over_midnight_belongs_to_the_weekday_it_begins_on():
    """Day 0 is a Friday, and the night from Friday to Saturday is free."""
    night = LUNCH | {"window": ["22:00", "02:00"], "weekdays": [4]}
    market = market_of(days=2, first_weekday=4, pricing=night)
    found = fees(market, 60, 1319, 1320, 1440, 1559, 1560, 1440 + 1320)
    assert found == [350, 350, 0, 0, 0, 350, 350]


def test_each_is_asked_at_its_own_interval():
    """A fee that someone changes by hand lasts until the one in force speaks again."""
    rising = {"use": "surge", "base_cents": 100, "every_min": 10, "window": ["01:00", "02:00"]}
    market = market_of(pricing=rising)
    seen = []
    for moment in (30, 60, 69, 70, 120, 1000):
        seen += fees(market, moment)
        market.world.tariff["base_cents"] = 1
    assert seen == [350, 100, 1, 100, 350, 1]


@pytest.mark.parametrize(
    ("policy", "asked"),
    [
        ({"use": "stay"}, []),
        ({"use": "balance", "window": ["11:00", "13:00"]}, ["repositioning 0"]),
    ],
)
def test_where_couriers_stay_there_are_no_rounds(policy, asked):
    """By default, and in the hours in which another policy does not hold."""
    names = [process.name for process in decisions(market_of(repositioning=policy))]
    assert [name for name in names if name.startswith("repositioning")] == asked


def test_every_family_that_is_asked_in_the_run_has_hours():
    hours = {"window": ["11:00", "13:00"]}
    market = market_of(
        pricing={"use": "surge", **hours},
        promise={"use": "fixed", "minutes": 20, **hours},
        pay={"use": "order", "order_cents": 900, **hours},
        dispatch={"use": "nearest", "every_min": 1, **hours},
        repositioning={"use": "balance", **hours},
        otherwise={"repositioning": {"use": "demand_weighted"}},
    )
    names = {process.name for process in decisions(market)}
    for family in ("pricing", "promise", "pay", "dispatch", "repositioning"):
        assert {f"{family} 0", f"{family} 0 otherwise"} <= names
    pads, pay = [], []
    for moment in (0, 660, 780):
        market.clock.run(until=moment + 0.5)
        pads.append(float(market.world.tariff["pad_min"][0]))
        pay.append(float(market.world.rates["pay_order_cents"][0]))
    assert pads[:2] == [15, 20]
    assert pay == [450, 900, 450]


class Windowed(PricingPolicy):
    """A policy whose window is something else: minutes."""

    window: int = 10  # type: ignore[assignment]

    def __call__(self, view: Any) -> Tariff:
        return Tariff(np.full(view.n_zones, float(self.window)), np.zeros(view.n_zones))


def test_a_class_that_means_something_else_by_a_window_is_in_force_at_all_hours():
    assert not Windowed().has_hours
