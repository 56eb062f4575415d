"""`python -m tests.benchmarks.known_gaps`: the baseline beside published figures, as a table.

Seven days under seeds 0, 1 and 2. Where the published figures are from stands in `docs/model.md`.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.kpis import Kpis
from analysis.kpis.measure import measure
from analysis.scenario_file import load_scenario
from sim.order import Channel, State
from sim.result import RunResult
from sim.schema import Rows
from sim.simulation import run

SEEDS = range(3)
DAY_MIN = 1440
PEAKS_MIN = ((630, 840), (1020, 1260))  # 10:30 to 14:00 and 17:00 to 21:00
VERY_LATE_MIN = 8


class Seen(NamedTuple):
    """One run, and what the figures are read off."""

    result: RunResult
    kpis: Kpis
    ordered: Rows  # all deliveries
    came: Rows  # those handed over


Read = Callable[[Seen], float]


def seen(result: RunResult) -> Seen:
    """A run as the figures see it."""
    ordered = result.orders[result.orders["channel"] == Channel.DELIVERY]
    return Seen(result, measure(result), ordered, ordered[ordered["state"] == State.FULFILLED])


def late_min(run: Seen) -> NDArray[np.float64]:
    """Hand-over minus promise, (n_came,)."""
    return np.asarray(run.came["ended_min"] - run.came["promised_min"])


def at_peak(orders: Rows) -> NDArray[np.bool_]:
    """Which were ordered at a meal, (n_orders,)."""
    minute = orders["placed_min"] % DAY_MIN
    return np.logical_or.reduce([(minute >= start) & (minute < end) for start, end in PEAKS_MIN])


def straight_km(run: Seen) -> NDArray[np.float64]:
    """From store to door, (n_came,)."""
    return np.asarray(run.came["distance_m"] / run.result.scenario.couriers.detour / 1000)


def minutes(since: str, until: str) -> Read:
    """Mean time between two moments of a delivery."""
    return lambda run: (run.came[until] - run.came[since]).mean()


def kpi(name: str, factor: float = 1.0) -> Read:
    """One of the KPIs."""
    return lambda run: factor * float(run.kpis[name] or 0)


def late_percent(which: Callable[[Seen], NDArray[np.bool_]]) -> Read:
    """Late deliveries, of some."""
    return lambda run: 100 * (late_min(run)[which(run)] > 0).mean()


def tenth_of_doors(nth: int) -> Callable[[Seen], NDArray[np.bool_]]:
    """The nearest (0) to the farthest (9) tenth."""

    def which(run: Seen) -> NDArray[np.bool_]:
        low, high = np.quantile(run.came["distance_m"], (nth / 10, (nth + 1) / 10))
        return np.asarray((run.came["distance_m"] >= low) & (run.came["distance_m"] <= high))

    return which


def late_at_peaks(run: Seen) -> float:
    """Late share at peaks over that at other times."""
    late, peak = late_min(run) > 0, at_peak(run.came)
    return float(late[peak].mean() / late[~peak].mean())


def busiest_tenth_of_stores(run: Seen) -> float:
    """Percent of the deliveries."""
    counts = np.sort(np.bincount(run.ordered["store"], minlength=len(run.result.stores)))
    return float(100 * counts[-(len(counts) // 10) :].sum() / counts.sum())


def busiest_hour(run: Seen) -> float:
    """Deliveries ordered in the busiest hour over those of the mean hour."""
    hour = (run.ordered["placed_min"] % DAY_MIN // 60).astype(int)
    counts = np.bincount(hour, minlength=24)
    return float(counts.max() / counts.mean())


def ready_min(quantile: float) -> Read:
    """From ordering to food on the counter."""
    return lambda run: np.quantile(run.came["ready_min"] - run.came["placed_min"], quantile)


def ready_at_peak(run: Seen) -> float:
    """From ordering to food on the counter, mean of the busiest hour over that of a calm one."""
    hour = run.came["placed_min"] % DAY_MIN // 60
    peak, calm = ((run.came["ready_min"] - run.came["placed_min"])[hour == at] for at in (19, 16))
    return float(peak.mean() / calm.mean())


def couriers_ratio(over: str, under: str, factor: float) -> Read:
    """A sum over the fleet over another."""
    return lambda run: factor * run.result.couriers[over].sum() / run.result.couriers[under].sum()


def orders_per_km2(run: Seen) -> float:
    """Orders in the app, a day."""
    city = run.result.scenario.city
    return float(run.kpis["orders_per_day"] or 0) / (city.width_m * city.height_m / 1e6)


# What it is; how the mean is written; how a run is read; what is published.
FIGURES: tuple[tuple[str, str, Read, str], ...] = (
    ("mean click-to-door time", "{:.1f} min", minutes("placed_min", "ended_min"), "35.5 min"),
    (
        "of it: until a courier's yes",
        "{:.1f} min",
        minutes("placed_min", "assigned_min"),
        "9.6 min",
    ),
    (
        "of it: from there to pick-up",
        "{:.1f} min",
        minutes("assigned_min", "picked_up_min"),
        "10.3 min",
    ),
    (
        "of it: from there to the door",
        "{:.1f} min",
        minutes("picked_up_min", "ended_min"),
        "15.5 min",
    ),
    (
        "promised time, mean",
        "{:.1f} min",
        minutes("placed_min", "promised_min"),
        "about 43.5 min, derived",
    ),
    ("late", "{:.1f} %", lambda run: 100 * (late_min(run) > 0).mean(), "13.6 to 15.0 %"),
    (
        "**more than 8 min late**",
        "{:.1f} %",
        lambda run: 100 * (late_min(run) > VERY_LATE_MIN).mean(),
        "**1.9 %**",
    ),
    (
        "minutes late, of late orders",
        "{:.1f}",
        lambda run: late_min(run)[late_min(run) > 0].mean(),
        "4.6",
    ),
    (
        "hand-over minus promise, mean",
        "{:.1f} min",
        lambda run: late_min(run).mean(),
        "about −8.0 min, derived",
    ),
    (
        "its standard deviation",
        "{:.1f} min",
        lambda run: late_min(run).std(),
        "about 7.7 min, derived",
    ),
    ("late deliveries, at peaks ÷ at other times", "{:.2f}", late_at_peaks, "1.35"),
    (
        "late deliveries, nearest tenth of doors",
        "{:.1f} %",
        late_percent(tenth_of_doors(0)),
        "5.8 %",
    ),
    (
        "late deliveries, farthest tenth of doors",
        "{:.1f} %",
        late_percent(tenth_of_doors(9)),
        "20.4 %",
    ),
    ("offers refused", "{:.1f} %", couriers_ratio("n_refusals", "n_offers", 100), "13.1 %"),
    (
        "orders offered more than once",
        "{:.1f} %",
        lambda run: 100 * (run.came["offers"] > 1).mean(),
        "10.2 %",
    ),
    (
        "orders per courier and hour on shift",
        "{:.2f}",
        couriers_ratio("n_delivered", "on_shift_min", 60),
        "2.2, derived; Grubhub 1.2 to 2.4",
    ),
    (
        "couriers' time with an order in hand",
        "{:.0f} %",
        kpi("courier_utilisation_share", 100),
        "about 50 %, derived",
    ),
    (
        "store to door, straight, mean",
        "{:.2f} km",
        lambda run: straight_km(run).mean(),
        "1.75 to 1.90 km; Rappi 1.6, Grubhub 2.3",
    ),
    (
        "store to door, P90 ÷ P50",
        "{:.2f}",
        lambda run: np.quantile(straight_km(run), 0.9) / np.median(straight_km(run)),
        "2.1 (Grubhub, Rappi)",
    ),
    (
        "busiest tenth of stores, share of deliveries",
        "{:.1f} %",
        busiest_tenth_of_stores,
        "33 to 46 % (Grubhub, Rappi)",
    ),
    (
        "deliveries ordered 10:30 to 14:00 and 17:00 to 21:00",
        "{:.1f} %",
        lambda run: 100 * at_peak(run.ordered).mean(),
        "71.7 %, also Rappi",
    ),
    ("busiest hour ÷ mean hour", "{:.2f}", busiest_hour, "3.35 (Rappi)"),
    ("order to ready, P50", "{:.1f} min", ready_min(0.5), "15 min (Grubhub), 20 (Rappi)"),
    ("order to ready, P90", "{:.1f} min", ready_min(0.9), "30 min (Grubhub), 37 (Rappi)"),
    ("**order to ready, at 19 h ÷ at 16 h**", "{:.2f}", ready_at_peak, "**1.31** (Rappi)"),
    ("basket", "¥{:.1f}", kpi("basket_mean_cents", 0.01), "¥48.8, results of 2021, derived"),
    (
        "courier cost per delivered order, top-ups to ¥12 an hour included",
        "¥{:.2f}",
        kpi("courier_cost_per_order_cents", 0.01),
        "¥4.74 over all orders, those that stores bring themselves too, results of 2021, derived",
    ),
    (
        "sessions that end in an order on the platform",
        "{:.1f} %",
        kpi("conversion_share", 100),
        "12 to 35 %, trade pages",
    ),
    ("orders per day and km²", "{:.0f}", orders_per_km2, "about 1 200, derived, rough"),
)


def table(runs: list[Seen]) -> Iterator[str]:
    """The lines of a Markdown table: the mean, and each run."""
    seeds = ", ".join(map(str, SEEDS))
    yield f"| figure | here: mean (seeds {seeds}) | published |"
    yield "|---|---|---|"
    for name, written, read, published in FIGURES:
        numbers = [float(read(run)) for run in runs]
        number = written[written.index("{") : written.index("}") + 1]
        each = ", ".join(number.format(value) for value in numbers)
        cell = f"{written.format(np.mean(numbers))} ({each})".replace("-", "−")
        yield f"| {name} | {cell} | {published} |"


if __name__ == "__main__":
    baseline = load_scenario("baseline").scenario
    print("\n".join(table([seen(run(baseline, seed)) for seed in SEEDS])))
