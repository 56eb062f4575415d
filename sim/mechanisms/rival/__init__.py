"""A rival platform: another app that brings the same stores' food, with couriers of its own.

Row 12, «竞争激烈», «扩大市场占有率»: fierce competition, market share.

Its deliveries are a nest of their own in the choice, beside the platform's, walking in and nothing:

    V = store + delivery_constant + constant
        + price_sensitivity * (discount - fee_salience * fee) - wait_sensitivity * promise
    fee     = fee_factor * (base + per_km * km)
    promise = ready as the store says + way + margin, or the same minutes for everybody
    way     = handling + way_factor * ride

for who has the rival's app and stores that it lists: lasting draws. Its orders are cooked in the
same kitchens, first come first served. At the door they are a way after the food is ready and an
exponential time beside it, of mean `extra_min`. They are not the platform's (`Taker.RIVAL`): not
its money, couriers, figures, reviews or trust; stores get the food's price less the rival's
commission.

Everyone likes either app by a log-odds: loyalty to the platform with all that moves the opening of
its app, and `liking` of the rival's, moved by orders there as loyalty is by those here. A need
opens the app that is liked better, and in the choice the other is worth

    liking_weight * (its log-odds - those of the better liked)

So a market of a given size is shared: with two apps that are liked alike as many needs are looked
after as with one, and the platform's orders fall by what the rival takes. What makes people like
the platform less drives those who have both apps to the rival, instead of keeping them from eating.

As set, the rival is as the platform of the baseline: fee, promise and times (`tests/sim/mechanisms/
test_rival.py` measures them). Nested logit: McFadden 1978; Train 2009. Users and sellers who work
with two platforms: Rochet and Tirole 2003. Shares of people and stores are choices.
"""

from sim.flow.parts import Effect, Mechanism
from sim.mechanisms.rival import channel, columns, couriers, figures, people, reaction
from sim.settings.rival import Rival

MECHANISM = Mechanism(
    name=columns.NAME,
    about="a rival brings the same stores' food, and people work with both platforms",
    effects=(
        Effect(
            rows=(12,),
            term_zh="竞争激烈",
            term="competition: a rival takes orders",
            lever="mechanisms.rival.enabled",
            metric="orders_per_day",
            direction="-",
            evidence="McFadden 1978: an alternative more takes from all others",
        ),
        Effect(
            rows=(12,),
            term_zh="价格战",
            term="a price war: the rival halves its fees",
            lever="mechanisms.rival.fee_factor",
            metric="orders_per_day",
            direction="-",
            evidence="McFadden 1978: what becomes cheaper takes from all others",
            change=("1", "0.5"),
            scenario="rival",
        ),
        Effect(
            rows=(12,),
            term_zh="扩大市场占有率",
            term="market share: dearer fees drive people to the rival",
            lever="policies.pricing.base_cents",
            metric="rival_delivery_share",
            direction="+",
            evidence="McFadden 1978: what becomes dearer loses to all others",
            change=("350", "700"),
            scenario="rival",
        ),
        Effect(
            rows=(12,),
            term_zh="市场占有率",
            term="a rival that breaks its promises loses share",
            lever="mechanisms.rival.extra_min",
            metric="rival_delivery_share",
            direction="-",
            evidence="Halperin et al. 2022: late orders lower what is spent later",
            change=("4", "20"),
            scenario="rival",
        ),
    ),
    settings=Rival,
    rows=columns.rows,
    channels=(channel.CHANNEL,),
    past=people.live_past,
    process=reaction.process,
    kpis=figures.kpis,
    opening_utils=people.opening_utils,
    channel_utils=people.channel_utils,
    due=couriers.due,
    ready=couriers.ready,
    ended=people.ended,
)
