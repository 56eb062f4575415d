"""Weather: clear, rain and heavy rain change demand, riding, attendance and walking."""

import math

from sim import luck
from sim.clock import Turn
from sim.daytime import DAY_MIN, minutes
from sim.flow.influences import Sky, Source, set_influence
from sim.market import Market
from sim.processes.process import Process, at_each


def weather(market: Market) -> Process | None:
    """Change the weather for as long as the run lasts."""
    mode = market.scenario.world.weather.mode
    if mode == "markov":
        return _chain(market)
    return _episodes(market) if mode == "episodes" else None


def _chain(market: Market) -> Process:
    """A Markov chain in fixed steps, with the share and mean spell of rain as given.

    P(rain ends) = step / spell; P(rain begins) = P(rain ends) * share / (1 - share).
    """
    section = market.scenario.world.weather
    ends = section.step_min / section.mean_spell_min
    begins = ends * section.rain_share / (1 - section.rain_share)

    # Steps are counted from minute 0, so that a warm-up does not move the days that count.
    first = math.floor(market.start_min / section.step_min)

    def change(nth: int) -> None:
        step = first + nth
        draw, heavy, _, _ = luck.four(market.seed, luck.WEATHER, 0, step, 0)
        before = market.weather
        if nth == 0:
            raining = draw < section.rain_share
        else:
            raining = draw >= ends if before != Sky.CLEAR else draw < begins
        if raining and before == Sky.CLEAR:
            set_weather(market, Sky.HEAVY if heavy < section.heavy_share else Sky.RAIN)
        else:
            set_weather(market, Sky(before) if raining else Sky.CLEAR)

    def moment(nth: int) -> float:
        return max(market.start_min, (first + nth) * section.step_min)

    return Process("weather", Turn.EXOGENOUS, moment, change)


def _episodes(market: Market) -> Process:
    """Fixed spells, each on the days it names; where they overlap, the worst weather holds.

    One that ends by the time of its start ends on the next day.
    """
    spells = []
    for episode in market.scenario.world.weather.episodes:
        start, end = minutes(episode.start), minutes(episode.end)
        if end <= start:
            end += DAY_MIN
        for day in episode.days or range(market.first_day, market.n_days):
            spells.append((day * DAY_MIN + start, day * DAY_MIN + end, Sky[episode.state.upper()]))
    changes = {moment for start, end, _ in spells for moment in (start, end)}
    moments = sorted(moment for moment in changes if moment >= market.start_min)

    def change(nth: int) -> None:
        at_min = moments[nth]
        now = [sky for start, end, sky in spells if start <= at_min < end]
        set_weather(market, max(now, default=Sky.CLEAR))

    return Process("weather", Turn.EXOGENOUS, at_each(moments), change)


def set_weather(market: Market, sky: Sky) -> None:
    """Put a state of the weather in force, with all that it changes."""
    section = market.scenario.world.weather
    market.world.state["weather"] = sky
    set_influence(
        market.world,
        Source.WEATHER,
        demand_factor=(1.0, *section.demand_factor)[sky],
        speed_factor=(1.0, *section.speed_factor)[sky],
        attendance_factor=(1.0, *section.attendance_factor)[sky],
        walking_utils=(0.0, *section.walking_utils)[sky],
    )
