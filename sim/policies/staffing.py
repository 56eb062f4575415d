"""Staffing: which shifts the fleet works, decided once, before the first day.

To add a policy: a subclass of `StaffingPolicy` here, and its name in the record at the end. The
market deals the shifts out to couriers by luck.
"""

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.apportionment import dealt
from sim.daytime import DAY_MIN, HOUR_MIN, SATURDAY, minutes
from sim.policies import contract
from sim.policies.family import Asked, Family, Faults, Policy
from sim.roster import Roster
from sim.settings import Couriers, Settings
from sim.settings.bounds import Real

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Shifts begin and end on the half hour.
SLOT_MIN = 30.0
N_SLOTS = 48

_SLOTS_PER_HOUR = 2

# How far planned hours may be from those of the historical shifts, and the plan from the best.
_HOURS_TOLERANCE = 0.005
_GAP = 0.001
_MOST_SHARE = 1e9  # shares of a fleet are parts of their sum
_MOST_NODES = 2000  # a limit in time would make plans depend on the machine


class StaffingPolicy(Policy):
    """Decides the shifts of the fleet, from what the scenario says."""

    @model_validator(mode="after")
    def _once(self) -> Self:
        if self.has_hours:
            raise ValueError(
                "staffing is decided once, before the first day, and has no window or weekdays;"
                " shifts say when couriers work"
            )
        return self

    @abstractmethod
    def __call__(self, scenario: Settings) -> Roster:
        """The shifts of every day."""


class HistoricalShifts(StaffingPolicy):
    """The shifts of `couriers.shifts`."""

    use: Literal["historical"] = "historical"

    def __call__(self, scenario: Settings) -> Roster:
        shifts = scenario.couriers.shifts
        return Roster(
            start_min=np.array([minutes(shift.start) for shift in shifts]),
            end_min=np.array([minutes(shift.end) for shift in shifts]),
            share=np.array([shift.share for shift in shifts]),
        )


class ForecastShifts(StaffingPolicy):
    """Shifts that follow a forecast of orders, with the couriers and hours of `couriers.shifts`.

    Couriers needed in a half hour, by square-root safety staffing (Whitt 1992; Kolesar and Green
    1998), lagged by the service time (Green, Kolesar and Whitt 2007):

        needed = load + beta * sqrt(load)      load(t) = orders a minute(t - service) * service

    The safety beta is such that the hours needed are those of `couriers.shifts`. An integer
    programme then picks the shifts that leave the least of the need uncovered.
    """

    use: Literal["forecast"] = "forecast"
    orders_per_hour: tuple[Annotated[Real, Field(ge=0, le=10_000_000)], ...] = Field(
        (), max_length=24, description="deliveries in each hour of the day; none: from demand"
    )
    orders_per_need: Real = Field(
        0.15, ge=0.0001, le=10, description="deliveries, for those from demand"
    )
    service_min: Real = Field(16, ge=1, le=240, description="a courier's time for an order")
    lengths_h: tuple[Annotated[Real, Field(ge=1, le=24, multiple_of=0.5)], ...] = Field(
        (4, 5, 6, 7, 8, 9, 10),
        min_length=1,
        max_length=47,
        description="lengths that a shift may have",
    )

    @model_validator(mode="after")
    def _whole_day(self) -> Self:
        if len(self.orders_per_hour) not in (0, 24):
            raise ValueError(
                f"orders_per_hour must hold 24 numbers or none, not {len(self.orders_per_hour)}"
            )
        return self

    def __call__(self, scenario: Settings) -> Roster:
        n_couriers, hours = scenario.couriers.count, fleet_hours(scenario.couriers)
        if n_couriers == 0:
            return HistoricalShifts()(scenario)
        orders = np.array(self.orders_per_hour or expected_orders(scenario, self.orders_per_need))
        needed = couriers_needed(offered_load(orders, self.service_min), hours)
        return _once_covering(tuple(needed.tolist()), n_couriers, hours, self.lengths_h)

    def check_scenario(self, settings: Settings) -> None:
        """Refuse a fleet whose hours no shifts of these lengths add up to.

        Hours are those of whole couriers: one has the hours of one shift, not of the mean one.
        Between the shortest and the longest shifts for all, sums lie no further apart than lengths.
        """
        couriers = settings.couriers
        if couriers.count == 0:
            return
        mean_h = fleet_hours(couriers) / couriers.count
        shortest, longest = min(self.lengths_h), max(self.lengths_h)
        slack_h = _slack_h(fleet_hours(couriers), self.lengths_h) / couriers.count
        if not shortest - slack_h <= mean_h <= longest + slack_h:
            raise ValueError(
                f"lengths_h ({shortest:g} to {longest:g}) cannot give the "
                f"couriers the hours of couriers.shifts, {mean_h:.3g} each"
            )


