"""Pooling: stores that fulfil for each other; the mechanism is `sim.mechanisms.pooling`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Metres


class Pooling(Section):
    """Who sends what the chosen store has not; off: nobody, and the order is cancelled."""

    enabled: Flag = False
    radius_m: Metres = Field(2500, description="from the consumer to another store, straight")
