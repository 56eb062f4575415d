"""The checkout: an order is written down, paid, promised and sent to the kitchen."""

import math

from sim import luck
from sim.agents.store import ENDLESS
from sim.flow.news import News, NewsItem
from sim.ledger import Account, Kind
from sim.order import Cause, Channel, State
from tests.reference import confirmation, preorder, reservation, rival, visit
from tests.reference.coupons import redeem
from tests.reference.luck import four
from tests.reference.mechanisms import reaction
from tests.reference.offers import delivery_fee_cents, expected_min, promise_min
from tests.reference.order import Order
from tests.reference.plain import distance_m, ledger


def new_order(flow, key, store_id, channel, cell, door):
    """An order as it stands before anything happens to it; who ordered it remembers."""
    consumer = flow.rows.consumers[key.consumer]
    order = write_row(flow, key, consumer.segment, store_id, channel, cell, door)
    consumer.n_orders += 1
    consumer.last_store = store_id
    consumer.last_order_min = flow.now
    return order


def write_row(flow, key, segment, store_id, channel, cell, door):
    """An order of anybody."""
    store, row = flow.rows.stores[store_id], flow.next_row()
    row.consumer, row.need = key
    row.store = store_id
    row.courier = row.coupon = row.refused_by = row.next_in_queue = -1
    row.channel = channel
    row.state = State.PLACED
    row.zone = flow.rows.cell_zone[cell]
    row.segment = segment
    row.weather = flow.state.weather
    row.door_x_m, row.door_y_m = door
    row.distance_m = distance_m(flow.rows.travel[0], store.x_m, store.y_m, *door)
    row.placed_min = flow.now
    row.wanted_min = flow.now
    for moment in ("cooking", "ready", "assigned", "at_store", "picked_up", "ended"):
        row[f"{moment}_min"] = math.nan
    store.n_orders += 1
    order = Order(flow, row)
    flow.orders.append(order)
    row.service_min = store.preparation_min * order.kitchen.work_factor(key)
    return order


def charge(order, basket_cents, coupon):
    """Price, coupon and commission in whole cents; the consumer pays."""
    flow, row = order.flow, order.row
    terms = flow.rows.terms[0]
    fee_cents = terms.service_fee_cents
    if row.channel == Channel.DELIVERY:
        who, metres = int(row.consumer), row.distance_m
        fee_cents += delivery_fee_cents(flow, who, order.store, metres, basket_cents)
    row.basket_cents = round(basket_cents)
    row.fee_cents = round(fee_cents)
    if row.channel == Channel.PICKUP:
        row.platform_discount_cents = min(terms.pickup_discount_cents, row.basket_cents)
    if coupon >= 0:
        redeem(order, coupon)
    taken = terms.small_commission_share if order.store.small else terms.commission_share
    row.commission_cents = round(taken * row.basket_cents)
    ledger.book_payment(flow.rows.book, flow.day, row, terms.payment_fee_share)


def place(order, recorded_ready_min=math.nan):
    """A paid order gets its promise, and goes to the kitchen if there is a portion left."""
    flow, row = order.flow, order.row
    if math.isnan(recorded_ready_min):
        row.predicted_ready_min = flow.now + order.kitchen.predicted_min(order.key)
    else:
        row.service_min = math.nan
        row.predicted_ready_min = recorded_ready_min
    ready = max(0.0, row.predicted_ready_min - flow.now)
    if row.channel == Channel.DELIVERY:
        row.expected_min = expected_min(flow, ready, row.distance_m)
        row.promised_min = flow.now + promise_min(flow, order.store, ready, row.distance_m)
    elif row.channel == rival.channel(flow):
        rival.promise(order, ready)
    else:
        walk_min = row.distance_m / flow.rows.choice[0].walk_m_per_min
        row.expected_min = max(ready, walk_min)
        row.promised_min = flow.now + row.expected_min
    order.tell("placed")
    if not is_set_aside(order):
        return
    if not math.isnan(recorded_ready_min):
        flow.env.process(order.kitchen.follow_record(order, recorded_ready_min))
        set_off(order)
    elif row.channel != rival.channel(flow) and confirmation.is_held(order):
        flow.env.process(confirmation.answer(order, go_on))
    else:
        go_on(order)


def go_on(order):
    """The kitchen has it."""
    order.be_cooked()
    set_off(order)


