"""One day of a run, moment by moment: where couriers are, what stands at stores, what is done.

All of it follows from the tables of the run. Couriers are drawn on straight lines between the
moments that the orders know: taken, at the store, gone from it, handed over.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.run_tables import Table, read
from analysis.experiment.summary import Floats
from sim.daytime import DAY_MIN

# What a courier does, as it is drawn.
FREE, EMPTY, LOADED = range(3)
# A courier is drawn so long after the last order of the day.
_LINGER_MIN = 15.0
_ROUNDING_MIN = 1e-9

_ORDERS = """
SELECT courier, store, channel, state, wanted_min, placed_min, promised_min, assigned_min,
    greatest(at_store_min, assigned_min) AS at_store_min, picked_up_min, ended_min,
    door_x_m, door_y_m
FROM orders WHERE placed_min >= {begin} AND placed_min < {end}
"""


@dataclass(frozen=True, eq=False)
class Track:
    """The way of one courier on the day."""

    courier: int
    rows: NDArray[np.int64]  # (n_orders,) of the day's orders, those that it delivered
    at_min: Floats  # (n_points,) rising; where it stands in between lies on a straight line
    x_m: Floats
    y_m: Floats
    taken_min: Floats  # (n_orders,) when each order of it was taken, rising
    picked_up_min: Floats  # rising
    ended_min: Floats  # rising

    def doing(self, now_min: float) -> int | None:
        """FREE, EMPTY or LOADED; None: it is not at work."""
        if not self.at_min[0] <= now_min <= self.at_min[-1] + _LINGER_MIN:
            return None
        ended = int(np.searchsorted(self.ended_min, now_min, "right"))
        if np.searchsorted(self.picked_up_min, now_min, "right") > ended:
            return LOADED
        return EMPTY if np.searchsorted(self.taken_min, now_min, "right") > ended else FREE

    def at(self, now_min: float) -> tuple[float, float]:
        """Where it is."""
        return (
            float(np.interp(now_min, self.at_min, self.x_m)),
            float(np.interp(now_min, self.at_min, self.y_m)),
        )

    @property
    def legs(self) -> tuple[Floats, Floats, Floats, Floats]:
        """When it departs and arrives, and the place there, metres, (n_legs,) each."""
        return self.at_min[::2], self.at_min[1::2], self.x_m[1::2], self.y_m[1::2]


@dataclass(frozen=True, eq=False)
class Day:
    """What happened on one day of a run, minutes from the run's first midnight."""

    begin_min: float
    orders: Table  # those placed on the day; see `_ORDERS`
    store_x_m: Floats
    store_y_m: Floats
    tracks: tuple[Track, ...]
    weather_at_min: Floats  # (n_samples,)
    weather: NDArray[np.int64]  # 0 clear, 1 rain, 2 heavy rain

    def at_stores(self, now_min: float) -> Floats:
        """Orders of the app placed and not gone from the counter, (n_stores,)."""
        gone_min = np.fmin(self.orders["picked_up_min"], self.orders["ended_min"])
        there = (self.orders["placed_min"] <= now_min) & ~(gone_min <= now_min) & self.of_app
        return np.bincount(self.orders["store"][there], minlength=len(self.store_x_m)).astype(float)

    @property
    def of_app(self) -> NDArray[np.bool_]:
        """Which orders are deliveries and pickups."""
        return np.isin(self.orders["channel"], ("delivery", "pickup"))

    @property
    def late(self) -> NDArray[np.bool_]:
        """Which orders came after the promised moment."""
        over_min = self.orders["ended_min"] - self.orders["promised_min"]
        return np.asarray(over_min > _ROUNDING_MIN)

    def done(self, channel: str, since_min: float, until_min: float) -> NDArray[np.int64]:
        """Rows of orders of a channel that ended well in a span of time."""
        return self._ended("fulfilled", since_min, until_min, channel)

    def given_up(self, since_min: float, until_min: float) -> NDArray[np.int64]:
        """Rows of deliveries that were cancelled in a span of time."""
        return self._ended("cancelled", since_min, until_min, "delivery")

    def sky(self, now_min: float) -> int:
        """The weather: 0 clear, 1 rain, 2 heavy rain."""
        if not len(self.weather):
            return 0
        nth = int(np.searchsorted(self.weather_at_min, now_min, "right"))
        return int(self.weather[min(nth, len(self.weather) - 1)])

    def skies(self) -> Iterator[tuple[float, float, int]]:
        """Since when, until when, in minutes of the day, and what the weather was.

        A sample has the weather since the one before.
        """
        until = self.weather_at_min - self.begin_min
        since = np.concatenate(([0.0], until[:-1]))[: len(until)]
        yield from zip(since.tolist(), until.tolist(), self.weather.tolist(), strict=True)

    def _ended(
        self, state: str, since_min: float, until_min: float, channel: str
    ) -> NDArray[np.int64]:
        ended = self.orders["ended_min"]
        of = (self.orders["state"] == state) & (self.orders["channel"] == channel)
        return np.flatnonzero(of & (ended > since_min) & (ended <= until_min))


