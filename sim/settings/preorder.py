"""Orders ahead: who foresees a meal and orders it for its hour; see `sim.mechanisms.preorder`."""

from typing import Self

from pydantic import Field, model_validator

from sim.settings.base import Section
from sim.settings.bounds import Flag, Minutes, Real, Share


class Preorder(Section):
    """Ordering ahead, for a wished time; off: everybody orders when food is needed."""

    enabled: Flag = False
    foreseen_share: Share = Field(0.037, description="of needs, foreseen by who orders ahead")
    least_lead_min: Real = Field(60, ge=1, le=720, description="how long before, at least")
    most_lead_min: Real = Field(180, ge=1, le=720, description="how long before, at most")
    pad_min: Minutes = Field(
        5, description="minutes for which a delivery is planned before its wished time"
    )

    @model_validator(mode="after")
    def _ascend(self) -> Self:
        if self.least_lead_min > self.most_lead_min:
            raise ValueError(
                f"least_lead_min ({self.least_lead_min:g}) must not be larger than"
                f" most_lead_min ({self.most_lead_min:g})"
            )
        return self
