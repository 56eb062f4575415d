"""Distributions of a run as flat numbers, which an archive keeps: `NAME.NN`, a bin each."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from analysis.kpis import Kpis
from analysis.kpis.parts import platform_orders
from analysis.validation.seen import Floats, Seen, hour_of
from analysis.validation.town import lorenz
from analysis.validation.waits import late_by_distance
from sim.daytime import DAY_MIN

# Edges of the bins, minutes; what lies outside is in the first and the last.
ARRIVAL_MIN = np.arange(-30, 31, 2.0)
DOOR_MIN = np.arange(0, 91, 3.0)


def distributions(run: Seen) -> Kpis:
    """Those that the page shows, as shares; and orders by day."""
    door_min = run.came["ended_min"] - run.came["placed_min"]
    by_hour = np.bincount(hour_of(run.ordered), minlength=24)
    placed_min = platform_orders(run.result)["placed_min"]
    by_day = np.bincount((placed_min // DAY_MIN).astype(np.int64), minlength=run.result.days)
    return {
        **_flat("day", by_day[: run.result.days].astype(np.float64)),
        **_flat("arrival", binned(run.late_min, ARRIVAL_MIN)),
        **_flat("door", binned(door_min, DOOR_MIN)),
        **_flat("hour", by_hour / max(1, by_hour.sum())),
        **_flat("stores", lorenz(run)),
        **_flat("late_by_distance", late_by_distance(run)),
    }


def binned(values: Floats, edges: Floats) -> Floats:
    """Share of the values in each bin, (n_edges - 1,)."""
    inside = np.clip(values, edges[0], np.nextafter(edges[-1], edges[0]))
    counts, _ = np.histogram(inside, edges)
    return np.asarray(counts / max(1, len(values)), np.float64)


def read(name: str, runs: Iterable[Mapping[str, Any]]) -> Floats:
    """A distribution of several runs, (n_runs, n_bins)."""
    rows = [[run[key] for key in run if key.startswith(f"{name}.")] for run in runs]
    return np.array(rows, np.float64)


def flat_of(shares: Mapping[str, Floats]) -> Kpis:
    """Several distributions as an archive keeps them."""
    return {key: value for name, of in shares.items() for key, value in _flat(name, of).items()}


def _flat(name: str, values: Floats) -> Kpis:
    return {
        f"{name}.{nth:02}": None if np.isnan(value) else float(value)
        for nth, value in enumerate(values)
    }
