"""Coupons: what is taken off, for whom, when, up to which budget, and who pays for it.

To add a policy: a subclass of `CouponPolicy` here, and its name in the record at the end.
"""

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.daytime import minutes
from sim.flow.world import CAMPAIGN, OFFERED
from sim.policies import contract
from sim.policies.family import Applicable, Asked, Family, Faults, Policy
from sim.schema import Rows
from sim.settings import Settings
from sim.settings.bounds import BudgetCents, Cents, Flag, Real, Share
from sim.settings.hours import ALL_DAY

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


class CouponPolicy(Policy):
    """Decides once a day what a campaign offers and to whom."""

    over_cents: Cents = Field(0, description="smallest basket")
    channels: tuple[Literal["delivery", "pickup"], ...] = ("delivery", "pickup")
    audience: Audience = Audience()
    budget_cents: BudgetCents | None = Field(None, description="total for the run; none: no limit")
    daily_budget_cents: BudgetCents | None = Field(
        None, description="for each day, from midnight on; none: no limit"
    )
    funded_by: Funding = Funding(platform=1)
    show_final_price: Flag = Field(
        False, description="prices are shown as they are with it, so that its rules need no reading"
    )
    uses_per_day: Literal[0, 1] = Field(1, description="uses for each consumer; 0: no limit")

    def check_scenario(self, settings: Settings) -> None:
        """Refuse segments that nobody belongs to."""
        known = [segment.name for segment in settings.consumers.segments]
        for name in self.audience.segments:
            if name not in known:
                raise ValueError(f"no segment named '{name}'; known: {', '.join(known)}")

    def addressed(self, view: "MarketView") -> NDArray[np.bool_]:  # (n_consumers,)
        """Who is in the audience today."""
        consumers = view.consumers
        eligible = np.ones(len(consumers), np.bool_)
        if self.audience.segments:
            rows = [view.segments.index(name) for name in self.audience.segments]
            eligible &= np.isin(consumers["segment"], rows)
        if self.audience.lapsed_days > 0:
            idle_min = view.now_min - consumers["last_order_min"]
            eligible &= idle_min >= self.audience.lapsed_days * 1440
        if self.audience.random_share < 1:
            from sim import luck  # compiled; who reads a scenario draws nothing

            draws = luck.uniforms(view.seed, luck.AUDIENCE, len(consumers))[:, 0]
            eligible &= draws < self.audience.random_share
        return eligible

    @abstractmethod
    def __call__(self, view: "MarketView") -> CouponTerms:
        """Today's terms."""


class ThresholdCoupon(CouponPolicy):
    """A fixed amount off baskets over a threshold (满减)."""

    use: Literal["threshold"] = "threshold"
    off_cents: Cents = Field(500, description="taken off")
    over_cents: Cents = Field(3000, description="smallest basket")

    @model_validator(mode="after")
    def _less_than_a_basket(self) -> Self:
        if 0 < self.over_cents < self.off_cents:
            raise ValueError(
                f"off_cents ({self.off_cents}) must not exceed over_cents ({self.over_cents})"
            )
        return self

    def __call__(self, view: "MarketView") -> CouponTerms:
        return CouponTerms(self.addressed(view), off_cents=self.off_cents)


class PercentCoupon(CouponPolicy):
    """A share of the basket off, up to a cap."""

    use: Literal["percent"] = "percent"
    percent: Real = Field(15, ge=0, le=100, description="of the basket")
    cap_cents: Cents = Field(1000, description="largest discount")

    def __call__(self, view: "MarketView") -> CouponTerms:
        return CouponTerms(
            self.addressed(view), basket_share=self.percent / 100, cap_cents=self.cap_cents
        )


class FreeDelivery(CouponPolicy):
    """The delivery fee, or a share of it, off."""

    use: Literal["free_delivery"] = "free_delivery"
    fee_share: Share = Field(1.0, description="part of the fee taken off")
    channels: tuple[Literal["delivery"], ...] = ("delivery",)

    def __call__(self, view: "MarketView") -> CouponTerms:
        return CouponTerms(self.addressed(view), fee_share=self.fee_share)


