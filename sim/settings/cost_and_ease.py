"""Cost and ease: how far they count in satisfaction, and against what is usual.

The mechanism is `sim.mechanisms.cost_and_ease`.
"""

from pydantic import Field

from sim.settings.base import Section
from sim.settings.bounds import Cents, Factor, Flag, Weight


class CostAndEase(Section):
    """What an order cost and the trouble of its checkout, in satisfaction; off: neither counts."""

    enabled: Flag = False
    price_weight: Weight = Field(
        2, description="log-odds of satisfaction between an order for nothing and a usual one"
    )
    ease_weight: Weight = Field(0.1, description="log-odds that a step of the checkout takes")
    steps_per_condition: Factor = Field(
        1, description="steps that a condition of the coupon used is as much trouble as"
    )
    usual_fee_cents: Cents = Field(350, description="fees of a usual delivery")
    usual_price: Factor = Field(
        0.955, description="what is paid for a usual order, over what it costs at mean prices"
    )
    usual_steps: Factor = Field(3.26, description="trouble of a usual checkout, steps")
