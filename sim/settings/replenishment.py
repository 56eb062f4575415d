"""Replenishment: how stores order their stock; the mechanism is `sim.mechanisms.replenishment`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import CentsRate, Flag, Real, Share, Sigma, Whole


class Replenishment(Section):
    """How far stores order ahead, by what forecast; off: filled up to a fixed stock each night."""

    enabled: Flag = False
    lead_days: Whole = Field(1, ge=0, le=30, description="nights from an order to its delivery")
    safety_sds: Real = Field(
        1.5, ge=-5, le=10, description="of demand over the lead time, held beyond its mean"
    )
    forecast_sigma: Sigma = Field(0.2, description="log standard deviation of a forecast's error")
    newest_share: Share = Field(0.1, description="of what is usual, that the last day makes")
    spoiled_share: Share = Field(0.3, description="of portions left at midnight, thrown away")
    holding_cents: CentsRate = Field(10, description="per portion and night")
