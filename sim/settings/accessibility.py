"""Accessibility: whom the app is hard for; the mechanism is `sim.mechanisms.accessibility`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Real, Share, Weight


class Accessibility(Section):
    """The old and the disabled, and what helps them; off: all of a segment find the app alike."""

    enabled: Flag = False
    old_segments: tuple[str, ...] = Field(
        (), max_length=1000, description="segments in which the app is hard for everyone"
    )
    disabled_share: Share = Field(0.03, description="of all others, for whom it is hard too")
    hard_factor: Real = Field(
        2, ge=1, le=100, description="friction of who finds it hard, over that of who does not"
    )
    senior_mode: Share = Field(
        0, description="how much of what is hard a mode of large type and few steps takes away"
    )
    app_weight: Weight = Field(
        0.2, description="utils of what the app sells, gained where all of it is taken away"
    )
    opening_weight: Weight = Field(
        0.3, description="log-odds of opening the app, gained where all of it is taken away"
    )
