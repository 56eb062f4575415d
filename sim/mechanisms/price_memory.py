"""Memory of prices: what an order costs is held against what such orders cost, and changes annoy.

Rows 45, 48 and 50, «动态定价», «价格透明度», «优惠和活动保持一致»: dynamic prices, transparent
prices, the same offers in all channels.

    utils -= fairness * felt(d)           d = (cost - usual) / food, at most 1 either way
    price_score -= score_weight * (felt(d) + hidden / food)
    felt(d) = d if d > 0 else d / loss_aversion

Cost is what is added to the price of food: fees, as far as they are seen, less what coupons and
discounts take off. `usual` is an exponentially weighted mean of what was seen in each session and
of what was paid, one for deliveries and one for pickups. So who gets used to a coupon misses it.

    annoyance <- annoyance * 2^(-days / half_life_days) + change + others + channels + surprise

lowers the log-odds of opening the app. It rises each time one looks: by fees of another level than
within 24 hours before; by coupons that others who use the app have, the more of them the more, and
by what a rival asks less for bringing the same food, who has its app; by discounts of one channel
alone; and, at the checkout, by fees not seen before.

Losses weigh more than gains: Tversky and Kahneman 1991. Reference prices: Kalyanaram and Winer
1995. Changes within a short time are the most unfair: Haws and Bearden 2006. What others get:
Feinberg, Krishna and Zhang 2002. Sizes of annoyance are choices.

Where fees are as they always were, everyone pays what is usual, and nothing is added.
"""

import math
from typing import Any

import numpy as np
from numba import njit

from sim.daytime import DAY_MIN
from sim.flow import reactions
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_rivals, own
from sim.flow.coupons import is_on, saving_cents
from sim.flow.parts import Effect, Mechanism
from sim.order import Channel
from sim.schema import Rows, Schema
from sim.settings.price_memory import PriceMemory

NAME = "price_memory"

MEMORY = Schema(
    ("delivery_cents", "f8", "usual cost of a delivery on top of its food"),
    ("pickup_cents", "f8", "usual cost of a pickup on top of its food"),
    ("level_cents", "f8", "level of delivery fees when last seen"),
    ("seen_min", "f8", "when that was; -inf: never"),
    ("annoyance", "f8", "log-odds of opening the app, as they were when last changed"),
    ("annoyed_min", "f8", "when that was"),
)
# What is seen in the session that goes on: sums over alternatives.
SEEN = Schema(
    ("per_cent", "f8", "one cent as a share of the food usually bought"),
    ("n_delivery", "f8", "deliveries seen"),
    ("delivery_cents", "f8", "their cost on top of food"),
    ("level_cents", "f8", "level of their fees"),
    ("n_pickup", "f8", "pickups seen"),
    ("pickup_cents", "f8", "their cost on top of food"),
    ("hidden_cents", "f8", "fees of what was chosen that were not seen"),
    ("store", "i8", "store of the delivery seen last; -1: none yet"),
    ("store_cents", "f8", "its cost on top of food"),
    ("n_compared", "f8", "deliveries seen of the platform and of a rival"),
    ("beyond_cents", "f8", "what the platform's cost beyond the rival's"),
)
# What is said of each campaign.
HEARD = Schema(
    ("day", "i8", "day for which it holds"),
    ("share", "f8", "of who uses the app, who have it"),
)
RULES = Schema(
    ("seen_memory", "f8", "weight of fees seen in a session"),
    ("paid_memory", "f8", "weight of a fee paid"),
    ("fairness", "f8", "utils for all of the food"),
    ("gain_share", "f8", "weight of what is cheaper against what is dearer"),
    ("score_weight", "f8", "log-odds for all of the food"),
    ("change_share", "f8", "change of fees from which on it is noticed"),
    ("change_annoyance", "f8", "for a change"),
    ("others_annoyance", "f8", "for what all others have cheaper, by the food"),
    ("channels_annoyance", "f8", "for a discount of one channel, worth the food"),
    ("surprise_annoyance", "f8", "for fees seen late, worth the food"),
    ("fading_per_min", "f8", "rate at which annoyance goes"),
    ("most_annoyance", "f8", "log-odds"),
)
_PEOPLE, _SEEN, _HEARD, _RULES = range(4)
_BITS = 64  # campaigns that a consumer has a bit for
_NO_DAY = -1_000_000


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Everyone remembers what is usual; nothing is seen or heard yet; and the rules."""
    settings: PriceMemory = scenario.mechanisms.price_memory
    people, heard = MEMORY.empty(scenario.consumers.count), HEARD.empty(_BITS)
    people["delivery_cents"] = settings.usual_delivery_cents
    people["pickup_cents"] = settings.usual_pickup_cents
    people["seen_min"] = -math.inf
    heard["day"] = _NO_DAY
    told = settings.model_dump(include={column.name for column in RULES.columns})
    rules = RULES.row(
        **told,
        gain_share=1 / settings.loss_aversion,
        fading_per_min=math.log(2) / (settings.half_life_days * DAY_MIN),
    )
    return people, SEEN.empty(1), heard, rules


@njit
def opening_utils(world, utils, consumer_id, now):
    """Who is annoyed opens the app less often."""
    return utils - annoyance(world, consumer_id, now)


@njit
def annoyance(world, consumer_id, now):
    """What is left of a consumer's annoyance, log-odds."""
    mine = own(world, NAME)[_PEOPLE][consumer_id]
    if mine.annoyance == 0.0:
        return 0.0
    rules = own(world, NAME)[_RULES][0]
    return mine.annoyance * math.exp(-rules.fading_per_min * (now - mine.annoyed_min))


