"""Offers: all that a consumer could choose now, what each is worth, and the race between them."""

import math
from dataclasses import dataclass
from types import SimpleNamespace

from sim import luck
from sim.agents import odds
from sim.flow.parameters import Shown
from sim.order import Channel
from tests.reference import reservation, rival
from tests.reference.coupons import best_coupon, saving_cents
from tests.reference.luck import Key, four
from tests.reference.mechanisms import reaction, told
from tests.reference.plain import consumers, distance_m, ride_min, stores


@dataclass
class Offer:
    """A store's food by one channel; weight exp(V / scale), uniform draw of the taste for it."""

    channel: int
    store: int
    weight: float
    draw: float
    basket_cents: float
    coupon: int = -1

    @property
    def arrival(self):
        """When it arrives in the race: exponential, the rate is the weight."""
        return arrival(self.draw, self.weight)


@dataclass
class Session:
    """Who looks for food where, with what at hand."""

    key: Key
    consumer: object
    cell: int
    place: tuple[float, float]
    minute: float
    valid: list[int]
    basket_cents: float
    top_up_draw: float
    told: SimpleNamespace | None = None  # to mechanisms


def arrival(draw, weight):
    """A standard exponential time over a weight; never for weight 0."""
    return -math.log(draw) / weight if weight > 0 else math.inf


