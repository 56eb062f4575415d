"""Membership: who pays a fee a month has his food delivered for less, and orders more.

Rows 81 and 82, «跨平台会员体系», «用户粘性»: membership, stickiness.

    fee of a delivery      *= 1 - fee_off_share                      for a member, from a basket on
    P(joining)              = logistic(join_constant + join_weight * gain)   after each delivery
    log-odds of opening    += sunk_utils * exp(-t / sunk_days) + habit_utils * habit
    P(leaving at renewal k) = logistic(log(leave / (stay + k - 1)) - gain_weight * (gain - usual))

`gain` is what a month of membership saves, less its fee, times the consumer's price sensitivity; he
reckons it by the deliveries that he had lately. So who orders much joins, and members order more
than others also for what they were before. t is the time since joining: who has paid uses it, and
less the longer ago that is. Each order as a member brings `habit` nearer to 1, by `habit_gain` of
what lacks; it fades, and outlasts the membership. Both are about two thirds of what membership
adds, the money the rest (Iyengar, Park and Yu 2022).

Renewals are inert: with no gain but the usual, the share that is still there after k of them is
that of Fader and Hardie (2007), the product of stay / (leave + stay), where stay grows by 1 each
time. Its two weights are chosen for 34 % after six months and 25 % after twelve, as was published
of one such membership.

A member owes a thirtieth of the fee each midnight, so that days bear their own fees, however long
a run is. What he is spared is booked beside it as `member_benefit`, against fees at their full
level. It is offered from day 0 on; `member_share` of consumers are members before.
"""

from typing import Any

import numpy as np

from sim.flow.parts import Effect, Mechanism
from sim.mechanisms.figures import ratio
from sim.mechanisms.membership import months, moves
from sim.mechanisms.membership.columns import NAME
from sim.settings.membership import Membership


def kpis(result: Any) -> dict[str, float | None]:
    """Who joined and left, what members order, and what they pay and are spared."""
    people, (counts,), _ = result.own[NAME]
    mine, others = int(counts["member_orders"]), int(counts["other_orders"])
    my_days, other_days = int(counts["member_days"]), int(counts["other_days"])
    known = mine > 0 and others > 0 and my_days > 0 and other_days > 0
    return {
        "members": int(np.count_nonzero(people["member"])),
        "members_joined": int(counts["n_joined"]),
        "members_left": int(counts["n_left"]),
        "member_order_share": ratio(mine, mine + others),
        "member_order_ratio": mine / my_days / (others / other_days) if known else None,
        "member_fee_cents_per_day": float(counts["fee_cents"] / result.days),
        "member_benefit_cents_per_day": float(counts["benefit_cents"] / result.days),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="members pay a fee a month, have food delivered for less, and order more",
    effects=(
        Effect(
            rows=(81,),
            term_zh="会员体系",
            term="a membership with free delivery brings orders",
            lever="mechanisms.membership.enabled",
            metric="orders_per_day",
            direction="+",
            evidence="Iyengar, Park and Yu 2022: subscribers buy more, by money and by sunk cost",
        ),
        Effect(
            rows=(81,),
            term_zh="会员体系",
            term="those join whom it saves more than it costs",
            lever="mechanisms.membership.enabled",
            metric="platform_contribution_cents_per_day",
            direction="-",
            evidence="theory: adverse selection; fees are 15 yuan, deliveries 5",
            days=7,
        ),
        Effect(
            rows=(81,),
            term_zh="会员费",
            term="a dearer membership has fewer members",
            lever="mechanisms.membership.fee_month_cents",
            metric="members_joined",
            direction="-",
            evidence="theory: demand falls with price",
            change=("500", "3000"),
            scenario="membership",
        ),
        Effect(
            rows=(81,),
            term_zh="权益共享",
            term="a basket that members must reach limits what they cost",
            lever="mechanisms.membership.over_cents",
            metric="member_benefit_cents_per_day",
            direction="-",
            evidence="arithmetic: fewer deliveries are free, and fewer join",
            change=("0", "5000"),
            scenario="membership",
        ),
        Effect(
            rows=(82,),
            term_zh="用户粘性",
            term="who has paid for a membership opens the app more often",
            lever="mechanisms.membership.sunk_utils",
            metric="opening_share",
            direction="+",
            evidence="Iyengar, Park and Yu 2022: most of the effect is not economic",
            change=("0", "1"),
            scenario="membership",
        ),
    ),
    settings=Membership,
    rows=months.rows,
    past=months.live_past,
    process=months.process,
    kpis=kpis,
    opening_utils=moves.opening_utils,
    delivery_fee=moves.delivery_fee,
    placed=moves.placed,
)
