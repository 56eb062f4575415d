"""Shelves: the portions that a store has, and those that the app believes in.

All that is known of stock is behind these functions; nobody else counts portions.
"""

from numba import njit

from sim.agents import store as stores
from sim.order import is_measured
from sim.schema import Rows


@njit(cache=True)
def is_listed(world, store):
    """Whether the app offers a store's food."""
    return stores.is_listed(store, world.kitchen[0].safety_buffer)


@njit(cache=True)
def reserve(world, store):
    """An order in the app: the app believes in one portion less."""
    if world.kitchen[0].stock_enabled:
        store.published_stock -= 1


@njit(cache=True)
def take(world, store, order):
    """Take a portion for an order; whether there was one. Who finds none is counted."""
    if not world.kitchen[0].stock_enabled:
        return True
    if store.physical_stock <= 0:
        store.n_sold_out += is_measured(order)
        return False
    store.physical_stock -= 1
    return True


def restock(shelves: Rows) -> None:
    """Fill every shelf up to the morning's stock, and publish it."""
    shelves["physical_stock"] = shelves["daily_stock"]
    shelves["published_stock"] = shelves["daily_stock"]


def delist(shelves: Rows, store: int) -> None:
    """A store takes itself off the app, until its shelf is counted again."""
    shelves["published_stock"][store] = 0


publish = stores.publish
