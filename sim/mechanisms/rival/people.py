"""Who has which app, which of two is opened, and how experience moves that."""

import math
from typing import Any

import numpy as np
from numba import njit

from sim import ledger, luck
from sim.agents import odds
from sim.flow.composed import is_platforms, is_rivals, own
from sim.flow.world import World
from sim.ledger import Account, Kind
from sim.mechanisms.rival.columns import NAME, NEVER, PEOPLE, RULES_ROW, SEEING, STORES
from sim.order import State
from sim.settings.rival import Rival

# Occasions of the lasting draws.
_OF_PEOPLE, _OF_STORES = -1, -2


@njit
def opening_utils(world, utils, consumer_id, now):
    """A need opens the app that is liked better; how much less the other is liked is kept.

    A meal of the rival's fills as one of the platform's does. Without its app all is as it was.
    """
    mine = own(world, NAME)[PEOPLE][consumer_id]
    seen, rules = own(world, NAME)[SEEING][0], own(world, NAME)[RULES_ROW][0]
    consumer = world.consumers[consumer_id]
    loyalty, shift = consumer.loyalty, world.segments[consumer.segment].opening_shift
    ours = loyalty + utils if mine.has_ours else NEVER
    rivals = mine.liking + shift if mine.has_rivals else NEVER
    most = max(ours, rivals)
    seen.ours_utils = _less(ours, most, rules.liking_weight)
    seen.rivals_utils = _less(rivals, most, rules.liking_weight)
    utils = utils if ours == most else most - loyalty
    choice = world.choice[0]
    if now - mine.ordered_min < choice.sated_min:
        return _sated(utils, choice.opening_constant + loyalty, choice.sated_factor)
    return utils


@njit
def _sated(utils, usual, factor):
    """Log-odds beside the usual of who has eaten: so many times the probability, 1 at most."""
    share = factor * odds.logistic(usual + utils)
    if share <= 0.0:
        return NEVER
    return utils if factor >= 1.0 else math.log(share / (1.0 - share)) - usual


@njit
def _less(liking, most, weight):
    """Utils of an app that is liked so much, when another is liked most."""
    # Who has left an app, or never had it, orders nothing there, whatever liking weighs.
    return NEVER if liking <= 0.5 * NEVER else weight * (liking - most)


@njit
def channel_utils(world, utils, _session, channel):
    """Channels of the app that is liked less are worth less."""
    seen = own(world, NAME)[SEEING][0]
    if is_rivals(world, channel):
        return utils + seen.rivals_utils
    return utils + seen.ours_utils if is_platforms(world, channel) else utils


@njit
def ended(world, order_id, _now):
    """An order of the rival's has ended: its money moves, and its consumer likes it more or less.

    By the equation that moves loyalty to the platform. Who gives it up pays nothing; the store has
    its money for all food that was begun.
    """
    order, feel = world.orders[order_id], world.satisfaction[0]
    if not is_rivals(world, order.channel):
        return
    page = ledger.page_of(world.book, world.state[0].page, order)
    if order.state == State.FULFILLED:
        paid_cents = ledger.paid_cents(order)
        ledger.post(world.book, page, Kind.RIVAL_SALE, Account.CONSUMER, Account.RIVAL, paid_cents)
    if not math.isnan(order.cooking_min):
        due_cents = order.basket_cents - order.commission_cents
        payer, payee = Account.RIVAL, Account.STORE
        ledger.post(world.book, page, Kind.RIVAL_SETTLEMENT, payer, payee, due_cents)
    mine = own(world, NAME)[PEOPLE][order.consumer]
    liking = mine.liking + feel.loyalty_gain * (order.satisfaction - feel.neutral)
    mine.liking = min(feel.loyalty_limit, max(-feel.loyalty_limit, liking))


def live_past(world: World, scenario: Any) -> None:
    """Draw who has which app and which stores the rival lists; both apps are liked alike.

    As much as the past has made everyone like the platform's.
    """
    settings: Rival = scenario.mechanisms.rival
    people, stores = own(world, NAME)[PEOPLE], own(world, NAME)[STORES]
    seed = int(world.state["seed"][0])
    draw = luck.uniforms(seed, luck.RIVAL, len(people), _OF_PEOPLE)[:, 0]
    alone = draw < settings.only_share
    people["has_ours"] = ~alone
    people["has_rivals"] = draw < settings.only_share + settings.both_share
    people["liking"] = np.where(people["has_rivals"], world.consumers["loyalty"], 0.0)
    listed = luck.uniforms(seed, luck.RIVAL, len(stores), _OF_STORES)[:, 0]
    stores["listed"] = listed < settings.stores_share
