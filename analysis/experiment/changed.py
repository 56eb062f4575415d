"""Who changed: the same needs of the same consumers in two runs under the same luck."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.experiment.same_needs import PAIRS
from analysis.machine.database import database

# What became of one need that was ordered for in at least one of two runs.
_FATES = f"""
SELECT
    consumer,
    coalesce(base_segment, other_segment) AS segment,
    CASE
        WHEN other_store IS NULL THEN 'only_base'
        WHEN base_store IS NULL THEN 'only_other'
        WHEN base_channel <> other_channel THEN 'other_channel'
        WHEN base_store <> other_store THEN 'other_store'
        ELSE 'same'
    END AS fate
FROM ({PAIRS})
WHERE consumer >= 0
"""
_BY_SEGMENT = f"SELECT segment, fate, count(*) FROM ({_FATES}) GROUP BY ALL"
_CONSUMERS = f"""
SELECT count(DISTINCT consumer), count(DISTINCT consumer) FILTER (fate <> 'same') FROM ({_FATES})
"""


@dataclass(frozen=True)
class ChangedOrders:
    """Consumers' orders of all channels, by what became of the same need in both scenarios."""

    only_base: int = 0  # ordered under the base scenario alone
    only_other: int = 0  # ordered under the other scenario alone
    same: int = 0  # ordered in both, same store and channel
    other_store: int = 0  # ordered in both by the same channel, from another store
    other_channel: int = 0  # ordered in both by another channel


@dataclass(frozen=True)
class Changed:
    """What a scenario changed against the base, summed over replications."""

    orders: ChangedOrders
    by_segment: dict[str, ChangedOrders]  # in the order of the segments
    consumers: int  # consumers with an order in either scenario
    consumers_changed: int  # those of them with at least one need that ended differently


def changed(pairs: Iterable[Sequence[Path]], segments: Sequence[str]) -> Changed:
    """What changed between the run folders of each pair (base, other), of one seed each."""
    counts: Counter[tuple[str, str]] = Counter()  # by segment and fate
    consumers = consumers_changed = 0
    with database() as connection:
        for base, other in pairs:
            files = {"base": str(base / "orders.parquet"), "other": str(other / "orders.parquet")}
            for segment, fate, n_orders in connection.execute(_BY_SEGMENT, files).fetchall():
                counts[segment, fate] += n_orders
            seen = connection.execute(_CONSUMERS, files).fetchall()[0]
            consumers += seen[0]
            consumers_changed += seen[1]
    fates: Counter[str] = Counter()
    for (_, fate), n_orders in counts.items():
        fates[fate] += n_orders
    by_segment = {
        segment: ChangedOrders(**{fate: n for (of, fate), n in counts.items() if of == segment})
        for segment in segments
    }
    return Changed(ChangedOrders(**fates), by_segment, consumers, consumers_changed)