@njit
def session_opened(world, session):
    """Nothing is seen yet."""
    seen = own(world, NAME)[_SEEN][0]
    seen.per_cent = 1.0 / session.basket_cents
    seen.n_delivery = seen.delivery_cents = seen.level_cents = 0.0
    seen.n_pickup = seen.pickup_cents = 0.0
    seen.hidden_cents = 0.0
    seen.store = -1
    seen.n_compared = seen.beyond_cents = 0.0


@njit
def price_utils(world, utils, session, candidate, channel, gain_cents, seen_fee_cents):
    """An alternative is seen, and held against what is usual.

    Parameters
    ----------
    world
        The columns.
    utils : float
        Its worth so far.
    session : Session
        Who looks.
    candidate : Candidate
        The store.
    channel : int
        How its food would come.
    gain_cents, seen_fee_cents : float
        What coupons and discounts take off, and what fees add as far as they are seen.
    """
    seen, rules = own(world, NAME)[_SEEN][0], own(world, NAME)[_RULES][0]
    mine = own(world, NAME)[_PEOPLE][session.consumer_id]
    cost = seen_fee_cents - gain_cents
    if channel == Channel.DELIVERY:
        tariff = world.tariff[world.stores[candidate.store_id].zone]
        seen.n_delivery += 1.0
        seen.delivery_cents += cost
        seen.level_cents += tariff.base_cents + tariff.per_km_cents
        seen.store, seen.store_cents = candidate.store_id, cost
        usual = mine.delivery_cents
    elif channel == Channel.PICKUP:
        seen.n_pickup += 1.0
        seen.pickup_cents += cost
        usual = mine.pickup_cents
    else:
        if is_rivals(world, channel) and seen.store == candidate.store_id:
            seen.n_compared += 1.0
            seen.beyond_cents += seen.store_cents - cost
        return utils
    return utils - rules.fairness * felt((cost - usual) * seen.per_cent, rules)


@njit
def felt(share, rules):
    """How a cost weighs that differs from the usual by a share of the food: losses more."""
    if share > 0.0:
        return min(share, 1.0)
    return rules.gain_share * max(share, -1.0)


