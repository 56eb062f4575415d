"""The headline KPIs in blocks that share a scale."""

from typing import NamedTuple


class Block(NamedTuple):
    """KPIs whose changes are shown on one scale."""

    name: str
    kpis: tuple[str, ...]
    relative: bool = False  # changes in per cent of the base


BLOCKS = (
    Block(
        "relative",
        (
            "orders_per_day",
            "courier_pay_per_hour_cents",
            "satisfaction_mean",
        ),
        relative=True,
    ),
    Block(
        "share",
        (
            "conversion_share",
            "pickup_share",
            "cancelled_share",
            "late_share",
            "courier_utilisation_share",
            "repeat_7d_share",
        ),
    ),
    Block(
        "min",
        (
            "click_to_door_mean_min",
            "click_to_door_p90_min",
            "pickup_wait_mean_min",
            "walkin_wait_mean_min",
        ),
    ),
    Block(
        "cents",
        (
            "courier_cost_per_order_cents",
            "coupon_cost_per_order_cents",
            "platform_contribution_per_order_cents",
            "store_margin_per_order_cents",
        ),
    ),
    Block("extra", ("cost_per_extra_order_cents",)),
    Block(
        "per_day",
        ("platform_contribution_cents_per_day", "store_margin_cents_per_day"),
    ),
)
