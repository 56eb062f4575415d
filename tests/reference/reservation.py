"""Reservations: a slot is taken, the kitchen begins in time, the guest comes or does not.

Which slot has room, and the money when it ends, are the mechanism's own bodies.
"""

from sim import luck
from sim.flow import booking
from sim.mechanisms.reservation import slots
from sim.order import Cause, State
from tests.reference import visit
from tests.reference.luck import four
from tests.reference.plain import consumers, uncompiled


def is_on(flow):
    """Whether slots can be reserved."""
    return slots.CHANNEL_NAME in flow.world.parts.channel_names


def channel(flow):
    """The number of the channel."""
    return flow.world.parts.channel_names.index(slots.CHANNEL_NAME)


def rules(flow):
    """The row of rules."""
    names = [part.name for part in flow.world.parts.owners]
    return flow.world.own[names.index(slots.NAME)][1][0]


def has_deposit(flow):
    """Whether something is to be paid in the app."""
    return rules(flow).deposit_cents > 0


def first_slot_min(flow, key, store_id, metres):
    """When the first slot begins that can be had; None: there is none."""
    walk_min = metres / flow.rows.choice[0].walk_m_per_min
    soonest = max(flow.kitchens[store_id].predicted_min(key), walk_min)
    number = _bodies().first_slot(flow.rows, store_id, soonest, flow.now)
    return None if number == slots.NO_SLOT else number * rules(flow).slot_min


def take_slot(order):
    """Take a place in the slot, for which food is set aside."""
    flow, row = order.flow, order.row
    number = round(row.promised_min / rules(flow).slot_min)
    _bodies().taken(flow.rows, int(row.store), number).n_taken += 1
    order.consumer.last_order_min = row.promised_min
    row.state = State.BOOKED
    row.predicted_ready_min = row.promised_min - rules(flow).margin_min
    flow.env.process(begin_in_time(order))
    flow.env.process(_come(order))


def begin_in_time(order):
    """Look at the queue, an hour before and then at half of what is left, until it is time."""
    flow, row = order.flow, order.row
    begin_min = row.predicted_ready_min - order.kitchen.predicted_min(order.key)
    yield flow.env.at(max(flow.now, begin_min - booking.LOOK_AHEAD_MIN))
    while row.state == State.BOOKED:
        left_min = row.predicted_ready_min - order.kitchen.predicted_min(order.key) - flow.now
        if left_min <= booking.CLOSE_MIN:
            _begin(order)
        else:
            yield flow.env.at(flow.now + max(booking.CLOSE_MIN, left_min / 2))


def _begin(order):
    order.row.state = State.PLACED
    order.row.predicted_ready_min = order.flow.now + order.kitchen.predicted_min(order.key)
    order.be_cooked()


def _come(order):
    """Be there when the slot begins, or never."""
    flow, row = order.flow, order.row
    yield flow.env.at(row.promised_min)
    if row.state == State.BOOKED:
        _begin(order)
    if four(flow, luck.RESERVATION, order.key)[0] < rules(flow).no_show_share:
        row.reliability_score -= consumers.failure_score(flow.rows.satisfaction[0])
        order.cancel(Cause.NO_SHOW)
        return
    row.at_store_min = flow.now
    yield from visit.wait_at_counter(order)


def _bodies():
    return uncompiled(slots)
