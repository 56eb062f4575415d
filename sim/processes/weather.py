"""Weather: clear, rain and heavy rain change demand, riding, attendance and walking.

What is drawn and the episodes of the scenario lie over one another, and the worst weather holds.
"""

import math
from typing import NamedTuple

from sim import luck
from sim.daytime import DAY_MIN, minutes
from sim.flow.influences import Sky, Source, set_influence
from sim.market import Market
from sim.settings import Settings
from sim.turns import Process, Turn, at_each


class Spell(NamedTuple):
    """An episode on one day."""

    start_min: float
    end_min: float
    sky: Sky


def drawn(market: Market) -> Process | None:
    """A Markov chain in fixed steps, with the share and mean spell of rain as given.

    P(rain ends) = step / spell; P(rain begins) = P(rain ends) * share / (1 - share).
    """
    section = market.scenario.world.weather
    if section.mode != "markov":
        return None
    spells = _spells(market.scenario)
    ends = section.step_min / section.mean_spell_min
    begins = ends * section.rain_share / (1 - section.rain_share)

    # Steps are counted from minute 0, so that a warm-up does not move the days that count.
    first = math.floor(market.start_min / section.step_min)

    def change(nth: int) -> None:
        step = first + nth
        draw, heavy, _, _ = luck.four(market.seed, luck.WEATHER, 0, step, 0)
        before = Sky(market.world.state["drawn_weather"][0])
        if nth == 0:
            raining = draw < section.rain_share
        else:
            raining = draw >= ends if before != Sky.CLEAR else draw < begins
        if raining and before == Sky.CLEAR:
            before = Sky.HEAVY if heavy < section.heavy_share else Sky.RAIN
        market.world.state["drawn_weather"] = before if raining else Sky.CLEAR
        _put_in_force(market, spells)

    def moment(nth: int) -> float:
        return max(market.start_min, (first + nth) * section.step_min)

    return Process("weather", Turn.EXOGENOUS, moment, change)


def episodes(market: Market) -> Process | None:
    """Spells at fixed times, each on the days it names."""
    spells = _spells(market.scenario)
    changes = {moment for spell in spells for moment in (spell.start_min, spell.end_min)}
    changes.add(market.start_min)
    moments = sorted(moment for moment in changes if moment >= market.start_min)

    def change(_nth: int) -> None:
        _put_in_force(market, spells)

    return Process("episodes", Turn.EXOGENOUS, at_each(moments), change) if spells else None


def _spells(scenario: Settings) -> list[Spell]:
    """All episodes of a run; one that ends by the time of its start ends on the next day."""
    found = []
    for episode in scenario.world.weather.episodes:
        start, end = minutes(episode.start), minutes(episode.end)
        if end <= start:
            end += DAY_MIN
        # One of the evening before may last into the first day.
        for day in scenario.days_of(episode, first_day=-scenario.warmup_days - 1):
            midnight = day * DAY_MIN
            found.append(Spell(midnight + start, midnight + end, Sky[episode.state.upper()]))
    return found


def _put_in_force(market: Market, spells: list[Spell]) -> None:
    """The worst of what is drawn and of the episodes of now, with all that it changes."""
    section, now = market.scenario.world.weather, market.now_min
    here = [spell.sky for spell in spells if spell.start_min <= now < spell.end_min]
    sky = max([Sky(market.world.state["drawn_weather"][0]), *here])
    market.world.state["weather"] = sky
    set_influence(
        market.world,
        Source.WEATHER,
        demand_factor=(1.0, *section.demand_factor)[sky],
        speed_factor=(1.0, *section.speed_factor)[sky],
        attendance_factor=(1.0, *section.attendance_factor)[sky],
        walking_utils=(0.0, *section.walking_utils)[sky],
    )
