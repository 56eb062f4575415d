"""Trust in the app: lost by orders that fail and by a data breach, and slow to return.

Rows 35 and 85, «实时跟踪透明度不足», «用户信息安全防护»: weak tracking, privacy and its breaches.

    T = usual + gap, in [0, 1]
    gap halves every half_life_days; each order of the app, when it ends, moves it by
        usual_loss - loss * (1 - refund_restores * share of the money back)
                   + tracking_gain * (tracking - usual_tracking)        where it was delivered
    utils of delivery and pickup   += app_weight * gap
    log-odds of opening the app    += opening_weight * gap
    minutes expected of a delivery *= 1 - tracking_wait * (tracking - usual_tracking)
    hazard of giving it up         *= exp(-tracking_patience * (tracking - usual_tracking))

Walking in needs no trust in the app, so that who loses it walks more. In this model it needs the
app to be opened all the same: hence the small weight of opening.

What an order took, `loss`, is `failure_drop` where nobody brought it or its store refused it,
`phantom_drop` where the food was listed and not there: app and shelf did not say the same. Lateness
is felt by loyalty and by belief in promises, which know how late it was. Here it is only a word
that was broken: `late_drop`, once, for a delivery later than `late_min` after its promise; a fifth
of a failure. A coupon that fails is no event of this market: one that is used up is not shown.

What is usual is measured on the model itself, `python -m tests.benchmarks.past`: with it the
constants of taste were chosen. In the long run trust is as usual, so only what deviates moves
people.

A breach is told in the first minute of `breach_day` and takes `breach_drop` from everybody, less
from the loyal: (1 - loyal_share * loyalty / loyalty_limit). Spending fell after one, by a third as
far as we know, less among the loyal, and moved to channels that were not breached (Janakiraman, Lim
and Rishika 2018); the drop is chosen to take about a third of the app's orders at first.

Letting one's data be used is a lasting draw against trust, of log-odds logit(opt_in_share)
+ opt_in_weight * gap + transparency_weight * (transparency - usual_transparency). A
personal list knows nobody else (`sim.mechanisms.lists`).

Trust is lost faster than won: Slovic 1993. Known waits are shorter than unknown ones: Maister 1985.
Sizes are choices; docs/evidence.toml has ranges to sweep.
"""

from sim.flow.parts import Effect, Mechanism
from sim.mechanisms.trust import everybody, moves, stock
from sim.settings.trust import Trust

MECHANISM = Mechanism(
    name=stock.NAME,
    about="trust in the app is lost by orders that fail and by a data breach, and returns slowly",
    effects=(
        Effect(
            rows=(85,),
            term_zh="用户信息安全防护",
            term="a data breach: orders in the app fall",
            lever="mechanisms.trust.breach_drop",
            metric="orders_per_day",
            direction="-",
            evidence="Janakiraman, Lim and Rishika 2018: spending falls after a breach",
            change=("0", "0.35"),
            scenario="data-breach",
        ),
        Effect(
            rows=(85,),
            term_zh="用户信息安全防护",
            term="a data breach: who leaves the app walks in",
            lever="mechanisms.trust.breach_drop",
            metric="walkin_share",
            direction="+",
            evidence="Janakiraman, Lim and Rishika 2018: customers move to channels not breached",
            change=("0", "0.35"),
            scenario="data-breach",
        ),
        Effect(
            rows=(85,),
            term_zh="隐私政策不明晰",
            term="what is done with data is said: more let theirs be used",
            lever="policies.transparency",
            metric="opt_in_share",
            direction="+",
            evidence="assumption: who is told agrees more",
            change=("0.5", "1"),
        ),
        Effect(
            rows=(35,),
            term_zh="实时跟踪透明度",
            term="a delivery that can be followed is waited for",
            lever="policies.tracking",
            metric="cancelled_share",
            direction="-",
            evidence="Maister 1985: known waits are felt shorter than unknown ones",
            change=("0.5", "0.9"),
        ),
        Effect(
            rows=(35,),
            term_zh="实时跟踪透明度",
            term="a delivery that can be followed is ordered",
            lever="policies.tracking",
            metric="conversion_share",
            direction="+",
            evidence="Maister 1985: known waits are felt shorter than unknown ones",
            change=("0.5", "0.9"),
        ),
        Effect(
            rows=(35,),
            term_zh="透明化增强消费者信心",
            term="tracking builds trust",
            lever="policies.tracking",
            metric="trust_share",
            direction="+",
            evidence="assumption: each delivery that could be followed adds",
            change=("0.5", "0.9"),
        ),
        Effect(
            rows=(85,),
            term_zh="交易安全机制",
            term="food that was listed and not there costs trust",
            lever="stock.days_of_demand",
            metric="trust_share",
            direction="-",
            evidence="assumption: a failed order is a broken word",
            change=("1.5", "0.8"),
        ),
    ),
    settings=Trust,
    rows=stock.rows,
    past=everybody.live_past,
    lived=everybody.lived,
    kpis=everybody.kpis,
    opening_utils=moves.opening_utils,
    channel_utils=moves.channel_utils,
    expected_wait=moves.expected_wait,
    endurance=moves.endurance,
    ended=moves.ended,
)
