"""Slots of stores: how many places each has, how many of them are taken, and which is had first."""

import math
from typing import Any

from numba import njit

from sim.agents import store as stores
from sim.daytime import DAY_MIN
from sim.flow.composed import own
from sim.schema import Rows, Schema
from sim.settings.reservation import Reservation

NAME = "reservation"
CHANNEL_NAME = "reserve"

# A row for each store and slot that can be reserved at one time; later slots take old rows.
SLOT = Schema(
    ("number", "i8", "of the slot, counted from minute 0"),
    ("n_taken", "i4", "places taken in it"),
)
RULES = Schema(
    ("constant", "f8", "utils of reserving, beside those of walking in"),
    ("slot_min", "f8", "length of a slot"),
    ("n_kept", "i8", "slots of a store that are kept at one time"),
    ("capacity_share", "f8", "of the meals that cooks make in a slot, reserved at most"),
    ("ahead_min", "f8", "slots that begin within it are offered"),
    ("until_weight", "f8", "a minute until the slot in minutes of waiting"),
    ("margin_min", "f8", "minutes before the slot for which the kitchen plans the meal"),
    ("no_show_share", "f8", "of reservations, with reminder and deposit as they are"),
    ("deposit_cents", "i8", "held until the guest comes"),
    ("deposit_weight", "f8", "a cent of deposit in cents of price to who reserves"),
    ("fee_cents", "i8", "from store to platform for each guest who came"),
)
SLOTS, RULES_ROW = range(2)

NO_SLOT = -(2**62)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Slots in which nothing is taken; and the rules."""
    settings: Reservation = scenario.mechanisms.reservation
    elsewhere = {"enabled", "no_show_share", "reminder", "reminder_factor"}
    elsewhere |= {"deposit_factor", "usual_deposit_cents"}
    n_kept = int(settings.ahead_min // settings.slot_min) + 2
    slots = SLOT.empty(scenario.stores.count * n_kept)
    slots["number"] = NO_SLOT
    rules = RULES.row(
        **settings.model_dump(exclude=elsewhere),
        n_kept=n_kept,
        no_show_share=settings.no_shows_expected,
    )
    return slots, rules


@njit(cache=True)
def capacity(store, rules):
    """Places of a store in each slot."""
    meals = store.n_cooks * rules.slot_min / store.preparation_min
    return math.floor(rules.capacity_share * meals + 0.5)


@njit
def taken(world, store_id, number):
    """The row of a store's slot, emptied if it was another one's."""
    n_kept = own(world, NAME)[RULES_ROW][0].n_kept
    slot = own(world, NAME)[SLOTS][store_id * n_kept + number % n_kept]
    if slot.number != number:
        slot.number = number
        slot.n_taken = 0
    return slot


@njit
def first_slot(world, store_id, ready_min, now):
    """The first slot with room that begins when a guest is there and the meal ready, or none.

    Parameters
    ----------
    world
        The columns.
    store_id : int
        Row of the store.
    ready_min : float
        From when on, in so many minutes.
    now : float
        Minutes since the run's first midnight.
    """
    rules, store = own(world, NAME)[RULES_ROW][0], world.stores[store_id]
    places = capacity(store, rules)
    number = math.ceil((now + ready_min) / rules.slot_min)
    last = math.floor((now + rules.ahead_min) / rules.slot_min)
    while number <= last:
        opens = stores.is_open(store, number * rules.slot_min % DAY_MIN)
        if opens and taken(world, store_id, number).n_taken < places:
            return number
        number += 1
    return NO_SLOT
