"""Money: what each party keeps, and what coupons, couriers and refunds cost per order."""

from analysis.kpis.numbers import count, ratio, share
from analysis.kpis.parts import deliveries, platform_orders
from analysis.kpis.table import Kpis
from sim.ledger import Account, Kind
from sim.order import State
from sim.result import RunResult


def measure(result: RunResult) -> Kpis:
    """KPIs of the group."""
    return _trade(result) | _parties(result) | _costs(result)


def _trade(result: RunResult) -> Kpis:
    orders = platform_orders(result)
    settled = orders[orders["state"] == State.FULFILLED]
    revenue_cents = settled["commission_cents"].sum() + settled["fee_cents"].sum()
    return {
        "gmv_cents": int(orders["basket_cents"].sum()),
        "take_rate": ratio(revenue_cents, settled["basket_cents"].sum()),
    }


def _parties(result: RunResult) -> Kpis:
    kept = result.book.sum(axis=(0, 1))  # (n_accounts,)
    platform, store = int(kept[Account.PLATFORM]), int(kept[Account.STORE])
    n_fulfilled = count(result.orders["state"] == State.FULFILLED)
    return {
        "platform_contribution_cents_per_day": platform / result.days,
        "platform_contribution_per_order_cents": ratio(platform, len(platform_orders(result))),
        "store_margin_cents_per_day": store / result.days,
        "store_margin_per_order_cents": ratio(store, n_fulfilled),
        "courier_income_cents_per_day": int(kept[Account.COURIER]) / result.days,
        "ledger_sum_cents": int(result.book.sum()),
    }


def _costs(result: RunResult) -> Kpis:
    gained = result.book.sum(axis=0)  # (n_kinds, n_accounts)
    orders = len(platform_orders(result))
    courier_cents = (
        gained[Kind.ORDER_PAY, Account.COURIER] + gained[Kind.GUARANTEE, Account.COURIER]
    )
    return {
        "coupon_cost_per_order_cents": ratio(gained[Kind.COUPON, Account.CONSUMER], orders),
        "platform_coupon_cost_per_order_cents": ratio(
            -gained[Kind.COUPON, Account.PLATFORM], orders
        ),
        "courier_cost_per_order_cents": ratio(courier_cents, len(deliveries(result))),
        "refund_per_order_cents": ratio(gained[Kind.REFUND, Account.CONSUMER], orders),
        "guarantee_cost_per_order_cents": ratio(gained[Kind.LATE_REFUND, Account.CONSUMER], orders),
        "guarantee_claim_share": share(deliveries(result)["late_refund_cents"] > 0),
    }
