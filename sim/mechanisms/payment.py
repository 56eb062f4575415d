"""Payment: everyone has a way to pay, which the app takes or not, and which fails more or less.

Row 84, «移动支付», «支付渠道的全面覆盖»: mobile payment, and all its channels.

    P(fail) = min(1, failure_factor * payment_failure_share)        by a way that the app takes
            = leave_share + (1 - leave_share) * that of the others' mean    by one that it does not

Who has which way is drawn once, by `share`, and lasts. Whose way the app does not take pays by
another that it takes, or leaves. Factors are relative to `choice.payment_failure_share`, 1 in the
mean of who pays how, so that with all ways taken as many payments fail as without. Shares and
factors are choices, after how people pay in China's cities: two wallets, and a few cards, which
fail more often.
"""

from typing import Any

import numpy as np
from numba import njit

from sim import luck
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism
from sim.flow.world import World
from sim.mechanisms.figures import ratio
from sim.schema import Rows, Schema
from sim.settings.payment import Payment

NAME = "payment"

PEOPLE = Schema(("method", "i4", "way to pay, its place in the settings"))
METHOD = Schema(
    ("accepted", "?", "the app takes it"),
    ("failure_factor", "f8", "relative to choice.payment_failure_share"),
)
# One row, of the days that count.
COUNTS = Schema(
    ("n_payments", "i8", "payments tried"),
    ("n_refused", "i8", "of these, by who has a way that the app does not take"),
)
RULES = Schema(
    ("leave_share", "f8", "of those, who pay by no other"),
    ("other_factor", "f8", "failures of those who pay by another"),
)
_PEOPLE, _METHODS, _COUNTS, _RULES = range(4)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Ways to pay that are yet to be drawn, what each is, counts and rules."""
    settings: Payment = scenario.mechanisms.payment
    methods = METHOD.empty(len(settings.methods))
    methods["accepted"] = [method.accepted for method in settings.methods]
    methods["failure_factor"] = [method.failure_factor for method in settings.methods]
    taken = [
        (method.share, method.failure_factor) for method in settings.methods if method.accepted
    ]
    share = sum(share for share, _ in taken)
    rules = RULES.row(
        leave_share=settings.leave_share if share > 0 else 1.0,
        other_factor=sum(share * factor for share, factor in taken) / share if share > 0 else 1.0,
    )
    return PEOPLE.empty(scenario.consumers.count), methods, COUNTS.empty(1), rules


def live_past(world: World, scenario: Any) -> None:
    """Draw everyone's way to pay."""
    settings: Payment = scenario.mechanisms.payment
    people = own(world, NAME)[_PEOPLE]
    draws = luck.uniforms(int(world.state["seed"][0]), luck.PAYMENT_METHOD, len(people))[:, 0]
    cumulated = np.cumsum([method.share for method in settings.methods])
    people["method"] = np.minimum(
        np.searchsorted(cumulated, draws, side="right"), len(settings.methods) - 1
    )


@njit
def payment_failure(world, share, session):
    """Some ways to pay fail more often, and some the app does not take."""
    who = own(world, NAME)[_PEOPLE][session.consumer_id]
    method, rules = own(world, NAME)[_METHODS][who.method], own(world, NAME)[_RULES][0]
    if session.now >= 0.0:
        counts = own(world, NAME)[_COUNTS][0]
        counts.n_payments += 1
        counts.n_refused += int(not method.accepted)
    if method.accepted:
        return min(1.0, method.failure_factor * share)
    fails = min(1.0, rules.other_factor * share)
    return rules.leave_share + (1.0 - rules.leave_share) * fails


def kpis(result: Any) -> dict[str, float | None]:
    """How many come to pay by a way that is not taken."""
    counts = result.own[NAME][_COUNTS][0]
    n_payments = int(counts["n_payments"])
    refused = ratio(counts["n_refused"], n_payments)
    return {"method_refused_share": refused}


MECHANISM = Mechanism(
    name=NAME,
    about="everyone has a way to pay, which the app takes or not, and which may fail",
    effects=(
        Effect(
            rows=(84,),
            term_zh="支付渠道的全面覆盖",
            term="a second wallet is taken: fewer are lost at the payment",
            lever="mechanisms.payment.methods[1].accepted",
            metric="payment_loss_share",
            direction="-",
            evidence="surveys of the Baymard Institute: some leave for want of a way to pay",
            change=("false", "true"),
            scenario="app-funnel",
        ),
        Effect(
            rows=(84,),
            term_zh="移动支付，简化支付流程",
            term="cards that fail as seldom as wallets: fewer are lost at the payment",
            lever="mechanisms.payment.methods[2].failure_factor",
            metric="payment_loss_share",
            direction="-",
            evidence="by definition",
            change=("3.875", "0.75"),
            scenario="app-funnel",
        ),
    ),
    settings=Payment,
    rows=rows,
    past=live_past,
    kpis=kpis,
    payment_failure=payment_failure,
)
