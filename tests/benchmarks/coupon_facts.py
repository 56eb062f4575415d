"""`python -m tests.benchmarks.coupon_facts`: do coupons do what is published of them?

In the baseline, where a fifth of people claim a coupon. Each figure with its 95 % interval over
seeds, the tolerance it was given beforehand, and whether it is within. Days and seeds are few: see
the intervals.

    spend per yuan     GMV gained for each yuan that a coupon for all takes off
    lift ÷ redemption  orders gained ÷ orders with the coupon, of who had been idle for a week
    bunching           baskets in the 3 yuan above the threshold ÷ those in the 3 yuan below it
    on the spot        of the baskets above, those that reach the threshold to the cent
    redeemed           of coupons that are valid for a week
    final price        conversion with final prices shown less that without, three coupons at once
"""

import argparse
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.extra_order import fieller
from analysis.kpis.measure import measure
from analysis.kpis.table import Kpis
from analysis.scenario_file import load_scenario, overriding
from sim.daytime import DAY_MIN
from sim.order import Channel
from sim.result import RunResult
from sim.simulation import alive, result_of
from sim.snapshot import Snapshot
from sim.warm_up import warm_up
from tests.benchmarks.intervals import sure_interval

CLAIMED = {"claim_share": 0.2}
OVER_CENTS = 3000
FIVE = {"use": "threshold", "off_cents": 500, "over_cents": OVER_CENTS}
AUTOMATIC = FIVE | {"off_cents": 800, "claim_share": 1.0}
NO_COUPONS = {"policies": {"coupons": []}}
NOBODY = 1e-12  # who is targeted is written down where there is a hold-out
DUAL_CENTS = 1_000_000  # a day
IDLE_DAYS = 7
RULES = [
    FIVE | {"window": ["10:00", "22:00"]},
    {"use": "percent", "percent": 10.0, "over_cents": 2500, "window": ["09:00", "21:00"]},
    {"use": "free_delivery", "over_cents": 4000},
]
TARGETED = ("random", "rfm", "noisy_uplift", "uplift")


class Figure(NamedTuple):
    """What was measured, and what it has to be."""

    name: str
    value: float
    low: float
    high: float
    least: float
    most: float

    @property
    def held(self) -> bool:
        """Whether the value is within, and where only a sign is asked for, its interval too."""
        if self.most == np.inf and self.least == 0:
            return self.low > 0
        return self.least <= self.value <= self.most

    def __str__(self) -> str:
        within = f"{self.least:g} to {self.most:g}" if self.most < np.inf else f"> {self.least:g}"
        told = f"{self.value:8.3f} [{self.low:.3f}, {self.high:.3f}]"
        return f"{self.name:24}{told:32}{within:14}{'held' if self.held else 'NOT held'}"


class Day(NamedTuple):
    """The figures of one run."""

    kpis: Kpis
    gmv_cents: float
    baskets_cents: NDArray[np.int64]
    idle_orders: int  # of who had not ordered for a week when the run began
    idle_with_coupon: int
    by_consumer: NDArray[np.int64]  # orders, (n_consumers,)
    targeted: NDArray[np.bool_]  # who had a coupon on any day, where there is a hold-out


class Lab:
    """Runs of the baseline with what changes, each lived once."""

    def __init__(self, days: int, seeds: int) -> None:
        self.days, self.seeds = days, range(seeds)
        self.lived, self.warm = cache(self._lived), cache(self._warm)

    def arm(self, coupons: Any = (), **changes: Any) -> list[Day]:
        """One run a seed."""
        tree = {"days": self.days, "choice": CLAIMED, "policies": {"coupons": list(coupons)}}
        return [self.lived(json.dumps(tree | changes), seed) for seed in self.seeds]

    def _warm(self, tree: str, seed: int) -> Snapshot:
        """The day before, without coupons: all arms begin in the same city."""
        return warm_up(load_scenario("baseline", overriding(json.loads(tree))).scenario, seed)

    def _lived(self, tree: str, seed: int) -> Day:
        settings = json.loads(tree)
        scenario = load_scenario("baseline", overriding(settings)).scenario
        market = alive(scenario, seed, warm=self.warm(json.dumps(settings | NO_COUPONS), seed))
        idle = market.world.consumers["last_order_min"] < -IDLE_DAYS * DAY_MIN
        market.live()
        sent = [np.unpackbits(part.offered) for part in market.agenda.sent.values()]
        targeted = np.any([bits[: len(idle)] for bits in sent] or [np.zeros(len(idle))], axis=0)
        day = _figures(result_of(market), idle, targeted)
        market.dissolve()
        return day


