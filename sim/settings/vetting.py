"""Vetting: stores that are examined and watched; the mechanism is `sim.mechanisms.vetting`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Days, Flag, Real, Share, Stars


class Vetting(Section):
    """What stores must be like to be on the app; off: all are let in, and stay."""

    enabled: Flag = False
    least_quality: Stars = Field(
        1, description="below which a store is not let in, by how it seems when it is examined"
    )
    signal_sd: Real = Field(0.1, ge=0, le=10, description="stars, of how it seems about what it is")
    least_rating: Stars = Field(
        1, description="shown in the app, below which a store is taken off it for a time"
    )
    every_days: Days = Field(7, description="between two looks at the ratings")
    delisted_days: Days = Field(14, description="off the app, for a low rating")
    drift_sd: Real = Field(
        0, ge=0, le=4, description="stars, by which quality moves from a day to the next"
    )
    reversion_share: Share = Field(
        0.05, description="of what quality is away from a store's own, back in a day"
    )
