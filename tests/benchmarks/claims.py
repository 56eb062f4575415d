"""`python -m tests.benchmarks.claims NAME`: what was claimed, expected and measured, as a table.

Each row is a figure of one scenario against another, under the same seeds, with the 95 % interval
of the paired difference. What the claim says of it and what was expected were written down before
it was measured; whether each came true is read off the interval alone:

    more, less   the interval lies above 0, below 0
    same         the interval lies within the tolerance named

"open" is what the interval leaves undecided. docs/claims.md has the tables.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple

import numpy as np

import analysis
from analysis.experiment.compare import Difference, difference
from analysis.experiment.experiment import Runs, run_units, units_of
from analysis.experiment.summary import RunSummary
from analysis.kpis import described
from analysis.kpis.breakdown import SUMMED
from analysis.wording import shown, shown_difference

Way = Literal["more", "less", "same"]
Truth = Literal["yes", "no", "open", ""]

PEAK_HOURS = [11, 12, 17, 18]


class Figure(NamedTuple):
    """What is measured of a run, beside KPIs."""

    label: str
    unit: str
    of: Callable[[RunSummary], float | None]


class Row(NamedTuple):
    """A figure of one scenario against another; `tolerance` is that of "same", in its unit."""

    figure: str
    arm: str
    base: str
    claimed: Way | None
    expected: Way | None
    tolerance: float = 0.0


class Claim(NamedTuple):
    """How long which scenarios live for it, and what is asked of them."""

    days: int
    replications: int
    rows: tuple[Row, ...]


def _orders_of(days: slice) -> Callable[[RunSummary], float | None]:
    return lambda run: float(run.by_day[days, SUMMED.index("orders")].mean())


def _at_peaks(of: Callable[[RunSummary], np.ndarray]) -> Callable[[RunSummary], float | None]:
    return lambda run: float(of(run)[PEAK_HOURS].sum() / run.hour_delivered[PEAK_HOURS].sum())


FIGURES = {
    "first week": Figure("orders per day, first week", "count", _orders_of(slice(7))),
    "last week": Figure("orders per day, last week", "count", _orders_of(slice(-7, None))),
    "peak wait": Figure(
        "mean click-to-door time, 11:00 to 13:00 and 17:00 to 19:00",
        "min",
        _at_peaks(lambda run: run.hour_door_min),
    ),
    "peak late": Figure(
        "late deliveries, 11:00 to 13:00 and 17:00 to 19:00",
        "share",
        _at_peaks(lambda run: run.hour_late),
    ),
}

LATE, USUAL, NOW = "claims/stock-told-late", "phantom-stock", "claims/real-time-stock"
COUNTED = "claims/counted-stock"
ANYONE, REGULARS = "claims/coupon-for-anyone", "claims/coupon-for-regulars"
MOVED = "claims/coupon-for-the-moved"
SHORTER, LONGER = "claims/faster-promise", "claims/slower-promise"
FASTER = "claims/faster-delivery"
ONE_EACH, MANY = "claims/one-order-each", "claims/many-couriers"
MANY_ONE_EACH = "claims/many-couriers-one-order-each"
SURGE, CALM, UNMINDED = "surge-pricing", "claims/calm-surge", "claims/surge-nobody-minds"
FLAT = "claims/same-fee-all-day"
PLAIN, LADDER, FINAL = "claims/one-coupon", "coupon-ladder", "claims/ladder-final-price"

CLAIMS = {
    "stock": Claim(
        days=3,
        replications=6,
        rows=(
            Row("out_of_stock_share", NOW, LATE, "less", "less"),
            Row("out_of_stock_share", NOW, USUAL, "less", "same", tolerance=0.001),
            Row("out_of_stock_share", COUNTED, USUAL, None, "less"),
            Row("out_of_stock_share", COUNTED, NOW, None, "less"),
            Row("satisfaction_mean", NOW, LATE, "more", "more"),
            Row("orders_per_day", NOW, LATE, "more", "more"),
            Row("fulfilled_orders_per_day", NOW, LATE, "more", None),
        ),
    ),
    "targeting": Claim(
        days=5,
        replications=8,
        rows=(
            Row("conversion_share", ANYONE, "baseline", "more", "more"),
            Row("conversion_share", REGULARS, "baseline", "more", "more"),
            Row("conversion_share", MOVED, "baseline", "more", "more"),
            Row("orders_per_day", REGULARS, ANYONE, "more", "less"),
            Row("orders_per_day", MOVED, ANYONE, "more", "more"),
            Row("platform_contribution_cents_per_day", MOVED, "baseline", None, "less"),
            Row("coupon_orders_per_day", REGULARS, ANYONE, None, None),
            Row("coupon_orders_per_day", MOVED, ANYONE, None, None),
        ),
    ),
    "faster": Claim(
        days=28,
        replications=4,
        rows=(
            Row("first week", SHORTER, "baseline", "more", "more"),
            Row("last week", SHORTER, "baseline", "more", "less"),
            Row("late_share", SHORTER, "baseline", None, "more"),
            Row("first week", LONGER, "baseline", "less", "less"),
            Row("last week", LONGER, "baseline", "less", "more"),
            Row("orders_per_day", LONGER, SHORTER, "less", "more"),
            Row("first week", FASTER, "baseline", "more", "more"),
            Row("last week", FASTER, "baseline", "more", "more"),
        ),
    ),
    "dispatch": Claim(
        days=2,
        replications=8,
        rows=(
            Row("empty_km_share", "baseline", "dispatch-nearest", "less", "less"),
            Row("km_per_order", "baseline", ONE_EACH, "less", "less"),
            Row("empty_km_share", "baseline", ONE_EACH, "less", "less"),
            Row("ride_mean_min", "baseline", ONE_EACH, None, "more"),
            Row("click_to_door_mean_min", "baseline", ONE_EACH, "less", "more"),
            Row("km_per_order", MANY, MANY_ONE_EACH, "less", "less"),
            Row("empty_km_share", MANY, MANY_ONE_EACH, "less", "less"),
            Row("ride_mean_min", MANY, MANY_ONE_EACH, None, "more"),
            Row("click_to_door_mean_min", MANY, MANY_ONE_EACH, "less", "more"),
        ),
    ),
    "surge": Claim(
        days=7,
        replications=6,
        rows=(
            Row("annoyance_loss_share", SURGE, "baseline", "more", "more"),
            Row("opening_share", SURGE, "baseline", "less", "less"),
            Row("satisfaction_price_mean", SURGE, "baseline", "less", "less"),
            Row("orders_per_day", SURGE, UNMINDED, "less", "less"),
            Row("orders_per_day", UNMINDED, "baseline", None, None),
            Row("peak wait", SURGE, "baseline", None, "less"),
            Row("peak late", SURGE, "baseline", None, "less"),
            Row("peak wait", SURGE, FLAT, None, "less"),
            Row("orders_per_day", SURGE, FLAT, None, "more"),
            Row("delivery_fee_mean_cents", SURGE, FLAT, None, None),
            Row("annoyance_loss_share", CALM, SURGE, None, "less"),
            Row("peak wait", CALM, "baseline", None, "less"),
        ),
    ),
    "promotions": Claim(
        days=5,
        replications=6,
        rows=(
            Row("gmv_cents", LADDER, PLAIN, "more", None),
            Row("basket_mean_cents", LADDER, PLAIN, "more", "more"),
            Row("orders_per_day", LADDER, PLAIN, "more", "less"),
            Row("conversion_share", LADDER, PLAIN, "more", "less"),
            Row("gmv_cents", FINAL, PLAIN, "more", "more"),
            Row("conversion_share", FINAL, LADDER, None, "more"),
            Row("gmv_cents", LADDER, "baseline", "more", "more"),
            Row("platform_contribution_cents_per_day", LADDER, PLAIN, None, "less"),
        ),
    ),
}


def came_true(way: Way | None, found: Difference, tolerance: float = 0.0) -> Truth:
    """Whether a figure changed as was said, by its interval alone."""
    if way is None:
        return ""
    if found.low is None or found.high is None:
        return "open"
    if way == "same":
        if -tolerance <= found.low and found.high <= tolerance:
            return "yes"
        return "no" if found.low > tolerance or found.high < -tolerance else "open"
    low, high = (found.low, found.high) if way == "more" else (-found.high, -found.low)
    return "yes" if low > 0 else "no" if high < 0 else "open"


def measured(claim: Claim, runs: Runs) -> Iterator[tuple[Row, Difference]]:
    """Each row of a claim, and its difference over the seeds."""
    for row in claim.rows:
        of_base, of_arm = (runs.of_arm(label_of(name)) for name in (row.base, row.arm))
        seeds = sorted(of_base.keys() & of_arm.keys())
        values = [[_value(row.figure, of[seed]) for seed in seeds] for of in (of_base, of_arm)]
        yield row, difference(row.figure, *values)


def label_of(scenario: str) -> str:
    """What results call a scenario."""
    return scenario.rpartition("/")[2]


def _value(figure: str, run: RunSummary) -> float | None:
    return FIGURES[figure].of(run) if figure in FIGURES else run.kpis[figure]


def table(claim: Claim, jobs: int) -> Iterator[str]:
    """The lines of a Markdown table."""
    names = dict.fromkeys(name for row in claim.rows for name in (row.base, row.arm))
    in_order = sorted(names, key=lambda name: name != "baseline")
    arms = [analysis.load(name, {"days": claim.days}) for name in in_order]
    with TemporaryDirectory() as folder:
        units = units_of(arms, range(claim.replications), Path(folder))
        runs = run_units(units, jobs, lambda: None)
    if runs.failures:
        raise RuntimeError("; ".join(runs.failures))
    yield "| figure | scenario | against | there | difference | claimed | true | expected | true |"
    yield "|---|---|---|---:|---:|---|---|---|---|"
    for row, found in measured(claim, runs):
        yield f"| {' | '.join(_cells(row, found))} |"
    yield ""
    yield f"{claim.replications} replications of {claim.days} days under the same luck."


def _cells(row: Row, found: Difference) -> Iterator[str]:
    label, unit = _told(row.figure)
    yield from (label, f"`{label_of(row.arm)}`", f"`{label_of(row.base)}`")
    yield shown(found.base_mean, unit)
    yield shown_difference(found.difference, found.low, found.high, unit)
    for way in (row.claimed, row.expected):
        yield way or ""
        yield came_true(way, found, row.tolerance)


def _told(figure: str) -> tuple[str, str]:
    """What a figure is called, and its unit."""
    if figure in FIGURES:
        return FIGURES[figure].label, FIGURES[figure].unit
    kpi = described(figure)
    return kpi.label["en"], kpi.unit


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("claim", choices=CLAIMS)
    options.add_argument("--jobs", type=int, default=2, help="processes at work")
    chosen = options.parse_args()
    print("\n".join(table(CLAIMS[chosen.claim], chosen.jobs)))


if __name__ == "__main__":
    _main()
