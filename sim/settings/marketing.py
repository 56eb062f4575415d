"""Marketing: what messages cost, reach and do; the mechanism is `sim.mechanisms.marketing`."""

import math
from typing import Self

from pydantic import Field, model_validator

from sim.settings.base import Section, check_apart
from sim.settings.bounds import Flag, Real, Share, Weight


class Medium(Section):
    """A way to reach people."""

    name: str = Field(min_length=1)
    reach_share: Share = Field(description="of people, the same ones each time")
    cents: Real = Field(0, ge=0, le=100_000, description="of each who is reached")
    lift_utils: Weight = Field(0, description="log-odds of opening the app, at first")
    walkin_utils: Weight = Field(0, description="utils of walking in, at first")
    adopt_share: Share = Field(0, description="of who does not have the app, who get it for it")
    in_app: Flag = Field(False, description="only users can be reached")


MEDIUMS = (
    Medium(name="push", reach_share=0.6, cents=0.1, lift_utils=0.12, in_app=True),
    Medium(name="email", reach_share=0.3, cents=0.5, lift_utils=0.08, in_app=True),
    Medium(name="social", reach_share=0.5, cents=4, lift_utils=0.08, adopt_share=0.0005),
    Medium(
        name="advert",
        reach_share=0.8,
        cents=10,
        lift_utils=0.1,
        walkin_utils=0.15,
        adopt_share=0.0005,
    ),
)


class Marketing(Section):
    """How messages work, which the policies of `policies.marketing` send; off: there are none."""

    enabled: Flag = False
    mediums: tuple[Medium, ...] = Field(MEDIUMS, min_length=1, max_length=64)
    half_life_days: Real = Field(2, ge=0.01, le=3660, description="of what a message does")
    fatigue: Weight = Field(0.15, description="log of its effect, less by each received before")
    fatigue_half_life_days: Real = Field(7, ge=0.01, le=3660, description="of those received")
    endured: Real = Field(5, ge=0, le=1000, description="received, as they fade, without annoyance")
    annoyance: Weight = Field(0.03, description="log-odds of opening the app less by each beyond")
    visit_adopt_share: Share = Field(
        0, description="of guests from the street, who leave as users of the app"
    )

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        check_apart("mediums", [medium.name for medium in self.mediums])
        return self

    @property
    def settles_days(self) -> int:
        """Days after which three quarters of fatigue are there."""
        return math.ceil(2 * self.fatigue_half_life_days)
