"""Consumers who wait: at the counter for what they collect or walked in for, and at home."""

from sim import luck
from sim.order import Cause, State, is_ahead, is_cooked
from tests.reference import checkout
from tests.reference.luck import exponential, four
from tests.reference.mechanisms import reaction
from tests.reference.plain import consumers


def collect(order):
    """Come when the food is said to be ready, some minutes late, or never; wait and take it."""
    flow, row = order.flow, order.row
    rules = flow.rows.patience[0]
    delay_min = exponential(flow, luck.COLLECTION, order.key, 1) * rules.collect_delay_min
    yield flow.env.at(max(row.promised_min, row.predicted_ready_min) + delay_min)
    if not order.at_store:
        return
    if four(flow, luck.COLLECTION, order.key)[0] < rules.no_show_share:
        order.cancel(Cause.NO_SHOW)
        return
    row.at_store_min = flow.now
    yield from wait_at_counter(order)


def walk_in(order, arrive_min):
    """Walk to the store, join its queue, and take the food if patience lasts until it is cooked."""
    flow, row = order.flow, order.row
    rules = flow.rows.patience[0]
    yield flow.env.at(arrive_min)
    row.at_store_min = flow.now
    if not reaction(flow, "supplied", checkout.sells_portion(order), order.id):
        order.give_up(Cause.OUT_OF_STOCK)
        return
    order.be_cooked()
    if rules.enabled:
        draw = exponential(flow, luck.PATIENCE, order.key)
        wait_min = consumers.weibull(draw, rules.walkin_shape, rules.walkin_mean_min)
        flow.env.process(leave_queue(order, flow.now + wait_min))
    yield from wait_at_counter(order)


def wait_at_counter(order):
    """Stand there until the food is, and take it."""
    order.row.arrived = 1
    yield order.ready
    order.row.state = State.PICKED_UP
    order.row.picked_up_min = order.flow.now
    order.tell("picked_up")
    order.fulfil()


def leave_queue(order, at_min):
    """Leave a store's queue at the end of one's patience, unless the food is being cooked."""
    yield order.flow.env.at(at_min)
    if order.row.state == State.PLACED:
        order.cancel(Cause.QUEUE)


def lose_patience(order):
    """Go when the hazard has added up to the draw: of it, a share is left once food is cooked."""
    flow, row = order.flow, order.row
    rules = flow.rows.patience[0]
    since_min = row.wanted_min if is_ahead(row) else row.placed_min
    promise_min = row.promised_min - since_min
    endurance = reaction(flow, "endurance", exponential(flow, luck.PATIENCE, order.key), order.id)

    def until(cumulated):
        at_min = since_min + consumers.endured_min(cumulated, promise_min, rules)
        return flow.env.at(max(flow.now, at_min))

    if rules.hazard_per_min <= 0:
        return
    yield until(endurance)
    if is_cooked(row.state) and rules.cooked_factor > 0:
        yield flow.env.at(max(flow.now, _once_cooked_min(order, since_min, endurance)))
        while is_cooked(row.state):
            later_min = _once_cooked_min(order, since_min, endurance)
            if _told(order)[0] <= row.promised_min or later_min <= flow.now:
                order.cancel(Cause.IMPATIENCE)
                return
            yield flow.env.at(later_min)
    elif row.state == State.PLACED:
        order.cancel(Cause.IMPATIENCE)


def _told(order):
    """For when it is awaited, and since when that was said."""
    row = order.row
    return reaction(order.flow, "awaited", (row.promised_min, row.cooking_min), order.id)


def _once_cooked_min(order, since_min, endurance):
    """When it is given up of which cooking has begun: three spells, each with its hazard."""
    rules, share = order.flow.rows.patience[0], order.flow.rows.patience[0].cooked_factor
    awaited_min, told_min = (moment - since_min for moment in _told(order))
    promise_min = order.row.promised_min - since_min
    cooked_min = max(0.0, order.row.cooking_min - since_min)
    told_min = max(told_min, cooked_min)
    before = consumers.impatience(cooked_min, promise_min, rules)
    between = consumers.impatience(told_min, promise_min, rules) - before
    left = max(0.0, endurance - before - share * between)
    after = consumers.impatience(told_min, awaited_min, rules) + left / share
    return since_min + consumers.endured_min(after, awaited_min, rules)