def fleet_hours(couriers: Couriers) -> float:
    """Hours a day that all couriers together have in `couriers.shifts`, as they are dealt out."""
    counts = dealt([shift.share for shift in couriers.shifts], couriers.count)
    lengths_h = [_length_h(shift.start, shift.end) for shift in couriers.shifts]
    return float(counts @ lengths_h)


def expected_orders(scenario: Settings, orders_per_need: float) -> Floats:
    """Deliveries in each hour of the mean day of the run that its demand lets expect, (24,)."""
    people, demand = scenario.consumers, scenario.demand
    needs = people.count * sum(kind.share * kind.needs_per_day for kind in people.segments)
    weekday = (demand.first_weekday + np.arange(scenario.days)) % 7
    weekend = float((weekday >= SATURDAY).mean())
    usual, other = (
        np.array(hours) / sum(hours) for hours in (demand.weekday_hours, demand.weekend_hours)
    )
    profile = (1 - weekend) * usual + weekend * demand.weekend_factor * other
    return np.asarray(orders_per_need * needs * profile)


def offered_load(orders_per_hour: Floats, service_min: float) -> Floats:
    """Couriers at work on average in each half hour if there were enough of them, (48,).

    The rate of a service time ago times the service time (Green, Kolesar and Whitt 2007).
    """
    by_hour = np.concatenate(([0.0], np.cumsum(orders_per_hour)))  # placed since midnight
    edges_min = np.arange(N_SLOTS + 1) * SLOT_MIN - service_min
    within = np.interp(edges_min % DAY_MIN, np.arange(25) * HOUR_MIN, by_hour)
    placed = np.floor(edges_min / DAY_MIN) * by_hour[-1] + within
    return np.asarray(np.diff(placed) / SLOT_MIN * service_min)


def square_root(load: Floats, beta: float) -> Floats:
    """Couriers needed for a load, load + beta * sqrt(load); not fewer than none."""
    return np.maximum(load + beta * np.sqrt(load), 0.0)


def couriers_needed(load: Floats, hours: float) -> Floats:
    """Couriers needed in each half hour (48,), with the beta that takes so many hours a day."""
    from scipy.optimize import brentq  # a tenth of a second that most runs need not wait

    if load.sum() == 0:
        return np.full(N_SLOTS, hours / 24)

    def too_many(beta: float) -> float:
        return float(square_root(load, beta).sum()) / _SLOTS_PER_HOUR - hours

    most = _SLOTS_PER_HOUR * hours / np.sqrt(load).sum()
    beta = brentq(too_many, -math.sqrt(load.max()), most, xtol=1e-12)
    return square_root(load, beta)


