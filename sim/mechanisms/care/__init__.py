"""Care: who was let down asks for help, and a bot, an agent or nobody answers.

Rows 68, 70, 72 and 73, «售后响应慢、处理周期长», «多元化售后渠道», «智能客服», «即时沟通与支持»:
slow after-sales service, its channels, bots, answers at once.

    P(asks) = contact_share of what befell: cancelled, wrong, missing, late, poor, money not come
    P(money has not come when it is asked for) = exp(-refund_ask_min / refund_min)
    compensation = min(paid, compensation_cents + compensation_share * basket)
    given back = min(1 + paradox, apology + money_share * compensation / money_cents)
                 * 2^(-minutes until it is settled / half_life_min)         of what trouble took
               = -left_share                                        if nobody answered in time
    reliability_score += taken * (given back - usual_share)
    taken = -(min(0, time_score) + min(0, quality_score) + min(0, reliability_score))

A bot has each contact first, and settles `bot_share` of them. The others come to the agents of a
desk by its share, an Erlang-A queue by hour (`sim.mechanisms.care.agents`), and after the answer it
takes an exponential time until all is settled. The first apology gives back `apology_share`, a
later one that brings no money `again_share`. The order is judged anew by the difference, and with
it satisfaction and loyalty; a review has been written by then. What is in the bag is measured from
`usual_missing_share`, help from `usual_share`, so that what is usual moves nobody.

That who complains is won back by money and by speed: Smith, Bolton and Wagner 1999; that money
does more than words, and a second apology harm: Halperin, Ho, List and Muir 2022. A recovery after
which people are happier than before (McCollough and Bharadwaj 1992) is a parameter, 0 unless asked
for. Shares, desks and times are choices; docs/model.md says how far they matter.
"""

from typing import Any

from sim.flow.parts import Effect, Mechanism, Taker
from sim.ledger import Account, Kind
from sim.mechanisms.care.columns import COUNTS_ROWS, NAME, WORK_ROW, rows
from sim.mechanisms.care.contacts import ended, handed_over
from sim.mechanisms.care.process import process
from sim.mechanisms.figures import ratio
from sim.settings.care import Care


def kpis(result: Any) -> dict[str, float | None]:
    """How many ask, who answers them and how soon, what it costs and how much it gives back."""
    counts, (work,) = result.own[NAME][COUNTS_ROWS], result.own[NAME][WORK_ROW]
    total = {name: float(counts[name].sum()) for name in counts.dtype.names}
    contacts = total["n_contacts"]
    paid_cents = float(result.book[:, Kind.CARE, Account.AGENT].sum())
    orders = int((result.parts.takers[result.orders["channel"]] == Taker.PLATFORM).sum())
    return {
        "care_contacts": int(contacts),
        "care_contact_share": ratio(contacts, orders),
        "care_bot_share": ratio(total["n_bot"], contacts),
        "care_left_share": ratio(total["n_left"], contacts),
        "care_answer_mean_min": ratio(total["answer_min"], contacts - total["n_left"]),
        "care_settled_mean_min": ratio(total["settled_min"], total["n_settled"]),
        "care_busy_share": ratio(float(work["busy_min"]), float(work["duty_min"])),
        "care_given_back_share": ratio(total["given_back"], total["taken"]),
        "care_per_contact_cents": ratio(paid_cents, contacts),
        "care_cents_per_day": paid_cents / result.days,
        "compensation_cents_per_day": total["compensation_cents"] / result.days,
    }


MECHANISM = Mechanism(
    name=NAME,
    about="who was let down asks for help, and a bot, an agent or nobody answers",
    effects=(
        Effect(
            rows=(68,),
            term_zh="售后处理周期长",
            term="what takes longer to settle gives back less",
            lever="mechanisms.care.processing_min",
            metric="care_given_back_share",
            direction="-",
            evidence="Smith, Bolton and Wagner 1999: speed wins back who complains",
            change=("60", "1440"),
            scenario="baseline",
        ),
        Effect(
            rows=(68,),
            term_zh="售后补偿",
            term="a compensation wins back who complains",
            lever="mechanisms.care.late.compensation_cents",
            metric="satisfaction_mean",
            direction="+",
            evidence="Halperin, Ho, List and Muir 2022: money does more than words",
            change=("0", "500"),
            scenario="baseline",
        ),
        Effect(
            rows=(70,),
            term_zh="多元化售后渠道",
            term="an agent who chats with more at once: answers come sooner",
            lever="mechanisms.care.desks[0].at_once",
            metric="care_answer_mean_min",
            direction="-",
            evidence="Erlang 1917, Palm 1957: more servers, shorter queues",
            change=("1", "3"),
            scenario="baseline",
        ),
        Effect(
            rows=(72,),
            term_zh="智能客服",
            term="a bot settles a part: fewer leave without an answer",
            lever="mechanisms.care.bot_share",
            metric="care_left_share",
            direction="-",
            evidence="Palm 1957: fewer who come, fewer who give up",
            change=("0", "0.35"),
            scenario="baseline",
        ),
        Effect(
            rows=(73,),
            term_zh="即时沟通与支持",
            term="half of the agents: the first answer comes later",
            lever="mechanisms.care.agents_factor",
            metric="care_answer_mean_min",
            direction="+",
            evidence="Palm 1957: fewer agents, longer queues",
            change=("1", "0.5"),
            scenario="baseline",
        ),
    ),
    settings=Care,
    rows=rows,
    process=process,
    kpis=kpis,
    handed_over=handed_over,
    ended=ended,
)
