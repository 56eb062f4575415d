"""Refusals: how far offers differ in what pay does not tell; `sim.mechanisms.refusals`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Real


class Refusals(Section):
    """What makes couriers refuse beside way and pay; off: nothing that lasts."""

    enabled: Flag = False
    order_sd: Real = Field(1.1, ge=0, le=10, description="log-odds, between orders")
    store_sd: Real = Field(0.5, ge=0, le=10, description="log-odds, between stores")
    courier_sd: Real = Field(0.5, ge=0, le=10, description="log-odds, between couriers")
