"""Lists: longer than anyone reads, so that who stands at their top is looked at.

Rows 11, 16, 17, 55 to 60 and 85, «购物历史的综合考虑», «个性化推荐», «反馈循环»: what a place on
a list is worth, and who is given it.

    P(place k is looked at) = 1 / k ** position_exponent

The examination hypothesis of position bias (Craswell, Zoeter, Taylor and Ramsey 2008): a store that
is not looked at is not chosen, however good it is. Draws belong to consumer, need and place, so
that the same places are looked at whatever stands there. A list of n places is looked at in sum of
1 / k ** exponent of them in the mean; with the defaults in 10, as many as a list has without it.

Without a policy of ranking that moves them, lists are those of the place (`sim.ranking`), drawn
once, and again where stores deliver less far for a while. Else the stores of the place's list
stand in the order of

    score = pull + boost + r * taste + sqrt(1 - r * r) * local taste
    r     = precision * n / (n + known_orders)

`pull`, popularity, rating and nearness, and the cell's `local` taste are what they won their places
by; `boost` by store and `precision` are the policy's. `taste` is the consumer's lasting one, as it
was when people were learnt last, with the variance of the local taste: the platform's guess is a
noisy one, r its correlation with the truth. n are the orders it had seen of him then: of the app,
and where `policies.crm_integrated` in stores too. Who does not let his data be used, by trust, sees
the list of the place.

Some stores would pay to stand first: the policy's first `sponsored_places` go to those of them that
rank best, sell now and have something left for the day; each look there is paid for, as
`advertising`, when the session has chosen.
"""

from sim.flow.parts import Effect, Mechanism
from sim.mechanisms.lists import learning, order
from sim.mechanisms.lists.columns import NAME
from sim.mechanisms.lists.figures import kpis
from sim.settings.lists import Lists

MECHANISM = Mechanism(
    name=NAME,
    about="lists are longer than anyone reads, so that who stands at their top is looked at",
    effects=(
        Effect(
            rows=(17,),
            term_zh="位置偏差与曝光",
            term="place on a list: the less is read of it, the more the first ones get",
            lever="mechanisms.lists.position_exponent",
            metric="view_top_tenth_share",
            direction="+",
            evidence="Craswell, Zoeter, Taylor and Ramsey 2008: position bias",
            change=("0.3", "1.2"),
            scenario="baseline",
        ),
        Effect(
            rows=(16,),
            term_zh="基于位置的服务（LBS）",
            term="conversion by distance: the dearer time is, the less far stores sell",
            lever="consumers.minute_value_cents",
            metric="conversion_far_share",
            direction="-",
            evidence="Wang and Zhong 2025: what an hour of waiting is worth",
            change=("80", "160"),
            scenario="baseline",
        ),
        Effect(
            rows=(17, 55, 56),
            term_zh="个性化推荐精度",
            term="lists of one's own: the better they know tastes, the more find something",
            lever="policies.ranking.precision",
            metric="conversion_share",
            direction="+",
            evidence="experiment of iFood, as reported: 1.4 % more conversion of the whole app",
            change=("0", "0.9"),
            scenario="personal-ranking",
        ),
        Effect(
            rows=(55, 57),
            term_zh="用户画像",
            term="profiles: the sooner people are known, the more of what is found is liked",
            lever="policies.ranking.known_orders",
            metric="liking_utils",
            direction="-",
            evidence="theory: precision falls with the orders that it needs",
            change=("1", "30"),
            scenario="personal-ranking",
        ),
        Effect(
            rows=(58,),
            term_zh="推荐算法更新滞后",
            term="recommendations that age: tastes drift, and are learnt anew too late",
            lever="mechanisms.lasting_taste.lasts_days",
            metric="liking_utils",
            direction="-",
            evidence="theory: what was learnt t days ago correlates by 1 - t / lasts_days",
            change=("1000", "3"),
            scenario="personal-ranking",
        ),
        Effect(
            rows=(59,),
            term_zh="线上线下顾客数据整合（CRM）",
            term="orders in stores are known too: profiles grow",
            lever="policies.crm_integrated",
            metric="profile_precision",
            direction="+",
            evidence="by definition: more orders are known",
            scenario="personal-ranking",
        ),
        Effect(
            rows=(60,),
            term_zh="推荐反馈循环",
            term="popularity that follows orders: the rich get richer",
            lever="policies.ranking.popularity_weight",
            metric="top_tenth_share",
            direction="+",
            evidence="Salganik, Dodds and Watts 2006: shown success makes success",
            change=("0", "1"),
            scenario="popularity-loop",
        ),
        Effect(
            rows=(11,),
            term_zh="广告收入",
            term="first places that stores pay for: the platform earns",
            lever="policies.ranking.sponsored_places",
            metric="platform_contribution_cents_per_day",
            direction="+",
            evidence="by definition: a source of income more",
            change=("0", "3"),
            scenario="sponsored-stores",
        ),
        Effect(
            rows=(85,),
            term_zh="隐私授权与个性化",
            term="who lets his data be used is known: transparency makes lists better",
            lever="policies.transparency",
            metric="profile_precision",
            direction="+",
            evidence="by definition: more people opt in",
            change=("0", "1"),
            scenario="personal-ranking",
        ),
    ),
    settings=Lists,
    rows=learning.rows,
    past=learning.live_past,
    relisted=learning.relisted,
    lived=learning.lived,
    process=learning.process,
    kpis=kpis,
    listed=order.listed,
    store_utils=order.store_utils,
    remembered_utils=order.remembered_utils,
    chose=order.chose,
    placed=order.placed,
)
