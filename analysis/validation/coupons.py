"""What facts say of coupons, read off a run; numbers that pairs of runs make figures of."""

from analysis.kpis import Kpis
from analysis.kpis.numbers import count, ratio
from analysis.kpis.parts import platform_orders
from analysis.validation.levers import SELDOM
from analysis.validation.seen import Seen

# Where baskets are looked at: the threshold of the coupon in `pairs`, and three yuan to each side.
OVER_CENTS = 3000
_BESIDE_CENTS = 300


def numbers(run: Seen) -> Kpis:
    """Baskets around the threshold, and what who buys little ordered, with coupons and without.

    Nothing where coupons are no matter: a scenario that has none, and lets everybody claim them.
    """
    scenario = run.result.scenario
    if not scenario.policies.coupons and scenario.choice.claim_share == 1.0:
        return {}
    orders = platform_orders(run.result)
    basket = orders["basket_cents"]
    above = (basket >= OVER_CENTS) & (basket < OVER_CENTS + _BESIDE_CENTS)
    below = (basket < OVER_CENTS) & (basket >= OVER_CENTS - _BESIDE_CENTS)
    last = len(scenario.consumers.segments) - 1  # where `levers.seldom` puts them
    has_seldom = scenario.consumers.segments[last].name == SELDOM
    of_seldom = orders["segment"] == (last if has_seldom else -1)
    per_order = run.kpis["coupon_cost_per_order_cents"] or 0.0
    return {
        "coupon_cents": per_order * len(orders),
        "basket_jump_ratio": ratio(count(above), count(below)),
        "on_the_spot_share": ratio(count(basket[above] == OVER_CENTS), count(above)),
        "seldom_orders": count(of_seldom),
        "seldom_coupon_orders": count(of_seldom & (orders["coupon"] >= 0)),
    }
