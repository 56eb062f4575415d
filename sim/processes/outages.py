"""Outages: named stores, or all of a zone, take no orders for a while.

As at closing time, what was ordered before is cooked and given out, and who set out to walk in is
served. A recorded order for a store that is out is lost.
"""

import numpy as np
from numpy.typing import NDArray

from sim.daytime import DAY_MIN, minutes
from sim.market import Market
from sim.settings import Outage
from sim.turns import Process, Turn, at_each

Spell = tuple[float, float, NDArray[np.bool_]]  # from, until, (n_stores,) whose


def outages(market: Market) -> Process | None:
    """Close and open stores at fixed times; where outages overlap, until the last one ends."""
    spells = [
        spell for outage in market.scenario.world.outages for spell in _spells(market, outage)
    ]
    changes = {moment for start, end, _ in spells for moment in (start, end)}
    moments = sorted({max(moment, market.start_min) for moment in changes})

    def change(_nth: int) -> None:
        stores, now = market.world.stores, market.now_min
        stores["closed"] = False
        for start, end, hit in spells:
            if start <= now < end:
                stores["closed"] |= hit

    return Process("outages", Turn.EXOGENOUS, at_each(moments), change) if spells else None


def _spells(market: Market, outage: Outage) -> list[Spell]:
    """An outage on each of its days; one that passes midnight begins on the weekday before."""
    stores = market.world.stores
    hit = np.isin(stores["zone"], outage.zones)
    hit[_rows(market, outage)] = True
    start, end = (minutes(clock) for clock in outage.window)
    if end <= start:
        end += DAY_MIN
    days = market.scenario.days_of(outage, market.first_day - 1)
    return [(day * DAY_MIN + start, day * DAY_MIN + end, hit) for day in days]


def _rows(market: Market, outage: Outage) -> list[int]:
    if market.recording is None:
        return [int(row) for row in outage.stores]
    return [market.recording.row_of_store(key) for key in outage.stores]
