"""Strangers: they pass a store, see what there is, and walk in or go on."""

import math

from sim import luck
from sim.agents import odds
from sim.flow.composed import own
from sim.mechanisms.foot_traffic import guests, passers
from tests.reference import checkout
from tests.reference.luck import Key, basket_cents, four
from tests.reference.mechanisms import reaction
from tests.reference.offers import Offer, arrival, total
from tests.reference.plain import consumers, distance_m, stores

# Item of the draws of what a stranger is like.
KIND = 2


def pass_by(flow, need):
    """Look at the stores one sees from here; take the first to arrive, if before nothing."""
    key, here = Key(need.consumer, need.nth), flow.rows.stores[-1 - need.consumer]
    tables, choice = own(flow.world, passers.NAME), flow.rows.choice[0]
    if flow.now >= 0:
        tables[passers.COUNTS]["n_passed"] += 1
    stranger = _stranger(flow, tables, key)
    door = here.x_m, here.y_m
    offers = list(_offers(flow, tables, stranger, key, door))
    for_nothing, drawn = four(flow, luck.NEST, key)[:2]
    for_a_meal = reaction(flow, "nest_draw", drawn, int(key.consumer), int(key.nth), 0)
    weight = total(offers) ** choice.nest_scale
    if arrival(for_a_meal, weight) >= arrival(for_nothing, odds.exp(choice.nothing_constant)):
        return
    offer = min(offers, key=lambda offer: offer.arrival)
    segment = int(stranger.segment)
    order = checkout.write_row(flow, key, segment, offer.store, offer.channel, here.cell, door)
    checkout.set_out(order, offer.basket_cents)


def _stranger(flow, tables, key):
    """Of a segment by the shares of all, with a taste for money of his own."""
    which, u, v, _ = four(flow, luck.FOOT_TRAFFIC, Key(-1 - key.consumer, key.nth), KIND)
    shares = tables[passers.KINDS]["until_share"]
    segment = min(int((shares <= which).sum()), len(shares) - 1)
    kind, stranger = tables[passers.KINDS][segment], tables[passers.LOOKS][0]
    sigma = tables[passers.RULES_ROW][0].price_sigma
    error = math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)
    stranger.segment = segment
    stranger.price_sensitivity = kind.price_sensitivity * math.exp(sigma * error - 0.5 * sigma**2)
    stranger.wait_sensitivity = kind.wait_sensitivity
    return stranger


def _offers(flow, tables, stranger, key, door):
    world, choice = flow.rows, flow.rows.choice[0]
    channel = flow.world.parts.channel_names.index(guests.CHANNEL_NAME)
    usual = basket_cents(flow, int(stranger.segment), key)
    worth = world.segments[stranger.segment].walkin_constant + world.outside[0].walking_utils
    worth += tables[passers.RULES_ROW][0].constant
    seen = tables[passers.SEEN_FROM]["store"].reshape(-1, passers.MOST_SEEN)[-1 - key.consumer]
    for store_id in seen[seen >= 0].tolist():
        store = world.stores[store_id]
        if not stores.is_open(store, flow.now - flow.day * 1440.0):
            continue
        basket = usual * store.price_level
        metres = distance_m(world.travel[0], store.x_m, store.y_m, *door)
        wait = store.quoted_min + choice.access_weight * metres / choice.walk_m_per_min
        utils = consumers.store_utility(stranger, choice, basket - usual, store.quality, False)
        utils = reaction(flow, "passer_utils", utils, key, store_id)
        weight = consumers.weight(stranger, choice, worth + utils, 0.0, 0.0, wait)
        yield Offer(channel, store_id, weight, four(flow, luck.TASTE, key, store_id)[0], basket)
