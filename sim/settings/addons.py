"""Add-on sales: what is bought besides by who comes for an order; `sim.mechanisms.addons`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Share, Weight


class Addons(Section):
    """Sales at the counter to who fetches an order; off: he takes it and goes."""

    enabled: Flag = False
    share: Share = Field(
        0.3, description="of those who come for an order, who buy something besides"
    )
    size_share: Weight = Field(0.25, description="mean of what they buy, as a share of the order")
