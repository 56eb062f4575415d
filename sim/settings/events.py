"""Events of the world: what happens in the city; the mechanism is `sim.mechanisms.events`."""

from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from sim.daytime import DAY_MIN, minutes
from sim.settings.base import Section
from sim.settings.bounds import Day, Flag, Minutes, Name, Real, Row, Share, Utils
from sim.settings.hours import ALL_DAY, EVERY_DAY, Weekdays, Window

_OfDemand = Annotated[Real, Field(ge=0, le=10)]
_OfSpeed = Annotated[Real, Field(ge=0.05, le=10)]
_OfRides = Annotated[Real, Field(ge=0.1, le=20)]


class Kind(NamedTuple):
    """What an event of a kind is unless it says otherwise."""

    window: tuple[str, str]
    demand_factor: float = 1.0
    segments: tuple[str, ...] = ()
    segment_factor: float = 1.0
    speed_factor: float = 1.0
    attendance_factor: float = 1.0
    walking_utils: float = 0.0


KINDS = {
    "festival": Kind(("10:00", "22:00"), demand_factor=1.5),
    "football": Kind(
        ("19:30", "23:00"), demand_factor=1.3, segments=("student",), segment_factor=2.0
    ),
    "heat": Kind(
        ("11:00", "18:00"),
        demand_factor=1.15,
        speed_factor=0.95,
        attendance_factor=0.95,
        walking_utils=-1.0,
    ),
    "cold": Kind(
        ALL_DAY, demand_factor=1.1, speed_factor=0.9, attendance_factor=0.9, walking_utils=-0.8
    ),
    "jam": Kind(("17:00", "20:00"), speed_factor=0.75),
    "strike": Kind(("11:00", "14:00"), attendance_factor=0.5),
    "app_outage": Kind(("11:45", "12:30")),
    "payment_outage": Kind(("11:45", "12:30")),
    "sync_outage": Kind(("10:00", "14:00")),
}


class Event(Section):
    """Something that happens on days, at hours; what it does not say is as its kind has it."""

    kind: Literal[
        "festival",
        "football",
        "heat",
        "cold",
        "jam",
        "strike",
        "app_outage",
        "payment_outage",
        "sync_outage",
    ]
    days: tuple[Day, ...] = Field((), description="days of the run on which it begins; empty: all")
    weekdays: Weekdays = Field(EVERY_DAY, description="and of these only such, 0 Monday")
    window: Window | None = Field(
        None, description="hours of the day, which may pass midnight; none: those of its kind"
    )
    per_30_days: Annotated[Real, Field(ge=0, le=30)] = Field(
        0, description="at random, so often on the mean, within the window; 0: on all its days"
    )
    lasts_min: Annotated[Real, Field(ge=1, le=DAY_MIN)] | None = Field(
        None, description="if it comes at random; none: as long as the window"
    )
    zones: tuple[Row, ...] = Field(
        (), max_length=100_000, description="whose demand it moves, of who is there; empty: all"
    )
    demand_factor: _OfDemand | None = Field(None, description="on needs; none: as its kind")
    segments: tuple[Name, ...] | None = Field(
        None, max_length=100, description="whom it moves more; none: as its kind"
    )
    segment_factor: _OfDemand | None = Field(
        None, description="on their needs, beside the other; none: as its kind"
    )
    speed_factor: _OfSpeed | None = Field(None, description="of couriers; none: as its kind")
    attendance_factor: _OfDemand | None = Field(
        None, description="on who comes to a shift; in a strike, who is there leaves too"
    )
    walking_utils: Utils | None = Field(
        None, description="on pickup and walking in; none: as its kind"
    )

    @model_validator(mode="after")
    def _is_long_by_chance_alone(self) -> Self:
        if self.lasts_min is not None and self.per_30_days == 0:
            raise ValueError(
                f"lasts_min ({self.lasts_min:g}) is of an event at random, with per_30_days; one on"
                " all its days lasts as long as its window"
            )
        return self

    @property
    def effect(self) -> Kind:
        """What it does, with what its kind does where it does not say."""
        usual = KINDS[self.kind]
        said = {name: getattr(self, name) for name in Kind._fields}
        return usual._replace(**{name: value for name, value in said.items() if value is not None})

    @property
    def begins_min(self) -> float:
        """When its window begins, minutes after midnight."""
        return float(minutes(self.effect.window[0]))

    @property
    def window_min(self) -> float:
        """How long its window is, minutes."""
        start, end = (minutes(clock) for clock in self.effect.window)
        return float(end - start if end > start else end + DAY_MIN - start)


class Events(Section):
    """What happens in the city, on set days or at random; off: every day is ordinary."""

    enabled: Flag = False
    happens: tuple[Event, ...] = Field((), max_length=100, description="what happens, see below")
    traffic: tuple[_OfRides, ...] = Field(
        (), max_length=24, description="on riding times in each hour of the day; empty: 1 in all"
    )
    later_share: Share = Field(
        0.5, description="of who finds the app down and takes nothing, who look again when it is up"
    )
    later_within_min: Minutes = Field(60, description="after their need, if it is up by then")
    failing_share: Share = Field(1, description="of payments, in an outage of payment")

    @model_validator(mode="after")
    def _has_every_hour(self) -> Self:
        if len(self.traffic) not in (0, 24):
            raise ValueError(f"traffic has {len(self.traffic)} hours; it needs 24, or none")
        return self
