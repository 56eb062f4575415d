"""Returns: who sends back what disappoints, and by which way; `sim.mechanisms.returns`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Cents, Flag, LongMinutes, Minutes, Share, Weight


class Returns(Section):
    """Goods that are taken back; off: what is bought is kept."""

    enabled: Flag = False
    wish_share: Share = Field(0.1, description="of what is as good as shown, wished back")
    disappointment_weight: Weight = Field(
        1, description="so much more, as a share, for each log-odds that quality takes"
    )
    delay_min: LongMinutes = Field(1440, description="mean from an order's end to the wish")
    across_channels: Flag = Field(
        False, description="what is bought in the app is taken back in the store, and the reverse"
    )
    fetch_min: Minutes = Field(15, description="of the consumer's time, for what is fetched")
    store_min: Minutes = Field(5, description="likewise at the store, beside the way")
    fetch_cents: Cents = Field(600, description="that a store pays for what is fetched")
    restock_share: Share = Field(0.7, description="of the cost of returned goods, that is not lost")
    kept_weight: Weight = Field(0.5, description="log-odds taken from who keeps what he would not")
