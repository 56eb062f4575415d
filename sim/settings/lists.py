"""Lists: how long they are, and how far one reads; the mechanism is `sim.mechanisms.lists`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Real, Whole


class Lists(Section):
    """Which places of a list are looked at; off: all of the first `choice.n_examined`."""

    enabled: Flag = Field(
        False, description="lists are longer than anyone reads; on in the baseline"
    )
    n_listed: Whole = Field(
        50, ge=1, le=60, description="stores on a list, in place of `choice.n_examined`"
    )
    position_exponent: Real = Field(
        0.6, ge=0, le=10, description="place k is looked at by 1 / k to this power"
    )
