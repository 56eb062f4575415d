"""Reservations: slots, deposit, reminder, who does not come; see `sim.mechanisms.reservation`."""

import math

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import (
    MOST_CENTS,
    Cents,
    Factor,
    Flag,
    Minutes,
    Real,
    Share,
    Utils,
    Whole,
)


class Reservation(Section):
    """Reserving a slot at a store in the app; off: who wants to eat there walks in and queues."""

    enabled: Flag = False
    constant: Utils = Field(-0.5, description="utils of reserving, beside those of walking in")
    slot_min: Real = Field(30, ge=5, le=240, description="length of a slot")
    capacity_share: Share = Field(
        0.3, description="of the meals that a store's cooks make in a slot, whole places"
    )
    ahead_min: Real = Field(180, ge=0, le=300, description="slots that begin within it are offered")
    until_weight: Factor = Field(
        0.5, description="a minute until the slot in minutes of waiting; it is spent elsewhere"
    )
    margin_min: Minutes = Field(
        5, description="minutes before the slot for which the kitchen plans the meal"
    )
    no_show_share: Share = Field(0.08, description="of reservations, without reminder or deposit")
    reminder: Flag = Field(False, description="guests are reminded of their slot")
    reminder_factor: Share = Field(0.7, description="on those who do not come, if reminded")
    deposit_cents: Cents = Field(
        0, description="paid when reserving, given back to who comes, else kept by the store"
    )
    deposit_factor: Share = Field(
        0.4, description="on those who do not come, for each usual deposit that is held"
    )
    usual_deposit_cents: Whole = Field(
        2000, ge=1, le=MOST_CENTS, description="the deposit that has this effect"
    )
    deposit_weight: Factor = Field(
        0.1, description="a cent of deposit in cents of price to who reserves"
    )
    fee_cents: Cents = Field(100, description="from store to platform for each guest who came")

    @property
    def no_shows_expected(self) -> float:
        """Share of reservations whose guest does not come, as things are."""
        reminded = self.reminder_factor if self.reminder else 1.0
        bound = math.pow(self.deposit_factor, self.deposit_cents / self.usual_deposit_cents)
        return self.no_show_share * reminded * bound
