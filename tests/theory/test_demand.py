"""What happens to the market whatever is decided: needs, weather, and couriers who come to work."""

from functools import cache

import numpy as np
import pytest
from scipy.stats import chisquare, kstest, norm, poisson

from sim.flow.funnel import Step
from sim.flow.needs import draw_needs
from sim.market import Market
from sim.schema import Rows
from sim.simulation import alive
from tests.cities import ALIKE, ASLEEP, CALM, NEVER, Tree, scenario
from tests.theory.errors import estimate, share

# As unlikely as 4 standard errors.
LEAST_P = 2 * norm.sf(4)

N_CONSUMERS = 20_000
NEEDS_PER_DAY = 1.5
N_DAYS = 7

# Needs, and nothing that follows from them.
NEEDS_ONLY: Tree = {
    "days": N_DAYS,
    "sample_min": 1440,
    "consumers": {
        "count": N_CONSUMERS,
        "segments": [ALIKE["consumers"]["segments"][0] | {"needs_per_day": NEEDS_PER_DAY}],
    },
    "choice": {"opening_constant": NEVER},
    "stores": {"count": 1},
    "couriers": {"count": 0},
}


@cache
def week() -> Market:
    """A week of needs, lived through."""
    market = alive(scenario(ALIKE, CALM, NEEDS_ONLY), seed=0)
    market.live()
    return market


@cache
def needs_of_day(day: int) -> Rows:
    """A day's needs on the hours of a weekday."""
    hours = scenario().demand.weekday_hours
    return draw_needs(0, week().world.consumers, day, 1.0, hours)


def test_needs_of_the_week_are_as_many_as_the_rates_say():
    """Five days of 1.5 needs each for all, and two of 1.13 times as many."""
    expected = N_CONSUMERS * NEEDS_PER_DAY * (5 + 2 * scenario().demand.weekend_factor)
    needs = week().world.funnel[..., Step.NEED].sum()
    assert abs(needs - expected) < 4 * np.sqrt(expected)


def test_needs_come_by_the_hours_of_the_weekday_and_of_the_weekend():
    """The funnel's hours against the profiles of both kinds of day, weighted by their needs."""
    demand = scenario().demand
    rates = 5 * np.array(demand.weekday_hours) / sum(demand.weekday_hours)
    weekend = np.array(demand.weekend_hours) / sum(demand.weekend_hours)
    rates += 2 * demand.weekend_factor * weekend
    seen = week().world.funnel[..., Step.NEED].sum(axis=(0, 2))
    assert chisquare(seen, rates / rates.sum() * seen.sum()).pvalue > LEAST_P


def test_the_weekend_is_saturday_and_sunday():
    """Day by day, from a Thursday on: the needs rise on the third and fourth day alone."""
    market = alive(scenario(ALIKE, CALM, NEEDS_ONLY, {"demand": {"first_weekday": 3}}), seed=0)
    factor = scenario().demand.weekend_factor
    before = 0
    for rate in (1, 1, factor, factor, 1, 1, 1):
        market.step()  # a day
        total = market.world.funnel[..., Step.NEED].sum()
        expected = N_CONSUMERS * NEEDS_PER_DAY * rate
        assert abs(total - before - expected) < 4 * np.sqrt(expected)
        before = total


def test_each_consumers_needs_in_a_day_are_poisson():
    """How many have none, one, two ... needs, not only the mean."""
    counts = np.bincount(needs_of_day(0)["consumer"], minlength=N_CONSUMERS)
    seen = np.bincount(np.minimum(counts, 6), minlength=7)
    expected = N_CONSUMERS * poisson.pmf(np.arange(6), NEEDS_PER_DAY)
    assert chisquare(seen, [*expected, N_CONSUMERS - expected.sum()]).pvalue > LEAST_P


def test_a_consumers_days_are_independent():
    """Who needs much today does not need more, or less, tomorrow."""
    today, tomorrow = (
        np.bincount(needs_of_day(day)["consumer"], minlength=N_CONSUMERS) for day in (0, 1)
    )
    correlation = np.corrcoef(today, tomorrow)[0, 1]
    assert abs(correlation) < 4 / np.sqrt(N_CONSUMERS)


