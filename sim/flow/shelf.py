"""Shelves: the portions that a store has, those in its record, and those that the app believes in.

All that is known of stock is behind these functions; nobody else counts portions.

    shelf       what is there: the food itself
    record      what the store's own books say: off by what nobody saw, until the shelf is counted
    published   the record as the app last heard it, less what the app has sold since
"""

from numba import njit

from sim import luck
from sim.agents import store as stores
from sim.ledger import Account, Kind, page_of, post
from sim.order import is_measured
from sim.schema import Rows


@njit(cache=True)
def is_listed(world, store):
    """Whether a store's food is there as far as the app knows."""
    return stores.is_listed(store, world.kitchen[0].safety_buffer)


@njit(cache=True)
def takes_orders(world, store):
    """Whether a store has food for whoever sells it, and has not paused."""
    return is_listed(world, store) and not store.paused


@njit(cache=True)
def is_offered(world, store):
    """Whether the app offers a store's food: it is on it, and takes orders."""
    return takes_orders(world, store) and store.off_app == 0


@njit(cache=True)
def reserve(world, store):
    """An order in the app: app and record have one portion less, be it there or not."""
    if world.kitchen[0].stock_enabled and not stores.is_endless(store):
        store.published_stock -= 1
        _write_off(world, store)


@njit(cache=True)
def take(world, store, order):
    """Take a portion for an order of an app; whether there was one."""
    draws = _draws(world, order, world.kitchen[0].shrink_share)
    return _take(world, store, order, draws)


@njit(cache=True)
def sell(world, store, order):
    """Sell a portion at the counter, where not every one is scanned; whether there was one."""
    kitchen = world.kitchen[0]
    draws = _draws(world, order, kitchen.scan_miss_share + kitchen.shrink_share)
    found = _take(world, store, order, draws)
    counted = kitchen.stock_enabled and not stores.is_endless(store)
    if found and counted and draws[0] >= kitchen.scan_miss_share:
        _write_off(world, store)
    return found


@njit(cache=True)
def _draws(world, order, share):
    """Four draws of an order's, of which none is asked for where the share is 0."""
    if share == 0.0:
        return 1.0, 1.0, 1.0, 1.0
    return luck.four(world.state[0].seed, luck.SHELF, order.consumer, order.need, 0)


@njit(cache=True)
def _take(world, store, order, draws):
    """Whether there was a portion; who finds none is counted. Another may vanish with it."""
    kitchen = world.kitchen[0]
    if not kitchen.stock_enabled or stores.is_endless(store):
        return True
    if store.physical_stock <= 0:
        store.n_sold_out += is_measured(order)
        return False
    store.physical_stock -= 1
    if draws[1] < kitchen.shrink_share and store.physical_stock > 0:
        store.physical_stock -= 1
        lose(world, store, order, 1.0)
    return True


@njit(cache=True)
def lose(world, store, order, share):
    """A portion vanished beside an order's, so much of its basket: the store has paid for the food.

    Nobody records what it was; it is taken to be worth what is sold beside it.
    """
    cents = round(share * world.kitchen[0].food_cost_share * order.basket_cents)
    store.n_shrunk += 1
    store.shrunk_cents += cents * is_measured(order)
    page = page_of(world.book, world.state[0].page, order)
    post(world.book, page, Kind.SHRINKAGE, Account.STORE, Account.SUPPLIER, cents)


@njit(cache=True)
def _write_off(world, store):
    """The record has one portion less, if it has one, and the app may hear of it at once."""
    store.recorded_stock = max(0, store.recorded_stock - 1)
    if world.kitchen[0].synced_at_once:
        store.published_stock = store.recorded_stock


@njit(cache=True)
def begin(shelves, seed, day, count_days, error_sd, past_days):
    """Before the first day: records are right, and shelves hold what deliveries since left there.

    Parameters
    ----------
    shelves
        Rows of STORE (n_stores,), or of others that hold portions, of which only records are full.
    seed, day : int
        Of the run, and its first day.
    count_days : int
        Nights from one count of a shelf to the next.
    error_sd : float
        Of what is recorded of a delivery, portions.
    past_days : int
        How many days there were.
    """
    for row in range(len(shelves)):
        store = shelves[row]
        if stores.is_endless(store):
            continue
        wrong = 0
        for ago in range(1, min((day + row) % count_days, past_days) + 1):
            wrong += _mistake(store, seed, row, day - ago, error_sd)
        store.physical_stock = min(max(0, store.recorded_stock - wrong), stores.ENDLESS)
        store.n_filled = store.physical_stock


@njit(cache=True)
def count(shelves, day, count_days):
    """Put right the records of stores whose turn it is: of `count_days` nights each has one."""
    for row in range(len(shelves)):
        store = shelves[row]
        if (day + row) % count_days == 0 and not stores.is_endless(store):
            store.recorded_stock = store.physical_stock


@njit(cache=True)
def restock(shelves, seed, day, count_days, error_sd):
    """At midnight: count shelves whose turn it is, fill all as their records say, and tell the app.

    Parameters
    ----------
    shelves
        Rows of STORE (n_stores,), or of others that hold portions.
    seed, day : int
        Of the run, and the day that begins.
    count_days : int
        Nights from one count of a shelf to the next.
    error_sd : float
        Of what is recorded of a delivery, portions.
    """
    count(shelves, day, count_days)
    for row in range(len(shelves)):
        store = shelves[row]
        if stores.is_endless(store):
            continue
        delivered = max(0, store.daily_stock - store.recorded_stock)
        recorded = store.recorded_stock + delivered + _mistake(store, seed, row, day, error_sd)
        delivered = min(delivered, stores.ENDLESS - store.physical_stock)
        store.n_filled += delivered
        store.physical_stock += delivered
        store.recorded_stock = max(0, recorded)
    tell(shelves)


@njit(cache=True)
def _mistake(store, seed, row, day, error_sd):
    """Portions too many that are recorded of a day's delivery; where none ever comes, none.

    Parameters
    ----------
    store
        Row of STORE.
    seed, row, day : int
        Of the run, of the store, and the day that begins.
    error_sd : float
        Of what is recorded of a delivery, portions.
    """
    if error_sd == 0.0 or store.daily_stock == 0:
        return 0
    return round(error_sd * luck.normal(seed, luck.STOCK, row, day))


@njit(cache=True)
def tell(shelves):
    """Tell the app what every record says."""
    for row in range(len(shelves)):
        if not stores.is_endless(shelves[row]):
            shelves[row].published_stock = shelves[row].recorded_stock


def look(shelves: Rows, store: int) -> None:
    """A store that had to refuse an order looks at its shelf, and tells the app what is there."""
    if stores.is_endless(shelves[store]):
        return
    for known in ("recorded_stock", "published_stock"):
        shelves[known][store] = shelves["physical_stock"][store]
