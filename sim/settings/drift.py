"""Drift: where idle couriers go of their own accord; the mechanism is `sim.mechanisms.drift`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Minutes, Real


class Drift(Section):
    """Idle couriers ride back to where stores are; off: they wait where they are."""

    enabled: Flag = False
    after_min: Minutes = Field(5, description="idle for so long at one place")
    near_m: Real = Field(
        400, ge=0, le=100_000, description="ridden to a store that is near enough to stay"
    )
    scale_m: Real = Field(
        800, ge=1, le=100_000, description="ridden, for which a place is worth 1/e as much"
    )
    every_min: Real = Field(5, ge=1, le=60, description="minutes between two looks around")
