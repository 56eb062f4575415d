"""What a coupon policy is: terms of a day, an audience, who pays, budgets, and how long it is held.

Those there are stand in `sim.policies.coupons`; how an offer reaches people in
`sim.policies.issuing`.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.policies import audience
from sim.policies.family import Policy
from sim.policies.targeting import Targeting
from sim.settings import Settings, check_rows
from sim.settings.bounds import BudgetCents, Cents, Days, Flag, Real, Row, Share

if TYPE_CHECKING:
    from sim.policies.view import MarketView


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """A campaign for the day: min(off + share * basket, cap) + fee_share * fee, for an audience."""

    eligible: NDArray[np.bool_]  # (n_consumers,)
    off_cents: float = 0.0
    basket_share: float = 0.0
    cap_cents: float = np.inf
    fee_share: float = 0.0


class Audience(BaseModel):
    """Whom a campaign addresses; all conditions must hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    segments: tuple[str, ...] = Field((), description="names of segments; empty: all")
    first_order: Flag = Field(False, description="who has never ordered")
    lapsed_days: Real = Field(0, ge=0, le=366, description="no order for at least so many days")
    random_share: Share = Field(1.0, description="a fixed random part of the rest")


class Funding(BaseModel):
    """Who pays for the coupon; the shares add up to 1."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    platform: Share = 0
    store: Share = 0
    sponsor: Share = 0

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = self.platform + self.store + self.sponsor
        if abs(total - 1) > 1e-9:
            raise ValueError(f"platform, store and sponsor must add up to 1, not {total:g}")
        return self


class Step(BaseModel):
    """A further step of a ladder."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    over_cents: Cents = Field(description="smallest basket")
    off_cents: Cents = Field(description="taken off in place of what the steps below take off")

    @model_validator(mode="after")
    def _less_than_a_basket(self) -> Self:
        check_off(self.off_cents, self.over_cents)
        return self


class CouponPolicy(Policy):
    """Decides once a day what a campaign offers and to whom."""

    over_cents: Cents = Field(0, description="smallest basket")
    channels: tuple[Literal["delivery", "pickup"], ...] = ("delivery", "pickup")
    stores: tuple[Row, ...] = Field((), description="it holds at these alone, by row; empty: all")
    store_share: Share = Field(1, description="of these, a fixed random part that takes part")
    audience: Audience = Audience()
    targeting: Targeting = Targeting()
    claim_share: Share | None = Field(
        None,
        description="of who sees it, know of it when they pay, as of a code that has to be typed;"
        " none: `choice.claim_share`",
    )
    budget_cents: BudgetCents | None = Field(None, description="total for the run; none: no limit")
    daily_budget_cents: BudgetCents | None = Field(
        None, description="for each day, from midnight on; none: no limit"
    )
    pacing: Literal["none", "even"] = Field(
        "none",
        description="even: the budget is spent evenly over the days left, and over each day, by how"
        " many get the coupon; learned from the day before",
    )
    funded_by: Funding = Funding(platform=1)
    show_final_price: Flag = Field(
        False, description="prices are shown as they are with it, so that its rules need no reading"
    )
    uses_per_day: Literal[0, 1] = Field(
        1, description="uses for each consumer, of one that is held for days in all; 0: no limit"
    )
    valid_days: Days = Field(1, description="it is held for, the first included")
    every_days: Days | None = Field(
        None, description="until one gets it again; none: when it has expired"
    )

    @property
    def further_steps(self) -> tuple[Step, ...]:
        """Of a ladder, the steps above the first."""
        return ()

    @model_validator(mode="after")
    def _is_measured_by_the_day(self) -> Self:
        if self.targeting.holdout_share > 0 and (self.valid_days > 1 or self.every_days):
            raise ValueError(
                "targeting.holdout_share: a hold-out measures coupons of one day, with valid_days 1"
                " and no every_days"
            )
        return self

    @model_validator(mode="after")
    def _there_is_a_budget_to_pace(self) -> Self:
        if self.pacing == "even" and self.budget_cents is None and self.daily_budget_cents is None:
            raise ValueError("pacing: there is neither budget_cents nor daily_budget_cents to pace")
        return self

    def check_scenario(self, settings: Settings) -> None:
        """Refuse segments that nobody belongs to, stores and zones that are not there."""
        audience.check_segments(self.audience.segments, settings)
        check_rows("stores", self.stores, settings.stores.count)
        check_rows("targeting.zones", self.targeting.zones, settings.city.n_zones)
        if self.targeting.rule == "dual":
            self._check_shares_a_budget(settings)

    def _check_shares_a_budget(self, scenario: Any) -> None:
        if self.remembers:
            raise ValueError("targeting.rule: 'dual' asks a coupon at once with others: no memory")
        rules = [other.targeting for other in scenario.policies.coupons]
        budgets = {rule.budget_cents for rule in rules if rule.rule == "dual"}
        if len(budgets) > 1:
            raise ValueError(
                "targeting.budget_cents: coupons of rule 'dual' share one budget a day, not"
                f" {', '.join(map(str, sorted(budgets)))}"
            )

    def addressed(self, view: "MarketView") -> NDArray[np.bool_]:  # (n_consumers,)
        """Who is in the audience today."""
        consumers = view.consumers
        eligible = audience.in_segments(self.audience.segments, view)
        if self.audience.first_order:
            eligible &= np.isneginf(consumers["last_order_min"])
        if self.audience.lapsed_days > 0:
            eligible &= audience.silent(self.audience.lapsed_days, view)
        if self.audience.random_share < 1:
            from sim import luck  # compiled; who reads a scenario draws nothing

            draws = luck.uniforms(view.seed, luck.AUDIENCE, len(consumers))[:, 0]
            eligible &= draws < self.audience.random_share
        return eligible

    @abstractmethod
    def __call__(self, view: "MarketView") -> CouponTerms:
        """Today's terms."""


def check_off(off_cents: int, over_cents: int) -> None:
    """Refuse what would take more off than a basket is worth."""
    if 0 < over_cents < off_cents:
        raise ValueError(f"off_cents ({off_cents}) must not exceed over_cents ({over_cents})")
