"""KPIs of a market with a rival: how deliveries and money are shared, and what the rival asks."""

from typing import Any

import numpy as np

from sim.ledger import Account, Kind
from sim.mechanisms.figures import ratio
from sim.mechanisms.rival.columns import NAME, PEOPLE
from sim.order import Channel, State, discounts_cents
from sim.schema import Rows


def kpis(result: Any) -> dict[str, float | None]:
    """Shares of orders, of money and of people; the rival's fee and word; what stores get of it."""
    orders = result.orders
    by_rival = orders["channel"] == result.parts.channel_names.index("rival_delivery")
    rivals, ours = orders[by_rival], orders[orders["channel"] == Channel.DELIVERY]
    came = rivals[rivals["state"] == State.FULFILLED]
    n_delivered = len(rivals) + len(ours)
    return {
        "rival_orders_per_day": len(rivals) / result.days,
        "rival_delivery_share": ratio(len(rivals), n_delivered),
        "wallet_share": _wallet(result, ours, rivals),
        "multi_homing_share": _multi_homing(ours, rivals),
        "rival_fee_mean_cents": ratio(_fees_cents(rivals).sum(), len(rivals)),
        "rival_late_share": ratio(int((came["ended_min"] > came["promised_min"]).sum()), len(came)),
        "rival_liking_gap": _liking_gap(result),
        "stores_from_rival_cents_per_day": float(
            result.book[:, Kind.RIVAL_SETTLEMENT, Account.STORE].sum() / result.days
        ),
    }


def _fees_cents(rivals: Rows) -> Any:
    return rivals["fee_cents"] - rivals["platform_discount_cents"]


def _wallet(result: Any, ours: Rows, rivals: Rows) -> float | None:
    """Of what who has both apps spends on deliveries, the platform's share."""
    people = result.own[NAME][PEOPLE]
    both = people["has_ours"] & people["has_rivals"]
    spent = [_paid_cents(each[both[each["consumer"]]]) for each in (ours, rivals)]
    return ratio(spent[0], sum(spent))


def _paid_cents(orders: Rows) -> int:
    return int((orders["basket_cents"] + orders["fee_cents"] - discounts_cents(orders)).sum())


def _multi_homing(ours: Rows, rivals: Rows) -> float | None:
    """Of who had anything delivered, who had it by both."""
    at_us, there = np.unique(ours["consumer"]), np.unique(rivals["consumer"])
    both = len(np.intersect1d(at_us, there))
    return ratio(both, len(at_us) + len(there) - both)


def _liking_gap(result: Any) -> float | None:
    """How much more than the platform the rival is liked by who has both apps, at the end."""
    people = result.own[NAME][PEOPLE]
    both = people["has_ours"] & people["has_rivals"]
    if not both.any():
        return None
    return float((people["liking"] - result.consumers["loyalty"])[both].mean())
