"""Reviews: who writes one, how stars are given, and how they make the rating that is shown."""

import math
from typing import Self

from pydantic import Field, model_validator

from sim.settings.base import Section
from sim.settings.bounds import Factor, Flag, Real, Share, Stars, Utils, Weight


class Reviews(Section):
    """Reviews that some write after an order; off: ratings stay as they were on the first day."""

    enabled: Flag = False
    post_neutral_share: Share = Field(0.08, description="of who felt neutral write a review")
    post_pleased_share: Share = Field(0.32, description="of who could not be more satisfied")
    post_displeased_share: Share = Field(0.16, description="of who could not be less satisfied")
    posting_factor: Factor = Field(1, description="on all three, by asking and by community")
    constant: Utils = Field(1.0, description="log-odds of a punctual order of usual quality")
    quality_weight: Weight = Field(2, description="for each star of food above the usual")
    service_weight: Factor = Field(
        0.5, description="of what time, price and ease add to satisfaction: less the store's doing"
    )
    noise_sd: Real = Field(0.5, ge=0, le=4, description="stars, between people of one experience")
    cuts: tuple[Stars, Stars, Stars, Stars] = Field(
        (2.2, 2.6, 3.1, 3.85), description="experience from which a second, ... fifth star is given"
    )
    usual_stars: Stars = Field(
        4.6, description="quality that is usual, and the rating of who has no reviews"
    )
    usual_reviews: Real = Field(20, ge=0.001, le=1e6, description="reviews that the latter weighs")
    usual_post_share: Share = Field(0.161, description="of orders reviewed in the past")
    window_days: Real = Field(
        90, ge=0.1, le=3660, description="that a rating looks back; reviews fade with its mean age"
    )
    answered_share: Share = Field(0, description="of reviews with one or two stars, by the store")
    answer_restores_share: Share = Field(
        0.4, description="of the loyalty that the order took, by an answer"
    )

    @model_validator(mode="after")
    def _ascend(self) -> Self:
        if list(self.cuts) != sorted(self.cuts):
            raise ValueError("cuts must ascend from the second star's to the fifth's")
        return self

    @property
    def memory_days(self) -> float:
        """Mean age of what a rating is made of: half the window."""
        return self.window_days / 2

    @property
    def settles_days(self) -> int:
        """Days after which three quarters of what ratings say is of a change."""
        return math.ceil(self.memory_days * math.log(4))
