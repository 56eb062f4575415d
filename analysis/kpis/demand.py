"""Demand: the funnel from need to order, channels, baskets and coupons."""

import numpy as np
from numpy.typing import NDArray

from analysis.kpis.numbers import count, mean, ratio, share
from analysis.kpis.parts import platform_orders, taken_by
from analysis.kpis.table import Kpis
from sim.flow.funnel import Step
from sim.flow.parts import Taker
from sim.mechanisms.talk import columns as talk
from sim.order import Channel, is_strangers
from sim.result import RunResult


def measure(result: RunResult) -> Kpis:
    """KPIs of the group."""
    return _sizes(result) | _funnel(result) | _coupons(result)


def _sizes(result: RunResult) -> Kpis:
    orders = platform_orders(result)
    others = taken_by(result, Taker.RIVAL) | is_strangers(result.orders)
    channel = result.orders["channel"][~others]
    return {
        "orders": len(orders),
        "orders_per_day": len(orders) / result.days,
        "delivery_orders": count(channel == Channel.DELIVERY),
        "pickup_orders": count(channel == Channel.PICKUP),
        "walkin_orders": count(channel == Channel.WALK_IN),
        "delivery_share": share(channel == Channel.DELIVERY),
        "pickup_share": share(channel == Channel.PICKUP),
        "walkin_share": share(channel == Channel.WALK_IN),
        "basket_mean_cents": mean(orders["basket_cents"]),
        "delivery_fee_mean_cents": mean(orders["fee_cents"][orders["channel"] == Channel.DELIVERY]),
    }


def _funnel(result: RunResult) -> Kpis:
    steps = result.funnel.sum(axis=(0, 1, 2))  # (n_steps,)
    sessions = int(steps[Step.SESSION])
    chosen = int(steps[Step.CHOSE_DELIVERY] + steps[Step.CHOSE_PICKUP])
    payments = int(steps[Step.PAYMENT])
    return {
        "needs": int(steps[Step.NEED]),
        "sessions": sessions,
        "opening_share": ratio(sessions, steps[Step.NEED]),
        "need_order_share": ratio(len(platform_orders(result)), steps[Step.NEED]),
        "conversion_share": ratio(len(platform_orders(result)), sessions),
        "nothing_share": ratio(steps[Step.CHOSE_NOTHING], sessions),
        "checkout_loss_share": ratio(chosen - payments, chosen),
        "payment_loss_share": ratio(payments - steps[Step.PAID], payments),
    }


def _coupons(result: RunResult) -> Kpis:
    orders = platform_orders(result)
    with_coupon = orders["coupon"] >= 0
    used = np.zeros(len(result.consumers), np.bool_)
    used[orders["consumer"][with_coupon]] = True
    offered = (result.consumers["coupons"] != 0) & _has_app(result)
    return {
        "coupon_order_share": share(with_coupon),
        "redemption_share": ratio(count(used), count(offered | used)),
        "coupon_orders_per_day": count(with_coupon) / result.days,
        "coupon_breakage_share": _unused(int(result.campaigns["n_issued"].sum()), with_coupon),
    } | _held_out(result)


def _has_app(result: RunResult) -> NDArray[np.bool_]:
    """Who has the app, (n_consumers,); where nobody tells, everyone has it."""
    if talk.NAME not in result.own:
        return np.ones(len(result.consumers), np.bool_)
    return np.asarray(result.own[talk.NAME][talk.PEOPLE_ROWS]["status"] != talk.OUTSIDE)


def _unused(n_issued: int, with_coupon: NDArray[np.bool_]) -> float | None:
    """Of coupons issued, those not used; some can be used more than once."""
    return max(0.0, 1 - count(with_coupon) / n_issued) if n_issued else None


def _held_out(result: RunResult) -> Kpis:
    """What coupons bring as those tell who were held out, and ordered without them.

    Each campaign goes by its own: who are meant for one do not order as those of another do.
    """
    days = result.campaigns[result.campaigns["n_held_out"] > 0]
    if len(days) == 0:
        return {"holdout_extra_orders_per_day": None, "holdout_cannibalised_share": None}
    extra = sum(_extra_orders(days[days["campaign"] == nth]) for nth in np.unique(days["campaign"]))
    used = ratio(extra, int(days["n_orders"].sum()))
    return {
        "holdout_extra_orders_per_day": extra / result.days,
        "holdout_cannibalised_share": None if used is None else 1 - used,
    }


def _extra_orders(days: NDArray[np.void]) -> float:
    """Orders of those who were offered a campaign, beyond what those held out order of it."""
    usual = days["held_out_orders"].sum() / days["n_held_out"].sum()
    return float(days["offered_orders"].sum() - usual * days["n_eligible"].sum())
