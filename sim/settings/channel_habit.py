"""Channel habit: the trouble of changing; the mechanism is `sim.mechanisms.channel_habit`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Share, Weight


class ChannelHabit(Section):
    """What it is to order by another channel than last time; off: nothing."""

    enabled: Flag = False
    switch_friction: Weight = Field(
        0.6, description="utils less of each channel but the one ordered by last"
    )
    seamless_share: Share = Field(
        0, description="of it, taken away by one account, basket and history in all channels"
    )
    usual_pickup_share: Share = Field(
        0.10, description="of people whose last order before the first day was a pickup"
    )
    usual_walkin_share: Share = Field(0.07, description="of those who had walked in for it")
