"""Regulation: what the state asks of a platform; the mechanism is `sim.mechanisms.regulation`."""

from typing import Annotated

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Cents, CentsRate, Flag, Minutes, Real, Share

_Hours = Annotated[Real, Field(ge=0.1, le=24)]


class Regulation(Section):
    """Rules whose violations are counted, and priced by a fine each; off: there are none.

    A rule without its limit is not there. None of them stops anybody.
    """

    enabled: Flag = False
    commission_cap: Share | None = Field(
        None, description="of the basket, which a commission may take at most; none: no such rule"
    )
    commission_fine_cents: Cents = Field(0, description="for each order with a higher one")
    stretch_hours: _Hours | None = Field(
        None, description="on duty without a rest, at most; none: no such rule"
    )
    rest_min: Minutes = Field(20, description="in a row without an order in hand, that are a rest")
    stretch_fine_cents: Cents = Field(0, description="for each longer stretch of a courier")
    day_hours: _Hours | None = Field(
        None, description="on duty on a day, at most; none: no such rule"
    )
    day_fine_cents: Cents = Field(0, description="for each longer day of a courier")
    pay_per_hour_cents: CentsRate | None = Field(
        None, description="least pay for an hour with an order in hand; none: no such rule"
    )
    pay_fine_cents: Cents = Field(0, description="for each shift that is paid less")
    same_in_channels: Flag = Field(
        False, description="the same food costs the same, delivered or fetched"
    )
    same_for_all: Flag = Field(False, description="the same offer costs the same, whoever asks")
    price_fine_cents: Cents = Field(0, description="for each order that was cheaper than others'")
    promise_floor_min: Minutes | None = Field(
        None, description="no delivery is promised sooner; none: no such rule"
    )
    promise_floor_per_km_min: Minutes = Field(0, description="and for each kilometre of its way")
    promise_fine_cents: Cents = Field(0, description="for each that is promised sooner")
