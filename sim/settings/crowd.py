"""The crowd: couriers without shifts, who come on line by pay; see `sim.mechanisms.crowd`."""

import math
from typing import Self

from pydantic import Field, model_validator

from sim.settings.base import Section
from sim.settings.bounds import Cents, CentsRate, Flag, Kilometres, Real, Share


class Crowd(Section):
    """Couriers who keep no shifts; off: all keep those of the roster."""

    enabled: Flag = False
    share: Share = Field(0.4, description="of the fleet's working hours at the usual pay")
    pool_factor: Real = Field(
        2.5, ge=1, le=20, description="people with the app for each one of the fleet replaced"
    )
    hours: tuple[Share, ...] = Field(
        (
            0.02, 0.02, 0.02, 0.02, 0.02, 0.04, 0.14, 0.17, 0.26, 0.32, 0.53, 0.66,
            0.66, 0.65, 0.52, 0.56, 0.62, 0.68, 0.68, 0.68, 0.59, 0.30, 0.16, 0.13,
        ),
        min_length=24,
        max_length=24,
        description="of the fleet replaced, on line in each hour at the usual pay",
    )  # fmt: skip
    elasticity: Real = Field(1.2, ge=0, le=5, description="of hours on line, by expected pay")
    entry_per_day: Real = Field(
        0.1,
        ge=0,
        le=1,
        description="rise of the logarithm of who takes part, for one of pay over the usual one",
    )
    half_life_days: Real = Field(5, ge=0.1, le=366, description="of what is known of work and pay")
    told_hours: Real = Field(
        20, ge=0.1, le=10_000, description="own hours on line that what others say weighs"
    )
    guaranteed: Flag = Field(False, description="the hourly guarantee holds for them too")
    usual_orders_per_hour: Real = Field(
        2.4, ge=0.01, le=100, description="deliveries in an hour on line with which they reckon"
    )
    usual_order_cents: Cents = Field(530, description="pay for a delivery with which they reckon")
    usual_bad_weather_cents: Cents = Field(200, description="extra in rain, likewise")
    usual_km: Kilometres = Field(2.5, description="way of a delivery for which they reckon the pay")
    usual_cost_cents_per_km: CentsRate = Field(
        15, description="of riding, with which they reckon; what it costs beyond that lowers pay"
    )
    usual_ridden_km: Kilometres = Field(3, description="ridden for a delivery, all ways counted")
    every_min: Real = Field(15, ge=5, le=60, description="minutes between two thoughts of it")

    @model_validator(mode="after")
    def _reckon_with_pay(self) -> Self:
        if self.usual_order_cents == 0:
            raise ValueError("usual_order_cents must be above 0: pay is weighed against it")
        return self

    def fleet(self, count: int) -> tuple[int, int]:
        """Of a fleet of so many: those who keep shifts, and people of the crowd with the app."""
        replaced = round(self.share * count) if self.enabled else 0
        return count - replaced, math.ceil(self.pool_factor * replaced)

    @property
    def settles_days(self) -> int:
        """Days after which three quarters of a rise of pay are answered by who takes part."""
        if self.entry_per_day == 0:
            return math.ceil(2 * self.half_life_days)
        return math.ceil(2 * math.log(2) * (1 + self.elasticity) / self.entry_per_day)
