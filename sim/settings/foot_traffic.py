"""Foot traffic: people without the app who pass stores; see `sim.mechanisms.foot_traffic`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Metres, Real, Share, Utils


class FootTraffic(Section):
    """People without the app who pass stores and may walk in; off: nobody does."""

    enabled: Flag = False
    passers_per_store: Real = Field(
        60, ge=0, le=500, description="people a weekday who pass a usual store and want a meal"
    )
    spread: Share = Field(
        0.5, description="0: all stores are passed alike; 1: in proportion to the doors around them"
    )
    doors_m: Metres = Field(400, description="doors so near count, straight")
    seen_m: Metres = Field(
        60, description="other stores so near to the one passed are seen too, straight"
    )
    constant: Utils = Field(1.5, description="utils of walking in, beside those of app users")
