"""Care: what goes wrong, who asks, who answers and what is done; see `sim.mechanisms.care`."""

from typing import Self

from pydantic import Field, model_validator

from sim.daytime import DAY_HOURS
from sim.settings.base import Section, check_apart, check_whole
from sim.settings.bounds import (
    Cents,
    Crew,
    Factor,
    Flag,
    LongMinutes,
    Minutes,
    Real,
    Share,
    Weight,
    Whole,
)


class Trouble(Section):
    """Something that goes wrong with an order."""

    contact_share: Share = Field(description="of those whom it befell, who ask for help")
    compensation_cents: Cents = Field(0, description="that who asked is given")
    compensation_share: Share = Field(0, description="of the basket that who asked is given beside")


class Cancelled(Trouble):
    """An order that is cancelled or given up."""

    contact_share: Share = 0.35


class Missing(Trouble):
    """Something is not in the bag."""

    contact_share: Share = 0.6


class Late(Trouble):
    """A delivery that comes later than promised."""

    contact_share: Share = 0.25


class Poor(Trouble):
    """Food that is cold, or worse than expected."""

    contact_share: Share = 0.15


class Refund(Trouble):
    """Money back that does not come."""

    contact_share: Share = 1


class Wrong(Trouble):
    """An order that left the kitchen other than it was ordered, by `picking`."""

    contact_share: Share = 0.6


class Desk(Section):
    """A way to reach people who help."""

    name: str = Field(min_length=1)
    share: Share = Field(description="of contacts that come this way")
    agents: tuple[Crew, ...] = Field(
        min_length=DAY_HOURS, max_length=DAY_HOURS, description="on duty in each hour of the day"
    )
    at_once: Whole = Field(1, ge=1, le=5, description="contacts that an agent has")
    handle_min: LongMinutes = Field(description="mean that a contact takes an agent")
    patience_min: LongMinutes = Field(description="mean after which who waits leaves")
    cents_per_hour: Cents = Field(2500, description="of an agent on duty")


DESKS = (
    Desk(
        name="chat",
        share=0.7,
        agents=(*(1,) * 10, 2, 2, 2, 2, *(1,) * 3, 2, 2, 2, 2, *(1,) * 3),
        at_once=2,
        handle_min=8,
        patience_min=6,
    ),
    Desk(
        name="phone",
        share=0.3,
        agents=(*(0,) * 8, *(1,) * 2, 2, 2, 2, 2, *(1,) * 3, 2, 2, 2, 2, *(1,) * 2, 0),
        handle_min=5,
        patience_min=4,
    ),
)


class Care(Section):
    """Help after the sale; off: nobody asks, and nothing is made up for."""

    enabled: Flag = False
    cancelled: Cancelled = Cancelled()
    missing: Missing = Missing()
    late: Late = Late()
    poor: Poor = Poor()
    refund: Refund = Refund()
    wrong: Wrong = Wrong()
    late_from_min: Minutes = Field(5, description="after the promise, from which it is trouble")
    poor_from: Weight = Field(1, description="log-odds that the food takes, likewise")
    missing_share: Share = Field(
        0.015, description="of orders, in which something is missing; by `picking`, where it is on"
    )
    usual_missing_share: Share = Field(0.015, description="that satisfaction is measured from")
    missing_weight: Weight = Field(1, description="log-odds that it takes")
    refund_min: LongMinutes = Field(360, description="mean until money that is paid back is there")
    refund_ask_min: LongMinutes = Field(1440, description="after which who has not got it asks")
    delay_min: LongMinutes = Field(5, description="mean from an order's end to a question about it")
    bot_share: Share = Field(0, description="of contacts that a bot settles; 0: there is none")
    bot_min: Minutes = Field(1, description="that it takes, of whom it does not help too")
    bot_cents: Cents = Field(20, description="of each contact that it has")
    bot_compensates: Flag = Field(False, description="it gives what agents give")
    desks: tuple[Desk, ...] = Field(
        DESKS, min_length=1, max_length=16, description="ways to reach people, see below"
    )
    agents_factor: Real = Field(
        1, ge=0, le=1000, description="on the agents of all desks and hours"
    )
    processing_min: Minutes = Field(240, description="mean from the answer until it is settled")
    half_life_min: LongMinutes = Field(1440, description="in which help loses half of its effect")
    apology_share: Share = Field(0.1, description="of what trouble took, given back by an apology")
    again_share: Real = Field(
        -0.05, ge=-1, le=1, description="likewise by each later one that brings no money"
    )
    money_share: Factor = Field(0.75, description="likewise by `money_cents`")
    money_cents: Real = Field(400, ge=1, le=1e6, description="that give back `money_share`")
    paradox_share: Factor = Field(0, description="beyond what trouble took, that help may give")
    left_share: Share = Field(0.25, description="of what trouble took, taken again by no answer")
    usual_share: Real = Field(
        0, ge=-1, le=1, description="of what trouble took, that satisfaction is measured from"
    )

    @model_validator(mode="after")
    def _desks_are_told_apart(self) -> Self:
        check_whole("desks", [desk.share for desk in self.desks])
        check_apart("desks", [desk.name for desk in self.desks])
        return self
