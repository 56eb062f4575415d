"""Demand: the funnel from need to order, channels, baskets and coupons."""

import numpy as np

from analysis.kpis.numbers import count, mean, ratio, share
from analysis.kpis.parts import platform_orders
from analysis.kpis.table import Kpis
from sim.flow import funnel
from sim.order import DELIVERY, PICKUP, WALK_IN
from sim.result import RunResult


def measure(result: RunResult) -> Kpis:
    """KPIs of the group."""
    return _sizes(result) | _funnel(result) | _coupons(result)


def _sizes(result: RunResult) -> Kpis:
    orders = platform_orders(result)
    channel = result.orders["channel"]
    return {
        "orders": len(orders),
        "orders_per_day": len(orders) / result.days,
        "delivery_orders": count(channel == DELIVERY),
        "pickup_orders": count(channel == PICKUP),
        "walkin_orders": count(channel == WALK_IN),
        "delivery_share": share(channel == DELIVERY),
        "pickup_share": share(channel == PICKUP),
        "walkin_share": share(channel == WALK_IN),
        "basket_mean_cents": mean(orders["basket_cents"]),
        "delivery_fee_mean_cents": mean(orders["fee_cents"][orders["channel"] == DELIVERY]),
    }


def _funnel(result: RunResult) -> Kpis:
    steps = result.funnel.sum(axis=(0, 1, 2))  # (n_steps,)
    sessions = int(steps[funnel.SESSION])
    chosen = int(steps[funnel.CHOSE_DELIVERY] + steps[funnel.CHOSE_PICKUP])
    payments = int(steps[funnel.PAYMENT])
    return {
        "needs": int(steps[funnel.NEED]),
        "sessions": sessions,
        "opening_share": ratio(sessions, steps[funnel.NEED]),
        "conversion_share": ratio(len(platform_orders(result)), sessions),
        "nothing_share": ratio(steps[funnel.CHOSE_NOTHING], sessions),
        "checkout_loss_share": ratio(chosen - payments, chosen),
        "payment_loss_share": ratio(payments - steps[funnel.PAID], payments),
    }


def _coupons(result: RunResult) -> Kpis:
    orders = platform_orders(result)
    with_coupon = orders["coupon"] >= 0
    used = np.zeros(len(result.consumers), np.bool_)
    used[orders["consumer"][with_coupon]] = True
    offered = result.consumers["coupons"] != 0
    return {
        "coupon_order_share": share(with_coupon),
        "redemption_share": ratio(count(used), count(offered | used)),
    }