def _figures(result: RunResult, idle: NDArray[np.bool_], targeted: NDArray[np.bool_]) -> Day:
    orders = result.orders
    ours = orders[orders["channel"] <= Channel.PICKUP]
    kpis = measure(result)
    of_idle = idle[ours["consumer"]]
    return Day(
        kpis,
        float(ours["basket_cents"].sum()),
        ours["basket_cents"].copy(),
        int(of_idle.sum()),
        int((of_idle & (ours["coupon"] >= 0)).sum()),
        np.bincount(ours["consumer"], minlength=len(idle)),
        targeted,
    )


def gained(base: list[Day], other: list[Day], of: Callable[[Day], float]) -> NDArray[np.float64]:
    """Paired differences."""
    return np.array([of(b) - of(a) for a, b in zip(base, other, strict=True)])


def orders(day: Day) -> float:
    """A day, on the platform."""
    return float(day.kpis["orders_per_day"] or 0)


def yuan(day: Day) -> float:
    """What coupons took off a day."""
    return orders(day) * float(day.kpis["coupon_cost_per_order_cents"] or 0) / 100


def figures(lab: Lab) -> Iterator[Figure]:
    """What is published of coupons, and what it is here."""
    none, everyone = lab.arm(), lab.arm([FIVE])
    gmv_yuan = gained(none, everyone, lambda day: day.gmv_cents / 100 / lab.days)
    yield Figure("spend per yuan", *_ratio(gmv_yuan, gained(none, everyone, yuan)), 0, 1.7)
    lift = gained(none, everyone, lambda day: day.idle_orders)
    redeemed = gained(none, everyone, lambda day: day.idle_with_coupon)
    yield Figure("lift ÷ redemption", *_ratio(lift, redeemed), 1, np.inf)
    yield Figure("bunching", *_mean([_jump(day) for day in everyone]), 1.1, np.inf)
    yield Figure("the same, no coupon", *_mean([_jump(day) for day in none]), 0.8, 1.1)
    yield Figure("on the spot", *_mean([_on_the_spot(day) for day in everyone]), 0, 0.02)
    week = lab.arm([FIVE | {"valid_days": 7}], days=7)
    used = [1 - float(day.kpis["coupon_breakage_share"] or 0) for day in week]
    yield Figure("redeemed", *_mean(used), 0.05, 0.25)
    hard = {"mechanisms": {"coupon_rules": {"enabled": True}}}
    read = lab.arm(RULES, **hard)
    shown = lab.arm([coupon | {"show_final_price": True} for coupon in RULES], **hard)
    better = gained(read, shown, lambda day: float(day.kpis["conversion_share"] or 0))
    yield Figure("final price", *_mean(list(better)), 0, np.inf)


def targeting(lab: Lab) -> Iterator[str]:
    """Orders gained for 100 yuan of coupons, by whom they go to, three of ten consumers each.

    Counted are the orders of who had a coupon on any day: others are moved by chance alone.
    """
    none = lab.arm()
    found: dict[str, NDArray[np.float64]] = {}
    for rule in TARGETED:
        whom = {"rule": rule, "share": 0.3, "holdout_share": NOBODY}
        arm = lab.arm([AUTOMATIC | {"targeting": whom}])
        more = np.array([_of_targeted(b, a, b) for a, b in zip(none, arm, strict=True)]) / lab.days
        money = gained(none, arm, yuan) / 100
        yield _line(rule, more, money)
        found[rule] = more / money
    for better, worse in (
        ("uplift", "noisy_uplift"),
        ("noisy_uplift", "random"),
        ("uplift", "random"),
        ("rfm", "random"),
    ):
        value, low, high = _mean(list(found[better] - found[worse]))
        yield f"{better} - {worse}: {value:.2f} [{low:.2f}, {high:.2f}]"


