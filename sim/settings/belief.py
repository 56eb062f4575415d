"""Belief in promises: how far, and from what; the mechanism is `sim.mechanisms.belief`."""

import math
from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from sim.daytime import DAY_MIN
from sim.settings.base import Section
from sim.settings.bounds import Factor, Flag, Real, Share

Surprise = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-DAY_MIN, le=DAY_MIN)]


class Belief(Section):
    """How far promises are believed; off: always, and whatever became of them."""

    enabled: Flag = False
    prior_min: Surprise = Field(0, description="surprise that who knows nothing expects, minutes")
    prior_orders: Real = Field(1, ge=0.001, le=1000, description="own orders that the prior weighs")
    told_orders: Factor = Field(2, description="own orders that what is said weighs")
    own_memory: Share = Field(
        0.8, description="weight of earlier orders of one's own with each new one"
    )
    late_weight: Real = Field(
        2, ge=1, le=100, description="minutes of waiting that an expected minute of lateness weighs"
    )
    store_orders: Real = Field(
        30, ge=0.001, le=1e6, description="orders of a store that weigh as much as the platform's"
    )
    half_life_days: Real = Field(
        14, ge=0.01, le=3660, description="of what is said of stores and platform"
    )
    overruns: tuple[Surprise, ...] = Field(
        (
            -32.8, -17.2, -13, -11.2, -9.9, -9, -8.3, -7.7, -7.1, -6.5, -5.9, -5.2, -4.6, -3.9,
            -3.1, -2.2, -1.2, 0, 1.6, 4.2, 14.4,
        ),
        min_length=2,
        description="minutes from promise to arrival in the long run: quantiles, evenly spaced",
    )  # fmt: skip

    @model_validator(mode="after")
    def _ascend(self) -> Self:
        if list(self.overruns) != sorted(self.overruns):
            raise ValueError("overruns must hold quantiles in ascending order")
        return self

    @property
    def settles_days(self) -> int:
        """Days after which three quarters of what is said is of a change: two half-lives."""
        return math.ceil(2 * self.half_life_days)

    @property
    def usual_min(self) -> float:
        """Mean of the overruns."""
        return float(np.trapezoid(self.overruns, dx=1 / (len(self.overruns) - 1)))
