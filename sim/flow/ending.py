"""How an order ends: fulfilled, cancelled or never delivered; the money, and what is made of it.

What a consumer thinks of an order is the sum of its scores (`sim.order`): whatever pleases or
annoys adds to one of them when it happens, here or at a moment that a mechanism listens to. The
ending makes satisfaction of them.
"""

from numba import njit

from sim import ledger
from sim.agents import consumer as consumers
from sim.daytime import DAY_MIN, HOUR_MIN
from sim.flow import guarantee, moments
from sim.flow.composed import is_paid_at_store, is_platforms, is_rivals
from sim.flow.world import N_OVERRUNS, N_OVERRUNS_ALIKE
from sim.ledger import Account, Kind
from sim.order import Cause, Channel, State, is_ahead, is_measured, is_strangers, is_used_up


@njit(cache=True)
def fulfil(world, order_id, now):
    """The consumer holds the order: settle with the store, score time and food, judge."""
    state = world.state[0]
    order = world.orders[order_id]
    order.state = State.FULFILLED
    order.ended_min = now
    state.n_open -= 1
    page = ledger.page_of(world.book, state.page, order)
    if is_platforms(world, order.channel):
        ledger.book_settlement(world.book, page, order)
    elif is_paid_at_store(world, order.channel):
        payer, payee = Account.CONSUMER, Account.STORE
        kind = Kind.STREET_SALE if is_strangers(order) else Kind.WALK_IN_SALE
        ledger.post(world.book, page, kind, payer, payee, order.basket_cents)
    store = world.stores[order.store]
    if order.channel == Channel.DELIVERY:
        if not is_ahead(order):  # what is planned says nothing of what is promised at once
            _learn_overrun(world, order, store.zone, now)
        guarantee.redeem(world, order, page, now)
    feel = world.satisfaction[0]
    due_min = order.promised_min
    if not (order.channel == Channel.DELIVERY or is_rivals(world, order.channel)):
        due_min = max(due_min, order.at_store_min)  # who comes late is not kept waiting
        order.time_score += consumers.usual_time_score(feel)
    order.time_score += consumers.time_score(now - due_min, feel)
    order.quality_score += consumers.quality_score(store.quality - store.shown_quality, feel)
    if is_measured(order) and not is_strangers(order):
        kept_cents = ledger.paid_cents(order) - order.late_refund_cents
        world.consumers[order.consumer].spent_cents += kept_cents
    moments.handed_over(world, order_id, now)
    _judge(world, order_id, now)


@njit(cache=True)
def _learn_overrun(world, order, zone, now):
    """Keep by how much a delivery overran: among all, and of its weather, zone and hour."""
    state = world.state[0]
    overrun = now - order.placed_min - order.expected_min
    latest = world.overruns[state.n_overruns % N_OVERRUNS]
    latest.overrun_min, latest.ended_min = overrun, now
    state.n_overruns += 1
    hour = int(order.placed_min % DAY_MIN // HOUR_MIN)
    nth = world.n_overruns_alike[order.weather, zone, hour]
    world.overruns_alike[order.weather, zone, hour, nth % N_OVERRUNS_ALIKE] = overrun
    world.n_overruns_alike[order.weather, zone, hour] = nth + 1


@njit(cache=True)
def give_up(world, order_id, cause, now):
    """An order is given up while the run goes on."""
    _give_up(world, order_id, State.CANCELLED, cause, now)


@njit(cache=True)
def strand(world, order_id, cause, now):
    """The run is over and nobody brought the order: as given up, and named undelivered."""
    _give_up(world, order_id, State.UNDELIVERED, cause, now)


@njit(cache=True)
def _give_up(world, order_id, ending, cause, now):
    """An order is not fulfilled: pay back, compensate the store for cooked food, judge.

    Who gives up food that is already being cooked, or never collects it, has bought the food,
    unless a guarantee is due; in all other cases everything is paid back and the platform bears
    cooked food.

    Parameters
    ----------
    world
        The columns.
    order_id : int
        Row of the order.
    ending : State
        How it is called from now on.
    cause : Cause
        Why.
    now : float
        Minutes since the run's first midnight.
    """
    state = world.state[0]
    order = world.orders[order_id]
    cooked = is_used_up(order.state)
    guaranteed = order.channel == Channel.DELIVERY and guarantee.is_due(world, order, now)
    forfeits = cooked and not guaranteed and cause in (Cause.IMPATIENCE, Cause.NO_SHOW)
    order.cause = cause
    order.state = ending
    order.ended_min = now
    state.n_open -= 1
    page = ledger.page_of(world.book, state.page, order)
    if is_platforms(world, order.channel):
        ledger.book_refund(world.book, page, order, not forfeits)
        if is_measured(order):
            kept_cents = ledger.paid_cents(order) - order.refund_cents
            world.consumers[order.consumer].spent_cents += kept_cents
        if cooked:
            ledger.book_settlement(world.book, page, order)
    order.reliability_score += consumers.failure_score(world.satisfaction[0])
    _judge(world, order_id, now)


@njit(cache=True)
def _judge(world, order_id, now):
    """An order has ended, with all its scores: who ordered is satisfied or not, and remembers.

    Strangers are not seen again.
    """
    order, feel = world.orders[order_id], world.satisfaction[0]
    order.satisfaction = consumers.satisfaction(order, feel)
    if not (is_rivals(world, order.channel) or is_strangers(order)):
        consumers.remember(world.consumers[order.consumer], order.satisfaction, feel)
    moments.ended(world, order_id, now)
