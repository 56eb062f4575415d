"""Membership: what it costs and gives, who joins, and what keeps a member."""

import math

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Cents, Flag, Real, Share, Utils, Weight


class Membership(Section):
    """A membership with cheaper delivery, offered from day 0 on; off: nobody is a member."""

    enabled: Flag = False
    fee_month_cents: Cents = Field(1500, description="for thirty days; 0: a sign-up is enough")
    fee_off_share: Share = Field(1, description="of the delivery fee that members do not pay")
    over_cents: Cents = Field(2500, description="basket from which on they do not")

    member_share: Share = Field(0, description="of consumers who are members when the run begins")
    join_constant: Utils = Field(
        -6, description="log-odds of joining after a delivery, if it just pays"
    )
    join_weight: Weight = Field(
        2.5, description="of the money that a month would save, beside them"
    )
    rate_memory_days: Real = Field(
        30, ge=0.01, le=3660, description="mean age of the deliveries that this is reckoned by"
    )
    usual_fee_cents: Cents = Field(
        350, description="delivery fee of the past, by which it is reckoned at first"
    )
    usual_delivery_share: Share = Field(0.75, description="deliveries among orders of the past")

    sunk_utils: Utils = Field(
        1, description="log-odds of opening the app of who has just joined, for a fee that counts"
    )
    sunk_cents: Real = Field(1500, ge=1, le=1e8, description="fee from which on all of it counts")
    sunk_days: Real = Field(60, ge=0.01, le=3660, description="after which a third of this is left")
    habit_utils: Utils = Field(0.6, description="log-odds of opening the app of full habit")
    habit_gain: Share = Field(0.1, description="of what lacks of it, by each order of a member")
    habit_days: Real = Field(30, ge=0.01, le=3660, description="after which a third of it is left")

    leave_weight: Real = Field(
        0.48, ge=0.001, le=1000, description="of cancelling at a renewal, against staying"
    )
    stay_weight: Real = Field(
        0.92, ge=0.001, le=1000, description="of staying at the first renewal; each one adds 1"
    )
    gain_weight: Weight = Field(1, description="of the money that a month saves, on cancelling")
    usual_gain_utils: Utils = Field(
        1.7, description="worth of what a month saves usual members, of whom these weights are"
    )

    @property
    def settles_days(self) -> int:
        """Days after which three quarters of what having paid makes of members are gone."""
        return math.ceil(self.sunk_days * math.log(4))