def covering_shifts(
    needed: Floats, n_couriers: int, hours: float, lengths_h: Sequence[float]
) -> Roster:
    """The shifts of so many couriers and hours that leave the least of a need (48,) uncovered.

    Dantzig's set covering (1954) with a shortfall: x_s couriers in shift s, short_t in slot t,

        min sum short   with   sum of x_s over t + short_t >= needed_t,  sum x_s = n_couriers,
                               sum x_s length_s = hours,  x_s whole,  short_t >= 0

    As hours are given, a least shortfall is a least absolute deviation too.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    start, n_slots = (
        side.ravel()
        for side in np.meshgrid(
            np.arange(N_SLOTS), np.array(sorted(set(lengths_h))) * _SLOTS_PER_HOUR, indexing="ij"
        )
    )
    n_shifts = len(start)
    after_start = (np.arange(N_SLOTS)[:, None] - start) % N_SLOTS  # (n_slots, n_shifts)
    covers = (after_start < n_slots).astype(np.float64)
    no_slots = np.zeros(N_SLOTS)
    length_h = n_slots / _SLOTS_PER_HOUR
    slack_h = _slack_h(hours, lengths_h)
    found = milp(
        np.concatenate([np.zeros(n_shifts), np.ones(N_SLOTS)]),
        integrality=np.concatenate([np.ones(n_shifts), no_slots]),
        bounds=Bounds(0, np.inf),
        constraints=[
            LinearConstraint(np.hstack([covers, np.eye(N_SLOTS)]), lb=needed),
            LinearConstraint(np.append(length_h, no_slots), hours - slack_h, hours + slack_h),
            LinearConstraint(np.append(np.ones(n_shifts), no_slots), n_couriers, n_couriers),
        ],
        options={"mip_rel_gap": _GAP, "node_limit": _MOST_NODES},
    )
    if found.x is None:
        raise ValueError(
            f"no shifts of {', '.join(f'{length:g}' for length in sorted(lengths_h))} hours give "
            f"{n_couriers} couriers {hours:g} hours: {found.message}"
        )
    couriers = np.rint(found.x[:n_shifts])
    worked = np.flatnonzero(couriers)
    start_min = start[worked] * SLOT_MIN
    return Roster(start_min, (start_min + n_slots[worked] * SLOT_MIN) % DAY_MIN, couriers[worked])


@lru_cache(64)
def _once_covering(
    needed: tuple[float, ...], n_couriers: int, hours: float, lengths_h: tuple[float, ...]
) -> Roster:
    """The same for each replication of a scenario, which would all solve the same programme."""
    roster = covering_shifts(np.array(needed), n_couriers, hours, lengths_h)
    for column in fields(roster):
        getattr(roster, column.name).flags.writeable = False
    return roster


def _slack_h(hours: float, lengths_h: Sequence[float]) -> float:
    """How far planned hours may be from those that are asked for."""
    return max(_HOURS_TOLERANCE * hours, _step_h(lengths_h) / 2)


def _step_h(lengths_h: Sequence[float]) -> float:
    """The widest gap between two lengths that follow one another; 0 with one length."""
    return float(max(np.diff(sorted(set(lengths_h))), default=0.0))


def _length_h(start: str, end: str) -> float:
    """Hours from one time of day to the next time it is the other."""
    return ((minutes(end) - minutes(start)) % DAY_MIN or DAY_MIN) / HOUR_MIN


def _faults(roster: Roster, scenario: Settings) -> Faults:
    n_shifts = (
        len(roster.share) if isinstance(roster.share, np.ndarray) and roster.share.ndim else 0
    )
    faults = [
        fault
        for field in fields(roster)
        for fault in contract.column(
            field.name, getattr(roster, field.name), "iuf", (n_shifts,), scenario
        )
    ]
    if faults:
        yield from (f"{fault} (one for each shift)" for fault in faults)
        return
    for name in ("start_min", "end_min"):
        minute = getattr(roster, name)
        if not ((minute >= 0) & (minute < DAY_MIN)).all():
            yield f"{name} must hold minutes after midnight, from 0 to less than {DAY_MIN:g}"
    shares = roster.share
    if not ((shares >= 0) & (shares <= _MOST_SHARE)).all() or (
        scenario.couriers.count and not shares.sum() > 0
    ):
        yield f"share must hold numbers from 0 to {_MOST_SHARE:g}, not all 0"


STAFFING = Family(
    name="staffing",
    noun="staffing",
    base=StaffingPolicy,
    decision=Roster,
    built_in={"historical": HistoricalShifts, "forecast": ForecastShifts},
    default=HistoricalShifts(),
    asked=Asked.BEFOREHAND,
    faults=_faults,
)
