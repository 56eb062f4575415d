"""Zones: what changes in each part of the city, with intervals over replications."""

from analysis.experiment.arm import ArmData
from analysis.experiment.paired import Changes, changes


def orders_change(base: ArmData, arm: ArmData) -> Changes:
    """Change in platform orders a day by the consumer's zone, (n_zones_y, n_zones_x)."""
    return changes(base, arm, lambda each: each.zone_orders_by_run)


def late_change(base: ArmData, arm: ArmData) -> Changes:
    """Change in the share of fulfilled deliveries that are late by the consumer's zone."""
    return changes(base, arm, lambda each: each.zone_late_by_run)
