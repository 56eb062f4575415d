"""Fulfilment: how orders end, and why some fail."""

from analysis.kpis.numbers import count, share
from analysis.kpis.parts import platform_orders
from analysis.kpis.table import Kpis
from sim import order
from sim.result import RunResult


def measure(result: RunResult) -> Kpis:
    """KPIs of the group."""
    orders = platform_orders(result)
    channel, state, cause = orders["channel"], orders["state"], orders["cause"]
    fulfilled = state == order.FULFILLED
    walkins = result.orders[result.orders["channel"] == order.WALK_IN]
    return {
        "delivered_orders": count(fulfilled & (channel == order.DELIVERY)),
        "collected_orders": count(fulfilled & (channel == order.PICKUP)),
        "fulfilled_share": share(fulfilled),
        "cancelled_share": share(state == order.CANCELLED),
        "undelivered_share": share(state == order.UNDELIVERED),
        "impatience_share": share(cause == order.IMPATIENCE),
        "out_of_stock_share": share(cause == order.OUT_OF_STOCK),
        "no_courier_share": share(cause == order.NO_COURIER),
        "no_show_share": share(cause[channel == order.PICKUP] == order.NO_SHOW),
        "walkin_left_share": share(walkins["cause"] == order.QUEUE),
    }
