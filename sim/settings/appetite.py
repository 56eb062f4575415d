"""Appetite: how far food fills, and for how long; the mechanism is `sim.mechanisms.appetite`."""

import math

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Factor, Flag, Real, Share, Utils, Weight


class Appetite(Section):
    """How what was bought lately lowers the wish to buy; off: only the last hours' meal does."""

    enabled: Flag = False
    meal_weight: Weight = Field(
        1, description="log-odds of opening the app, less by a meal just eaten"
    )
    meal_half_life_hours: Real = Field(6, ge=0.01, le=1000, description="of what is eaten")
    pantry_weight: Weight = Field(
        2, description="log-odds of opening the app, less by a meal's worth of food at home"
    )
    pantry_half_life_days: Real = Field(3, ge=0.01, le=366, description="of what is at home")
    pantry_share: Share = Field(0.3, description="of what is bought, kept at home for later")
    outside_share: Share = Field(
        0.5, description="eaten elsewhere by who looks and buys nothing, of a usual meal"
    )
    usual_meal: Factor = Field(
        2.451, description="what is eaten, as needs find it, over what the orders of the past leave"
    )
    usual_pantry: Factor = Field(
        0.964,
        description="what is at home, as needs find it, over what the orders of the past leave",
    )
    swing_utils: Utils = Field(
        0.152, description="log-odds of opening, for what swings about the usual take from orders"
    )

    @property
    def settles_days(self) -> int:
        """Days after which three quarters of a change of what is at home are there."""
        return math.ceil(2 * max(self.pantry_half_life_days, self.meal_half_life_hours / 24))

    @property
    def meal_life_days(self) -> float:
        """Mean life of what is eaten."""
        return self.meal_half_life_hours / 24 / math.log(2)

    @property
    def pantry_life_days(self) -> float:
        """Mean life of what is at home."""
        return self.pantry_half_life_days / math.log(2)

    @property
    def usual_utils(self) -> float:
        """Log-odds that one order a day takes in the long run."""
        meal = self.meal_weight * (1 - self.pantry_share) * self.usual_meal
        pantry = self.pantry_weight * self.pantry_share * self.usual_pantry
        return meal * self.meal_life_days + pantry * self.pantry_life_days
