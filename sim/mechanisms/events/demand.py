"""Needs of a day of events: more of them, fewer, and those that come again after an outage."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import luck
from sim.daytime import DAY_HOURS, DAY_MIN, HOUR_MIN
from sim.flow.composed import own
from sim.flow.needs import PER_DAY, merged
from sim.flow.world import NEED
from sim.mechanisms.events.columns import COUNTS_ROW, NAME
from sim.mechanisms.events.schedule import Happening, schedule
from sim.schema import Rows
from sim.settings.events import Event, Events

Floats = NDArray[np.float64]

# The number, among a consumer's of a day, of the need that events may add; no drawn one has it.
_ADDED = PER_DAY - 1
# Within so many minutes after an outage those look again who do.
_AGAIN_MIN = 10.0
# Columns of the draws of a consumer and day.
_MORE, _WHEN, _FEWER = range(3)


def needs(market: Any, drawn: Rows) -> Rows:
    """The needs of a day, with those that its events add and without those they take away."""
    scenario, seed = market.scenario, market.seed
    day = int(market.world.state["day"][0])
    midnight = day * DAY_MIN
    today = [
        each
        for each in schedule(scenario, seed, market.first_day)
        if each.start_min < midnight + DAY_MIN and each.end_min > midnight
    ]
    if not today:
        return drawn
    draws = luck.uniforms(seed, luck.EVENTS_NEEDS, len(market.world.consumers), day)
    kept = drawn[draws[drawn["consumer"], _FEWER] < _kept_share(market, today, drawn)]
    added = _added(market, today, draws)
    if day >= 0:
        own(market.world, NAME)[COUNTS_ROW]["n_more"] += len(added) + len(kept) - len(drawn)
    both = merged(kept, added)
    return merged(both, _again(scenario.mechanisms.events, seed, today, both, midnight))


def _kept_share(market: Any, today: list[Happening], drawn: Rows) -> Floats:
    """With which probability each need arises all the same, (n_needs,)."""
    share = np.ones(len(drawn))
    for start_min, end_min, factor in _slots(market, today):
        here = (drawn["wanted_min"] >= start_min) & (drawn["wanted_min"] < end_min)
        share[here] *= np.minimum(1.0, factor[drawn["consumer"][here]])
    return share


def _added(market: Any, today: list[Happening], draws: Floats) -> Rows:
    """Needs that there would not have been, one a consumer and day at most, in order of time."""
    world, demand = market.world, market.scenario.demand
    day, is_weekend = int(world.state["day"][0]), bool(world.state["weekend"][0])
    hours = np.array(demand.hours(is_weekend))
    rate = world.consumers["needs_per_day"] * demand.factor(is_weekend)
    reached, found = np.zeros(len(rate)), []
    for start_min, end_min, factor in _slots(market, today):
        hour = int((start_min - day * DAY_MIN) // HOUR_MIN)
        share = hours[hour] / hours.sum() * (end_min - start_min) / HOUR_MIN
        before, reached = reached, reached + rate * share * np.maximum(0.0, factor - 1.0)
        who = np.flatnonzero((before <= draws[:, _MORE]) & (draws[:, _MORE] < reached))
        more = NEED.empty(len(who))
        more["consumer"], more["nth"] = who, day * PER_DAY + _ADDED
        more["at_min"] = start_min + draws[who, _WHEN] * (end_min - start_min)
        more["wanted_min"] = more["at_min"]
        found.append(more)
    added = np.concatenate([NEED.empty(0), *found])
    return added[np.argsort(added["at_min"], kind="stable")]


def _slots(market: Any, today: list[Happening]) -> Iterator[tuple[float, float, Floats]]:
    """Hours of the day in which an event moves demand: begin, end, and the factor on each one's."""
    midnight = float(market.world.state["day"][0]) * DAY_MIN
    for happening in today:
        effect = happening.event.effect
        if effect.demand_factor == 1.0 and effect.segment_factor == 1.0:
            continue
        for hour in range(DAY_HOURS):
            start_min = max(happening.start_min, midnight + HOUR_MIN * hour)
            end_min = min(happening.end_min, midnight + HOUR_MIN * (hour + 1))
            if start_min < end_min:
                yield start_min, end_min, factors(market, happening.event, HOUR_MIN * (hour + 0.5))


def factors(market: Any, event: Event, minute: float) -> Floats:
    """On the needs of each consumer where he is at a minute of the day, (n_consumers,)."""
    world, effect = market.world, event.effect
    consumers, choice = world.consumers, world.choice[0]
    names = [segment.name for segment in market.scenario.consumers.segments]
    moved = [row for row, name in enumerate(names) if name in effect.segments]
    factor = np.full(len(consumers), effect.demand_factor)
    factor[np.isin(consumers["segment"], moved)] *= effect.segment_factor
    if event.zones:
        works = choice["work_start_min"] <= minute < choice["work_end_min"]
        at_work = works and not world.state["weekend"][0]
        cell = consumers["work_cell" if at_work else "home_cell"]
        factor[~np.isin(world.cell_zone[cell], event.zones)] = 1.0
    return factor


def _again(
    settings: Events, seed: int, today: list[Happening], drawn: Rows, midnight: float
) -> Rows:
    """Needs that come again after an outage of the app, if nothing was found, in order of time.

    Who looks again does within ten minutes; after midnight nobody does.

    Parameters
    ----------
    settings
        How many look again, and until how long after their need.
    seed, today
        Of the run; what happens on the day.
    drawn
        The day's needs, also those that are foreseen.
    midnight
        When the day began, minutes.
    """
    found = []
    for start_min, end_min, event in today:
        if event.kind != "app_outage":
            continue
        at_min = drawn["at_min"]
        meets = (at_min >= max(start_min, end_min - settings.later_within_min)) & (at_min < end_min)
        meets &= (drawn["wanted_min"] == at_min) & (drawn["consumer"] >= 0)
        again = drawn[meets].copy()
        pairs = zip(again["consumer"].tolist(), again["nth"].tolist(), strict=True)
        draws = np.array([luck.four(seed, luck.EVENTS_AGAIN, *pair, 0)[:2] for pair in pairs])
        draws = draws.reshape(len(again), 2)
        again["at_min"] = end_min + _AGAIN_MIN * draws[:, 1]
        looks = (draws[:, 0] < settings.later_share) & (again["at_min"] < midnight + DAY_MIN)
        found.append(again[looks])
    both = np.concatenate([NEED.empty(0), *found])
    return both[np.argsort(both["at_min"], kind="stable")]
