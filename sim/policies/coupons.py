"""Coupons: what is taken off, for whom, when, up to which budget, and who pays for it.

To add a policy: a subclass of `CouponPolicy` here, and its name in the record at the end.
"""

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from sim.policies import contract
from sim.policies.coupon_policy import CouponPolicy, CouponTerms, Step, check_off
from sim.policies.family import Asked, Family, Faults
from sim.policies.issuing import issue
from sim.settings.bounds import Cents, Real, Share

if TYPE_CHECKING:
    from sim.policies.view import MarketView


class ThresholdCoupon(CouponPolicy):
    """A fixed amount off baskets over a threshold (满减), more over higher ones."""

    use: Literal["threshold"] = "threshold"
    off_cents: Cents = Field(500, description="taken off")
    over_cents: Cents = Field(3000, description="smallest basket")
    ladder: tuple[Step, ...] = Field((), max_length=3, description="further steps, ascending")

    @property
    def further_steps(self) -> tuple[Step, ...]:
        return self.ladder

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        check_off(self.off_cents, self.over_cents)
        steps = [(self.over_cents, self.off_cents)]
        steps += [(step.over_cents, step.off_cents) for step in self.ladder]
        for low, high in pairwise(steps):
            if not (low[0] < high[0] and low[1] < high[1]):
                raise ValueError(
                    f"ladder: {high[1]} off {high[0]} must be more, and over more, than {low[1]}"
                    f" off {low[0]}"
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
    apply=issue,
    most=16,
    keeps_hours=True,
)
