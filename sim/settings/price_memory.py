"""Memory of prices: how long, and what it does; the mechanism is `sim.mechanisms.price_memory`."""

import math

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import CentsRate, Flag, Real, Share, Weight


class PriceMemory(Section):
    """What consumers remember of prices; off: they take each as it comes."""

    enabled: Flag = False
    usual_delivery_cents: CentsRate = Field(
        350, description="what a delivery cost on top of its food before the first day"
    )
    usual_pickup_cents: CentsRate = Field(
        0, description="what a pickup cost on top of its food before the first day"
    )
    seen_memory: Share = Field(0.1, description="weight of the fees seen in the newest session")
    paid_memory: Share = Field(0.3, description="weight of the newest fee paid")
    fairness: Weight = Field(
        1, description="utils for an order dearer than remembered by all of its food"
    )
    loss_aversion: Real = Field(
        2, ge=1, le=100, description="weight of what is dearer against what is cheaper"
    )
    score_weight: Weight = Field(
        2, description="log-odds of satisfaction with an order, dearer by all of its food"
    )
    change_share: Share = Field(0.05, description="change of a fee from which on it is noticed")
    change_annoyance: Weight = Field(
        0.03, description="for fees that changed within 24 hours, each time it is seen"
    )
    others_annoyance: Weight = Field(
        0.2, description="for a coupon of all others, or a rival, cheaper by the food, each time"
    )
    channels_annoyance: Weight = Field(
        0.05, description="for discounts of one channel alone, worth the food, each time one looks"
    )
    surprise_annoyance: Weight = Field(
        0.5, description="for fees not seen before the checkout, worth the food, each time"
    )
    half_life_days: Real = Field(14, ge=0.01, le=3660, description="of annoyance")
    most_annoyance: Real = Field(1, ge=0, le=100, description="log-odds of opening the app")

    @property
    def settles_days(self) -> int:
        """Days after which three quarters of a lasting annoyance are there: two half-lives."""
        return math.ceil(2 * self.half_life_days)
