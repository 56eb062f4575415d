"""Weather: when it changes, and what it changes."""

import re
from itertools import pairwise

import numpy as np
import pytest
from pydantic import ValidationError

from sim.processes.weather import Sky
from sim.simulation import alive
from tests.cities import ASLEEP, CALM, SMALL, scenario

# No orders are needed here: nobody to place them, and a flow that stands still.
NOBODY = {"consumers": {"count": 1}, "stores": {"count": 1}, "couriers": {"count": 0}}


def market_of(*changed, days=1, seed=0, **weather):
    changes = {"days": days, "world": {"weather": weather}}
    market = alive(scenario(SMALL, NOBODY, CALM, ASLEEP, changes, *changed), seed)
    market.flow.advance = lambda until: None
    return market


def changes(market, until_min):
    """(minute, state) at every change."""
    seen = [(0, market.weather)]
    while market.now_min < until_min:
        market.clock.run(until=market.now_min + 1)
        if market.weather != seen[-1][1]:
            seen.append((market.now_min, market.weather))
    return seen


def every_hour(market, days):
    """(hour of the run, state) in the middle of each hour."""
    for hour in range(24 * days):
        market.clock.run(until=60 * hour + 30)
        yield hour, market.weather


def spell(state, start, end, *days):
    return {"state": state, "start": start, "end": end, "days": list(days)}


def test_clear_weather_lasts():
    assert changes(market_of(mode="clear"), 1440) == [(0, Sky.CLEAR)]


def test_episodes_come_on_their_days():
    """Rain at lunch every day; on the second heavy rain follows at once."""
    episodes = [spell("rain", "11:00", "13:00"), spell("heavy", "13:00", "13:30", 1)]
    market = market_of(days=2, mode="episodes", episodes=episodes)
    # Seen a minute later: an episode begins after the clock has reached its minute.
    assert changes(market, 2880) == [
        (0, Sky.CLEAR),
        (661, Sky.RAIN),
        (781, Sky.CLEAR),
        (1440 + 661, Sky.RAIN),
        (1440 + 781, Sky.HEAVY),
        (1440 + 811, Sky.CLEAR),
    ]


def test_where_episodes_overlap_the_worst_weather_holds():
    """A shower of heavy rain within a rainy afternoon, and rain goes on after it."""
    episodes = [spell("rain", "13:00", "18:00"), spell("heavy", "15:00", "16:00")]
    market = market_of(mode="episodes", episodes=episodes)
    assert changes(market, 1440) == [
        (0, Sky.CLEAR), (781, Sky.RAIN), (901, Sky.HEAVY), (961, Sky.RAIN), (1081, Sky.CLEAR),
    ]  # fmt: skip


def test_an_episode_may_pass_midnight():
    market = market_of(days=2, mode="episodes", episodes=[spell("rain", "22:00", "01:30", 0)])
    assert changes(market, 2880) == [(0, Sky.CLEAR), (1321, Sky.RAIN), (1531, Sky.CLEAR)]


def test_an_episode_of_the_evening_before_reaches_into_the_first_day():
    market = market_of(mode="episodes", episodes=[spell("rain", "22:00", "01:30")])
    assert changes(market, 1440) == [
        (0, Sky.CLEAR), (1, Sky.RAIN), (91, Sky.CLEAR), (1321, Sky.RAIN),
    ]  # fmt: skip


def test_an_episode_comes_on_its_weekdays():
    """Day 0 is a Saturday: rain on Mondays comes on day 2, also after midnight."""
    monday = spell("rain", "23:00", "01:00") | {"weekdays": [0]}
    saturday = {"demand": {"first_weekday": 5}}
    market = market_of(saturday, days=4, mode="episodes", episodes=[monday])
    assert changes(market, 4 * 1440) == [
        (0, Sky.CLEAR), (2 * 1440 + 1381, Sky.RAIN), (3 * 1440 + 61, Sky.CLEAR),
    ]  # fmt: skip


def test_episodes_only_add_to_the_weather_that_is_drawn():
    """At every step the worse of both, and the chain goes on as without them."""
    rules = {"mode": "markov", "step_min": 60, "rain_share": 0.5, "mean_spell_min": 300}
    rules["heavy_share"] = 0.5
    heavy = spell("heavy", "10:00", "16:00", 1)
    alone, both = (
        dict(every_hour(market_of(days=3, **rules, episodes=episodes), 3))
        for episodes in ([], [heavy])
    )
    spell_hours = range(24 + 10, 24 + 16)
    assert all(both[hour] == Sky.HEAVY for hour in spell_hours)
    assert all(both[hour] == alone[hour] for hour in alone if hour not in spell_hours)
    assert {alone[hour] for hour in spell_hours} != {Sky.HEAVY}
    assert set(alone.values()) == set(Sky)


