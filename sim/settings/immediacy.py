"""Immediacy: for how many a minute weighs more; the mechanism is `sim.mechanisms.immediacy`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Factor, Flag, Minutes, Share


class Immediacy(Section):
    """People who want it now; off: a minute weighs what it weighs in `consumers`."""

    enabled: Flag = False
    impatient_share: Share = Field(0.3, description="of people for whom a minute weighs more")
    factor: Factor = Field(2, description="what a minute weighs for them, over what it did")
    usual_delivery_min: Minutes = Field(
        41.6,
        description="wait for a delivery, a rival's too, that leaves its worth to them as it was",
    )
    usual_pickup_min: Minutes = Field(33.7, description="for a pickup, the walk included")
    usual_walkin_min: Minutes = Field(33.9, description="for a walk-in, the walk included")
