"""Facts that one run cannot show: a scenario beside itself with a lever pulled, under one luck."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from analysis.experiment.extra_order import fieller
from analysis.validation import levers
from analysis.validation.distributions import read
from analysis.validation.levers import Changes
from analysis.validation.scorecard import Measured, measured
from analysis.validation.seen import Floats
from sim.scenario import Scenario

Rows = Sequence[Mapping[str, Any]]  # what the runs of an arm brought, by seed
Runs = Mapping[str, Rows]  # of each arm the same seeds; the base is "base"
Figure = Callable[[Runs], Measured | None]
Arms = Mapping[str, "Changes | Callable[[Scenario], Changes]"]

BASE = "base"
_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Study:
    """Arms of a scenario that run under the same seeds, and the figures that come of them.

    Attributes
    ----------
    name
        Short, for the labels of its arms.
    days
        How long most arms are lived.
    base
        What the base of all arms has changed.
    arms
        What each has changed beside that; `days` makes one longer or shorter than the others.
    figures
        By name, as lines of facts have them.
    for_weeks
        Whether a smaller part of the city does.
    """

    name: str
    days: int
    base: Changes | Callable[[Scenario], Changes]
    arms: Arms
    figures: Mapping[str, Figure]
    for_weeks: bool = False


def values(name: str, rows: Rows) -> Floats:
    """A figure of each run; NaN: it has none."""
    read_off = (row.get(name) for row in rows)
    return np.array([np.nan if value is None else value for value in read_off], np.float64)


def change(name: str, arm: str, runs: Runs) -> Measured | None:
    """By how much of itself a figure is more in an arm than in the base."""
    base = values(name, runs[BASE])
    return measured((values(name, runs[arm]) - base) / base.mean() if base.mean() else [])


def difference(name: str, arm: str, runs: Runs, *, base: str = BASE) -> Measured | None:
    """How much more a figure is in an arm."""
    return measured(values(name, runs[arm]) - values(name, runs[base]))


def level(name: str, arm: str, runs: Runs, *, less: float = 0.0) -> Measured | None:
    """A figure in an arm, less a number."""
    return measured(values(name, runs[arm]) - less)


def factor(name: str, arm: str, runs: Runs) -> Measured | None:
    """A figure in an arm over that in the base."""
    return _ratio(values(name, runs[arm]), values(name, runs[BASE]))


def per_gained(part: str, whole: str, arm: str, runs: Runs) -> Measured | None:
    """What an arm gains of one figure for each one gained of another."""
    gained = (values(name, runs[arm]) - values(name, runs[BASE]) for name in (part, whole))
    return _ratio(*gained)


def incremental_share(runs: Runs) -> Measured | None:
    """Of deliveries those that nobody would have fetched or walked in for."""

    def gained(name: str) -> Floats:
        return values(name, runs["none"]) - values(name, runs[BASE])

    instead = gained("pickup_orders") + gained("walkin_orders")
    share = _ratio(instead, values("delivery_orders", runs[BASE]))
    return share and Measured(
        1 - share.mean,
        None if share.high is None else 1 - share.high,
        None if share.low is None else 1 - share.low,
        share.n,
    )


def spend_per_yuan(arm: str, runs: Runs) -> Measured | None:
    """Spent more for each yuan that coupons took off."""
    return per_gained("gmv_cents", "coupon_cents", arm, runs)


def better_targeted(runs: Runs) -> Measured | None:
    """Spent more for a yuan of who is targeted than for one of everybody's, by seed."""
    base = runs[BASE]

    def of(arm: str) -> Floats:
        gained = values("gmv_cents", runs[arm]) - values("gmv_cents", base)
        spent = values("coupon_cents", runs[arm])
        each = np.full(len(spent), np.nan)
        np.divide(gained, spent, out=each, where=spent > 0)
        return each

    return measured(of("targeted") - of("automatic"))


def orders_change(arm: str, first: int, last: int, runs: Runs) -> Measured | None:
    """Orders more on days from the first to before the last, a share of the base's."""
    return measured(_orders_change(arm, first, last, runs))


def recovery(arm: str, late: tuple[int, int], runs: Runs) -> Measured | None:
    """By how much more orders have changed by late days than in the first week."""
    return measured(_orders_change(arm, *late, runs) - _orders_change(arm, 0, 7, runs))


def kept_over_broken(runs: Runs) -> Measured | None:
    """Orders of the second week where the faster promise is kept, over those where it is broken."""
    kept, broken = (_orders_change(arm, 7, 14, runs) for arm in ("kitchens", "lie"))
    return measured(kept - broken)


def _orders_change(arm: str, first: int, last: int, runs: Runs) -> Floats:
    base, other = (read("day", runs[each])[:, first:last].sum(axis=1) for each in (BASE, arm))
    return np.asarray((other - base) / base.mean())


def _ratio(parts: Floats, wholes: Floats) -> Measured | None:
    known = np.isfinite(parts) & np.isfinite(wholes)
    parts, wholes = parts[known], wholes[known]
    if len(parts) == 0 or wholes.mean() == 0:
        return None
    value = float(parts.mean() / wholes.mean())
    if len(parts) == 1:
        return Measured(value, None, None, 1)
    _, low, high = fieller(parts, wholes, _CONFIDENCE)
    return Measured(value, low, high, len(parts))