def test_the_citys_needs_are_a_poisson_process():
    """Gaps between the needs of one hour are exponential with its rate."""
    hour = 11
    at_min = needs_of_day(0)["at_min"]
    gaps = np.diff(at_min[(at_min >= hour * 60) & (at_min < (hour + 1) * 60)])
    demand = scenario().demand
    rate = demand.weekday_hours[hour] / sum(demand.weekday_hours) * N_CONSUMERS * NEEDS_PER_DAY / 60
    assert kstest(gaps * rate, "expon").pvalue > LEAST_P


def test_needs_are_the_same_under_every_policy():
    """Free delivery moves what is ordered, and no one's hunger."""
    free = {"policies": {"pricing": {"use": "flat", "base_cents": 0}}}
    busy = {"choice": {"opening_constant": 5}, "days": 1}
    plain, changed = (alive(scenario(ALIKE, NEEDS_ONLY, busy, change)) for change in ({}, free))
    plain.live()
    changed.live()
    assert (plain.world.needs == changed.world.needs).all()
    seen = [market.world.funnel[..., Step.NEED] for market in (plain, changed)]
    assert (seen[0] == seen[1]).all()


EMPTY: Tree = {
    "sample_min": 30,
    "city": {"width_m": 600, "height_m": 600, "zone_m": 600},
    "consumers": {"count": 1},
    "stores": {"count": 1},
    "couriers": {"count": 0},
    "stock": {"enabled": False},
}


@cache
def skies() -> list[np.ndarray]:
    """The weather of 60 days in each of 12 runs, every half hour: 0 clear, 1 rain, 2 heavy."""
    year = scenario(ASLEEP, EMPTY, {"days": 60})
    found = []
    for seed in range(12):
        market = alive(year, seed)
        market.live()
        found.append(market.timeline().groupby("at_min")["weather"].first().to_numpy())
        market.dissolve()
    return found


@pytest.mark.slow
def test_it_rains_for_the_share_of_time_that_was_asked_for():
    """A tenth of the time, three tenths of that heavily."""
    weather = scenario().world.weather
    raining = estimate([(sky > 0).mean() for sky in skies()])
    heavy = estimate([(sky == 2).mean() for sky in skies()])
    assert raining.agrees_with(weather.rain_share), str(raining)
    assert heavy.agrees_with(weather.rain_share * weather.heavy_share), str(heavy)


def test_a_spell_of_rain_lasts_as_long_as_was_asked_for():
    """Three hours in the mean."""
    weather = scenario().world.weather
    means = []
    for sky in skies():
        starts = np.count_nonzero((sky[1:] > 0) & (sky[:-1] == 0)) + (sky[0] > 0)
        means.append(np.count_nonzero(sky) * weather.step_min / starts)
    measured = estimate(means)
    assert measured.agrees_with(weather.mean_spell_min), str(measured)


def test_a_spell_keeps_its_kind():
    """Rain does not turn heavy half-way, nor heavy rain light."""
    for sky in skies():
        wet = (sky[1:] > 0) & (sky[:-1] > 0)
        assert (sky[1:][wet] == sky[:-1][wet]).all()


@pytest.mark.parametrize(("state", "factor"), [("clear", 1.0), ("rain", 0.9), ("heavy", 0.7)])
def test_couriers_come_to_work_as_often_as_the_weather_lets_them(state, factor):
    """Attendance of 95 %, times the weather's factor."""
    lasting = {"mode": "episodes", "episodes": [{"state": state, "start": "00:00", "end": "23:59"}]}
    if state == "clear":
        lasting = {"mode": "clear"}
    fleet = {
        "count": 4000,
        "shifts": [{"share": 1, "start": "10:00", "end": "18:00"}],
    }
    changes = {"days": 1, "couriers": fleet, "world": {"weather": lasting}}
    market = alive(scenario(ASLEEP, EMPTY, changes), seed=0)
    market.live()
    came = share(int((market.world.couriers["on_shift_min"] > 0).sum()), 4000)
    assert came.agrees_with(scenario().couriers.attendance_share * factor), str(came)
