"""Points: how they are earned, used and lost, and what they are felt to be worth."""

import math

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Real, Share, Utils, Whole


class Points(Section):
    """Points on what is paid, from day 0 on, each worth a cent; off: there are none."""

    enabled: Flag = False
    earn_share: Share = Field(0.02, description="of what is paid")
    use_from_cents: Whole = Field(500, ge=1, le=10**8, description="points that can be used")
    use_share: Share = Field(0.5, description="of who has so many uses them, at each order")
    felt_share: Share = Field(0.7, description="of their worth that is felt")
    near_utils: Utils = Field(
        0.1, description="log-odds of opening the app of who has enough; in proportion before"
    )
    expire_days: Real = Field(
        90, ge=1, le=3660, description="without any earned or used, after which all are lost"
    )

    @property
    def settles_days(self) -> int:
        """Days after which points begin to be lost."""
        return math.ceil(self.expire_days)
