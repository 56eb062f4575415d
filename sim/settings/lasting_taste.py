"""Lasting taste: which stores one likes; the mechanism is `sim.mechanisms.lasting_taste`."""

import math

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Real, Utils, Weight


class LastingTaste(Section):
    """What of a taste for a store lasts; off: nothing, tastes are new at each need."""

    enabled: Flag = Field(False, description="tastes for stores last; on in the baseline")
    lasting_share: Real = Field(
        0.5, ge=0, le=0.9, description="of the variance of tastes for stores; the rest is momentary"
    )
    lasts_days: Real = Field(
        180, ge=0.1, le=1e6, description="after which one's taste for a store is another"
    )
    usual_utils: Utils = Field(
        0.97,
        description="less for the store of the last order: what of its inertia is taste, which is"
        " told apart here",
    )
    variety_weight: Weight = Field(
        0, description="utils less for the store of the last order, just after it"
    )
    variety_half_life_days: Real = Field(
        3, ge=0.01, le=366, description="after which half of this is left"
    )

    @property
    def momentary_scale(self) -> float:
        """Scale of what is momentary of a taste, over that of all of it."""
        return math.sqrt(1 - self.lasting_share) if self.enabled else 1.0
