"""What is going on now comes into force when it begins or ends, and when traffic changes."""

import math
from typing import Any

from sim.daytime import DAY_HOURS, DAY_MIN, HOUR_MIN
from sim.flow.composed import own
from sim.flow.influences import Source, set_influence
from sim.mechanisms.events.columns import NAME, NOW_ROW
from sim.mechanisms.events.schedule import in_force, schedule
from sim.mechanisms.events.strike import strike
from sim.settings.events import Event, Events
from sim.turns import Process, Turn, at_each

# What influences together come to at most: nobody stands still.
_LEAST_SPEED, MOST = 0.05, 10.0


def process(market: Any) -> Process | None:
    """At each begin and end, from the start of the run on; with traffic at each hour too."""
    settings: Events = market.scenario.mechanisms.events
    happenings = schedule(market.scenario, market.seed, market.first_day)
    changes = {moment for each in happenings for moment in each[:2]}
    if settings.traffic:
        n_hours = (market.n_days - market.first_day) * DAY_HOURS
        changes |= {market.start_min + HOUR_MIN * hour for hour in range(n_hours)}
    moments = sorted({max(moment, market.start_min) for moment in changes})

    def change(_nth: int) -> None:
        _put_in_force(market, in_force(happenings, market.now_min), settings)

    return Process(NAME, Turn.EXOGENOUS, at_each(moments), change) if moments else None


def _put_in_force(market: Any, events: list[Event], settings: Events) -> None:
    """All that events do together, each of which is one influence among others."""
    kinds, effects = [event.kind for event in events], [event.effect for event in events]
    riding = settings.traffic[int(market.now_min % DAY_MIN // HOUR_MIN)] if settings.traffic else 1
    speed = math.prod(effect.speed_factor for effect in effects) / riding
    attendance = math.prod(effect.attendance_factor for effect in effects)
    now = own(market.world, NAME)[NOW_ROW]
    now["app_down"] = "app_outage" in kinds
    now["failing_share"] = settings.failing_share if "payment_outage" in kinds else 0.0
    set_influence(
        market.world,
        Source.EVENTS,
        speed_factor=min(max(speed, _LEAST_SPEED), MOST),
        attendance_factor=min(attendance, MOST),
        walking_utils=sum(effect.walking_utils for effect in effects),
        sync_down="sync_outage" in kinds,
    )
    striking = [event.effect.attendance_factor for event in events if event.kind == "strike"]
    strike(market, math.prod(striking))
