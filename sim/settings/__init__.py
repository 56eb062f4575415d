"""The settings of a city and its people, one frozen model a section of a scenario file.

Defaults and bounds stand here, and with the policies, and nowhere else. The evidence for each
default is in docs/parameters.md.
"""

from collections.abc import Sequence
from typing import Any, Self

from pydantic import Field, model_validator

from sim.settings.base import Clock, Section
from sim.settings.bounds import IntervalMin, Share, Whole
from sim.settings.city import City
from sim.settings.couriers import SHIFTS, Acceptance, Couriers, Shift
from sim.settings.people import (
    MOST_NEEDS_PER_DAY,
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
from sim.settings.world import Episode, Outage, Weather, World

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
    "Outage",
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
    "check_rows",
]


# Of one store, in case it is the only one, a 32-bit number holds twice as many.
_MOST_PORTIONS = 1_000_000_000


def check_rows(path: str, rows: Sequence[int], n_rows: int) -> None:
    """Refuse a row that a table of so many has not."""
    if rows and max(rows) >= n_rows:
        raise ValueError(f"{path}: there is no number {max(rows)}, only 0 to {n_rows - 1}")


class Settings(Section):
    """A city and its people, before any policy: a scenario without what the platform decides."""

    title: str = Field(min_length=1)
    why: str = Field("", description="why one would ask")
    title_zh: str = Field("", description="the title in Chinese reports; empty: as it is")
    why_zh: str = Field("", description="why, in Chinese reports; empty: as it is")
    days: Whole = Field(7, ge=1, le=366)
    warmup_days: Whole = Field(
        1, ge=0, le=14, description="days lived before the first and left out of all results"
    )
    sample_min: IntervalMin = Field(15, description="minutes between timeline samples")
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

    def weekday(self, day: int) -> int:
        """The weekday of a day of the run, 0 Monday; days of the warm-up are below 0."""
        return (self.demand.first_weekday + day) % 7

    def days_of(self, dated: Any, first_day: int = 0) -> list[int]:
        """Days of the run, from one on, on which an episode, an outage or an event happens."""
        return [
            day
            for day in range(first_day, self.days)
            if self.weekday(day) in dated.weekdays and (not dated.days or day in dated.days)
        ]

    @model_validator(mode="after")
    def _a_day_s_needs_can_be_drawn(self) -> Self:
        for place, segment in enumerate(self.consumers.segments):
            busiest = segment.needs_per_day * self.demand.weekend_factor
            if busiest > MOST_NEEDS_PER_DAY:
                raise ValueError(
                    f"demand.weekend_factor: {self.demand.weekend_factor:g} times"
                    f" consumers.segments[{place}].needs_per_day ({segment.needs_per_day:g}) are"
                    f" {busiest:g} needs a day; at most {MOST_NEEDS_PER_DAY} can be drawn"
                )
        return self

    @model_validator(mode="after")
    def _episodes_come(self) -> Self:
        for place, episode in enumerate(self.world.weather.episodes):
            self._check_days(f"world.weather.episodes[{place}]", episode)
        return self

    @model_validator(mode="after")
    def _outages_come(self) -> Self:
        n_zones = self.city.n_zones
        for place, outage in enumerate(self.world.outages):
            path = f"world.outages[{place}]"
            check_rows(f"{path}.zones", outage.zones, n_zones)
            self._check_days(path, outage)
        return self

    def _check_days(self, path: str, dated: Any) -> None:
        """Refuse days that never come, or are none of the weekdays asked for."""
        days = dated.days or range(self.days)
        for day in days:
            if day >= self.days:
                raise ValueError(
                    f"{path}.days: day {day} never comes in a run of days 0 to {self.days - 1}"
                )
        if dated.days and not any(self.weekday(day) in dated.weekdays for day in days):
            raise ValueError(
                f"{path}.weekdays: none of the days {', '.join(map(str, days))} is one of the"
                f" weekdays {', '.join(map(str, dated.weekdays))}; day 0 is weekday"
                f" {self.demand.first_weekday} (demand.first_weekday)"
            )

    @model_validator(mode="after")
    def _stores_can_count(self) -> Self:
        people, trade = self.consumers, self.stores
        needs = people.count * sum(kind.share * kind.needs_per_day for kind in people.segments)
        days = self.stock.days_of_demand if self.stock.enabled else 1.0
        portions = trade.expected_orders_per_need * needs * max(days, 1.0)
        if portions > _MOST_PORTIONS:
            raise ValueError(
                f"stores.expected_orders_per_need: {trade.expected_orders_per_need:g} for each of"
                f" {needs:,.0f} needs a day and stock.days_of_demand ({days:g}) are"
                f" {portions:,.0f} portions; at most {_MOST_PORTIONS:,} can be counted"
            )
        return self