def _faults(terms: CouponTerms, view: "MarketView") -> Faults:
    yield from contract.column("eligible", terms.eligible, "b", (len(view.consumers),), view)
    yield from contract.number("off_cents", terms.off_cents, contract.MOST_CENTS)
    yield from contract.number("basket_share", terms.basket_share, most=1)
    if type(terms.cap_cents) is not float or terms.cap_cents != math.inf:
        yield from contract.number("cap_cents", terms.cap_cents, contract.MOST_CENTS)
    yield from contract.number("fee_share", terms.fee_share, most=1)


def campaigns(policies: Sequence[CouponPolicy], channels: Sequence[str]) -> Rows:
    """What is fixed about each campaign, (n_campaigns,) of CAMPAIGN; offers come at midnight.

    Campaigns name their channels; a channel's number is its place among the market's.
    """
    rows = CAMPAIGN.empty(len(policies))
    for row, policy in zip(rows, policies, strict=True):
        row.over_cents = policy.over_cents
        row.from_min, row.to_min = (minutes(clock) for clock in policy.window)
        row.channels = _bits(policy.channels, channels)
        row.once_a_day = policy.uses_per_day == 1
        if not policy.show_final_price:
            row.n_conditions = n_conditions(policy, len(rows))
        row.budget_left_cents = _limit(policy.budget_cents)
        row.day_left_cents = _limit(policy.daily_budget_cents)
        row.platform_share = policy.funded_by.platform
        row.store_share = policy.funded_by.store
    return rows


def n_conditions(policy: CouponPolicy, n_campaigns: int) -> int:
    """Rules of a coupon: a threshold, hours, and that it is not the only one."""
    return (policy.over_cents > 0) + (policy.window != ALL_DAY) + (n_campaigns > 1)


def _limit(budget_cents: int | None) -> float:
    return math.inf if budget_cents is None else budget_cents


def _bits(names: Sequence[str], channels: Sequence[str]) -> int:
    """Bit c for each channel named, of number c."""
    for name in names:
        if name not in channels:
            known = ", ".join(channels)
            raise ValueError(f"policies.coupons: no channel named '{name}'; known: {known}")
    return sum(1 << channels.index(name) for name in set(names))


def _apply(market: Applicable, policy: CouponPolicy, terms: CouponTerms, nth: int) -> None:
    """Put today's offer of a campaign in force, for its audience."""
    consumers, campaign = market.world.consumers, market.world.campaigns[nth]
    bit = np.uint64(1 << nth)
    consumers["coupons"] &= ~bit
    consumers["coupons_used"] &= ~bit
    consumers["coupons"] |= np.where(terms.eligible, bit, np.uint64(0))
    campaign.today = market.weekday in policy.weekdays
    campaign.last_night = (market.weekday - 1) % 7 in policy.weekdays
    campaign.day_left_cents = _limit(policy.daily_budget_cents)
    campaign.off_cents, campaign.basket_share = terms.off_cents, terms.basket_share
    campaign.cap_cents, campaign.fee_share = terms.cap_cents, terms.fee_share
    day = market.world.state["day"][0]
    if day >= 0:  # not in a warm-up
        offered = market.agenda.offered[day, nth]
        for column in OFFERED.columns:
            if column.name != "n_eligible":
                offered[column.name] = campaign[column.name]
        offered.n_eligible = np.count_nonzero(terms.eligible)


COUPONS = Family(
    name="coupons",
    noun="coupon",
    base=CouponPolicy,
    decision=CouponTerms,
    built_in={
        "threshold": ThresholdCoupon,
        "percent": PercentCoupon,
        "free_delivery": FreeDelivery,
    },
    default=None,
    asked=Asked.AT_MIDNIGHT,
    faults=_faults,
    apply=_apply,
    most=16,
    keeps_hours=True,
)
