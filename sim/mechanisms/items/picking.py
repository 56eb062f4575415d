"""Picking: what an order asks for is taken off the shelves of its shop, or another, or not."""

import numpy as np
from numba import njit

from sim import ledger, luck
from sim.agents.store import ENDLESS
from sim.flow.checkout import commission_cents
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_paid_at_store, is_platforms, own
from sim.flow.shelf import lose
from sim.mechanisms.items.columns import (
    ASKED_ROWS,
    COUNTS_ROWS,
    ITEM_ROWS,
    NAME,
    RULES_ROWS,
    SHOPS_ROWS,
)
from sim.order import is_measured

# What becomes of something wanted.
_LEFT_OUT, _HIDDEN, _LACKING, _AS_ORDERED, _SUBSTITUTE = range(5)  # the first two not ordered
_MOST_LINES = 200
_WHETHER_GIVEN_UP = 0  # among an order's draws; each line has two of its own


@njit
def supplied(world, found, order_id):
    """Whether an order gets enough of what it asks for; what it lacks is paid back."""
    if not found or nobody_chooses(world):
        return found
    order, rules = world.orders[order_id], own(world, NAME)[RULES_ROWS][0]
    if not own(world, NAME)[SHOPS_ROWS][order.store].is_shop:
        return found
    in_app = not is_paid_at_store(world, order.channel)
    rows, got = _order(world, order, in_app)
    _pick(world, order, rows, got, in_app)
    n_lines, n_lacking = np.sum(got >= _LACKING), np.sum(got == _LACKING)
    draw = _draws(world, order, _WHETHER_GIVEN_UP)[0]
    given_up = n_lacking == n_lines or (in_app and n_lacking > 0 and draw < rules.cancel_share)
    show(world, order.store)
    if in_app and is_measured(order):
        _count(world, order, got, given_up)
    if given_up:
        _put_back(world, rows, got)
        world.stores[order.store].n_sold_out += is_measured(order)
        return False
    _settle(world, order, got, in_app)
    return True


@njit
def show(world, store_id):
    """A shop is on the app while any of its items is."""
    items, count = own(world, NAME)[ITEM_ROWS], own(world, NAME)[RULES_ROWS][0].count
    first = store_id * count
    row = _next_shown(world, items, first, count, first)
    world.stores[store_id].published_stock = ENDLESS if _is_shown(world, items[row]) else 0


@njit
def _order(world, order, in_app):
    """What is wanted, as far as it is ordered: rows of the items, and what became of each line."""
    items, asked = own(world, NAME)[ITEM_ROWS], own(world, NAME)[ASKED_ROWS]
    rules = own(world, NAME)[RULES_ROWS][0]
    work = order.service_min / world.stores[order.store].preparation_min
    n_wanted = min(1 + round(rules.more_lines * work), _MOST_LINES)
    rows, got = np.empty(n_wanted, np.int64), np.full(n_wanted, _AS_ORDERED)
    first = order.store * rules.count
    for line in range(n_wanted):
        draw = _draws(world, order, 1 + 2 * line)[0]
        row = first + min(_asked_for(asked, draw), rules.count - 1)
        if in_app and not _is_shown(world, items[row]):
            if line > 0 and _draws(world, order, 2 + 2 * line)[0] < rules.left_out_share:
                got[line] = _HIDDEN if items[row].physical_stock > 0 else _LEFT_OUT
            else:
                row = _next_shown(world, items, first, rules.count, row)
        rows[line] = row
        if in_app and got[line] == _AS_ORDERED:
            items[row].published_stock = max(0, items[row].published_stock - 1)
    return rows, got


@njit
def _pick(world, order, rows, got, in_app):
    """Take what is ordered off the shelves, or what there is in its place.

    Parameters
    ----------
    world
        The columns.
    order
        Row of ORDER.
    rows, got : (n_lines,) of int
        Of the items, and what became of each; changed for what is not as it was ordered.
    in_app : bool
        Whether a picker does it, who sees what is gone, or whoever walks in.
    """
    items, rules = own(world, NAME)[ITEM_ROWS], own(world, NAME)[RULES_ROWS][0]
    for line in range(len(rows)):
        if got[line] != _AS_ORDERED:
            continue
        _, gives_way, scanned, kept = _draws(world, order, 1 + 2 * line)
        row = rows[line]
        if items[row].physical_stock <= 0:
            if in_app:
                items[row].recorded_stock = items[row].published_stock = 0
            row = _next_there(items, order.store * rules.count, rules.count, row)
            if items[row].physical_stock <= 0 or gives_way >= rules.substitute_share:
                got[line] = _LACKING
                continue
            rows[line], got[line] = row, _SUBSTITUTE
            if in_app:
                items[row].published_stock = max(0, items[row].published_stock - 1)
        _take(world, items[row], in_app or scanned >= rules.scan_miss_share)
        if kept < rules.shrink_share and items[row].physical_stock > 0:
            items[row].physical_stock -= 1
            lose(world, world.stores[order.store], order, 1.0 / len(rows))


