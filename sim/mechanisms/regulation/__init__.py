"""Regulation: rules of the state, whose violations are counted and priced.

Row 88, «法规政策与行业标准», «合规»: law and standards, compliance.

    an order        commission > commission_cap * basket
    a stretch       on duty > stretch_hours since rest_min in a row without an order in hand
    a day           on duty > day_hours
    a shift         pay < pay_per_hour_cents * hours with an order in hand
    an order        its food is cheaper than by the other channel of the app
    an order        with a coupon that not everybody is offered
    a delivery      promised - ordered < promise_floor_min + promise_floor_per_km_min * way
    fine            = violations * fine of the rule, from the platform to the state

A rule stops nobody: what a policy earns by breaking it stands beside what that costs. Each is
looked at when it can be known: prices and promises when an order is placed, commission when it is
settled, pay when a shift is paid, hours every five minutes.

Caps on commission, 15 % of the basket, were set by cities of the United States from 2020 on (Li and
Wang 2024); least pay for the time with an order, by New York in 2023; rests after four hours and
longest days are what platforms in China have announced; the same price for the same offer, and
times that are not the shortest ones, are asked for by its rules on recommending algorithms, of
2022, and on platforms, of 2021. Which of them holds, and the size of a fine, is the user's to say.
"""

from typing import Any

from sim.flow.parts import Effect, Mechanism
from sim.mechanisms.regulation import found, hours
from sim.mechanisms.regulation.columns import COUNTS, FINES, N_RULES, NAME, Rule, rows
from sim.settings.regulation import Regulation

# Of each rule, the figure that counts its violations.
KPI_OF = {
    Rule.COMMISSION: "commission_violations_per_day",
    Rule.STRETCH: "stretch_violations_per_day",
    Rule.DAY: "long_day_violations_per_day",
    Rule.PAY: "pay_violations_per_day",
    Rule.CHANNELS: "channel_price_violations_per_day",
    Rule.PEOPLE: "personal_price_violations_per_day",
    Rule.PROMISE: "promise_violations_per_day",
}


def kpis(result: Any) -> dict[str, float | None]:
    """How often each rule was broken that there is, and what that cost."""
    fines = result.own[NAME][FINES]
    broken = result.own[NAME][COUNTS]["n"].reshape(-1, N_RULES).sum(axis=0)
    found = {
        name: float(broken[rule]) / result.days if fines["is_there"][rule] else None
        for rule, name in KPI_OF.items()
    }
    return found | {"fines_cents_per_day": float(broken @ fines["cents"]) / result.days}


MECHANISM = Mechanism(
    name=NAME,
    about="rules of the state, whose violations are counted and priced",
    effects=(
        Effect(
            rows=(88,),
            term_zh="法规政策：佣金上限",
            term="a commission above the cap: each order breaks the rule",
            lever="policies.pricing.commission_share",
            metric="commission_violations_per_day",
            direction="+",
            evidence="by definition",
            change=("0.05", "0.08"),
            scenario="commission-cap",
        ),
        Effect(
            rows=(88,),
            term_zh="合规管理：罚款",
            term="fines: breaking a rule costs the platform",
            lever="mechanisms.regulation.commission_fine_cents",
            metric="platform_contribution_cents_per_day",
            direction="-",
            evidence="by definition",
            change=("0", "100"),
            scenario="commission-cap",
        ),
        Effect(
            rows=(88,),
            term_zh="法规政策：骑手工时上限",
            term="a limit on daily hours: the lower, the more days break it",
            lever="mechanisms.regulation.day_hours",
            metric="long_day_violations_per_day",
            direction="+",
            evidence="by definition",
            change=("12", "8"),
            scenario="hour-limit",
        ),
    ),
    settings=Regulation,
    rows=rows,
    process=hours.process,
    kpis=kpis,
    guarantee_cents=found.guarantee_cents,
    placed=found.placed,
    handed_over=found.handed_over,
)
