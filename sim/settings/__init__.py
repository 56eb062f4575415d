"""The settings of a city and its people, one frozen model a section of a scenario file.

Defaults and bounds stand here, and with the policies, and nowhere else. The evidence for each
default is in docs/parameters.md.
"""

from pydantic import Field

from sim.settings.base import Clock, Section, Share
from sim.settings.city import City
from sim.settings.couriers import SHIFTS, Acceptance, Couriers, Shift
from sim.settings.people import (
    SEGMENTS,
    Choice,
    Consumers,
    Demand,
    Past,
    Patience,
    Satisfaction,
    Segment,
)
from sim.settings.replay import Replay
from sim.settings.stores import Kitchen, Stock, Stores
from sim.settings.world import Episode, Weather, World

__all__ = [
    "SEGMENTS",
    "SHIFTS",
    "Acceptance",
    "Choice",
    "City",
    "Clock",
    "Consumers",
    "Couriers",
    "Demand",
    "Episode",
    "Kitchen",
    "Past",
    "Patience",
    "Replay",
    "Satisfaction",
    "Section",
    "Segment",
    "Settings",
    "Share",
    "Shift",
    "Stock",
    "Stores",
    "Weather",
    "World",
]


class Settings(Section):
    """A city and its people, before any policy: a scenario without what the platform decides."""

    title: str = Field(min_length=1)
    why: str = Field("", description="why one would ask")
    title_zh: str = Field("", description="the title in Chinese reports; empty: as it is")
    why_zh: str = Field("", description="why, in Chinese reports; empty: as it is")
    days: int = Field(7, ge=1, le=366)
    warmup_days: int = Field(
        1, ge=0, le=14, description="days lived before the first and left out of all results"
    )
    sample_min: float = Field(15, gt=0, le=1440, description="minutes between timeline samples")
    city: City = City()
    consumers: Consumers = Consumers()
    demand: Demand = Demand()
    choice: Choice = Choice()
    patience: Patience = Patience()
    satisfaction: Satisfaction = Satisfaction()
    past: Past = Past()
    stores: Stores = Stores()
    kitchen: Kitchen = Kitchen()
    stock: Stock = Stock()
    couriers: Couriers = Couriers()
    world: World = World()
