"""The fleet: its size and shifts, how it rides, and what it takes."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.settings.base import Clock, Section, check_whole
from sim.settings.bounds import (
    CentsRate,
    Flag,
    Minutes,
    Real,
    Share,
    Sigma,
    Utils,
    Weight,
    Whole,
)


class Shift(Section):
    """A working time that part of the couriers keep."""

    share: Share
    start: Clock
    end: Clock


SHIFTS = (
    Shift(share=0.44, start="10:10", end="20:50"),
    Shift(share=0.12, start="10:30", end="14:30"),
    Shift(share=0.14, start="16:40", end="21:00"),
    Shift(share=0.14, start="15:00", end="23:50"),
    Shift(share=0.14, start="06:00", end="14:00"),
    Shift(share=0.02, start="22:00", end="06:30"),
)


class Acceptance(Section):
    """Whether a courier takes an offer."""

    always: Flag = False
    constant: Utils = 4.3
    pay_weight: Weight = Field(0.8, description="for 100 cents a minute above the wage")
    detour_weight: Weight = Field(0.15, description="for each minute more")
    stack_weight: Weight = Field(0.1, description="for each order in hand")
    wage_cents_per_min: CentsRate = 35
    wage_sigma: Sigma = 0.3
    response_min: Minutes = Field(0.4, description="from offer to answer")


class Couriers(Section):
    """The fleet: size, shifts, speed and service times."""

    count: Whole = Field(311, ge=0, le=5_000_000)
    shifts: tuple[Shift, ...] = Field(SHIFTS, min_length=1, max_length=1000)
    attendance_share: Share = Field(0.95, description="who come to a shift in clear weather")
    speed_km_per_h: Real = Field(18.5, ge=0.1, le=200)
    speed_sigma: Real = Field(0.1, ge=0, le=1)
    metric: Literal["euclidean", "manhattan"] = "euclidean"
    detour: Real = Field(1.35, ge=1, le=3, description="ridden over measured distance")
    whole_minutes: Flag = Field(False, description="round rides up to whole minutes")
    pickup_before_min: Minutes = Field(1.0, description="park and walk in")
    pickup_after_min: Minutes = Field(1.0, description="walk out and go")
    dropoff_before_min: Minutes = Field(3.5, description="park, walk up, hand over")
    dropoff_after_min: Minutes = Field(0.5, description="walk back and go")
    max_orders: Whole = Field(3, ge=1, le=8, description="orders in hand")
    finish_moves: Flag = Field(
        False,
        description="a courier on the way to a waiting place takes no order before getting there",
    )
    cost_cents_per_km: CentsRate = Field(15, description="energy and wear, borne by the courier")
    co2_g_per_km: Real = Field(11, ge=0, le=100_000, description="emitted in riding; figures only")
    acceptance: Acceptance = Acceptance()

    @model_validator(mode="after")
    def _shares(self) -> Self:
        check_whole("shifts", [shift.share for shift in self.shifts])
        return self
