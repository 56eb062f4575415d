"""Owners: how those of stores answer to the commission; see `sim.mechanisms.owners`."""

import math
from typing import Annotated

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Cents, Day, Days, Flag, Real, Share

_UsualShare = Annotated[Real, Field(ge=0, le=0.9)]
# Of owners: once they have adjusted, a commission counts as answered.
_MOST_ADJUSTED = 0.75


class Owners(Section):
    """Owners of stores answer to the commission; off: they keep their prices, and stay."""

    enabled: Flag = False
    notice_days: Day = Field(7, description="from the run's first midnight until they first do")
    every_days: Days = Field(7, description="between two dates at which they do")
    usual_commission_share: _UsualShare = Field(
        0.08, description="of the basket, which their usual prices are made for"
    )
    pass_through: Share = Field(
        0.5, description="of the rise of price that would leave them what they had of a meal"
    )
    adjust_share: Share = Field(0.5, description="of owners, who adjust their price at a date")
    most_factor: Real = Field(
        1.5, ge=1, le=10, description="of their usual price, above which none goes"
    )
    least_cents_per_day: Cents = Field(
        3000, description="kept of the app's orders; below it an owner leaves the app"
    )
    away_days: Days = Field(
        28, description="after which he is back; sooner where the commission has fallen"
    )

    @property
    def settles_days(self) -> int:
        """Days after which most owners have adjusted; at the first date where all do, or nobody."""
        stay = 1 - self.adjust_share
        dates = math.ceil(math.log(1 - _MOST_ADJUSTED) / math.log(stay)) if 0 < stay < 1 else 1
        return self.notice_days + self.every_days * dates
