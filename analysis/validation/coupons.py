"""What facts say of coupons, read off a run; numbers that pairs of runs make figures of."""

import numpy as np
from numpy.typing import NDArray

from analysis.kpis import Kpis
from analysis.kpis.numbers import count, ratio
from analysis.kpis.parts import platform_orders
from analysis.validation.seen import Seen
from sim.daytime import DAY_MIN
from sim.scenario import Scenario
from sim.warm_up import warm_up

# Where baskets are looked at: the threshold of the coupon in `pairs`, and three yuan to each side.
OVER_CENTS = 3000
_BESIDE_CENTS = 300
_IDLE_DAYS = 7


def numbers(run: Seen) -> Kpis:
    """Baskets around the threshold, and what who had been idle ordered, with coupons and without.

    Nothing where coupons are no matter: a scenario that has none, and lets everybody claim them.
    """
    scenario = run.result.scenario
    if not scenario.policies.coupons and scenario.choice.claim_share == 1.0:
        return {}
    orders = platform_orders(run.result)
    basket = orders["basket_cents"]
    above = (basket >= OVER_CENTS) & (basket < OVER_CENTS + _BESIDE_CENTS)
    below = (basket < OVER_CENTS) & (basket >= OVER_CENTS - _BESIDE_CENTS)
    of_idle = idle_before(scenario, run.result.seed)[orders["consumer"]]
    per_order = run.kpis["coupon_cost_per_order_cents"] or 0.0
    return {
        "coupon_cents": per_order * len(orders),
        "basket_jump_ratio": ratio(count(above), count(below)),
        "on_the_spot_share": ratio(count(basket[above] == OVER_CENTS), count(above)),
        "idle_orders": count(of_idle),
        "idle_coupon_orders": count(of_idle & (orders["coupon"] >= 0)),
    }


def idle_before(scenario: Scenario, seed: int) -> NDArray[np.bool_]:
    """Who had not ordered for a week when the days that count began, (n_consumers,).

    As it was after a warm-up without coupons, which all arms of a comparison begin from.
    """
    policies = scenario.policies.model_copy(update={"coupons": ()})
    begun = warm_up(scenario.model_copy(update={"policies": policies}), seed)
    last_min = begun.columns.tables["consumers"]["last_order_min"]
    return np.asarray(last_min < -_IDLE_DAYS * DAY_MIN)
