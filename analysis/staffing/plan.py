"""A plan: how many couriers work which shift of the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.apportionment import dealt
from sim.daytime import DAY_MIN
from sim.policies.staffing import N_SLOTS, SLOT_MIN, HistoricalShifts
from sim.roster import Roster
from sim.scenario import Scenario
from sim.settings import Shift

Floats = NDArray[np.float64]

_DAY = int(DAY_MIN)
_SHARE_DIGITS = 9  # enough to deal out the very numbers of couriers


class Span(NamedTuple):
    """A shift: minutes after midnight, and how long."""

    start_min: int
    length_min: int

    @property
    def end_min(self) -> int:
        """Minutes after midnight of the day on which it ends."""
        return (self.start_min + self.length_min) % _DAY


@dataclass(frozen=True)
class Plan:
    """Couriers by shift; who has none is not in it."""

    couriers: Mapping[Span, int]

    @property
    def n_couriers(self) -> int:
        """All couriers."""
        return sum(self.couriers.values())

    @property
    def hours(self) -> float:
        """Hours a day of all couriers together."""
        return sum(n * span.length_min for span, n in self.couriers.items()) / 60

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """As `couriers.shifts` says it, the earliest first."""
        return tuple(
            Shift(
                share=round(n / self.n_couriers, _SHARE_DIGITS),
                start=_clock(span.start_min),
                end=_clock(span.end_min),
            )
            for span, n in sorted(self.couriers.items())
        )

    def on_duty(self) -> Floats:
        """Couriers on duty in each half hour, (48,), parts of one counted as parts."""
        duty = np.zeros(N_SLOTS)
        for span, n in self.couriers.items():
            duty += n * covered(span)
        return duty

    def moved(self, n: int, source: Span, target: Span) -> "Plan":
        """The plan after n couriers went from one shift to another."""
        couriers = dict(self.couriers)
        couriers[source] -= n
        couriers[target] = couriers.get(target, 0) + n
        return Plan({span: count for span, count in couriers.items() if count})


def covered(span: Span) -> Floats:
    """The part of each half hour that a shift covers, (48,)."""
    after_start = (np.arange(N_SLOTS) * SLOT_MIN - span.start_min) % DAY_MIN
    begun = np.clip(span.length_min - after_start, 0, SLOT_MIN)  # slots that begin within it
    before = np.clip(after_start + SLOT_MIN - DAY_MIN, 0, span.length_min)  # the start's own slot
    return np.asarray((begun + before) / SLOT_MIN)


def planned(roster: Roster, n_couriers: int) -> Plan:
    """The plan by which a roster is dealt out to so many couriers."""
    couriers: dict[Span, int] = {}
    counts = dealt(roster.share, n_couriers)
    for start, end, n in zip(roster.start_min, roster.end_min, counts, strict=True):
        span = Span(int(start), int(end - start) % _DAY or _DAY)
        if n:
            couriers[span] = couriers.get(span, 0) + int(n)
    return Plan(couriers)


def historical(scenario: Scenario) -> Plan:
    """The plan of `couriers.shifts`."""
    return planned(HistoricalShifts()(scenario), scenario.couriers.count)


def with_plan(scenario: Scenario, plan: Plan) -> Scenario:
    """The scenario with a plan's shifts in the place of its own."""
    couriers = scenario.couriers.model_copy(update={"shifts": plan.shifts})
    policies = scenario.policies.model_copy(update={"staffing": HistoricalShifts()})
    return scenario.model_copy(update={"couriers": couriers, "policies": policies})


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
