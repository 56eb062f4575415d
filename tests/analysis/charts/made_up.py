"""Comparisons made up for figures and reports: a base arm and others with known effects."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np

from analysis.experiment.arm import ArmData
from analysis.experiment.changed import Changed, ChangedOrders
from analysis.experiment.compare import (
    Comparison,
    Contrast,
    Difference,
    difference_in,
    differences,
    judged_together,
)
from analysis.experiment.place import Place
from analysis.experiment.summary import FUNNEL_STEPS, WAIT_BINS, RunSummary
from analysis.experiment.verdict import sentences
from analysis.kpis import KPIS, Kpis, Lang
from analysis.kpis.breakdown import SUMMED
from analysis.kpis.parts import SCORED
from analysis.words import words
from sim import ledger
from sim.ledger import Account, Kind

DAYS = 7
LABELS = (
    "baseline",
    "lunch-coupon",
    "free-delivery",
    "surge-pricing",
    "fewer-couriers",
    "pickup-push",
    "longer-promise",
    "better-pay",
)
TITLES = (
    "An ordinary week in a district of 20 000 consumers",
    "5 off 30 at lunch, for people who have not ordered for two weeks",
    "Free delivery for everybody, paid by the platform",
    "A delivery fee that rises where orders outnumber free couriers",
    "A tenth of the couriers stay away",
    "3 off every order that is picked up",
    "Promises ten minutes later than the forecast",
    "A tenth more pay for every delivery",
)
# By how much each arm differs: orders (relative), minutes of waiting, cents kept per order.
EFFECTS = (
    (0.0, 0.0, 0),
    (0.07, 2.3, -41),
    (0.14, 5.1, -160),
    (-0.05, -3.4, 22),
    (-0.02, 8.2, 35),
    (0.03, -0.6, -28),
    (-0.04, -0.1, 3),
    (0.001, -1.9, -60),
)
SEGMENTS = ("student", "office", "family", "senior", "regular")
HOURS = np.array(
    [
        *(0.006, 0.004, 0.002, 0.001, 0.001, 0.002, 0.010, 0.022, 0.026, 0.028, 0.078, 0.155),
        *(0.115, 0.058, 0.036, 0.034, 0.050, 0.112, 0.108, 0.068, 0.042, 0.024, 0.012, 0.006),
    ]
)


# Four by four zones; those in the east are half as wide.
PLACE = Place(
    zone_edges_x_m=np.array([0, 1000, 2000, 3000, 3500.0]),
    zone_edges_y_m=np.array([0, 1000, 2000, 3000, 4000.0]),
    stores_x_m=np.linspace(100, 3400, 60) ** 2 / 3400,
    stores_y_m=3900 * np.abs(np.sin(np.arange(60.0))),
)


def comparison_of(
    n_arms: int, n_runs: int = 6, lang: Lang = "en", **tables: Any
) -> tuple[Comparison, list[ArmData]]:
    """A comparison and its arms; `tables` replace what every run holds."""
    arms = [with_runs(_arm(row, n_runs), **tables) for row in range(n_arms)]
    return compared(arms, lang), arms


def with_runs(arm: ArmData, **tables: Any) -> ArmData:
    """The arm with tables of every run replaced."""
    return replace(arm, runs=tuple(replace(run, **tables) for run in arm.runs))


def compared(arms: list[ArmData], lang: Lang = "en") -> Comparison:
    """The comparison of arms with the first."""
    base = arms[0]
    kpis = {arm.label: dict(zip(arm.seeds, arm.kpis, strict=True)) for arm in arms}
    found = {arm.label: differences(kpis[base.label], kpis[arm.label]) for arm in arms[1:]}
    holm = judged_together(found)
    return Comparison(
        base=base.label,
        base_title=base.title,
        cities="fixed",
        place=PLACE,
        days=base.days,
        seeds=base.seeds,
        contrasts=tuple(
            _contrast(arm, found[arm.label], holm[arm.label], lang) for arm in arms[1:]
        ),
        failures=(),
    )


def retitled(arms: list[ArmData], titles: Sequence[str]) -> tuple[Comparison, list[ArmData]]:
    """The same arms under other titles."""
    named = [replace(arm, title=title) for arm, title in zip(arms, titles, strict=False)]
    return compared(named), named


def without_orders() -> tuple[Comparison, list[ArmData]]:
    """Two arms in which nobody ordered: no KPI has a value but the sums, which are 0."""
    hours = np.zeros(24)
    nothing: dict[str, Any] = {
        "kpis": {kpi.name: 0 if kpi.unit == "count" else None for kpi in KPIS}
        | {"platform_contribution_cents_per_day": 0.0},
        "door_counts": np.zeros(WAIT_BINS, np.int64),
        "funnel": np.zeros((len(SEGMENTS), len(FUNNEL_STEPS)), np.int64),
        "money_cents": np.zeros((len(ledger.KINDS), len(ledger.ACCOUNTS))),
        **dict.fromkeys(("hour_orders", "hour_delivered", "hour_door_min", "hour_late"), hours),
        "by_segment": np.zeros((len(SEGMENTS), len(SUMMED))),
        "by_zone": np.zeros((4, 4, len(SUMMED))),
        "by_day": np.zeros((DAYS, len(SUMMED))),
    }
    arms = [replace(arm, changed=None) for arm in comparison_of(2, 2, **nothing)[1]]
    return compared(arms), arms


def _contrast(
    arm: ArmData, found: tuple[Difference, ...], holm: frozenset[str], lang: Lang
) -> Contrast:
    known = partial(difference_in, found=found)
    told = sentences(known, lang, asked=(), holm=holm)
    verdict = words(lang)("list.sentence").join(told)
    return Contrast(arm.label, arm.title, tuple(told), verdict, found, holm)


@cache
def _arm(row: int, n_runs: int) -> ArmData:
    luck = np.random.default_rng(0)  # the same in every arm
    own = np.random.default_rng(row)  # what keeps pairs from being equal
    city = np.array([1 + luck.normal(0, 0.03) for _ in range(n_runs)])
    noise = 1 + (own.normal(0, 0.004, n_runs) if row else np.zeros(n_runs))
    waits_min = np.sort(own.gamma(12, (36 + EFFECTS[row][1]) / 12, 40_000))
    return ArmData(
        label=LABELS[row],
        title=TITLES[row],
        why="One wants to know whether the orders gained are worth the money and the waits.",
        runs=tuple(
            _run(row, seed, float(city[seed]), float(noise[seed]), waits_min, own)
            for seed in range(n_runs)
        ),
        changed=_changed(EFFECTS[row][0]) if row else None,
    )


def _run(
    row: int,
    seed: int,
    city: float,
    noise: float,
    waits_min: np.ndarray[Any, np.dtype[np.float64]],
    own: np.random.Generator,
) -> RunSummary:
    orders, minutes, cents = EFFECTS[row]
    orders_per_day = 6000 * (1 + orders) * city * noise
    p90_min = float(np.quantile(waits_min, 0.9)) * city * noise
    crowd = HOURS / HOURS.max() * city
    hour_orders = DAYS * orders_per_day * HOURS / HOURS.sum()
    zone = np.add.outer(np.linspace(0.2, 1.5, 4) ** 2, np.linspace(1.2, 0.1, 4))
    late_share = 0.08 + (minutes / 100 + 0.03) * zone / zone.max()
    shares = np.array([0.2, 0.35, 0.25, 0.1, 0.1])
    growing = np.linspace(0.8, 1.2, DAYS) if row == 1 else np.ones(DAYS)  # the effect of the arm
    by_day = orders_per_day / (1 + orders) * (1 + orders * growing)
    money = _money(orders_per_day, cents, noise)
    return RunSummary(
        seed=seed,
        days=DAYS,
        segments=SEGMENTS,
        kpis=_kpis(orders_per_day, minutes, money, p90_min, noise),
        door_counts=np.bincount(np.clip(waits_min.astype(int), 0, WAIT_BINS - 1), minlength=181),
        funnel=_funnel(orders),
        money_cents=DAYS * money,
        hour_orders=hour_orders,
        hour_delivered=hour_orders,
        hour_door_min=hour_orders * (24 + (minutes + 14) * crowd + own.normal(0, 0.9, 24)),
        hour_late=hour_orders * np.clip(0.06 + (0.1 + minutes / 100) * crowd, 0, 1),
        hour_idle=np.clip(60 - 50 * crowd - minutes, 0, None),
        by_segment=sums(DAYS * orders_per_day * shares, 0.1 + minutes / 200, 36 + minutes, DAYS),
        by_zone=sums(DAYS * orders_per_day * zone / zone.sum(), late_share, 36 + minutes, DAYS),
        by_day=sums(
            by_day,
            0.1 + minutes / 200 + own.normal(0, 0.004, DAYS),
            36 + minutes,
            1,
            money[:, Account.PLATFORM].sum() * growing,
        ),
    )


def sums(
    orders: np.ndarray[Any, np.dtype[np.float64]],
    late_share: Any,
    door_min: float,
    days: int,
    platform_cents: Any = np.nan,
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Sums of parts of a run, (..., n_summed), from their orders, all of them delivered."""
    orders = np.rint(orders)
    columns = {
        "sessions": 4 * orders,
        "orders": orders,
        "cancelled": 0.02 * orders,
        "delivered": orders,
        "door_min": door_min * orders,
        "late": np.rint(late_share * orders),
        "rated": orders,
        "stars": 4.2 * orders,
        **{f"{part}_stars": (3.9 + 0.05 * nth) * orders for nth, part in enumerate(SCORED)},
        "platform_cents": platform_cents,
        "days": days,
    }
    return np.stack([np.broadcast_to(columns[name], orders.shape) for name in SUMMED], axis=-1)


