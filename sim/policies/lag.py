"""Lag: how soon a fee that follows pressure follows it, and how long it outlives it.

A controller that is asked each five minutes and one that is asked once a day see the same market;
what a longer interval costs is told of each zone by the samples of the run:

    asked    = the fee by the waiting orders and idle couriers of the moment
    episode  = consecutive samples in which more than the base fee is asked
    lag      = from the first sample of an episode to the first with a fee above the base
    missed   = samples of episodes with the base fee / samples of episodes
    overshoot = sum of max(0, fee - asked) / sum of (fee - base)

A sample stands for what was in force when it was taken.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def kpis(result: Any, policy: Any) -> dict[str, float | None]:
    """Lag, missed samples and overshoot of a `SurgeFee`."""
    waiting, idle, fee = (
        _by_zone(result.timeline, name)
        for name in ("waiting_orders", "idle_couriers", "base_fee_cents")
    )
    asked = policy.tariff(waiting / np.maximum(idle, 1)).base_cents
    base = float(policy.base_cents)
    is_asked, is_raised = asked > base, fee > base
    lags = lag_samples(is_asked, is_raised)
    above = float((fee - base).sum())
    n_asked = np.count_nonzero(is_asked)
    return {
        "fee_lag_min": float(np.mean(lags) * result.scenario.sample_min) if lags else None,
        "fee_missed_share": float((is_asked & ~is_raised).sum() / n_asked) if n_asked else None,
        "fee_overshoot_share": float(np.maximum(0, fee - asked).sum() / above) if above else None,
    }


def _by_zone(timeline: Any, name: str) -> Floats:  # (n_samples, n_zones)
    return np.asarray(timeline.pivot(index="at_min", columns="zone", values=name), np.float64)


def lag_samples(is_asked: Flags, is_raised: Flags) -> list[int]:
    """Samples from the beginning of each episode to the first raised fee in it, if there is one.

    Parameters
    ----------
    is_asked, is_raised
        Whether more than the base fee is asked for, and is in force, (n_samples, n_zones).
    """
    lags = []
    for asked, raised in zip(is_asked.T, is_raised.T, strict=True):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], asked, [False]))))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            answered = np.flatnonzero(raised[start:end])
            if len(answered):
                lags.append(int(answered[0]))
    return lags
