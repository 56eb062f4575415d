"""Confirmation: how stores take orders; the mechanism is `sim.mechanisms.confirmation`."""

from typing import Self

from pydantic import Field, model_validator

from sim.settings.base import Section
from sim.settings.bounds import Flag, LongMinutes, Minutes, Real, Share


class Confirmation(Section):
    """Stores confirm orders of the app, or not, and pause; off: each takes all at once."""

    enabled: Flag = False
    automatic_share: Share = Field(0.7, description="of stores, whose answer is an automatic yes")
    delay_min: Minutes = Field(1, description="mean until a store answers by hand")
    timeout_min: Minutes = Field(5, description="after which the app says no in its place")
    refused_share: Share = Field(0.005, description="of orders that are answered by hand, refused")
    busy_refused_share: Share = Field(
        0.3, description="likewise while a cook is waited for as long as makes a store pause"
    )
    pause_from_min: LongMinutes = Field(
        20, description="an order would wait so long for a cook: the store pauses in the app"
    )
    pause_min: Real = Field(
        15, ge=1, le=1440, description="of a pause; then it ends, or there is one more"
    )
    resume_min: Minutes = Field(5, description="waited for a cook at most, for a pause to end")

    @model_validator(mode="after")
    def _ends_with_less_than_it_began(self) -> Self:
        if self.resume_min >= self.pause_from_min:
            raise ValueError(
                f"resume_min ({self.resume_min:g}) must be smaller than pause_from_min"
                f" ({self.pause_from_min:g})"
            )
        return self
