"""What figures need of the tables of runs: stages of waits, pay, stores, cohorts, promises, stars.

Each function reads the folder of one run; of several, `by_run` puts them together.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.arm import ArmData
from analysis.experiment.summary import Floats
from analysis.machine.database import database
from sim.daytime import DAY_MIN, HOUR_MIN

# Where a delivery stands, from the kitchen's side and from the courier's; each side adds up to the
# time from click to door.
KITCHEN = ("queue", "cooking", "counter", "way")
COURIER = ("search", "approach", "pickup", "way")
STARS = 5

_LEAST_SHIFT_MIN = HOUR_MIN  # worked by who counts in pay per hour, as in the KPI
_CENTS_PER_YUAN = 100
_WAITED_FOR = "channel = 'delivery' AND state = 'fulfilled' AND wanted_min <= placed_min"

# Moments of deliveries in their order. A courier who took over an order began when it was his.
_MOMENTS = f"""
SELECT consumer, need, store, courier, placed_min, cooking_min, ready_min, picked_up_min, ended_min,
    promised_min, assigned_min, greatest(at_store_min, assigned_min) AS at_store_min
FROM orders
WHERE {_WAITED_FOR} AND isfinite(cooking_min) AND isfinite(ready_min) AND isfinite(assigned_min)
    AND isfinite(at_store_min) AND isfinite(picked_up_min)
"""

Table = dict[str, NDArray[Any]]


def read(folder: Path, sql: str) -> Table:
    """What a question in SQL finds in the tables of a run, by column."""
    with database() as connection:
        for name in ("orders", "couriers", "stores", "funnel", "timeline", "consumers"):
            file = str(folder / f"{name}.parquet").replace("'", "''")
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{file}')")
        found = connection.execute(sql).fetchnumpy()
    return {name: np.ma.filled(values, np.nan) for name, values in found.items()}


def by_run(folders: Mapping[int, Path], arm: ArmData, of: Callable[[Path], Floats]) -> Floats:
    """What each run of an arm says, (n_replications, ...), in the order of its seeds."""
    return np.array([of(folders[seed]) for seed in arm.seeds], np.float64)


def stages_min(folder: Path) -> Floats:
    """Mean minutes of a delivery in each stage, (2, 4): `KITCHEN`, then `COURIER`; NaN: none."""
    found = read(
        folder,
        f"""
        SELECT avg(cooking_min - placed_min) AS queue, avg(ready_min - cooking_min) AS cooking,
            avg(picked_up_min - ready_min) AS counter, avg(ended_min - picked_up_min) AS way,
            avg(assigned_min - placed_min) AS search, avg(at_store_min - assigned_min) AS approach,
            avg(picked_up_min - at_store_min) AS pickup
        FROM ({_MOMENTS})
        """,
    )
    return np.array([[float(found[name][0]) for name in side] for side in (KITCHEN, COURIER)])


def moments(folder: Path) -> Table:
    """Every delivery that was waited for, with its moments, minutes of the run."""
    return read(folder, _MOMENTS)


def pay_per_hour_yuan(folder: Path) -> Floats:
    """Pay per hour on shift of each courier who worked an hour or more, rising."""
    found = read(
        folder,
        f"""
        SELECT earned_cents / {_CENTS_PER_YUAN} / (on_shift_min / {HOUR_MIN}) AS pay FROM couriers
        WHERE on_shift_min >= {_LEAST_SHIFT_MIN} ORDER BY pay
        """,
    )
    return np.asarray(found["pay"], np.float64)


def store_orders(folder: Path) -> Floats:
    """Orders of the platform at each store, (n_stores,)."""
    found = read(
        folder,
        """
        SELECT count(orders.store) AS n
        FROM (SELECT (row_number() OVER ()) - 1 AS store FROM stores) AS every
        LEFT JOIN orders ON orders.store = every.store AND orders.channel IN ('delivery', 'pickup')
        GROUP BY every.store ORDER BY every.store
        """,
    )
    return np.asarray(found["n"], np.float64)


def is_small(folder: Path) -> NDArray[np.bool_]:
    """Stores of less than the median popularity, (n_stores,), as the KPI has it."""
    popularity = read(folder, "SELECT popularity FROM stores")["popularity"]
    return np.asarray(popularity < np.median(popularity))


def retention(folder: Path, days: int) -> Floats:
    """Of consumers whose first order falls into the first half of a run, how many order later.

    By days since that first order, (days - days // 2,); day 0 is 1. Everybody is followed equally
    long, so that no day has other people than another.
    """
    n_first = days // 2
    found = read(
        folder,
        f"""
        WITH active AS (
            SELECT DISTINCT consumer, CAST(floor(placed_min / {DAY_MIN}) AS INT) AS day
            FROM orders WHERE consumer >= 0 AND channel IN ('delivery', 'pickup')
        ), cohorts AS (SELECT consumer, min(day) AS first FROM active GROUP BY consumer)
        SELECT day - first AS since, count(*) AS n FROM active JOIN cohorts USING (consumer)
        WHERE first < {n_first} AND day - first < {days - n_first} GROUP BY since
        """,
    )
    counts = np.zeros(days - n_first)
    counts[found["since"].astype(int)] = found["n"]
    return counts / counts[0] if counts[0] else np.full(len(counts), np.nan)


def promises(folder: Path) -> tuple[Floats, Floats]:
    """What was promised of each delivery and what it took, minutes from the click, (n,) each."""
    found = read(
        folder,
        "SELECT promised_min - placed_min AS promised, ended_min - placed_min AS taken "
        f"FROM orders WHERE {_WAITED_FOR} ORDER BY placed_min",
    )
    return found["promised"].astype(np.float64), found["taken"].astype(np.float64)


def stars(folder: Path) -> Floats:
    """Orders of the platform by whole stars of satisfaction, from one to five, (5,)."""
    found = read(
        folder,
        """
        SELECT least(5, greatest(1, CAST(round(satisfaction) AS INT))) AS stars, count(*) AS n
        FROM orders WHERE satisfaction > 0 AND channel IN ('delivery', 'pickup') GROUP BY stars
        """,
    )
    counts = np.zeros(STARS)
    counts[found["stars"].astype(int) - 1] = found["n"]
    return counts


def of_zones(folder: Path, column: str, n_zones: int) -> Floats:
    """The mean over all samples of a column of the timeline, (n_zones,); NaN: never sampled."""
    found = read(folder, f'SELECT zone, avg("{column}") AS mean FROM timeline GROUP BY zone')
    values = np.full(n_zones, np.nan)
    values[found["zone"].astype(int)] = found["mean"]
    return values


def by_hour(folder: Path, column: str) -> Floats:
    """A column of the timeline over the whole city, mean of each hour of the run, (n_hours,)."""
    found = read(
        folder,
        f"""
        SELECT floor(at_min / {HOUR_MIN}) AS hour, avg(total) AS mean
        FROM (SELECT at_min, sum("{column}") AS total FROM timeline GROUP BY at_min)
        GROUP BY hour ORDER BY hour
        """,
    )
    return np.asarray(found["mean"], np.float64)
