"""Items: shops of many, of which orders ask for some; the mechanism is `sim.mechanisms.items`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Real, Share, Weight, Whole


class Items(Section):
    """What a shop has of each of its items; off: a store has portions of one thing."""

    enabled: Flag = False
    count: Whole = Field(30, ge=1, le=200, description="items of each shop")
    concentration: Real = Field(
        0.8, ge=0, le=5, description="Zipf exponent of how often items are asked for"
    )
    lines_mean: Real = Field(6, ge=1, le=50, description="items of an order")
    days_of_demand: Real = Field(
        1.5, ge=0.01, le=100, description="portions of each item each morning, in mean days"
    )
    left_out_share: Share = Field(
        0.55, description="of items that the app has not, for which no other is ordered"
    )
    substitute_share: Share = Field(
        0.5, description="of items not found, for which another is taken, if there is one"
    )
    cancel_share: Share = Field(
        0.25, description="of orders that lack something in the end, given up as a whole"
    )
    substitute_weight: Weight = Field(
        0.5, description="log-odds of satisfaction that an order of substitutes alone takes"
    )
    lacking_weight: Weight = Field(
        2.0, description="log-odds of satisfaction that lacking all but nothing takes"
    )
