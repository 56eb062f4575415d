"""Confirmation: an order waits for its store's answer; a store that has too many pauses.

Whose answer is automatic, how long another takes and whether it is no are the mechanism's own.
"""

from sim.flow.composed import has, own
from sim.mechanisms import confirmation
from sim.order import Cause, State, is_measured
from tests.reference.plain import stores, uncompiled

# What is told anew here, and not to be lived twice.
LIVED = {confirmation.due}


def is_held(order):
    """Whether a delivery or pickup waits for an answer; else it is taken."""
    flow, row = order.flow, order.row
    if not has(flow.world, confirmation.NAME):
        return False
    if _bodies().is_automatic(flow.rows, row.store):
        _take(order)
        return False
    row.state = State.BOOKED
    return True


def answer(order, go_on):
    """The store says yes after a while, or no, or the app does in its place."""
    flow, row = order.flow, order.row
    rules = _own(flow)[confirmation.RULES_ROW][0]
    answer_min = _bodies().answer_min(flow.rows, row, rules)
    yield flow.env.at(flow.now + min(rules.timeout_min, answer_min))
    if _bodies().is_refused(flow.rows, order.id):
        order.give_up(Cause.REFUSED)
        return
    _take(order)
    row.state = State.PLACED
    row.predicted_ready_min = flow.now + order.kitchen.predicted_min(order.key)
    go_on(order)


def _take(order):
    flow, row, store = order.flow, order.row, order.store
    counts = _own(flow)[confirmation.COUNTS_ROW][0]
    if is_measured(row):
        counts.n_confirmed += 1
        counts.delay_min += flow.now - row.placed_min
    rules = _own(flow)[confirmation.RULES_ROW][0]
    if not store.paused and stores.queue_min(store) >= rules.pause_from_min:
        flow.env.process(_pause(flow, store, _own(flow)[confirmation.PAUSES][row.store], rules))


def _pause(flow, store, pause, rules):
    """Be off the app for a while, and again until little is left to do."""
    store.paused = True
    pause.since_min = flow.now
    pause.n_pauses += flow.now >= 0
    while True:
        yield flow.env.at(flow.now + rules.pause_min)
        if stores.queue_min(store) <= rules.resume_min:
            break
    store.paused = False
    counted = _bodies().open_min(store, pause.since_min, flow.now, rules.horizon_min)
    pause.paused_min += counted


def _own(flow):
    return own(flow.rows, confirmation.NAME)


def _bodies():
    return uncompiled(confirmation)
