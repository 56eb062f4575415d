"""Couriers: hours, use, pay and its spread, kilometres, emissions and bundles."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.kpis.numbers import count, gini, quantile, ratio, share
from analysis.kpis.parts import Orders, deliveries
from analysis.kpis.table import Kpis
from sim.order import Channel
from sim.result import RunResult
from sim.schema import Rows

_MINUTES_PER_HOUR = 60.0
_METRES_PER_KM = 1000.0


def measure(result: RunResult) -> Kpis:
    """KPIs of the group."""
    return _time_and_pay(result.couriers) | _offers(result) | _riding(result)


def _time_and_pay(couriers: Rows) -> Kpis:
    on_shift = couriers["on_shift_min"]
    hours = float(on_shift.sum() / _MINUTES_PER_HOUR)
    busy_hours = float(couriers["busy_min"].sum() / _MINUTES_PER_HOUR)
    worked = on_shift >= _MINUTES_PER_HOUR  # pay for a few minutes is no pay per hour
    pay_per_hour = couriers["earned_cents"][worked] / (on_shift[worked] / _MINUTES_PER_HOUR)
    return {
        "courier_hours": hours,
        "courier_utilisation_share": ratio(couriers["busy_min"].sum(), on_shift.sum()),
        "orders_per_courier_hour": ratio(couriers["n_delivered"].sum(), hours),
        "courier_pay_per_hour_cents": ratio(couriers["earned_cents"].sum(), hours),
        "courier_pay_per_busy_hour_cents": ratio(couriers["earned_cents"].sum(), busy_hours),
        "courier_pay_per_hour_p10_cents": quantile(pay_per_hour, 0.1),
        "courier_pay_per_hour_p90_cents": quantile(pay_per_hour, 0.9),
        "courier_pay_gini": gini(pay_per_hour),
    }


def _offers(result: RunResult) -> Kpis:
    couriers, orders = result.couriers, result.orders
    offered = (orders["channel"] == Channel.DELIVERY) & (orders["offers"] > 0)
    return {
        "refusal_share": ratio(couriers["n_refusals"].sum(), couriers["n_offers"].sum()),
        "offers_per_order": ratio(orders["offers"][offered].sum(), count(offered)),
    }


def _riding(result: RunResult) -> Kpis:
    couriers, delivered = result.couriers, deliveries(result)
    ridden_m = couriers["ridden_m"].sum()
    emitted_g = ridden_m / _METRES_PER_KM * result.scenario.couriers.co2_g_per_km
    return {
        "km_per_order": ratio(ridden_m / _METRES_PER_KM, len(delivered)),
        "empty_km_share": ratio(couriers["empty_m"].sum(), ridden_m),
        "co2_per_order_g": ratio(emitted_g, len(delivered)),
        "bundled_share": share(bundled(delivered)),
    }


def bundled(delivered: Orders) -> NDArray[np.bool_]:
    """Which deliveries shared their ride: on board while another order was, (n_delivered,)."""
    order = np.lexsort((delivered["picked_up_min"], delivered["courier"]))
    rides = pd.DataFrame(
        {name: delivered[name][order] for name in ("courier", "picked_up_min", "ended_min")}
    )
    by_courier = rides.groupby("courier")
    others_end = by_courier["ended_min"].cummax().groupby(rides["courier"]).shift(1)
    next_start = by_courier["picked_up_min"].shift(-1)
    overlaps = (rides["picked_up_min"] < others_end) | (next_start < rides["ended_min"])
    shared = np.empty(len(delivered), np.bool_)
    shared[order] = overlaps.to_numpy()
    return shared