def choose(flow, session):
    """The offer chosen, or None: nested logit, drawn as a race first of nests, then inside.

    Nests are the platform (delivery and pickup of all stores), walk-in, those that mechanisms
    bring, and nothing.
    """
    choice = flow.rows.choice[0]
    offers = all_offers(flow, session)
    draws = [
        draw
        for item in range(1 + len(flow.world.parts.nests) // 4)
        for draw in four(flow, luck.NEST, session.key, item)
    ]
    nests = [(arrival(draws.pop(0), odds.exp(choice.nothing_constant)), None)]
    for row, (name, drawn) in enumerate(zip(flow.world.parts.nests, draws, strict=False)):
        who, nth = int(session.key.consumer), int(session.key.nth)
        draw = reaction(flow, "nest_draw", drawn, who, nth, row)
        inside = [offer for offer in offers if nest_of(flow, offer) == name]
        leave_behind(flow.rows.race[row], inside)
        nests.append((arrival(draw, total(inside) ** choice.nest_scale), inside))
    _, nest = min(nests, key=lambda entry: entry[0])
    return min(nest, key=lambda offer: offer.arrival) if nest else None


def leave_behind(nest, inside):
    """What mechanisms find of a nest when the choice is made."""
    nest.weight = total(inside)
    first = min(inside, key=lambda offer: offer.arrival, default=None)
    nest.first_min = first.arrival if first else math.inf
    if first and first.arrival < math.inf:
        nest.channel, nest.store = int(first.channel), first.store
        nest.coupon, nest.basket_cents = first.coupon, first.basket_cents


def nest_of(flow, offer):
    """The nest of an offer's channel."""
    return flow.world.parts.channels[offer.channel].nest


def total(offers):
    """The sum of weights, from first to last."""
    weight = 0.0
    for offer in offers:
        weight += offer.weight
    return weight


def all_offers(flow, session):
    """Every offer of every store that the consumer looks at: the last one used, then the list."""
    last = int(session.consumer.last_store)
    who = told(flow, session)
    n_ours = flow.rows.choice[0].n_listed
    shown = (
        (reaction(flow, "listed", int(store), who, rank), rank < n_ours)
        for rank, store in enumerate(flow.rows.shown[session.cell])
    )
    shown = [(store, ours) for store, ours in shown if store not in (-1, last)]
    looked_at = [(last, True), *shown] if last >= 0 else shown
    return [offer for each in looked_at for offer in _store_offers(flow, session, *each)]


def _store_offers(flow, session, store_id, ours):
    """Delivery, pickup and walk-in at one store, where possible; by a rival alone if not `ours`."""
    world = flow.rows
    choice, store, consumer = world.choice[0], world.stores[store_id], session.consumer
    metres = distance_m(world.travel[0], store.x_m, store.y_m, *session.place)
    straight_m = metres / world.travel[0].detour
    if straight_m > choice.radius_m or not stores.is_open(store, session.minute):
        return
    draws = four(flow, luck.TASTE, session.key, store_id)
    basket = session.basket_cents * store.price_level
    extra_cents = basket - session.basket_cents
    is_last = store_id == consumer.last_store
    utils = consumers.store_utility(consumer, choice, extra_cents, store.shown_quality, is_last)
    utils = reaction(flow, "store_utils", utils, told(flow, session), store_id, metres)
    near = ours and straight_m <= choice.walk_radius_m
    sells = stores.is_listed(store, world.kitchen[0].safety_buffer) and not store.paused
    listed = sells and store.off_app == 0
    delivered = ours and straight_m <= world.tariff[store.zone].radius_m
    if listed and delivered:
        yield from _delivery(flow, session, store_id, metres, utils, basket, draws[0])
    if listed and near and flow.rows.terms[0].pickup_offered:
        yield _pickup(flow, session, store_id, metres, utils, basket, draws[1])
    if near:
        yield _walk_in(flow, session, store_id, metres, utils, basket, draws[2])
        if listed and reservation.is_on(flow):
            yield from _reserve(flow, session, store_id, metres, utils, basket, draws[3])
    if sells and rival.channel(flow) and rival.lists(flow, int(session.key.consumer), store_id):
        yield _by_rival(flow, session, store_id, metres, utils, basket, draws)


def _delivery(flow, session, store_id, metres, utils, basket, draw):
    world, consumer = flow.rows, session.consumer
    store, choice = world.stores[store_id], world.choice[0]
    wanted, lacks = basket, world.terms[0].min_order_cents - basket
    if lacks > choice.top_up_limit_cents:
        return
    if lacks > 0:  # smaller orders are not brought
        basket = world.terms[0].min_order_cents
        if choice.top_up_item_cents > 0:
            basket -= choice.top_up_item_cents * math.log(session.top_up_draw)
    fee = delivery_fee_cents(flow, int(session.key.consumer), store, metres, basket)
    coupon, gain, filled = best_coupon(
        flow, session.valid, store_id, Channel.DELIVERY, basket, fee, session.top_up_draw
    )
    if fee > 0 and basket < flow.rows.terms[0].free_over_cents:
        offers = [
            (coupon, gain, filled, fee),
            *_riding_free(flow, session, store_id, metres, basket),
        ]
        if filled >= flow.rows.terms[0].free_over_cents:
            offers = [_by_its_coupon(flow, session, store, metres, coupon, gain, filled, fee)]
        coupon, gain, filled, fee = max(offers, key=lambda offer: offer[1] - offer[3])
    utils += _worth(flow, session, Channel.DELIVERY)
    seen = seen_cents(flow, fee + world.terms[0].service_fee_cents)
    ready = flow.kitchens[store_id].predicted_min(session.key)
    promise = promise_min(flow, store, ready, metres)
    who, what = told(flow, session), SimpleNamespace(store_id=store_id, basket_cents=wanted)
    wait = reaction(flow, "expected_wait", promise, who, what)
    utils = reaction(flow, "price_utils", utils, who, what, int(Channel.DELIVERY), gain, seen)
    felt = felt_cents(flow, seen)
    worthless = 1 - (1 - choice.top_up_loss_share) * (1 - session.top_up_draw)
    gain -= worthless * (basket - wanted)
    weight = consumers.weight(consumer, choice, utils, gain, felt, wait)
    yield Offer(Channel.DELIVERY, store_id, weight, draw, filled, coupon)


def _by_its_coupon(flow, session, store, metres, coupon, gain, filled, fee):
    """A delivery that rides free since its coupon had the basket filled up: (…, gain, …, fee)."""
    campaign = flow.rows.campaigns[coupon]
    free = delivery_fee_cents(flow, int(session.key.consumer), store, metres, filled)
    gain += saving_cents(campaign, filled, free)
    gain -= saving_cents(campaign, filled, fee)
    return coupon, gain, filled, free


def _riding_free(flow, session, store_id, metres, basket):
    """The delivery whose basket is filled up until it rides free, by who fills up so far."""
    choice, draw, who = flow.rows.choice[0], session.top_up_draw, int(session.key.consumer)
    store, gap = flow.rows.stores[store_id], flow.rows.terms[0].free_over_cents - basket
    fee = delivery_fee_cents(flow, who, store, metres, basket)
    fills_up = consumers.top_up_probability(choice, fee, gap)
    if draw >= fills_up:
        return
    if choice.top_up_item_cents > 0:
        gap -= choice.top_up_item_cents * math.log(draw / fills_up)
    free = delivery_fee_cents(flow, who, store, metres, basket + gap)
    coupon, gain, filled = best_coupon(
        flow, session.valid, store_id, Channel.DELIVERY, basket + gap, free, draw
    )
    yield coupon, gain - choice.top_up_loss_share * gap, filled, free


def _pickup(flow, session, store_id, metres, utils, basket, draw):
    world, consumer = flow.rows, session.consumer
    choice, terms = world.choice[0], world.terms[0]
    coupon, gain, filled = best_coupon(
        flow, session.valid, store_id, Channel.PICKUP, basket, 0.0, session.top_up_draw
    )
    gain += terms.pickup_discount_cents
    walk_min = metres / choice.walk_m_per_min
    ready = flow.kitchens[store_id].predicted_min(session.key)
    wait = max(ready, walk_min) + choice.access_weight * walk_min
    utils += _worth(flow, session, Channel.PICKUP)
    who, what = told(flow, session), SimpleNamespace(store_id=store_id, basket_cents=basket)
    seen = seen_cents(flow, terms.service_fee_cents)
    utils = reaction(flow, "price_utils", utils, who, what, int(Channel.PICKUP), gain, seen)
    weight = consumers.weight(consumer, choice, utils, gain, felt_cents(flow, seen), wait)
    return Offer(Channel.PICKUP, store_id, weight, draw, filled, coupon)


def _walk_in(flow, session, store_id, metres, utils, basket, draw):
    world, consumer = flow.rows, session.consumer
    choice = world.choice[0]
    wait = world.stores[store_id].quoted_min + choice.access_weight * metres / choice.walk_m_per_min
    utils += _worth(flow, session, Channel.WALK_IN)
    weight = consumers.weight(consumer, choice, utils, 0.0, 0.0, wait)
    return Offer(Channel.WALK_IN, store_id, weight, draw, basket)


def _reserve(flow, session, store_id, metres, utils, basket, draw):
    world, choice, rules = flow.rows, flow.rows.choice[0], reservation.rules(flow)
    slot_min = reservation.first_slot_min(flow, session.key, store_id, metres)
    if slot_min is None:
        return
    channel = reservation.channel(flow)
    walk_min = metres / choice.walk_m_per_min
    wait = rules.until_weight * (slot_min - flow.now) + choice.access_weight * walk_min
    worth = world.segments[session.consumer.segment].walkin_constant
    worth += world.outside[0].walking_utils
    worth += rules.constant
    utils += reaction(flow, "channel_utils", worth, told(flow, session), channel)
    felt = rules.deposit_weight * rules.deposit_cents
    weight = consumers.weight(session.consumer, choice, utils, 0.0, felt, wait)
    yield Offer(channel, store_id, weight, draw, basket)


def _by_rival(flow, session, store_id, metres, utils, basket, draws):
    segment, channel = flow.rows.segments[session.consumer.segment], rival.channel(flow)
    worth = segment.delivery_constant + rival.rules(flow).constant
    utils += reaction(flow, "channel_utils", worth, told(flow, session), channel)
    ready = flow.kitchens[store_id].predicted_min(session.key)
    fee, gain = rival.asks(flow, metres, basket)
    who, what = told(flow, session), SimpleNamespace(store_id=store_id, basket_cents=basket)
    utils = reaction(flow, "price_utils", utils, who, what, channel, gain, fee)
    weight = rival.weight(flow, session, ready, metres, utils, basket)
    return Offer(channel, store_id, weight, rival.draw(flow, session.key, store_id, draws), basket)


def _worth(flow, session, channel):
    """What a channel is worth in itself; on foot, less in bad weather."""
    world = flow.rows
    segment = world.segments[session.consumer.segment]
    utils = (segment.delivery_constant, segment.pickup_constant, segment.walkin_constant)[channel]
    if channel != Channel.DELIVERY:
        utils += world.outside[0].walking_utils
    return reaction(flow, "channel_utils", utils, told(flow, session), int(channel))


def seen_cents(flow, fee_cents):
    """What a fee is taken to be by who chooses."""
    if flow.rows.rates[0].fees_shown == Shown.AT_CHECKOUT:
        return flow.rows.choice[0].guessed_fee_share * fee_cents
    return fee_cents


def felt_cents(flow, fee_cents):
    """What it weighs: its money where it is in the price, else more."""
    if flow.rows.rates[0].fees_shown == Shown.ALL_IN:
        return fee_cents
    return flow.rows.choice[0].fee_salience * fee_cents


def hidden_cents(flow, session, offer):
    """What the checkout adds to what was seen, after the coupon."""
    fee_cents = due_cents(flow, session, offer)
    if fee_cents == 0.0:
        return 0.0
    if offer.coupon >= 0:
        fee_cents -= flow.rows.campaigns[offer.coupon].fee_share * fee_cents
    return fee_cents - seen_cents(flow, fee_cents)


def due_cents(flow, session, offer):
    """The fees of an offer, before its coupon."""
    if offer is None or offer.channel not in (Channel.DELIVERY, Channel.PICKUP):
        return 0.0
    fee_cents = flow.rows.terms[0].service_fee_cents
    if offer.channel == Channel.DELIVERY:
        store = flow.rows.stores[offer.store]
        metres = distance_m(flow.rows.travel[0], store.x_m, store.y_m, *session.place)
        who = int(session.key.consumer)
        fee_cents += delivery_fee_cents(flow, who, store, metres, offer.basket_cents)
    return fee_cents


def delivery_fee_cents(flow, consumer_id, store, metres, basket_cents):
    """The fee of a store's zone, none for large baskets where the rules say so; as it is asked."""
    rates, tariff = flow.rows.rates[0], flow.rows.tariff[store.zone]
    fee = tariff.base_cents + tariff.per_km_cents * max(0.0, metres / 1000.0 - rates.fee_free_km)
    if 0 < flow.rows.terms[0].free_over_cents <= basket_cents:
        fee = 0.0
    return reaction(flow, "delivery_fee", fee, consumer_id, basket_cents)


def expected_min(flow, ready_min, metres):
    """Click-to-door by what the store says, the handling and the ride."""
    travel = flow.rows.travel[0]
    handling = travel.pickup_after_min + travel.dropoff_before_min
    return ready_min + handling + ride_min(flow.rows, 1.0, metres)


def promise_min(flow, store, ready_min, metres):
    """The delivery time that the app shows."""
    estimate = flow.rows.rates[0].estimate_weight * expected_min(flow, ready_min, metres)
    return flow.rows.tariff[store.zone].pad_min + estimate
