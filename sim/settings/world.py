"""The world: what no one in the market decides."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.settings.base import Clock, Section
from sim.settings.bounds import Day, IntervalMin, LongMinutes, Real, Row, Share, StoreKey, Utils
from sim.settings.hours import EVERY_DAY, Hours, Weekdays

# Nobody rides faster than light, nor stands still for a whole day because of rain.
_OfDemand = Annotated[Real, Field(ge=0, le=10)]
_OfSpeed = Annotated[Real, Field(ge=0.05, le=10)]


class Episode(Section):
    """A spell of weather at a fixed time."""

    state: Literal["clear", "rain", "heavy"]
    start: Clock
    end: Clock
    days: tuple[Day, ...] = Field((), description="days of the run on which it begins; empty: all")
    weekdays: Weekdays = Field(EVERY_DAY, description="and of these only such, 0 Monday")

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.start == self.end:
            raise ValueError(f"starts and ends at {self.start}")
        return self


class Weather(Section):
    """A Markov chain over clear, rain and heavy rain, and fixed episodes laid over it."""

    mode: Literal["markov", "episodes", "clear"] = Field(
        "markov",
        description="rain by chance, to which episodes add; episodes and no other rain; no rain",
    )
    step_min: IntervalMin = Field(30, description="minutes between two draws of the chain")
    rain_share: Share = Field(0.10, description="of the time with rain, heavy rain included")
    mean_spell_min: LongMinutes = Field(180, description="of rain")
    heavy_share: Share = Field(0.3, description="of rain that is heavy")
    episodes: tuple[Episode, ...] = Field((), max_length=10_000)
    demand_factor: tuple[_OfDemand, _OfDemand] = Field(
        (1.10, 1.25), description="in rain, heavy rain"
    )
    speed_factor: tuple[_OfSpeed, _OfSpeed] = Field((0.85, 0.65), description="in rain, heavy rain")
    attendance_factor: tuple[_OfDemand, _OfDemand] = Field(
        (0.90, 0.70), description="in rain, heavy rain"
    )
    walking_utils: tuple[Utils, Utils] = Field((-0.5, -1.5), description="in rain, heavy rain")

    @model_validator(mode="after")
    def _chain_exists(self) -> Self:
        if self.mode == "clear" and self.episodes:
            raise ValueError(
                f'mode = "clear" has no rain, but there are {len(self.episodes)} episodes; write'
                ' mode = "episodes" for these alone, or episodes = []'
            )
        if self.mode == "markov" and any(each.state == "clear" for each in self.episodes):
            raise ValueError(
                'an episode with state = "clear" takes no rain away that comes by chance; write'
                ' mode = "episodes" for a sky that is clear but for the episodes'
            )
        if self.step_min > self.mean_spell_min:
            raise ValueError(
                f"step_min ({self.step_min:g}) must not exceed mean_spell_min"
                f" ({self.mean_spell_min:g})"
            )
        most = self.mean_spell_min / (self.mean_spell_min + self.step_min)
        if self.mode == "markov" and self.rain_share > most:
            raise ValueError(
                f"rain_share ({self.rain_share:g}) can be at most {most:.3g} with spells of"
                f" {self.mean_spell_min:g} minutes and steps of {self.step_min:g}"
            )
        return self


class Outage(Hours, Section):
    """Stores that take no orders for a while; what was ordered before is cooked and given out."""

    stores: tuple[StoreKey, ...] = Field(
        (), max_length=100_000, description="rows of stores; names of recorded ones"
    )
    zones: tuple[Row, ...] = Field((), max_length=100_000, description="all stores of such zones")
    days: tuple[Day, ...] = Field((), description="days of the run on which it begins; empty: all")

    @model_validator(mode="after")
    def _of_somebody(self) -> Self:
        if not self.stores and not self.zones:
            raise ValueError("names neither stores nor zones")
        return self


class World(Section):
    """What no one in the market decides; the same for all scenarios that are compared."""

    weather: Weather = Weather()
    outages: tuple[Outage, ...] = Field((), max_length=1000)
