"""Weather: clear, rain and heavy rain change demand, riding, attendance and walking."""

from simpy.events import ProcessGenerator

from sim import luck
from sim.daytime import DAY_MIN, minutes
from sim.market import Market

CLEAR, RAIN, HEAVY = 0, 1, 2
STATES = ("clear", "rain", "heavy")


def weather(market: Market) -> ProcessGenerator:
    """Change the weather for as long as the run lasts."""
    section = market.scenario.world.weather
    if section.mode == "markov":
        yield from _chain(market)
    elif section.mode == "episodes":
        yield from _episodes(market)


def _chain(market: Market) -> ProcessGenerator:
    """A Markov chain in fixed steps, with the share and mean spell of rain as given.

    P(rain ends) = step / spell; P(rain begins) = P(rain ends) * share / (1 - share).
    """
    section = market.scenario.world.weather
    ends = section.step_min / section.mean_spell_min
    begins = ends * section.rain_share / (1 - section.rain_share)
    state, step = CLEAR, 0
    while True:
        change, heavy, _, _ = luck.four(market.seed, luck.WEATHER, 0, step, 0)
        if step == 0:
            raining = change < section.rain_share
        else:
            raining = change >= ends if state != CLEAR else change < begins
        if not raining:
            state = CLEAR
        elif state == CLEAR:
            state = HEAVY if heavy < section.heavy_share else RAIN
        set_weather(market, state)
        step += 1
        yield market.clock.timeout(section.step_min)


def _episodes(market: Market) -> ProcessGenerator:
    """Fixed spells, each on the days it names; where they overlap, the worst weather holds.

    One that ends by the time of its start ends on the next day.
    """
    spells = []
    for episode in market.scenario.world.weather.episodes:
        start, end = minutes(episode.start), minutes(episode.end)
        if end <= start:
            end += DAY_MIN
        for day in episode.days or range(market.n_days):
            spells.append((day * DAY_MIN + start, day * DAY_MIN + end, STATES.index(episode.state)))
    for at_min in sorted({moment for start, end, _ in spells for moment in (start, end)}):
        yield market.clock.timeout(at_min - market.clock.now)
        now = [state for start, end, state in spells if start <= at_min < end]
        set_weather(market, max(now, default=CLEAR))


def set_weather(market: Market, state: int) -> None:
    """Put the factors of a weather state where the flow reads them."""
    section = market.scenario.world.weather
    market.weather = state
    choice, travel = market.world.choice, market.world.travel
    choice["demand_factor"] = (1.0, *section.demand_factor)[state]
    choice["walking_utils"] = (0.0, *section.walking_utils)[state]
    travel["speed_factor"] = (1.0, *section.speed_factor)[state]
    travel["min_per_m"] = travel["calm_min_per_m"] / travel["speed_factor"]
