"""Talk: who knows whom, how people come to the app and leave it, and what moves them."""

import math

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Cents, Factor, Flag, Real, Share, Utils, Weight, Whole


class Talk(Section):
    """Neighbours and colleagues who talk; off: nobody comes to the app, nobody leaves it."""

    enabled: Flag = False
    n_neighbours: Whole = Field(4, ge=0, le=50, description="whom one hears of who live nearby")
    n_colleagues: Whole = Field(4, ge=0, le=50, description="whom one hears of who work nearby")
    far_share: Share = Field(0.1, description="of these replaced by anybody in the city")

    told_weight: Weight = Field(0.1, description="log-odds of opening the app for a star told")
    told_orders: Real = Field(
        2, ge=0.001, le=1000, description="orders that knowing nothing weighs"
    )
    memory_days: Real = Field(14, ge=0.01, le=3660, description="mean age of what is told")
    negative_weight: Real = Field(2, ge=0, le=10, description="of a bad experience told")
    usual_told: Real = Field(
        -0.08, ge=-40, le=4, description="stars above neutral, so weighed, that are usual"
    )

    without_app_share: Share = Field(0, description="of consumers who do not have the app at first")
    adopt_per_day: Share = Field(8e-5, description="of them who get it by themselves")
    imitate_per_day: Share = Field(
        1e-3, description="of them who get it by talk if all whom they know are satisfied"
    )
    contact_factor: Factor = Field(1, description="on talk, by community")
    referrer_cents: Cents = Field(0, description="reward for who brings a friend")
    friend_cents: Cents = Field(0, description="reward for the friend")
    reward_lift: Factor = Field(2, description="talk more by a reward without end")
    welcome_lift: Factor = Field(
        2, description="more who get the app by a coupon for a first order without end"
    )
    half_reward_cents: Real = Field(
        1000, ge=1, le=1e8, description="both rewards, or coupon, that make half of their lift"
    )

    sleep_per_day: Share = Field(1e-3, description="of users of neutral satisfaction who leave")
    sleep_slope: Real = Field(1, ge=0, le=10, description="log-hazard for a star less")
    idle_days: Real = Field(30, ge=0.01, le=3660, description="without an order, for all of this")
    wake_per_day: Share = Field(0.01, description="of sleepers who come back by themselves")
    coupon_wake_per_day: Share = Field(
        0.03, description="of sleepers with a coupon of usual worth, beside that"
    )
    awake_utils: Utils = Field(
        0.055, description="log-odds of opening of all others, for the usual number of sleepers"
    )

    @property
    def settles_days(self) -> int:
        """Days after which three quarters of what is told is of a change."""
        return math.ceil(self.memory_days * math.log(4))
