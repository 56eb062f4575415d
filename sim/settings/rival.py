"""A rival platform: whom it reaches, what it asks and promises; see `sim.mechanisms.rival`."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.settings.base import Section
from sim.settings.bounds import Cents, Day, Factor, Flag, Minutes, Real, Share, Utils, Weight, Whole


class Rival(Section):
    """A rival that brings the same stores' food with couriers of its own; off: there is none."""

    enabled: Flag = False
    both_share: Share = Field(0.4, description="of consumers, who have both apps")
    only_share: Share = Field(0.1, description="of consumers, who have the rival's app alone")
    stores_share: Share = Field(0.8, description="of stores, which the rival lists too")
    constant: Utils = Field(0, description="of its deliveries beside those of the platform")
    liking_weight: Weight = Field(
        1, description="utils of an app for a log-odds of opening it, below the better liked one"
    )
    base_cents: Cents = Field(350, description="its fee for a delivery")
    per_km_cents: Cents = Field(0, description="and for each kilometre of the way")
    commission_share: Share = Field(0.08, description="of the basket, from the store to the rival")
    margin_min: Minutes = Field(
        13, description="of its promise, beyond the food's time and the ride"
    )
    promise_min: Real | None = Field(
        None, ge=0.1, le=1440, description="promised to everybody instead; none: by the margin"
    )
    way_factor: Factor = Field(1, description="on the ride from the store to the door")
    extra_min: Minutes = Field(
        4, description="from the food's time to the door beside the ride: mean of an exponential"
    )
    fee_factor: Factor = Field(1, description="on its fees, from `from_day` to `to_day`")
    discount_cents: Cents = Field(0, description="off each of its orders, on the same days")
    from_day: Day = Field(0, description="first day of these")
    to_day: Day | None = Field(None, description="first day after them; none: they last")
    reacts: Literal["none", "match"] = Field(
        "none", description="its base fee stays, or follows what the platform's deliveries cost"
    )
    lag_days: Whole = Field(1, ge=1, le=30, description="days until it has followed")
    floor_cents: Cents = Field(0, description="below which it does not follow")

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        if self.both_share + self.only_share > 1:
            raise ValueError(
                f"both_share ({self.both_share:g}) and only_share ({self.only_share:g}) together"
                " must not be above 1"
            )
        if self.to_day is not None and self.to_day <= self.from_day:
            raise ValueError(f"to_day ({self.to_day}) must come after from_day ({self.from_day})")
        return self

    @property
    def settles_days(self) -> int:
        """Days in which people come to know two apps: some ten orders of who orders often."""
        return 28
