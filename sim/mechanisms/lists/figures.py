"""Figures of lists: who is looked at, who is chosen, and from how far."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.flow.parts import Taker
from sim.mechanisms.figures import ratio
from sim.mechanisms.lists.columns import BANDS_KM, COUNTS_ROW, NAME, PEOPLE, RULES_ROW, STORES

Floats = NDArray[np.float64]
_BANDS = ("near", "middle", "far")


def kpis(result: Any) -> dict[str, float | None]:
    """What is seen of the stores, how orders are spread over them, and conversion by distance."""
    stores, (counts,) = result.own[NAME][STORES], result.own[NAME][COUNTS_ROW]
    seen = np.array([stores[f"n_{band}"] for band in _BANDS])  # (3, n_stores)
    orders = result.orders[result.parts.takers[result.orders["channel"]] == Taker.PLATFORM]
    taken = np.bincount(orders["store"], minlength=len(stores)).astype(float)
    small = result.stores["small"]
    return {
        "views_per_session": ratio(seen.sum(), counts["n_sessions"]),
        "view_top_tenth_share": top_tenth_share(seen.sum(axis=0)),
        "order_hhi": hhi(taken),
        "variety_stores": equal_stores(taken),
        "small_store_share": ratio(taken[small].sum(), taken.sum()),
        **{
            f"conversion_{band}_share": ratio(n_orders, n_seen)
            for band, n_orders, n_seen in zip(
                _BANDS, by_distance(orders["distance_m"]), seen.sum(axis=1), strict=True
            )
        },
        "profile_precision": precision(result),
        "paid_view_share": ratio(counts["n_paid"], seen.sum()),
        "advertising_cents_per_day": float(counts["paid_cents"] / result.days),
    }


def precision(result: Any) -> float:
    """Correlation of what is made of consumers' tastes with them, mean over all of them."""
    people, rules = result.own[NAME][PEOPLE], result.own[NAME][RULES_ROW][0]
    known = people["n_known"] / np.maximum(people["n_known"] + rules.known_orders, 1e-300)
    return float(rules.precision * np.mean(np.where(people["opted_in"], known, 0.0)))


def by_distance(metres: Floats) -> NDArray[np.int64]:  # (n_bands,)
    """How many ways are in each band."""
    return np.bincount(np.searchsorted(BANDS_KM, metres / 1000.0, side="right"), minlength=3)


def top_tenth_share(counts: NDArray[np.generic]) -> float | None:
    """Share of the tenth that has most."""
    most = np.sort(counts)[-math.ceil(len(counts) / 10) :]
    return ratio(most.sum(), counts.sum())


def hhi(counts: Floats) -> float | None:
    """Index of Herfindahl and Hirschman: 10 000 times the sum of squared shares."""
    total = counts.sum()
    return float(10_000 * ((counts / total) ** 2).sum()) if total else None


def equal_stores(counts: Floats) -> float | None:
    """So many stores with equal shares have the same entropy: its exponential."""
    shares = counts[counts > 0] / max(1.0, counts.sum())
    return float(np.exp(-(shares * np.log(shares)).sum())) if len(shares) else None
