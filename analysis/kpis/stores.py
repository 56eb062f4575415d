"""Stores: use of kitchens, stock-outs, and how concentrated demand is."""

import math

import numpy as np

from analysis.kpis.numbers import ratio, share
from analysis.kpis.parts import platform_orders
from analysis.kpis.table import Kpis
from sim.agents.store import hours_min
from sim.result import RunResult
from sim.schema import Rows


def measure(result: RunResult) -> Kpis:
    """KPIs of the group."""
    stores, orders = result.stores, platform_orders(result)
    per_store = np.sort(np.bincount(orders["store"], minlength=len(stores)))
    busiest = per_store[-math.ceil(len(stores) / 10) :]
    return {
        "kitchen_utilisation_share": ratio(
            stores["cooking_min"].sum(), _cook_minutes_per_day(stores) * result.days
        ),
        "sold_out_stores_share": share(stores["n_sold_out"] > 0),
        **_shelves(result),
        "top_tenth_share": ratio(busiest.sum(), len(orders)),
    }


def _shelves(result: RunResult) -> Kpis:
    """Shares of open stores at the samples of the timeline, by record and shelf."""
    n = result.timeline.filter(like="_stores").sum()
    in_stock = n["listed_stores"] - n["phantom_stores"] + n["hidden_stores"]
    return {
        "phantom_share": ratio(n["phantom_stores"], n["listed_stores"]),
        "hidden_share": ratio(n["hidden_stores"], in_stock),
        "misrecorded_share": ratio(n["misrecorded_stores"], n["open_stores"]),
    }


def _cook_minutes_per_day(stores: Rows) -> float:
    """Cooks times opening minutes."""
    opening_min = hours_min(stores["open_min"], stores["close_min"])
    return float((stores["n_cooks"] * opening_min).sum())