@njit
def _draws(world, order, nth):
    """Of a line: what is asked for, whether another will do, is it scanned, does one vanish."""
    return luck.four(world.state[0].seed, luck.ITEMS, order.consumer, order.need, nth)


@njit
def _asked_for(asked, draw):
    """The item that a draw asks for."""
    low, high = 0, len(asked)
    while low < high:
        middle = (low + high) // 2
        if asked[middle].up_to < draw:
            low = middle + 1
        else:
            high = middle
    return low


@njit
def _take(world, item, seen):
    """A portion less on the shelf, and in the record if it is seen."""
    item.physical_stock -= 1
    if seen:
        item.recorded_stock = max(0, item.recorded_stock - 1)
    if world.kitchen[0].synced_at_once:
        item.published_stock = item.recorded_stock


@njit
def _put_back(world, rows, got):
    """What was picked for an order that is given up stands on its shelf again, and is recorded."""
    items = own(world, NAME)[ITEM_ROWS]
    for line in range(len(rows)):
        if got[line] in (_AS_ORDERED, _SUBSTITUTE):
            items[rows[line]].physical_stock += 1
            items[rows[line]].recorded_stock += 1


@njit
def _is_shown(world, item):
    return item.published_stock > world.kitchen[0].safety_buffer


@njit
def _next_shown(world, items, first, count, row):
    """The item itself, or the next of the store that the app shows; itself where it shows none.

    Parameters
    ----------
    world
        The columns.
    items
        Rows of ITEM (n_stores * n_items,).
    first, count : int
        Row of the store's first item, and how many it has.
    row : int
        Of the item.
    """
    for step in range(count):
        other = first + (row - first + step) % count
        if _is_shown(world, items[other]):
            return other
    return row


@njit
def _next_there(items, first, count, row):
    """The next item of the store that there is some of; itself where there is none."""
    for step in range(count):
        other = first + (row - first + step) % count
        if items[other].physical_stock > 0:
            return other
    return row


@njit
def _count(world, order, got, given_up):
    """What was wanted, ordered and brought, and what the app hid, at the price of a mean item."""
    counts = own(world, NAME)[COUNTS_ROWS][0]
    counts.n_orders += 1
    counts.n_given_up += int(given_up)
    counts.n_wanted += len(got)
    counts.n_lines += np.sum(got >= _LACKING)
    counts.n_supplied += np.sum(got == _AS_ORDERED)
    counts.n_substituted += np.sum(got == _SUBSTITUTE)
    counts.hidden_cents += round(order.basket_cents * np.sum(got == _HIDDEN) / len(got))


@njit
def _settle(world, order, got, in_app):
    """Of an order that is brought: charge for what was ordered, pay back and feel what lacks."""
    rules, n_lines = own(world, NAME)[RULES_ROWS][0], np.sum(got >= _LACKING)
    lacking = np.sum(got == _LACKING) / n_lines
    substituted = np.sum(got == _SUBSTITUTE) / n_lines
    left_cents = order.basket_cents - round(order.basket_cents * n_lines / len(got))
    lacking_cents = round(lacking * (order.basket_cents - left_cents))
    if not in_app:
        order.basket_cents -= left_cents + lacking_cents
        return
    order.reliability_score -= rules.lacking_weight * lacking
    order.reliability_score -= rules.substitute_weight * substituted
    back_cents = 0
    if is_platforms(world, order.channel):
        back_cents = _charge(world, order, left_cents, lacking_cents)
    if is_measured(order):
        counts = own(world, NAME)[COUNTS_ROWS][0]
        counts.substituted_parts += substituted
        counts.lacking_parts += lacking
        counts.back_cents += back_cents


@njit
def _charge(world, order, left_cents, lacking_cents):
    """What was not ordered is not charged for, what lacks is paid back; how much that is, cents.

    A discount stays, and so does as much of the basket as it asks for.
    """
    least_cents = (
        order.platform_discount_cents + order.store_discount_cents + order.sponsor_discount_cents
    )
    if order.coupon >= 0:
        over_cents = int(np.ceil(world.campaigns[order.coupon].over_cents))
        least_cents = max(least_cents, over_cents)
    left_cents = min(left_cents, max(0, order.basket_cents - least_cents))
    page = ledger.page_of(world.book, world.state[0].page, order)
    terms = world.terms[0]
    ledger.book_less(world.book, page, order, left_cents, terms.payment_fee_share)
    back_cents = min(lacking_cents, max(0, order.basket_cents - least_cents))
    ledger.book_part_refund(world.book, page, order, back_cents, terms.payment_fee_share)
    order.commission_cents = commission_cents(world, order)
    return back_cents
