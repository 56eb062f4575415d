"""Updates of arrivals: when a new one is told, and what it does; see `sim.mechanisms.updates`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Minutes, Share, Weight


class Updates(Section):
    """New times of arrival told on the way; off: the promise is all that is said."""

    enabled: Flag = False
    threshold_min: Minutes = Field(
        5, description="minutes after what was told last, from which a new time is told"
    )
    forgiven_share: Share = Field(
        0.5, description="of what lateness takes of satisfaction, if it was told before"
    )
    change_weight: Weight = Field(
        0.1, description="log-odds of satisfaction, less with each time that is told anew"
    )
