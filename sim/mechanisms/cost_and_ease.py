"""Cost and ease: what an order cost and the trouble of its checkout count in satisfaction with it.

Row 74, «多维度用户体验评价体系»: satisfaction of several parts. Time, quality and reliability are
scored by the core; here, when an order is placed, price and ease, in log-odds:

    price = price_weight * (usual_price - paid / (basket / price_level + usual_fee))
    ease  = ease_weight * (usual_steps - friction * (steps + steps_per_condition * conditions))

What an order such as this usually costs is its basket at the city's mean prices, and of a delivery
the usual fee; what was paid has fees added and savings taken off (Voss, Parasuraman and Grewal
1998: price enters satisfaction by comparison). Steps of the checkout weigh as much as the segment
finds them hard; conditions are those of the coupon used, and none where final prices are shown
(Wang, Xiao and Zhu 2020; that effort costs loyalty: Dixon, Freeman and Toman 2010). There is no
checkout where one pays in the store.

Both are 0 on average of the orders that the baseline brings in the long run, so that the level of
satisfaction is the same with them and without. Weights are choices.
"""

from typing import Any

from numba import njit

from sim import ledger
from sim.flow import worth
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_platforms, is_rivals, own
from sim.flow.parts import Effect, Mechanism
from sim.order import Channel
from sim.schema import Rows, Schema
from sim.settings.cost_and_ease import CostAndEase

NAME = "cost_and_ease"

RULES = Schema(
    ("price_weight", "f8", "log-odds between an order for nothing and a usual one"),
    ("ease_weight", "f8", "log-odds that a step takes"),
    ("steps_per_condition", "f8", "steps that a condition of a coupon is as much trouble as"),
    ("usual_fee_cents", "f8", "fees of a usual delivery"),
    ("usual_price", "f8", "paid for a usual order, over what it costs at mean prices"),
    ("usual_steps", "f8", "trouble of a usual checkout, steps"),
)


def rows(scenario: Any) -> Rows:
    """The rules."""
    settings: CostAndEase = scenario.mechanisms.cost_and_ease
    return RULES.row(**settings.model_dump(exclude={"enabled"}))


@njit
def placed(world, order_id, _now):
    """What an order costs, and what trouble it was, is known once it is placed."""
    if nobody_chooses(world):  # what was usual there is not known
        return
    rules = own(world, NAME)[0]
    order = world.orders[order_id]
    price_level = world.stores[order.store].price_level
    order.price_score += rules.price_weight * (
        rules.usual_price - price(world, order, price_level, rules)
    )
    if is_platforms(world, order.channel):
        order.ease_score += rules.ease_weight * (rules.usual_steps - steps(world, order, rules))


@njit
def price(world, order, price_level, rules):
    """What was paid for an order, over what it costs at the city's mean prices and usual fees."""
    delivered = order.channel == Channel.DELIVERY or is_rivals(world, order.channel)
    fee_cents = rules.usual_fee_cents if delivered else 0.0
    usual_cents = max(1.0, order.basket_cents / price_level + fee_cents)
    return ledger.paid_cents(order) / usual_cents


@njit
def steps(world, order, rules):
    """The trouble of an order's checkout, in steps of one who finds them neither hard nor easy."""
    choice = world.choice[0]
    conditions = 0.0
    if order.coupon >= 0 and not choice.show_final_price:
        conditions = world.campaigns[order.coupon].n_conditions
    trouble = choice.checkout_steps + rules.steps_per_condition * conditions
    return worth.friction(world, order.segment, order.consumer) * trouble


MECHANISM = Mechanism(
    name=NAME,
    about="what an order cost and the trouble of its checkout count in satisfaction with it",
    effects=(
        Effect(
            rows=(74,),
            term_zh="价格满意度",
            term="satisfaction with the price: dearer fees",
            lever="policies.pricing.base_cents",
            metric="satisfaction_price_mean",
            direction="-",
            evidence="Voss, Parasuraman and Grewal 1998: price is compared with what is usual",
            change=("350", "700"),
        ),
        Effect(
            rows=(46, 74),
            term_zh="优惠券与价格满意度",
            term="satisfaction with the price: what a coupon saves",
            lever="policies.coupons[0].off_cents",
            metric="satisfaction_price_mean",
            direction="+",
            evidence="Voss, Parasuraman and Grewal 1998: price is compared with what is usual",
            change=("100", "1000"),
            scenario="lunch-coupon",
        ),
        Effect(
            rows=(61, 74),
            term_zh="操作便捷满意度",
            term="satisfaction with ease: steps of the checkout",
            lever="choice.checkout_steps",
            metric="satisfaction_ease_mean",
            direction="-",
            evidence="Dixon, Freeman and Toman 2010: effort costs loyalty",
            change=("3", "6"),
        ),
        Effect(
            rows=(47, 74),
            term_zh="规则复杂与便捷满意度",
            term="satisfaction with ease: conditions of a coupon",
            lever="choice.show_final_price",
            metric="satisfaction_ease_mean",
            direction="+",
            evidence="Wang, Xiao and Zhu 2020: rules are no trouble where final prices are shown",
            scenario="lunch-coupon",
        ),
        Effect(
            rows=(62, 74),
            term_zh="无障碍与便捷满意度",
            term="satisfaction with ease: of those who find the checkout hard",
            lever="consumers.segments[3].friction",
            metric="satisfaction_ease_mean",
            direction="-",
            evidence="assumption: what is hard is trouble",
            change=("1", "4"),
        ),
        Effect(
            rows=(74,),
            term_zh="多维度满意度",
            term="satisfaction of five parts: delivery for nothing pleases",
            lever="mechanisms.cost_and_ease.enabled",
            metric="satisfaction_mean",
            direction="+",
            evidence="Voss, Parasuraman and Grewal 1998: price is a part of satisfaction",
            scenario="free-delivery",
        ),
    ),
    settings=CostAndEase,
    rows=rows,
    placed=placed,
)
