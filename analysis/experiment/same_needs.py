"""The same needs of the same consumers in two runs under the same luck: the pairs of their orders.

Needs are drawn by the seed alone, so that the number of a need means the same in every scenario.
"""

# One row for each need that was ordered for in at least one of the runs $base and $other; what an
# order that is not there would say is null. Strangers, below 0, go by the need they pass with.
PAIRS = """
SELECT
    coalesce(base.consumer, other.consumer) AS consumer,
    coalesce(base.need, other.need) AS need,
    base.segment AS base_segment,
    other.segment AS other_segment,
    base.store AS base_store,
    other.store AS other_store,
    base.channel AS base_channel,
    other.channel AS other_channel,
    base.zone AS base_zone,
    other.zone AS other_zone,
    base.coupon AS base_coupon,
    other.coupon AS other_coupon,
    base.wanted_min AS base_wanted_min,
    other.wanted_min AS other_wanted_min
FROM read_parquet($base) AS base
FULL JOIN read_parquet($other) AS other
    ON base.consumer = other.consumer AND base.need = other.need
"""
