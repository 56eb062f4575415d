"""A stranger passes: looks at prices and the queue at the door, and walks in or goes on."""

from numba import njit

from sim import luck
from sim.agents import consumer as consumers
from sim.agents import odds
from sim.agents import store as stores
from sim.daytime import DAY_MIN
from sim.flow import checkout, race, reactions
from sim.flow.channels import walk_in
from sim.flow.choosing import NOTHING, place
from sim.flow.composed import number_of, own
from sim.flow.parts import SalesChannel, Taker
from sim.flow.session import usual_cents
from sim.flow.travel import distance_m
from sim.mechanisms.foot_traffic.passers import (
    COUNTS,
    KINDS,
    LOOKS,
    MOST_SEEN,
    NAME,
    RULES_ROW,
    SEEN_FROM,
    segment_of,
)
from sim.order import passed_store

CHANNEL_NAME = "street"
_KIND = 2  # item of the draws of what a stranger is like


@njit
def passed(world, need, now):
    """A stranger at a store's door takes one of the stores seen from there, or none."""
    state, store = world.state[0], world.stores[passed_store(need.consumer)]
    if now >= 0.0:
        own(world, NAME)[COUNTS][0].n_passed += 1
    _be(world, need)
    at = place(store.cell, store.zone, store.x_m, store.y_m)
    chosen = look(world, need, now - state.day * DAY_MIN, at)
    if chosen.channel != NOTHING:
        _walk_in(world, need, chosen, at, now)


@njit
def _be(world, need):
    """What the stranger is like, into the scratch row: segment, and what price and wait weigh."""
    kinds, stranger = own(world, NAME)[KINDS], own(world, NAME)[LOOKS][0]
    seed = world.state[0].seed
    draws = luck.four(seed, luck.FOOT_TRAFFIC, passed_store(need.consumer), need.nth, _KIND)
    row = segment_of(kinds, draws[0])
    normal = luck.standard_normal(draws[1], draws[2])
    factor = luck.lognormal(own(world, NAME)[RULES_ROW][0].price_sigma, normal)
    stranger.segment = row
    stranger.price_sensitivity = kinds[row].price_sensitivity * factor
    stranger.wait_sensitivity = kinds[row].wait_sensitivity


@njit
def look(world, need, minute, at):
    """The store chosen of those seen, or nothing: a logit, in which the race has one nest.

    Parameters
    ----------
    world
        The columns.
    need : record of NEED
        The stranger's.
    minute : float
        Of the day.
    at : Place
        The door of the store that is passed.
    """
    seed, choice = world.state[0].seed, world.choice[0]
    stranger, seen = own(world, NAME)[LOOKS][0], own(world, NAME)[SEEN_FROM]
    channel = number_of(world, CHANNEL_NAME)
    usual = usual_cents(world, stranger.segment, need.consumer, need.nth)
    utils = world.segments[stranger.segment].walkin_constant + world.outside[0].walking_utils
    utils += own(world, NAME)[RULES_ROW][0].constant
    race.begin(world.race)
    first = passed_store(need.consumer) * MOST_SEEN
    for row in range(first, first + MOST_SEEN):
        store_id = seen[row].store
        if store_id < 0:
            break
        store = world.stores[store_id]
        if not stores.is_open(store, minute):
            continue
        basket = usual * store.price_level
        metres = distance_m(world.travel[0], store.x_m, store.y_m, at.x_m, at.y_m)
        wait = walk_in.wait_min(world, store, metres)
        worth = consumers.store_utility(stranger, choice, basket - usual, store.quality, False)
        worth = reactions.passer_utils(world, worth, need, store_id)
        weight = consumers.weight(stranger, choice, utils + worth, 0.0, 0.0, wait)
        draw = luck.luck(seed, luck.TASTE, need.consumer, need.nth, store_id)
        race.enter(world.race[0], weight, draw, channel, store_id, -1, basket)
    nothing = odds.exp(choice.nothing_constant)
    return race.finish(world, world.race, need.consumer, need.nth, nothing, choice.nest_scale)


@njit
def _walk_in(world, need, chosen, at, now):
    """Go in: queue, eat and pay there, as who walks in from elsewhere.

    Parameters
    ----------
    world
        The columns.
    need : record of NEED
        The stranger's.
    chosen : Chosen
        The store.
    at : Place
        The door of the store that is passed.
    now : float
        Minutes since the run's first midnight.
    """
    who, segment = need.consumer, own(world, NAME)[LOOKS][0].segment
    order_id = checkout.write_row(
        world, who, segment, need.nth, chosen.store_id, chosen.channel, at, now
    )
    walk_in.set_out(world, order_id, chosen.basket_cents, now)


CHANNEL = SalesChannel(
    name=CHANNEL_NAME,
    nest="walk_in",
    worth=None,
    alternative=None,
    place=None,
    taker=Taker.STORE,
    through_app=False,
)
