"""Rules of coupons: what reading them costs; the mechanism is `sim.mechanisms.coupon_rules`."""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Flag, Minutes, Real, Share, Weight


class CouponRules(Section):
    """What rules of coupons cost those who hold them; off: `choice.complexity` alone."""

    enabled: Flag = False
    minutes_per_rule: Minutes = Field(0.5, description="to read and weigh one")
    leave_per_rule: Real = Field(
        0.03, ge=0, le=10, description="rate at which each turns people away at the checkout"
    )
    misread_share: Share = Field(0.05, description="of rules, found only at the checkout")
    surprise_weight: Weight = Field(
        1, description="on leaving there, of the worth of what a coupon that fails would have saved"
    )
    goodwill_loss: Weight = Field(
        0.05, description="log-odds of opening the app, lost by a coupon that fails"
    )
