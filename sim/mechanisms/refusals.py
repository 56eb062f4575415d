"""Refusals that differ by order, store and courier: the same few orders are refused again.

Row 65, «从业人员素质差异»: people differ, and so do the orders that they are offered.

    log-odds of a yes = stretch * (log-odds by way and pay) + order + store + courier
    order ~ N(0, order_sd), store ~ N(0, store_sd), courier ~ N(0, courier_sd)
    stretch = sqrt(1 + c^2 * (order_sd^2 + store_sd^2 + courier_sd^2))
    c = 16 * sqrt(3) / (15 * pi)

Stairs, a heavy bag, a counter where one waits, a person who picks: each lasts, so that who comes
after a refusal is likely to refuse too. The stretch keeps the first offer of an order as likely to
be taken as without (the logistic-normal integral: Zeger, Liang and Albert 1988), so what changes is
who refuses what, and how often again.

In the data of a large platform a tenth of the orders takes all refusals, 1.49 each; refusals that
fall on orders by chance alone would be 1.15 each. The spreads were chosen for that; how it is
shared out between order, store and courier is a choice.
"""

import math
from typing import Any

import numpy as np
from numba import njit

from sim import luck
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism
from sim.mechanisms.figures import mean, ratio
from sim.order import Channel
from sim.schema import Rows, Schema
from sim.settings.refusals import Refusals

NAME = "refusals"

# Of a normal distribution function, a logistic one has nearly the shape at so many times its scale.
_LOGIT_SCALE = 16 * math.sqrt(3) / (15 * math.pi)

RULES = Schema(
    ("stretch", "f8", "on log-odds by way and pay"),
    ("order_sd", "f8", "log-odds"),
    ("store_sd", "f8", "log-odds"),
    ("courier_sd", "f8", "log-odds"),
)


def rows(scenario: Any) -> Rows:
    """The rules."""
    settings: Refusals = scenario.mechanisms.refusals
    return RULES.row(
        stretch=stretch(settings.order_sd, settings.store_sd, settings.courier_sd),
        **settings.model_dump(exclude={"enabled"}),
    )


def stretch(*spreads: float) -> float:
    """On log-odds, so that the mean over such spreads leaves a probability as it is."""
    return math.sqrt(1 + _LOGIT_SCALE**2 * sum(spread**2 for spread in spreads))


@njit
def acceptance_utils(world, utils, courier_id, order_id):
    """What lasts of an order, its store and a courier; a spread of 0 draws nothing."""
    rules, order, seed = own(world, NAME)[0], world.orders[order_id], world.state[0].seed
    utils *= rules.stretch
    if rules.order_sd > 0.0:
        drawn = luck.normal(seed, luck.REFUSALS_BY_ORDER, order.consumer, order.need)
        utils += rules.order_sd * drawn
    if rules.store_sd > 0.0:
        utils += rules.store_sd * luck.normal(seed, luck.REFUSALS_BY_STORE, order.store, 0)
    if rules.courier_sd > 0.0:
        utils += rules.courier_sd * luck.normal(seed, luck.REFUSALS_BY_COURIER, courier_id, 0)
    return utils


def kpis(result: Any) -> dict[str, float | None]:
    """How many orders are offered again, and how often those are refused."""
    offers = result.orders["offers"][result.orders["channel"] == Channel.DELIVERY]
    again = offers[offers > 1]
    offered = int(np.count_nonzero(offers))
    return {
        "reoffered_share": ratio(len(again), offered),
        "offers_per_reoffered": mean(again),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="some orders, stores and couriers bring more refusals than others, again and again",
    effects=(
        Effect(
            rows=(65,),
            term_zh="从业人员素质差异",
            term="uneven people and orders: some are refused again",
            lever="mechanisms.refusals.order_sd",
            metric="offers_per_reoffered",
            direction="+",
            evidence="Meituan 2022, reanalysed: 1.49 refusals of an order refused, not 1.15",
            change=("0", "1.1"),
            scenario="baseline",
        ),
        Effect(
            rows=(65,),
            term_zh="加价减少拒单",
            term="better pay is refused less",
            lever="policies.pay.order_cents",
            metric="reoffered_share",
            direction="-",
            evidence="by definition: pay is weighed against a wage",
            change=("450", "700"),
            scenario="baseline",
        ),
    ),
    settings=Refusals,
    rows=rows,
    kpis=kpis,
    acceptance_utils=acceptance_utils,
)
