"""Picking: orders that leave the kitchen wrong; the mechanism is `sim.mechanisms.picking`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Cents, Flag, Real, Share, Weight


class Picking(Section):
    """Errors of picking and packing, and machines against them; off: every order is right."""

    enabled: Flag = False
    base_share: Share = Field(
        0.02, description="of orders of the app that are wrong, at the usual load"
    )
    usual_load: Real = Field(
        0.9, ge=0.01, le=1000, description="orders cooking and queued per cook, where that is so"
    )
    elasticity: Real = Field(1, ge=0, le=5, description="of the share of wrong orders, in the load")
    most_share: Share = Field(0.2, description="wrong at most, however high the load")
    usual_share: Share = Field(0.02, description="wrong, that satisfaction is measured from")
    quality_weight: Weight = Field(0.5, description="log-odds that the wrong food takes")
    reliability_weight: Weight = Field(
        1, description="log-odds that not getting what was ordered takes"
    )
    refund_share: Share = Field(0.3, description="of a wrong order's food, paid back by its store")
    automated_stores_share: Share = Field(0, description="of stores, that have machines")
    machine_time_factor: Real = Field(
        0.8, ge=0.01, le=10, description="on a cook's time per order, where there are machines"
    )
    machine_error_factor: Real = Field(
        0.3, ge=0, le=10, description="on the share of wrong orders, likewise"
    )
    machine_cents_per_day: Cents = Field(5000, description="that a store pays for its machines")
