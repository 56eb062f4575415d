"""The rival in the reference: what its deliveries are worth, and an order on its way."""

from sim import luck
from sim.flow.composed import own
from sim.mechanisms.rival import columns, couriers
from sim.order import State
from tests.reference.luck import exponential, four
from tests.reference.plain import consumers, ride_min

# What is a process here, and no listener.
LIVED = {couriers.ready, couriers.due}


def channel(flow):
    """The number of its channel; None where there is no rival."""
    names = flow.world.parts.channel_names
    return names.index(columns.CHANNEL) if columns.CHANNEL in names else None


def rules(flow):
    """How it works."""
    return own(flow.world, columns.NAME)[columns.RULES_ROW][0]


def draw(flow, key, store_id, draws):
    """The taste for a store's food by its channel."""
    number = channel(flow)
    if number < len(draws):
        return draws[number]
    return four(flow, luck.TASTE_BEYOND, key, int(store_id) * 64 + number)[0]


def lists(flow, consumer_id, store_id):
    """Whether somebody can have it bring a store's food."""
    tables = own(flow.world, columns.NAME)
    has = tables[columns.PEOPLE]["has_rivals"][consumer_id]
    return bool(has and tables[columns.STORES]["listed"][store_id])


def weight(flow, session, ready_min, metres, utils, basket_cents):
    """Logit weight of a delivery by it."""
    consumer, choice = session.consumer, flow.rows.choice[0]
    fee, gain = asks(flow, metres, basket_cents)
    wait = _promise(flow, ready_min + _way(flow, metres))
    return consumers.weight(consumer, choice, utils, gain, choice.fee_salience * fee, wait)


def asks(flow, metres, basket_cents):
    """Its fee for a delivery, and what it takes off in all."""
    fee, off = _asks(flow, metres)
    return fee, min(off, basket_cents + fee)


def charge(order, basket_cents):
    """Whole cents; nobody pays before the food is there."""
    row = order.row
    fee, off = _asks(order.flow, row.distance_m)
    people = own(order.flow.world, columns.NAME)[columns.PEOPLE]
    people["ordered_min"][row.consumer] = order.flow.now
    row.basket_cents = round(basket_cents)
    row.fee_cents = round(fee)
    row.platform_discount_cents = round(min(off, row.basket_cents + row.fee_cents))
    row.commission_cents = round(rules(order.flow).commission_share * row.basket_cents)


def promise(order, ready_min):
    """What is expected, and what is said."""
    row = order.row
    row.expected_min = ready_min + _way(order.flow, row.distance_m)
    row.promised_min = order.flow.now + _promise(order.flow, row.expected_min)


def bring(order):
    """Take the food when it is ready, ride, and hand it over."""
    flow, row = order.flow, order.row
    yield order.ready
    row.state = State.PICKED_UP
    row.picked_up_min = flow.now
    order.tell("picked_up")
    extra = exponential(flow, luck.RIVAL, order.key, couriers.WAY) * rules(flow).extra_min
    yield flow.env.at(flow.now + _way(flow, row.distance_m) + extra)
    order.fulfil()


def _asks(flow, metres):
    """Its fee, and what it takes off."""
    rule, level = rules(flow), own(flow.world, columns.NAME)[columns.ASKS][0]
    fee = level.base_cents + rule.per_km_cents * metres * 0.001
    if rule.from_day <= flow.day < rule.to_day:
        return rule.fee_factor * fee, rule.discount_cents
    return 1.0 * fee, 0.0


def _way(flow, metres):
    travel = flow.rows.travel[0]
    handling = travel.pickup_after_min + travel.dropoff_before_min
    return handling + rules(flow).way_factor * ride_min(flow.rows, 1.0, metres)


def _promise(flow, expected_min):
    said = rules(flow).promise_min
    return expected_min + rules(flow).margin_min if said < 0 else said
