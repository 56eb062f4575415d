"""Addresses: some are imprecise, so that couriers search for the door, and not always find it.

Row 34, «地址精准度»: how precise addresses are.

    search     = exponential(search_min) of each delivery to an imprecise address
    at a door  = parking and the way up + min(search, give_up_min)
    drop fails   if search > give_up_min, so with probability exp(-give_up_min / search_min)
    corrected    with probability corrected_share after each that was found: no search from then on

Whose address is imprecise is a lasting draw, of home and work alike. Who is not found gets all back
from the platform and is disappointed as by any order that fails; the store is paid for its food and
the courier for the way. Nobody knows of a search beforehand: dispatch plans without it, and the
promise learns of it as of all that lasts longer than its formula says.

An address in twenty, three to six minutes and one drop of two hundred that fails are what parcel
carriers say of themselves, so more than among meals; how many addresses are corrected is a choice.
It lacks calls to the consumer, couriers who remember a door, and addresses that become imprecise.
"""

from typing import Any

import numpy as np
from numba import njit

from sim import luck
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism
from sim.flow.world import World
from sim.mechanisms.figures import ratio
from sim.order import is_measured
from sim.schema import Rows, Schema
from sim.settings.addresses import Addresses

NAME = "addresses"

# Item of the luck of a delivery; that of a consumer is 0.
OF_DELIVERY = 1

# A row for each consumer.
PEOPLE = Schema(("imprecise", "?", "the address, as it is known now"))
# One row, of orders that count.
COUNTS = Schema(
    ("n_doors", "i8", "deliveries that were brought to a door"),
    ("n_failed", "i8", "of them, given up there"),
    ("search_min", "f8", "searched for doors"),
)
RULES = Schema(
    ("search_min", "f8", "mean until an imprecise address is found"),
    ("give_up_min", "f8", "after which a courier gives up"),
    ("corrected_share", "f8", "of doors found, precise from then on"),
)
PEOPLE_ROWS, COUNTS_ROW, RULES_ROW = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Addresses, all precise as yet, nothing counted; and the rules."""
    settings: Addresses = scenario.mechanisms.addresses
    rules = RULES.row(**settings.model_dump(exclude={"enabled", "imprecise_share"}))
    return PEOPLE.empty(scenario.consumers.count), COUNTS.empty(1), rules


def live_past(world: World, scenario: Any) -> None:
    """Let some have an imprecise address."""
    people = own(world, NAME)[PEOPLE_ROWS]
    draws = luck.uniforms(scenario.city.seed, luck.ADDRESSES, len(people))[:, 0]
    people["imprecise"] = draws < scenario.mechanisms.addresses.imprecise_share


@njit
def door_min(world, minutes, order_id):
    """To an imprecise address it takes a search longer."""
    order = world.orders[order_id]
    return minutes + searched_min(world, order) if _is_imprecise(world, order) else minutes


@njit
def found(world, found, order_id):
    """Who has an imprecise address may not be found; if he is, it may be corrected."""
    order, counts = world.orders[order_id], own(world, NAME)[COUNTS_ROW][0]
    counts.n_doors += is_measured(order)
    if not _is_imprecise(world, order):
        return found
    rules = own(world, NAME)[RULES_ROW][0]
    if is_measured(order):
        counts.search_min += searched_min(world, order)
    if search_min(world, order) > rules.give_up_min:
        counts.n_failed += is_measured(order)
        return False
    seed = world.state[0].seed
    _, draw, _, _ = luck.four(seed, luck.ADDRESSES, order.consumer, order.need, OF_DELIVERY)
    if draw < rules.corrected_share:
        own(world, NAME)[PEOPLE_ROWS][order.consumer].imprecise = False
    return found


@njit
def searched_min(world, order):
    """For how long the courier of an order searches for an imprecise address."""
    return min(search_min(world, order), own(world, NAME)[RULES_ROW][0].give_up_min)


@njit
def search_min(world, order):
    """For how long he would have to, to find it."""
    seed = world.state[0].seed
    drawn = luck.exponential(seed, luck.ADDRESSES, order.consumer, order.need, OF_DELIVERY)
    return own(world, NAME)[RULES_ROW][0].search_min * drawn


@njit
def _is_imprecise(world, order):
    return own(world, NAME)[PEOPLE_ROWS][order.consumer].imprecise


def kpis(result: Any) -> dict[str, float | None]:
    """How long doors are searched for, how many are not found, how many addresses are wrong."""
    people, (counts,), _ = result.own[NAME]
    doors = float(counts["n_doors"])
    return {
        "door_search_mean_min": ratio(float(counts["search_min"]), doors),
        "failed_drop_share": ratio(float(counts["n_failed"]), doors),
        "imprecise_address_share": float(np.mean(people["imprecise"])),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="some addresses are imprecise: couriers search for the door, and may not find it",
    effects=(
        Effect(
            rows=(34,),
            term_zh="地址精准度",
            term="imprecise addresses: longer at the door",
            lever="mechanisms.addresses.imprecise_share",
            metric="door_search_mean_min",
            direction="+",
            evidence="by definition",
            change=("0.01", "0.1"),
            scenario="wrong-addresses",
        ),
        Effect(
            rows=(34,),
            term_zh="地址纠正",
            term="addresses that are corrected once found: fewer drops fail",
            lever="mechanisms.addresses.corrected_share",
            metric="failed_drop_share",
            direction="-",
            evidence="by definition: no search where the address is precise",
            change=("0", "1"),
            scenario="wrong-addresses",
        ),
        Effect(
            rows=(34,),
            term_zh="骑手等待时限",
            term="couriers who search for longer: fewer drops fail",
            lever="mechanisms.addresses.give_up_min",
            metric="failed_drop_share",
            direction="-",
            evidence="by definition",
            change=("5", "15"),
            scenario="wrong-addresses",
        ),
    ),
    settings=Addresses,
    rows=rows,
    past=live_past,
    kpis=kpis,
    door_min=door_min,
    found=found,
)
