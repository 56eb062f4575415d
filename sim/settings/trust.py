"""Trust in the app: what moves it, and what it moves; the mechanism is `sim.mechanisms.trust`."""

import math

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Day, Flag, Minutes, Real, Share, Weight


class Trust(Section):
    """How trust in the app is lost and returns; off: it is always as usual."""

    enabled: Flag = False
    usual: Share = Field(0.7, description="trust to which everyone's returns")
    half_life_days: Real = Field(
        30, ge=0.01, le=3660, description="of what is gained or lost against it"
    )
    app_weight: Weight = Field(2, description="utils of delivery and pickup for full trust")
    opening_weight: Weight = Field(
        0.5, description="log-odds of opening the app for full trust; walking in needs it too"
    )
    failure_drop: Share = Field(
        0.1,
        description="lost by an order of the app that nobody brought or its store refused,"
        " before money back",
    )
    phantom_drop: Share = Field(
        0.1, description="lost by one of food that was listed and not there, before money back"
    )
    late_drop: Share = Field(
        0.02, description="lost by a delivery much too late, beside what is expected of promises"
    )
    late_min: Minutes = Field(20, description="minutes after the promise that are much too late")
    refund_restores: Share = Field(
        0.5, description="of what an order took, given back by all of its money"
    )
    usual_failure_share: Share = Field(
        0.00005, description="of orders of the app that nobody brings in the long run"
    )
    usual_phantom_share: Share = Field(
        0.00010, description="of those of food that was listed and not there"
    )
    usual_late_share: Share = Field(0.00299, description="of deliveries much too late, among them")
    usual_tracking: Share = Field(
        0.5, description="quality of tracking by which people were chosen to be as they are"
    )
    tracking_wait: Share = Field(
        0.1, description="of the minutes of a delivery, not felt under full tracking"
    )
    tracking_patience: Real = Field(
        1, ge=0, le=10, description="log-hazard of giving a delivery up, less under full tracking"
    )
    tracking_gain: Share = Field(
        0.005, description="trust gained by each delivery under full tracking"
    )
    breach_day: Day | None = Field(
        None, description="day on whose first minute a data breach is told; none: there is none"
    )
    breach_drop: Share = Field(0.35, description="trust lost by it")
    loyal_share: Share = Field(0.5, description="of this drop that the most loyal do not feel")
    opt_in_share: Real = Field(
        0.75, ge=0.001, le=0.999, description="who let their data be used, at usual trust"
    )
    opt_in_weight: Weight = Field(4, description="log-odds of letting them for full trust")
    usual_transparency: Share = Field(
        0.5, description="of what is done with data, by which they were chosen"
    )
    transparency_weight: Weight = Field(
        1, description="log-odds of letting them for full transparency"
    )

    @property
    def usual_loss(self) -> float:
        """Trust that an order of the app takes in the long run; of failed ones all is paid back."""
        kept = 1 - self.refund_restores
        failed = self.usual_failure_share * self.failure_drop
        phantoms = self.usual_phantom_share * self.phantom_drop
        return kept * (failed + phantoms) + self.usual_late_share * self.late_drop

    @property
    def settles_days(self) -> int:
        """Days after which three quarters of what a change makes of trust are there."""
        return math.ceil(2 * self.half_life_days)
