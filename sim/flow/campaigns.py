"""Campaigns, day by day: what each offered, who used it, and what that cost whom."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.daytime import DAY_MIN
from sim.flow.world import OFFERED, Sent
from sim.order import Channel
from sim.schema import Rows, Schema

CAMPAIGN_DAY = Schema(
    ("day", "i8", "day of the run"),
    ("campaign", "i8", "row of the campaign in `policies.coupons`"),
    *((each.name, each.format, each.meaning) for each in OFFERED.columns[:-1]),
    ("n_orders", "i8", "orders it was used for, those cancelled later included"),
    ("platform_cents", "i8", "its discount on these orders, from the platform"),
    ("store_cents", "i8", "its discount on these orders, from the stores"),
    ("sponsor_cents", "i8", "its discount on these orders, from a sponsor"),
    ("budget_left_cents", "f8", "at the end of the day; inf: no limit"),
    ("offered_orders", "i8", "orders on the platform of who might use it, where some are held out"),
    ("held_out_orders", "i8", "orders on the platform of those held out"),
)


def campaign_days(
    offered: Rows,
    orders: Rows,
    pickup_discount_cents: int,
    sent: Mapping[tuple[int, int], Sent] | None = None,
) -> Rows:
    """A row for each day and campaign, by day, (n_days * n_campaigns,) of CAMPAIGN_DAY.

    Parameters
    ----------
    offered
        (n_days, n_campaigns) of OFFERED.
    orders
        (n_orders,) of ORDER, all that were placed on the platform; those of a warm-up, before
        minute 0, count not.
    pickup_discount_cents
        What the platform takes off each pickup without any coupon.
    sent
        By day and campaign, of campaigns that some are held out of.
    """
    n_days, n_campaigns = offered.shape
    rows = CAMPAIGN_DAY.empty(offered.size)
    if offered.size == 0:
        return rows
    rows["day"] = np.repeat(np.arange(n_days), n_campaigns)
    rows["campaign"] = np.tile(np.arange(n_campaigns), n_days)
    for column in OFFERED.columns:
        rows[column.name] = offered[column.name].ravel()
    used = orders[(orders["coupon"] >= 0) & (orders["placed_min"] >= 0)]
    row = (used["placed_min"] // DAY_MIN).astype(np.int64) * n_campaigns + used["coupon"]

    def summed(cents: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.bincount(row, weights=cents, minlength=len(rows)).astype(np.int64)

    usual = np.minimum(pickup_discount_cents, used["basket_cents"])
    usual = np.where(used["channel"] == Channel.PICKUP, usual, 0)
    rows["n_orders"] = np.bincount(row, minlength=len(rows))
    rows["platform_cents"] = summed(used["platform_discount_cents"] - usual)
    rows["store_cents"] = summed(used["store_discount_cents"])
    rows["sponsor_cents"] = summed(used["sponsor_discount_cents"])
    rows["budget_left_cents"] -= discount_cents(rows)
    for (day, campaign), parts in (sent or {}).items():
        row = rows[day * n_campaigns + campaign]
        buyers = orders["consumer"][orders["placed_min"] // DAY_MIN == day]
        for name, bits in (("offered_orders", parts.offered), ("held_out_orders", parts.held_out)):
            row[name] = np.count_nonzero(np.unpackbits(bits)[buyers])
    return rows


def discount_cents(rows: Rows) -> NDArray[np.int64]:
    """What each row of CAMPAIGN_DAY cost, whoever paid for it."""
    total: NDArray[np.int64] = rows["platform_cents"] + rows["store_cents"] + rows["sponsor_cents"]
    return total
