"""Fulfilment: how orders end, and why some fail."""

from analysis.kpis.numbers import count, share
from analysis.kpis.parts import of_channel, platform_orders
from analysis.kpis.table import Kpis
from sim.order import Cause, Channel, State
from sim.result import RunResult


def measure(result: RunResult) -> Kpis:
    """KPIs of the group."""
    orders = platform_orders(result)
    channel, state, cause = orders["channel"], orders["state"], orders["cause"]
    fulfilled = state == State.FULFILLED
    walkins = of_channel(result, Channel.WALK_IN)
    return {
        "delivered_orders": count(fulfilled & (channel == Channel.DELIVERY)),
        "collected_orders": count(fulfilled & (channel == Channel.PICKUP)),
        "fulfilled_orders_per_day": count(fulfilled) / result.days,
        "fulfilled_share": share(fulfilled),
        "cancelled_share": share(state == State.CANCELLED),
        "undelivered_share": share(state == State.UNDELIVERED),
        "impatience_share": share(cause == Cause.IMPATIENCE),
        "out_of_stock_share": share(cause == Cause.OUT_OF_STOCK),
        "filled_share": share(cause != Cause.OUT_OF_STOCK),
        "no_courier_share": share(cause == Cause.NO_COURIER),
        "no_show_share": share(cause[channel == Channel.PICKUP] == Cause.NO_SHOW),
        "walkin_left_share": share(walkins["cause"] == Cause.QUEUE),
    }