@njit
def chose(world, session, chosen, hidden_cents):
    """Who has compared is annoyed by what was seen, and remembers it."""
    seen, rules = own(world, NAME)[_SEEN][0], own(world, NAME)[_RULES][0]
    mine = own(world, NAME)[_PEOPLE][session.consumer_id]
    seen.hidden_cents = hidden_cents
    surprise = rules.surprise_annoyance * min(1.0, hidden_cents * seen.per_cent)
    more = surprise + _at_changes(mine, seen, rules, session.now)
    more += _at_offers(world, session, seen, rules)
    if more > 0.0:
        left = annoyance(world, session.consumer_id, session.now)
        mine.annoyance = min(rules.most_annoyance, left + more)
        mine.annoyed_min = session.now
    if seen.n_delivery > 0.0:
        mean = seen.delivery_cents / seen.n_delivery
        mine.delivery_cents += rules.seen_memory * (mean - mine.delivery_cents)
        mine.level_cents = seen.level_cents / seen.n_delivery
        mine.seen_min = session.now
    if seen.n_pickup > 0.0:
        mean = seen.pickup_cents / seen.n_pickup
        mine.pickup_cents += rules.seen_memory * (mean - mine.pickup_cents)


@njit
def _at_changes(mine, seen, rules, now):
    """Annoyance at fees that have changed since they were seen, if that was within a day."""
    if seen.n_delivery == 0.0 or now - mine.seen_min > DAY_MIN:
        return 0.0
    change = abs(seen.level_cents / seen.n_delivery - mine.level_cents)
    return rules.change_annoyance if change > rules.change_share * mine.level_cents else 0.0


@njit
def _at_offers(world, session, seen, rules):
    """Annoyance at what others have cheaper, and at discounts of one channel alone.

    A discount of one channel is seen by who could have both.
    """
    basket, others, one_channel = session.basket_cents, 0.0, 0.0
    if seen.n_compared > 0.0:
        others += max(0.0, seen.beyond_cents / seen.n_compared)
    one_channel += min(float(world.terms[0].pickup_discount_cents), basket)
    for index in range(len(world.campaigns)):
        campaign = world.campaigns[index]
        if not is_on(campaign, session.minute) or basket < campaign.over_cents:
            continue
        if campaign.budget_left_cents <= 0.0 or campaign.day_left_cents <= 0.0:
            continue
        if session.consumer.coupons & 1 << index == 0:
            fee = max(0.0, own(world, NAME)[_PEOPLE][session.consumer_id].delivery_cents)
            others += _share_who_have(world, index) * saving_cents(campaign, basket, fee)
            continue
        delivered = campaign.channels >> Channel.DELIVERY & 1
        fetched = campaign.channels >> Channel.PICKUP & 1
        one_channel += (fetched - delivered) * saving_cents(campaign, basket, 0.0)
    more = rules.others_annoyance * min(1.0, others * seen.per_cent)
    if seen.n_delivery > 0.0 and seen.n_pickup > 0.0:
        more += rules.channels_annoyance * min(1.0, abs(one_channel) * seen.per_cent)
    return more


@njit
def _share_who_have(world, index):
    """Of who uses the app, the share who have a coupon left; counted once a day, when asked for."""
    heard = own(world, NAME)[_HEARD][index]
    if heard.day != world.state[0].day:
        bit, n_users, n_have = 1 << index, 0, 0
        for who in range(len(world.consumers)):
            if reactions.uses_app(world, True, who):
                n_users += 1
                consumer = world.consumers[who]
                if consumer.coupons & bit != 0 and consumer.coupons_used & bit == 0:
                    n_have += 1
        heard.day, heard.share = world.state[0].day, n_have / max(n_users, 1)
    return heard.share


