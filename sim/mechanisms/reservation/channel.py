"""The channel: what a reserved meal is worth, and how a slot is taken."""

from numba import njit

from sim.agents import consumer as consumers
from sim.flow import booking, calendar, checkout, quote
from sim.flow.calendar import Due, EventKind
from sim.flow.composed import own
from sim.flow.kitchen import predicted_min
from sim.flow.parts import SalesChannel, Taker
from sim.ledger import Account, Kind
from sim.mechanisms.reservation.guests import post
from sim.mechanisms.reservation.slots import (
    CHANNEL_NAME,
    NAME,
    NO_SLOT,
    RULES_ROW,
    first_slot,
    taken,
)


@njit
def soonest_min(world, store, metres, session):
    """In how many minutes a guest can be there, and the meal be ready."""
    ready = predicted_min(store, session.work_factor, session.prediction_error_min)
    return quote.collection_min(world, ready, metres)


@njit
def worth(world, session):
    """Utils of the channel itself: as of walking in, and those of reserving."""
    of_walking_in = world.segments[session.consumer.segment].walkin_constant
    return of_walking_in + world.outside[0].walking_utils + own(world, NAME)[RULES_ROW][0].constant


@njit
def alternative(world, session, candidate, utils):
    """Weight and basket of a meal at the store in its first slot with room."""
    if not (candidate.listed and candidate.near):
        return 0.0, -1, 0.0
    rules = own(world, NAME)[RULES_ROW][0]
    soonest = soonest_min(world, candidate.store, candidate.metres, session)
    number = first_slot(world, candidate.store_id, soonest, session.now)
    if number == NO_SLOT:
        return 0.0, -1, 0.0
    choice = world.choice[0]
    wait = rules.until_weight * (number * rules.slot_min - session.now)
    wait += choice.access_weight * quote.walk_min(world, candidate.metres)
    felt = rules.deposit_weight * rules.deposit_cents
    weight = consumers.weight(session.consumer, choice, utils, 0.0, felt, wait)
    return weight, -1, candidate.basket_cents


@njit
def place(world, session, chosen):
    """A slot is taken, with its deposit paid if there is one; the store sets the food aside."""
    rules = own(world, NAME)[RULES_ROW][0]
    if rules.deposit_cents > 0 and not _deposit_is_paid(world, session, chosen):
        return
    order_id = checkout.new_order(world, session, chosen)
    order = world.orders[order_id]
    order.basket_cents = round(chosen.basket_cents)
    soonest = soonest_min(world, world.stores[order.store], order.distance_m, session)
    number = first_slot(world, order.store, soonest, session.now)
    order.wanted_min = order.promised_min = number * rules.slot_min
    order.expected_min = order.promised_min - session.now
    post(world, order, Kind.DEPOSIT, Account.CONSUMER, Account.PLATFORM, rules.deposit_cents)
    if not checkout.set_aside(world, order_id, session.now):
        return
    taken(world, order.store, number).n_taken += 1
    world.consumers[order.consumer].last_order_min = order.promised_min
    booking.book(world, order_id, order.promised_min - rules.margin_min, session.now)
    calendar.push(world, order.promised_min, EventKind.DUE, order_id, Due.SLOT)


@njit
def _deposit_is_paid(world, session, chosen):
    """As a basket is; the funnel of those counts no deposits."""
    reaches = checkout.reaches_payment(world, session, chosen)
    return reaches and checkout.payment_succeeds(world, session)


CHANNEL = SalesChannel(
    name=CHANNEL_NAME,
    nest="walk_in",
    worth=worth,
    alternative=alternative,
    place=place,
    taker=Taker.STORE,
)