def kitchens_for_two_weeks(scenario: Scenario) -> Changes:
    """Faster kitchens, for as long as they are looked at."""
    return levers.faster_kitchens(scenario) | {"days": 14}


def _less(found: Measured | None) -> Measured | None:
    """The other way round: what is lost as what is gained."""
    if found is None:
        return None
    low, high = (None if end is None else -end for end in (found.high, found.low))
    return Measured(-found.mean, low, high, found.n)


def _rest(found: Measured | None) -> Measured | None:
    """What is left of a whole."""
    lost = _less(found)
    if lost is None:
        return None
    low, high = (None if end is None else 1 + end for end in (lost.low, lost.high))
    return Measured(1 + lost.mean, low, high, lost.n)


STUDIES = (
    Study(
        "market",
        days=3,
        base={},
        arms={
            "dearer": levers.dearer_delivery,
            "none": levers.NO_DELIVERY,
            "one each": levers.ONE_ORDER_EACH,
            "ahead": levers.ORDERED_AHEAD,
            "funnel": levers.FUNNEL,
            "members": levers.MEMBERS,
        },
        figures={
            "dearer_delivery_change_share": partial(change, "delivery_orders", "dearer"),
            "incremental_share": incremental_share,
            "bundling_ways_change_share": lambda runs: _less(
                change("km_per_order", "one each", runs)
            ),
            "bundling_rides_longer_min": lambda runs: _less(
                difference("ride_mean_min", "one each", runs)
            ),
            "ahead_share": partial(level, "ahead_share", "ahead"),
            "menus_share": partial(level, "menu_share", "funnel"),
            "carts_share": partial(level, "cart_share", "funnel"),
            "cart_orders_share": partial(level, "cart_order_share", "funnel"),
            "member_more_orders_share": partial(level, "member_order_ratio", "members", less=1.0),
        },
    ),
    Study(
        "shelves",
        days=3,
        base=levers.SHORT_SHELVES,
        arms={"daily": levers.TOLD_DAILY, "synced": levers.SYNCED},
        figures={
            "sync_fewer_sold_out_share": partial(
                difference, "out_of_stock_share", "daily", base="synced"
            ),
            "synced_sold_out_share": partial(level, "out_of_stock_share", "synced"),
        },
    ),
    Study(
        "shops",
        days=3,
        base=levers.SHOPS,
        arms={"exact": levers.EXACT},
        figures={"exact_sales_change_share": partial(change, "sold_cents", "exact")},
    ),
    Study(
        "weather",
        days=3,
        base=levers.CLEAR,
        arms={"heavy": levers.HEAVY},
        figures={
            "rain_late_ratio": partial(factor, "late_share", "heavy"),
            "rain_sessions_change_share": partial(change, "sessions", "heavy"),
            "rain_hours_change_share": partial(change, "courier_hours", "heavy"),
        },
    ),
    Study(
        "coupons",
        days=3,
        base=levers.NO_COUPON,
        arms={
            "all": levers.coupons(levers.FIVE),
            "automatic": levers.coupons(levers.AUTOMATIC),
            "targeted": levers.coupons(levers.TARGETED),
            "week": levers.coupons(levers.FIVE, valid_days=7) | {"days": 7},
            "read": levers.HARD | {"policies.coupons": list(levers.RULES)},
            "shown": levers.HARD
            | {"policies.coupons": [each | {"show_final_price": True} for each in levers.RULES]},
        },
        figures={
            "coupon_spend_per_yuan": partial(spend_per_yuan, "all"),
            "coupon_targeted_more": better_targeted,
            "basket_jump_coupon": partial(level, "basket_jump_ratio", "all"),
            "basket_jump_plain": partial(level, "basket_jump_ratio", BASE),
            "basket_on_the_spot_share": partial(level, "on_the_spot_share", "all"),
            "coupon_redeemed_share": lambda runs: _rest(
                level("coupon_breakage_share", "week", runs)
            ),
            "final_price_conversion_share": partial(
                difference, "conversion_share", "shown", base="read"
            ),
        },
    ),
    Study(
        "seldom",
        days=7,
        base=levers.seldom,
        arms={"all": levers.coupons(levers.FIVE)},
        figures={
            "coupon_lift_per_redemption": partial(
                per_gained, "seldom_orders", "seldom_coupon_orders", "all"
            ),
        },
    ),
    Study(
        "pads",
        days=28,
        base={},
        arms={"long": levers.quantile(0.95)},
        figures={
            "padded_now_change_share": partial(orders_change, "long", 0, 7),
            "padded_repeat_change_share": partial(recovery, "long", (21, 28)),
        },
        for_weeks=True,
    ),
    Study(
        "promises",
        days=56,
        base={},
        arms={
            "lie": levers.LIE,
            "kitchens": kitchens_for_two_weeks,
            "short": levers.quantile(0.5),
            "longest": levers.quantile(0.99),
        },
        figures={
            "short_promise_change_share": partial(orders_change, "short", 0, 56),
            "longest_promise_change_share": partial(orders_change, "longest", 0, 56),
            "kept_promise_change_share": partial(orders_change, "kitchens", 0, 14),
            "kept_over_broken_share": kept_over_broken,
            "broken_second_week_share": partial(orders_change, "lie", 7, 14),
            "broken_56_days_share": partial(orders_change, "lie", 0, 56),
        },
        for_weeks=True,
    ),
)