@njit
def placed(world, order_id, _now):
    """Who has paid judges the price by the usual one and by what was seen, and remembers it."""
    order = world.orders[order_id]
    if nobody_chooses(world):
        return
    if order.channel != Channel.DELIVERY and order.channel != Channel.PICKUP:
        return
    seen, rules = own(world, NAME)[_SEEN][0], own(world, NAME)[_RULES][0]
    mine = own(world, NAME)[_PEOPLE][order.consumer]
    saved = order.platform_discount_cents + order.store_discount_cents
    cost = float(order.fee_cents - saved - order.sponsor_discount_cents)
    delivered = order.channel == Channel.DELIVERY
    dearer = cost - (mine.delivery_cents if delivered else mine.pickup_cents)
    surprise = min(1.0, seen.hidden_cents * seen.per_cent)
    order.price_score -= rules.score_weight * (felt(dearer * seen.per_cent, rules) + surprise)
    if delivered:
        mine.delivery_cents += rules.paid_memory * dearer
    else:
        mine.pickup_cents += rules.paid_memory * dearer


def kpis(result: Any) -> dict[str, float | None]:
    """What people remember at the end of the run, and the openings that annoyance takes."""
    if not result.has_needs:
        return {"remembered_fee_cents": None, "annoyance_loss_share": None}
    people, _, _, rules = result.own[NAME]
    left_min = result.days * DAY_MIN - people["annoyed_min"]
    left = people["annoyance"] * np.exp(-rules["fading_per_min"] * left_min)
    scenario, consumers = result.scenario, result.consumers
    shifts = np.array([segment.opening_shift for segment in scenario.consumers.segments])
    calm = scenario.choice.opening_constant + shifts[consumers["segment"]] + consumers["loyalty"]
    # The logistic of either, without overflow.
    lost = 1 - np.exp(np.logaddexp(0, -calm) - np.logaddexp(0, left - calm))
    return {
        "remembered_fee_cents": float(people["delivery_cents"].mean()),
        "annoyance_loss_share": float(lost.mean()),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="prices are held against those remembered; changes, others' coupons, late fees annoy",
    effects=(
        Effect(
            rows=(45,),
            term_zh="价格波动频繁、动态定价",
            term="memory of prices: fees above the usual, fees that change",
            lever="mechanisms.price_memory.enabled",
            metric="orders_per_day",
            direction="-",
            evidence="Haws and Bearden 2006: changes within a short time are the most unfair",
            scenario="surge-pricing",
        ),
        Effect(
            rows=(45,),
            term_zh="短时间内价格变动",
            term="annoyance at fees that change within a day",
            lever="mechanisms.price_memory.change_annoyance",
            metric="opening_share",
            direction="-",
            evidence="Haws and Bearden 2006",
            change=("0", "0.05"),
            scenario="surge-pricing",
        ),
        Effect(
            rows=(12, 45),
            term_zh="别处更便宜",
            term="annoyance at what a rival asks less for the same",
            lever="mechanisms.price_memory.others_annoyance",
            metric="annoyance_loss_share",
            direction="+",
            evidence="Feinberg, Krishna and Zhang 2002: what others get is held against it",
            change=("0", "0.2"),
            scenario="rival-price-war",
        ),
        Effect(
            rows=(48,),
            term_zh="价格透明度",
            term="fees seen at the checkout are remembered",
            lever="policies.pricing.show",
            metric="annoyance_loss_share",
            direction="+",
            evidence="assumption: who was surprised by a fee comes back less often",
            change=('"in_parts"', '"at_checkout"'),
        ),
        Effect(
            rows=(50,),
            term_zh="各渠道优惠保持一致",
            term="annoyance at discounts of one channel alone",
            lever="mechanisms.price_memory.channels_annoyance",
            metric="opening_share",
            direction="-",
            evidence="assumption: offers that differ by channel are found unfair",
            change=("0", "0.2"),
            scenario="pickup-push",
        ),
    ),
    settings=PriceMemory,
    rows=rows,
    kpis=kpis,
    opening_utils=opening_utils,
    price_utils=price_utils,
    session_opened=session_opened,
    chose=chose,
    placed=placed,
)
