"""The KPIs that a screen has room for, and what it calls them."""

from collections.abc import Iterator

from analysis.kpis import KPIS, Kpi

HEADLINES = {
    "demand": {
        "orders_per_day": "orders a day",
        "conversion_share": "conversion",
        "cancelled_share": "cancelled",
    },
    "waits": {
        "click_to_door_mean_min": "click to door",
        "click_to_door_p90_min": "click to door, P90",
        "late_share": "later than promised",
        "pickup_wait_mean_min": "wait at pickup",
        "walkin_wait_mean_min": "wait of walk-ins",
    },
    "couriers": {
        "courier_utilisation_share": "utilisation",
        "courier_pay_per_hour_cents": "pay per hour",
    },
    "money": {
        "platform_contribution_per_order_cents": "platform, per order",
        "store_margin_per_order_cents": "stores, per order",
        "courier_cost_per_order_cents": "courier cost per order",
        "coupon_cost_per_order_cents": "coupon cost per order",
    },
    "loyalty": {
        "satisfaction_mean": "satisfaction, of 5",
        "repeat_7d_share": "back within 7 days",
    },
}


def headlines() -> Iterator[tuple[str, str, Kpi]]:
    """Group, label and KPI; the group with its first KPI only."""
    rows = {kpi.name: kpi for kpi in KPIS}
    for group, labels in HEADLINES.items():
        for nth, (name, label) in enumerate(labels.items()):
            yield group if nth == 0 else "", label, rows[name]