def day_of(folder: Path, day: int, hide: Callable[[Table], Table] = lambda orders: orders) -> Day:
    """The day of a run with this number, from 0; `hide` makes orders such as may be shown."""
    begin = day * DAY_MIN
    orders = hide(read(folder, _ORDERS.format(begin=begin, end=begin + DAY_MIN)))
    stores = read(folder, "SELECT x_m, y_m FROM stores")
    couriers = read(folder, "SELECT start_x_m, start_y_m FROM couriers")
    sky = read(
        folder,
        f"""
        SELECT at_min, CAST(max(weather) AS BIGINT) AS sky FROM timeline
        WHERE at_min > {begin} AND at_min <= {begin + DAY_MIN} GROUP BY at_min ORDER BY at_min
        """,
    )
    x_m, y_m = (stores[name].astype(np.float64) for name in ("x_m", "y_m"))
    return Day(
        begin_min=begin,
        orders=orders,
        store_x_m=x_m,
        store_y_m=y_m,
        tracks=tuple(_tracks(orders, x_m, y_m, couriers)),
        weather_at_min=sky["at_min"].astype(np.float64),
        weather=sky["sky"].astype(np.int64),
    )


def _tracks(orders: Table, x_m: Floats, y_m: Floats, couriers: Table) -> list[Track]:
    delivered = (
        (orders["channel"] == "delivery")
        & (orders["state"] == "fulfilled")
        & (orders["courier"] >= 0)
        & np.isfinite(orders["at_store_min"])
        & np.isfinite(orders["picked_up_min"])
    )
    rows = np.flatnonzero(delivered)
    rows = rows[np.argsort(orders["courier"][rows], kind="stable")]
    numbers, begins = np.unique(orders["courier"][rows], return_index=True)
    return [
        _track(number, of, orders, x_m, y_m, _start(couriers, number))
        for number, of in zip(numbers.tolist(), np.split(rows, begins)[1:], strict=True)
    ]


def _start(couriers: Table, number: int) -> tuple[float, float]:
    return float(couriers["start_x_m"][number]), float(couriers["start_y_m"][number])


def _track(
    courier: int,
    rows: NDArray[np.int64],
    orders: Table,
    x_m: Floats,
    y_m: Floats,
    start: tuple[float, float],
) -> Track:
    """Stops in the order in which they were reached, each with when it was left."""
    of = {name: column[rows] for name, column in orders.items()}
    n = len(rows)
    reached = np.concatenate((of["at_store_min"], of["ended_min"]))
    left = np.concatenate((of["picked_up_min"], of["ended_min"]))
    taken = np.concatenate((of["assigned_min"], of["assigned_min"]))
    to_x = np.concatenate((x_m[of["store"]], of["door_x_m"]))
    to_y = np.concatenate((y_m[of["store"]], of["door_y_m"]))
    times, xs, ys = [], [], []
    x, y = start if np.isfinite(start).all() else (float(to_x[0]), float(to_y[0]))
    free = -np.inf
    for stop in np.lexsort((np.arange(2 * n), reached)):
        departs = min(max(free, float(taken[stop])), float(reached[stop]))
        times += [departs, float(reached[stop])]
        xs += [x, float(to_x[stop])]
        ys += [y, float(to_y[stop])]
        x, y = float(to_x[stop]), float(to_y[stop])
        free = max(free, float(left[stop]))
    return Track(
        courier=courier,
        rows=rows,
        at_min=np.maximum.accumulate(np.array(times)),
        x_m=np.array(xs),
        y_m=np.array(ys),
        taken_min=np.sort(of["assigned_min"]),
        picked_up_min=np.sort(of["picked_up_min"]),
        ended_min=np.sort(of["ended_min"]),
    )
