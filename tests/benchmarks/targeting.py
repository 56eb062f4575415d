"""`python -m tests.benchmarks.targeting`: whom coupons go to, and what it brings.

In the baseline, three of ten consumers each, by chance, by what they have bought, and by whom a
coupon moves, known more or less well; with `--dual`, several coupons that share a budget. Each
figure with its 95 % interval over seeds; days and seeds are few.
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
from sim.order import Channel
from sim.simulation import alive, result_of
from sim.snapshot import Snapshot
from sim.warm_up import warm_up
from tests.benchmarks.intervals import sure_interval

CLAIMED = {"claim_share": 0.2}
AUTOMATIC = {"use": "threshold", "off_cents": 800, "over_cents": 3000, "claim_share": 1.0}
NO_COUPONS = {"policies": {"coupons": []}}
NOBODY = 1e-12  # who is targeted is written down where there is a hold-out
DUAL_CENTS = 1_000_000  # a day
TARGETED = ("random", "rfm", "noisy_uplift", "uplift")


class Day(NamedTuple):
    """The figures of one run."""

    kpis: Kpis
    by_consumer: NDArray[np.int64]  # orders, (n_consumers,)
    targeted: NDArray[np.bool_]  # who had a coupon on any day, where there is a hold-out


class Lab:
    """Runs of the baseline with what changes, each lived once."""

    def __init__(self, days: int, seeds: int) -> None:
        self.days, self.seeds = days, range(seeds)
        self.lived, self.warm = cache(self._lived), cache(self._warm)

    def arm(self, coupons: Any = ()) -> list[Day]:
        """One run a seed."""
        tree = {"days": self.days, "choice": CLAIMED, "policies": {"coupons": list(coupons)}}
        return [self.lived(json.dumps(tree), seed) for seed in self.seeds]

    def _warm(self, tree: str, seed: int) -> Snapshot:
        """The day before, without coupons: all arms begin in the same city."""
        return warm_up(load_scenario("baseline", overriding(json.loads(tree))).scenario, seed)

    def _lived(self, tree: str, seed: int) -> Day:
        settings = json.loads(tree)
        scenario = load_scenario("baseline", overriding(settings)).scenario
        market = alive(scenario, seed, warm=self.warm(json.dumps(settings | NO_COUPONS), seed))
        market.live()
        n = scenario.consumers.count
        sent = [np.unpackbits(part.offered)[:n] for part in market.agenda.sent.values()]
        result = result_of(market)
        ours = result.orders[result.orders["channel"] <= Channel.PICKUP]
        day = Day(
            measure(result),
            np.bincount(ours["consumer"], minlength=n),
            np.any(sent or [np.zeros(n)], axis=0),
        )
        market.dissolve()
        return day


def gained(base: list[Day], other: list[Day], of: Callable[[Day], float]) -> NDArray[np.float64]:
    """Paired differences."""
    return np.array([of(b) - of(a) for a, b in zip(base, other, strict=True)])


def orders(day: Day) -> float:
    """A day, on the platform."""
    return float(day.kpis["orders_per_day"] or 0)


def yuan(day: Day) -> float:
    """What coupons took off a day."""
    return orders(day) * float(day.kpis["coupon_cost_per_order_cents"] or 0) / 100


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
    options.add_argument("--dual", action="store_true", help="how several share a budget, alone")
    chosen = options.parse_args()
    lab = Lab(chosen.days, chosen.seeds)
    for line in sharing_out(lab) if chosen.dual else targeting(lab):
        print(line, flush=True)


if __name__ == "__main__":
    _main()
