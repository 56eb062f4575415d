"""Comparisons made up for figures and reports: a base arm and others with known effects."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.experiment.arm import ArmData
from analysis.experiment.changed import Changed, ChangedOrders
from analysis.experiment.compare import Comparison, Contrast, differences
from analysis.experiment.summary import FUNNEL_STEPS, QUANTILES, WAIT_BINS
from analysis.experiment.verdict import verdict
from analysis.kpis import KPIS, Kpis
from sim import ledger
from sim.ledger import Account, Kind

DAYS = 7
LABELS = ("baseline", "lunch-coupon", "free-delivery", "surge-pricing", "fewer-couriers")
TITLES = (
    "An ordinary week in a district of 20 000 consumers",
    "5 off 30 at lunch, for people who have not ordered for two weeks",
    "Free delivery for everybody, paid by the platform",
    "A delivery fee that rises where orders outnumber free couriers",
    "A tenth of the couriers stay away",
)
# By how much each arm differs: orders (relative), minutes of waiting, cents kept per order.
EFFECTS = ((0.0, 0.0, 0), (0.07, 2.3, -41), (0.14, 5.1, -160), (-0.05, -3.4, 22), (-0.02, 8.2, 35))
SEGMENTS = ("student", "office", "family", "senior", "regular")
HOURS = np.array(
    [
        *(0.006, 0.004, 0.002, 0.001, 0.001, 0.002, 0.010, 0.022, 0.026, 0.028, 0.078, 0.155),
        *(0.115, 0.058, 0.036, 0.034, 0.050, 0.112, 0.108, 0.068, 0.042, 0.024, 0.012, 0.006),
    ]
)


def comparison_of(n_arms: int, n_runs: int = 6, **tables: Any) -> tuple[Comparison, list[ArmData]]:
    """A comparison and its arms; `tables` replace what every arm holds."""
    arms = [replace(_arm(row, n_runs), **tables) for row in range(n_arms)]
    return compared(arms), arms


def compared(arms: list[ArmData]) -> Comparison:
    """The comparison of arms with the first."""
    base = arms[0]
    return Comparison(
        base=base.label,
        base_title=base.title,
        days=base.days,
        seeds=base.seeds,
        contrasts=tuple(_contrast(base, arm) for arm in arms[1:]),
        failures=(),
    )


def relabelled(arms: list[ArmData], labels: Sequence[str]) -> tuple[Comparison, list[ArmData]]:
    """The same arms under other names."""
    named = [replace(arm, label=label) for arm, label in zip(arms, labels, strict=False)]
    return compared(named), named


def without_orders() -> tuple[Comparison, list[ArmData]]:
    """Two arms in which nobody ordered: no KPI has a value but the sums, which are 0."""
    nothing: dict[str, Any] = {
        "kpis": ({kpi.name: 0 if kpi.unit == "count" else None for kpi in KPIS},) * 2,
        "door_counts": np.zeros(WAIT_BINS, np.int64),
        "pickup_counts": np.zeros(WAIT_BINS, np.int64),
        "walkin_counts": np.zeros(WAIT_BINS, np.int64),
        "door_quantiles_min": np.full((2, len(QUANTILES)), np.nan),
        "funnel": np.zeros((len(SEGMENTS), len(FUNNEL_STEPS)), np.int64),
        "money_cents_per_day": np.zeros((len(ledger.KINDS), len(ledger.ACCOUNTS))),
        "orders_per_hour": np.zeros((2, 24)),
        "door_min_by_hour": np.full((2, 24), np.nan),
        "late_share_by_hour": np.full((2, 24), np.nan),
        "zone_orders_per_day": np.zeros((4, 4)),
        "zone_late_share": np.full((4, 4), np.nan),
        "changed": None,
    }
    return comparison_of(2, 2, **nothing)


def _contrast(base: ArmData, arm: ArmData) -> Contrast:
    found = differences(
        dict(zip(base.seeds, base.kpis, strict=True)), dict(zip(arm.seeds, arm.kpis, strict=True))
    )
    contrast = Contrast(arm.label, arm.title, "", found)
    return replace(contrast, verdict=verdict(contrast.__getitem__))


def _arm(row: int, n_runs: int) -> ArmData:
    orders, minutes, cents = EFFECTS[row]
    luck = np.random.default_rng(0)  # the same in every arm
    own = np.random.default_rng(row)  # what keeps pairs from being equal
    city = np.array([1 + luck.normal(0, 0.03) for _ in range(n_runs)])
    noise = 1 + (own.normal(0, 0.004, n_runs) if row else np.zeros(n_runs))
    orders_per_day = 6000 * (1 + orders) * city * noise
    waits_min = np.sort(own.gamma(12, (36 + minutes) / 12, 40_000))
    quantiles = np.quantile(waits_min, QUANTILES) * (city * noise)[:, None]
    hourly = HOURS / HOURS.sum()
    crowd = (hourly / hourly.max())[None, :] * city[:, None]
    late = np.clip(0.06 + 0.1 * crowd + minutes / 100 * crowd, 0, 1)
    zone = np.add.outer(np.linspace(0.2, 1.5, 4) ** 2, np.linspace(1.2, 0.1, 4))
    return ArmData(
        label=LABELS[row],
        title=TITLES[row],
        why="One wants to know whether the orders gained are worth the money and the waits.",
        days=DAYS,
        seeds=tuple(range(n_runs)),
        kpis=tuple(
            _kpis(n, minutes, cents, float(p90), float(x))
            for n, p90, x in zip(orders_per_day, quantiles[:, 5], noise, strict=True)
        ),
        segments=SEGMENTS,
        door_counts=np.bincount(np.clip(waits_min.astype(int), 0, WAIT_BINS - 1), minlength=181),
        pickup_counts=np.bincount(own.poisson(4, 9000), minlength=WAIT_BINS),
        walkin_counts=np.bincount(own.poisson(14, 3000), minlength=WAIT_BINS),
        door_quantiles_min=quantiles,
        funnel=_funnel(orders, n_runs),
        money_cents_per_day=_money(float(orders_per_day.mean()), cents),
        orders_per_hour=orders_per_day[:, None] * hourly,
        door_min_by_hour=24 + minutes * crowd + 14 * crowd + own.normal(0, 0.9, (n_runs, 24)),
        late_share_by_hour=late,
        waiting_by_hour=crowd * (20 + 4 * minutes),
        idle_by_hour=np.clip(60 - 50 * crowd - minutes, 0, None),
        zone_orders_per_day=orders_per_day.mean() * zone / zone.sum(),
        zone_late_share=0.08 + minutes / 100 * zone / zone.max() + 0.03 * zone / zone.max(),
        changed=_changed(orders) if row else None,
    )


def _kpis(orders: float, minutes: float, cents: int, p90_min: float, noise: float) -> Kpis:
    """Plausible values for those KPIs that figures show, something for the others."""
    usual = {"count": 1000.0, "share": 0.1, "min": 10.0, "cents": 400.0, "stars": 4.2}
    kpis: Kpis = {kpi.name: usual.get(kpi.unit, 2.0) * noise for kpi in KPIS}
    return kpis | {
        "orders": orders * DAYS,
        "orders_per_day": orders,
        "conversion_share": orders / 42_000,
        "click_to_door_mean_min": (36 + minutes) * noise,
        "click_to_door_p50_min": (35 + minutes) * noise,
        "click_to_door_p90_min": p90_min,
        "late_share": (0.14 + minutes / 100) * noise,
        "courier_pay_per_hour_cents": (2480 + 30 * minutes) * noise,
        "platform_contribution_per_order_cents": 43 * noise + cents,
        "platform_contribution_cents_per_day": orders * (43 * noise + cents),
        "store_margin_cents_per_day": orders * 1900,
        "store_margin_per_order_cents": 1900 - cents / 8,
        "coupon_cost_per_order_cents": max(0, -cents) * noise,
        "ledger_sum_cents": 0,
    }


def _funnel(orders: float, n_runs: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    steps = np.array([60_000, 45_000, 7000, 900, 1200, 35_900, 7100, 6000, 5700], float)
    steps[2:] *= 1 + orders
    shares = np.array([0.2, 0.35, 0.25, 0.1, 0.1])
    return np.rint(DAYS * n_runs * np.outer(shares, steps)).astype(np.int64)


def _money(orders: float, cents: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    book = np.zeros((len(ledger.KINDS), len(ledger.ACCOUNTS)))
    discount = max(0, -cents) * 1.4
    for kind, payer, payee, per_order in (
        (Kind.FOOD, Account.CONSUMER, Account.PLATFORM, 4210),
        (Kind.FEE, Account.CONSUMER, Account.PLATFORM, 430 + max(0, cents)),
        (Kind.COUPON, Account.PLATFORM, Account.CONSUMER, discount * 0.7),
        (Kind.COUPON, Account.STORE, Account.CONSUMER, discount * 0.3),
        (Kind.SETTLEMENT, Account.PLATFORM, Account.STORE, 4150),
        (Kind.COMMISSION, Account.STORE, Account.PLATFORM, 500),
        (Kind.INGREDIENTS, Account.STORE, Account.SUPPLIER, 1700),
        (Kind.ORDER_PAY, Account.PLATFORM, Account.COURIER, 839),
        (Kind.PAYMENT_FEE, Account.PLATFORM, Account.BANK, 28),
        (Kind.REFUND, Account.PLATFORM, Account.CONSUMER, 80),
    ):
        book[kind, payer] -= per_order * orders
        book[kind, payee] += per_order * orders
    return book


def _changed(orders: float) -> Changed:
    def fates(n: float, eager: float = 1) -> ChangedOrders:
        gained, lost = eager * max(orders, 0) + 0.01, max(-orders, 0) + 0.008 * eager
        rest = n * (1 - lost)
        return ChangedOrders(
            only_base=round(n * lost),
            only_other=round(n * gained),
            same=round(rest * 0.93),
            other_store=round(rest * 0.05),
            other_channel=round(rest * 0.02),
        )

    sizes = (9e4, 1.6), (8e4, 0.9), (5e4, 0.7), (9e3, 0.3), (3e4, 0.5)
    by_segment = {name: fates(*size) for name, size in zip(SEGMENTS, sizes, strict=True)}
    return Changed(fates(2.6e5), by_segment, consumers=16_000, consumers_changed=6100)