def _whole(numbers: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.rint(numbers).astype(np.int64)


def _kpis(
    orders: float,
    minutes: float,
    money: np.ndarray[Any, np.dtype[np.float64]],
    p90_min: float,
    noise: float,
) -> Kpis:
    """Plausible values for those KPIs that figures show, something for the others."""
    usual = {"count": 1000.0, "share": 0.1, "min": 10.0, "cents": 400.0, "stars": 4.2}
    kpis: Kpis = {kpi.name: usual.get(kpi.unit, 2.0) * noise for kpi in KPIS}
    platform, store, courier = (
        float(money[:, account].sum())
        for account in (Account.PLATFORM, Account.STORE, Account.COURIER)
    )
    return kpis | {
        "orders": orders * DAYS,
        "orders_per_day": orders,
        "conversion_share": orders / 42_000,
        "click_to_door_mean_min": (36 + minutes) * noise,
        "click_to_door_p50_min": (35 + minutes) * noise,
        "click_to_door_p90_min": p90_min,
        "late_share": (0.14 + minutes / 100) * noise,
        "courier_pay_per_hour_cents": (2480 + 30 * minutes) * noise,
        "need_order_share": 0.1 * orders / 6000,
        "platform_contribution_per_order_cents": platform / orders,
        "platform_contribution_cents_per_day": platform,
        "store_margin_cents_per_day": store,
        "store_margin_per_order_cents": store / orders,
        "courier_income_cents_per_day": courier,
        "coupon_cost_per_order_cents": float(money[Kind.COUPON, Account.CONSUMER]) / orders,
        "ledger_sum_cents": 0,
    }


def _funnel(orders: float) -> np.ndarray[Any, np.dtype[np.int64]]:
    steps = np.array([60_000, 45_000, 7000, 900, 1200, 35_900, 7100, 6000, 5700], float)
    steps[2:] *= 1 + orders
    shares = np.array([0.2, 0.35, 0.25, 0.1, 0.1])
    return _whole(DAYS * np.outer(shares, steps))


def _money(orders: float, cents: int, noise: float) -> np.ndarray[Any, np.dtype[np.float64]]:
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
        (Kind.ORDER_PAY, Account.PLATFORM, Account.COURIER, 700 * noise),
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
