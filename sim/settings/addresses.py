"""Addresses: how many are imprecise, and what that costs; `sim.mechanisms.addresses`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Minutes, Share


class Addresses(Section):
    """Doors that couriers search for; off: every address is precise."""

    enabled: Flag = False
    imprecise_share: Share = Field(0.05, description="of consumers, whose address is imprecise")
    search_min: Minutes = Field(4.5, description="mean until a courier finds such a door")
    give_up_min: Minutes = Field(10, description="searched for, after which the drop fails")
    corrected_share: Share = Field(
        0.2, description="of doors that were found, whose address is precise from then on"
    )
