"""Replenishment: how stores order their stock; the mechanism is `sim.mechanisms.replenishment`."""

import math

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import CentsRate, Flag, Real, Share, Sigma, Weight, Whole

# Another day tells a mean of so many hardly anything.
_MOST_SETTLING_DAYS = 30


class Replenishment(Section):
    """How far stores order ahead, by what forecast; off: filled up to a fixed stock each night."""

    enabled: Flag = False
    lead_days: Whole = Field(1, ge=0, le=30, description="nights from an order to its delivery")
    safety_sds: Real = Field(
        1.5,
        ge=-5,
        le=10,
        description="of demand over the lead time, as forecast, held beyond its mean",
    )
    forecast_sigma: Sigma = Field(0.2, description="log standard deviation of a forecast's error")
    at_first_factor: Weight = Field(
        0.7, description="on the orders that a store is laid out for, which it begins by expecting"
    )
    known_days: Real = Field(
        0, ge=0, le=1e6, description="days of sales that what it begins by expecting is worth"
    )
    newest_share: Share = Field(
        0.1,
        description="of what is usual, that the last day makes at least; more in the first days",
    )
    spoiled_share: Share = Field(0.3, description="of portions left at midnight, thrown away")
    holding_cents: CentsRate = Field(10, description="per portion and night")

    @property
    def settles_days(self) -> int:
        """Days after which stores know what they usually sell nearly as well as they ever will."""
        enough = 1 / self.newest_share if self.newest_share > 0 else _MOST_SETTLING_DAYS
        return max(0, math.ceil(min(enough, _MOST_SETTLING_DAYS) - self.known_days))
