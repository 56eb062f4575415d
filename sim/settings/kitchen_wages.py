"""Kitchen wages: what stores pay their cooks; the mechanism is `sim.mechanisms.kitchen_wages`."""

from pydantic import Field

from sim.daytime import DAY_HOURS
from sim.settings.base import Section
from sim.settings.bounds import Cents, Flag, Real


class KitchenWages(Section):
    """Pay of cooks by the hour; off: they cost nothing."""

    enabled: Flag = False
    wage_cents_per_hour: Cents = Field(
        1500, description="what an hour of a cook's place costs his store, mean of its hours"
    )
    beside_hours: Real = Field(
        1,
        ge=0,
        le=DAY_HOURS,
        description="a day, paid to each cook beside the hours in which the store is open",
    )
