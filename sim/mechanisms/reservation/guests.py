"""Guests: the kitchen begins in time, they come for their slot or do not, and money moves."""

from numba import njit

from sim import ledger, luck
from sim.agents import consumer as consumers
from sim.flow import booking, visit
from sim.flow.calendar import Due
from sim.flow.cancel import cancel
from sim.flow.composed import number_of, own
from sim.ledger import Account, Kind
from sim.mechanisms.reservation.slots import CHANNEL_NAME, NAME, RULES_ROW
from sim.order import Cause, State


@njit
def due(world, order_id, leg, now):
    """The store looks at its queue for a meal, or its slot begins and the guest comes, or not."""
    order = world.orders[order_id]
    if order.channel != number_of(world, CHANNEL_NAME):
        return
    if leg == Due.SLOT:
        _slot_begins(world, order_id, now)
    elif leg == Due.KITCHEN and order.state == State.BOOKED:
        booking.look(world, order_id, now)


@njit
def _slot_begins(world, order_id, now):
    order = world.orders[order_id]
    if order.state == State.BOOKED:  # planned for this very moment
        booking.begin(world, order_id, now)
    draw = luck.luck(world.state[0].seed, luck.RESERVATION, order.consumer, order.need)
    if draw < own(world, NAME)[RULES_ROW][0].no_show_share:
        # Who does not come is not disappointed: it takes back what a failure adds.
        order.reliability_score -= consumers.failure_score(world.satisfaction[0])
        cancel(world, order_id, Cause.NO_SHOW, now)
        return
    order.at_store_min = now
    order.arrived = 1
    if order.state == State.READY:
        visit.take_away(world, order_id, now)


@njit
def ended(world, order_id, _now):
    """The deposit goes to the guest, or to the store that waited; the store pays for a guest."""
    order = world.orders[order_id]
    if order.channel != number_of(world, CHANNEL_NAME):
        return
    rules = own(world, NAME)[RULES_ROW][0]
    consumer, store, platform = Account.CONSUMER, Account.STORE, Account.PLATFORM
    if order.cause == Cause.NO_SHOW:
        post(world, order, Kind.DEPOSIT_KEPT, platform, store, rules.deposit_cents)
        return
    post(world, order, Kind.DEPOSIT_BACK, platform, consumer, rules.deposit_cents)
    if order.state == State.FULFILLED:
        post(world, order, Kind.RESERVATION_FEE, store, platform, rules.fee_cents)


@njit
def post(world, order, kind, payer, payee, cents):
    """Book money of a reservation.

    Parameters
    ----------
    world
        The columns.
    order : record of ORDER
    kind : Kind
    payer, payee : Account
    cents : int
    """
    page = ledger.page_of(world.book, world.state[0].page, order)
    ledger.post(world.book, page, kind, payer, payee, cents)