def set_off(order):
    """It is waited for, and brought or fetched."""
    flow, row = order.flow, order.row
    if flow.rows.patience[0].enabled:
        flow.env.process(visit.lose_patience(order))
    if row.channel == Channel.DELIVERY:
        flow.dispatch.add(order)
    elif row.channel == rival.channel(flow):
        flow.env.process(rival.bring(order))
    else:
        flow.env.process(visit.collect(order))


def is_set_aside(order):
    """Whether there is a portion for an order of the app; without, it is over and that is news."""
    flow = order.flow
    if counts_portions(order):
        order.store.published_stock -= 1
        write_off(order)
    found = reaction(flow, "supplied", takes_portion(order), order.id)
    order.store, order.kitchen = flow.rows.stores[order.row.store], flow.kitchens[order.row.store]
    if found:
        return True
    flow.news.append(NewsItem(News.SOLD_OUT, int(order.row.store), flow.now))
    order.give_up(Cause.OUT_OF_STOCK)
    return False


def order_ahead(order):
    """A paid order waits for its time, if there is a portion left."""
    flow, row = order.flow, order.row
    preorder.plan(flow, row.consumer).wanted_min = row.wanted_min
    order.consumer.last_order_min = row.wanted_min
    row.expected_min = row.wanted_min - flow.now
    before_min = 0.0
    if row.channel == Channel.DELIVERY:
        before_min = expected_min(flow, 0.0, row.distance_m) + preorder.rules(flow).pad_min
    order.tell("placed")
    if not is_set_aside(order):
        return
    row.state = State.BOOKED
    row.predicted_ready_min = row.wanted_min - before_min
    flow.env.process(preorder.keep(order))


def reserve(order, basket_cents):
    """Pay the deposit, and take a place in the first slot."""
    flow, row = order.flow, order.row
    row.basket_cents = round(basket_cents)
    slot_min = reservation.first_slot_min(flow, order.key, int(row.store), row.distance_m)
    row.wanted_min = row.promised_min = slot_min
    row.expected_min = row.promised_min - flow.now
    deposit = Account.CONSUMER, Account.PLATFORM, reservation.rules(flow).deposit_cents
    ledger.post(flow.rows.book, flow.day, Kind.DEPOSIT, *deposit)
    order.tell("placed")
    if is_set_aside(order):
        reservation.take_slot(order)


def set_out(order, basket_cents):
    """A consumer walks to a store without ordering in the app."""
    flow, row = order.flow, order.row
    walk_min = row.distance_m / flow.rows.choice[0].walk_m_per_min
    row.basket_cents = round(basket_cents)
    row.expected_min = walk_min + order.store.quoted_min
    row.promised_min = flow.now + row.expected_min
    order.tell("placed")
    flow.env.process(visit.walk_in(order, flow.now + walk_min))


def sells_portion(order):
    """The same at the counter, where the record may miss it."""
    rules = order.flow.rows.kitchen[0]
    if not takes_portion(order):
        return False
    scanned = four(order.flow, luck.SHELF, order.key)[0] >= rules.scan_miss_share
    if counts_portions(order) and scanned:
        write_off(order)
    return True


def counts_portions(order):
    """Whether its store can run out."""
    return order.flow.rows.kitchen[0].stock_enabled and order.store.daily_stock != ENDLESS


def write_off(order):
    """One portion less in the record, and where that is told at once in the app."""
    store = order.store
    store.recorded_stock -= store.recorded_stock > 0
    if order.flow.rows.kitchen[0].synced_at_once:
        store.published_stock = store.recorded_stock


def takes_portion(order):
    """Take a portion off the shelf, with which another may vanish; False when it is empty."""
    rules, store = order.flow.rows.kitchen[0], order.store
    if not counts_portions(order):
        return True
    if store.physical_stock <= 0:
        store.n_sold_out += 1
        return False
    store.physical_stock -= 1
    if four(order.flow, luck.SHELF, order.key)[1] < rules.shrink_share and store.physical_stock > 0:
        store.physical_stock -= 1
        cents = round(rules.food_cost_share * order.row.basket_cents)
        store.n_shrunk += 1
        store.shrunk_cents += cents
        supplied = Account.STORE, Account.SUPPLIER, cents
        ledger.post(order.flow.rows.book, order.flow.day, Kind.SHRINKAGE, *supplied)
    return True