def sharing_out(lab: Lab) -> Iterator[str]:
    """Three coupons shared out by their dual, and each of them alone for as much money.

    Alone, a coupon goes to a random part of all, as large as costs what the dual spent.
    """
    none = lab.arm()
    coupons = [AUTOMATIC | {"off_cents": off} for off in (300, 500, 800)]
    whom = {"rule": "dual", "budget_cents": DUAL_CENTS, "holdout_share": NOBODY}
    dual = lab.arm([coupon | {"targeting": whom} for coupon in coupons])
    budget = float(np.mean([yuan(day) for day in dual]))
    arms = {"dual": dual}
    for coupon in coupons:
        full = float(np.mean([yuan(day) for day in lab.arm([coupon])]))
        part = {"rule": "random", "share": round(min(1.0, budget / full), 3)}
        part |= {"holdout_share": NOBODY}
        arms[f"{coupon['off_cents'] / 100:g} off"] = lab.arm([coupon | {"targeting": part}])
    found = {}
    for name, arm in arms.items():
        more = np.array([_of_targeted(b, a, b) for a, b in zip(none, arm, strict=True)]) / lab.days
        money = gained(none, arm, yuan) / 100
        found[name] = more / money
        yield _line(name, more, money)
    best = max(list(arms)[1:], key=lambda name: found[name].mean())
    value, low, high = _mean(list(found["dual"] - found[best]))
    yield f"dual - {best}: {value:.2f} [{low:.2f}, {high:.2f}]"


def _line(name: str, more: NDArray[np.float64], money: NDArray[np.float64]) -> str:
    value, low, high = _ratio(more, money)
    spent = f"{more.mean():8.1f} orders a day, ¥{100 * money.mean():7.0f}"
    return f"{name:14}{spent}: {value:6.2f} [{low:.2f}, {high:.2f}] for ¥100"


def _of_targeted(by: Day, base: Day, other: Day) -> float:
    """Orders more of those targeted in an arm."""
    return float((other.by_consumer - base.by_consumer)[by.targeted].sum())


def _jump(day: Day) -> float:
    above = (day.baskets_cents >= OVER_CENTS) & (day.baskets_cents < OVER_CENTS + 300)
    below = (day.baskets_cents >= OVER_CENTS - 300) & (day.baskets_cents < OVER_CENTS)
    return float(above.sum() / below.sum())


def _on_the_spot(day: Day) -> float:
    above = (day.baskets_cents >= OVER_CENTS) & (day.baskets_cents < OVER_CENTS + 300)
    return float((day.baskets_cents[above] == OVER_CENTS).mean())


def _mean(values: list[float]) -> tuple[float, float, float]:
    return float(np.mean(values)), *sure_interval(np.array(values))


def _ratio(parts: NDArray[np.float64], wholes: NDArray[np.float64]) -> tuple[float, float, float]:
    value, low, high = fieller(parts, wholes, 0.95)
    known = value is not None and low is not None and high is not None
    return (value, low, high) if known else (np.nan,) * 3  # type: ignore[return-value]


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=3)
    options.add_argument("--seeds", type=int, default=4, help="from 0 on")
    options.add_argument("--targeting", action="store_true", help="whom coupons go to, alone")
    options.add_argument("--dual", action="store_true", help="how several share a budget, alone")
    chosen = options.parse_args()
    lab = Lab(chosen.days, chosen.seeds)
    lines: Iterator[str] = map(str, figures(lab))
    if chosen.targeting:
        lines = targeting(lab)
    elif chosen.dual:
        lines = sharing_out(lab)
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    _main()
