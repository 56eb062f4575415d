"""The columns of items: what a shop has of each, how often each is asked for, and what was brought.

A row of `ITEM` for each item of each store, store by store.
"""

from typing import Any

import numpy as np

from sim.schema import Rows, Schema
from sim.settings.items import Items

NAME = "items"

ITEM = Schema(
    ("published_stock", "i4", "portions that the platform believes in"),
    ("physical_stock", "i4", "portions on the shelf"),
    ("recorded_stock", "i4", "portions that the store's own record has"),
    ("daily_stock", "i4", "portions that the record has after the morning's replenishment"),
    ("n_filled", "i8", "portions delivered, and those that were there at first"),
)
ASKED = Schema(
    ("up_to", "f8", "share of lines that ask for an item or one before it"),
)
SHOPS = Schema(
    ("is_shop", "?", "of many items"),
)
# One row, of the orders of apps that count.
COUNTS = Schema(
    ("n_orders", "i8", "orders"),
    ("n_wanted", "i8", "items wanted"),
    ("hidden_cents", "i8", "price of those not ordered that were there, hidden by the app"),
    ("n_lines", "i8", "items ordered"),
    ("n_supplied", "i8", "of them, brought as ordered"),
    ("n_substituted", "i8", "of them, another was brought"),
    ("n_given_up", "i8", "orders given up for what they lack"),
    ("substituted_parts", "f8", "shares of orders that were substitutes, sum of those brought"),
    ("lacking_parts", "f8", "shares of orders that were lacking, sum of those brought"),
    ("back_cents", "i8", "paid back, since it was lacking"),
)
RULES = Schema(
    ("count", "i8", "items of a store"),
    ("more_lines", "f8", "items of an order beside the first, mean"),
    ("left_out_share", "f8", "of items that the app has not, for which no other is ordered"),
    ("substitute_share", "f8", "of items not found, for which another is taken"),
    ("cancel_share", "f8", "of orders that lack something, given up"),
    ("substitute_weight", "f8", "log-odds that an order of substitutes alone takes"),
    ("lacking_weight", "f8", "log-odds that lacking all but nothing takes"),
    ("scan_miss_share", "f8", "of sales at the counter, that records do not see"),
    ("shrink_share", "f8", "portions that vanish for each one taken"),
)
ITEM_ROWS, COUNTS_ROWS, ASKED_ROWS, RULES_ROWS, SHOPS_ROWS = range(5)
_NOT_RULES = {"enabled", "concentration", "lines_mean", "days_of_demand"}


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Empty shelves of all stores, counts, how often each item is asked for, rules; all shops."""
    settings: Items = scenario.mechanisms.items
    asked = ASKED.empty(settings.count)
    asked["up_to"] = np.cumsum(shares(settings))
    rules = RULES.row(
        **settings.model_dump(exclude=_NOT_RULES),
        more_lines=settings.lines_mean - 1.0,
        scan_miss_share=scenario.stock.scan_miss_share,
        shrink_share=scenario.stock.shrink_share,
    )
    shops = SHOPS.empty(scenario.stores.count)
    shops["is_shop"] = True
    return ITEM.empty(len(shops) * settings.count), COUNTS.empty(1), asked, rules, shops


def shares(settings: Items) -> np.ndarray:
    """Of the lines of all orders, by item, (n_items,)."""
    weights = np.arange(1.0, settings.count + 1) ** -settings.concentration
    return np.asarray(weights / weights.sum())