@pytest.mark.parametrize(
    ("weather", "days", "fault"),
    [
        ({"episodes": [spell("rain", "10:00", "12:00", 4)]}, 2, "day 4 never comes in a run of"),
        (
            {"episodes": [spell("rain", "10:00", "12:00", 1) | {"weekdays": [0]}]},
            2,
            "none of the days 1 is one of the weekdays 0; day 0 is weekday 0",
        ),
        (
            {"mode": "clear", "episodes": [spell("rain", "10:00", "12:00")]},
            1,
            'mode = "clear" has no rain, but there are 1 episodes',
        ),
        (
            {"episodes": [spell("rain", "10:00", "12:00"), spell("clear", "12:00", "14:00")]},
            1,
            'an episode with state = "clear" takes no rain away that comes by chance',
        ),
        ({"episodes": [spell("rain", "10:00", "10:00")]}, 1, "starts and ends at 10:00"),
    ],
)
def test_weather_that_never_comes_is_refused(weather, days, fault):
    with pytest.raises(ValidationError, match=re.escape(fault)):
        scenario({"days": days, "world": {"weather": weather}})


@pytest.mark.parametrize(
    ("state", "demand", "walking", "speed"),
    [("clear", 1, 0, 1), ("rain", 1.2, -0.5, 0.8), ("heavy", 1.4, -2, 0.5)],
)
def test_weather_changes_demand_walking_and_riding(state, demand, walking, speed):
    factors = {
        "demand_factor": [1.2, 1.4],
        "walking_utils": [-0.5, -2],
        "speed_factor": [0.8, 0.5],
    }
    episodes = [] if state == "clear" else [spell(state, "00:00", "12:00")]
    market = market_of(mode="episodes", episodes=episodes, **factors)
    market.clock.run(until=600)
    outside, calm_min_per_m = market.world.outside[0], market.world.travel["calm_min_per_m"][0]
    assert (outside.demand_factor, outside.walking_utils) == (demand, walking)
    assert outside.speed_factor == speed
    assert outside.min_per_m == calm_min_per_m / speed
    market.clock.run(until=721)
    assert (outside.demand_factor, outside.walking_utils, outside.speed_factor) == (1, 0, 1)
    assert outside.min_per_m == calm_min_per_m


def chain(days=40, seed=0, **weather):
    """The states of a chain's steps."""
    market = market_of(days=days, seed=seed, mode="markov", **weather)
    states = []
    for step in range(days * 24):
        market.clock.run(until=60 * step + 1)
        states.append(market.weather)
    market.dissolve()
    return np.array(states)


def test_a_chain_has_its_share_and_its_spells():
    """Half of the time rain, in spells of 5 steps, all of it heavy: geometric, mean 5."""
    rules = {"step_min": 60, "rain_share": 0.5, "mean_spell_min": 300, "heavy_share": 1}
    shares, spells = [], []
    for seed in range(20):
        states = chain(seed=seed, **rules)
        assert set(states) == {Sky.CLEAR, Sky.HEAVY}
        shares.append((states == Sky.HEAVY).mean())
        edges = np.flatnonzero(np.diff(states) != 0)
        lengths = np.diff(edges)
        spells.append(lengths[states[edges[:-1] + 1] == Sky.HEAVY].mean())
    for found, expected in ((shares, 0.5), (spells, 5)):
        error = np.std(found, ddof=1) / np.sqrt(len(found))
        assert abs(np.mean(found) - expected) <= 4 * error


def test_a_spell_keeps_its_strength():
    states = chain(step_min=60, rain_share=0.5, mean_spell_min=600, heavy_share=0.5)
    assert set(states) == {Sky.CLEAR, Sky.RAIN, Sky.HEAVY}
    for before, after in pairwise(states):
        assert after in (before, Sky.CLEAR) or before == Sky.CLEAR


def test_a_chain_may_be_always_dry():
    assert set(chain(days=5, rain_share=0, step_min=60)) == {Sky.CLEAR}
