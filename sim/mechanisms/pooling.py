"""Pooling: a delivery whose store has nothing left is sent from the nearest store that has it.

Row 30, «资源共享和优势互补», «整合线上线下物流资源»: stocks of all channels and stores as one.

    sent from the open store with a portion that is nearest to the door, within `radius_m`

The store that was chosen looks at its shelf at once, so that its record is right again. The other
takes its place: its kitchen, its way to the door, its quality; promise and price stay those that
were paid. What is ordered ahead or picked up is not sent from elsewhere; what never runs out, and
shops of items (`sim.mechanisms.items`), send for nobody. One stock for many runs out more seldom
than many (Eppen 1979); that any store cooks what another sells is assumed.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.agents import store as stores
from sim.daytime import DAY_MIN
from sim.flow import kitchen, shelf
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism
from sim.flow.travel import distance_m
from sim.flow.world import World
from sim.mechanisms.figures import ratio
from sim.order import Channel, is_ahead, is_measured
from sim.schema import Rows, Schema
from sim.settings.pooling import Pooling

NAME = "pooling"

STORES = Schema(
    ("kin", "i4", "those that send for each other have the same number"),
)
# One row each; counts are of the days that count.
COUNTS = Schema(
    ("n_lacking", "i8", "deliveries whose store had nothing left"),
    ("n_rescued", "i8", "of them, sent from another"),
    ("more_m", "f8", "by how much its way was longer, metres"),
)
RULES = Schema(
    ("radius_m", "f8", "from the consumer to another store, on the way"),
)
_STORES, _COUNTS, _RULES = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """All stores of one kin, nothing counted yet, and how far others may be."""
    settings: Pooling = scenario.mechanisms.pooling
    radius_m = settings.radius_m * scenario.couriers.detour
    return STORES.empty(scenario.stores.count), COUNTS.empty(1), RULES.row(radius_m=radius_m)


def keep_within(world: World, kin: NDArray[np.int32]) -> None:
    """Let only stores of the same number send for each other."""
    own(world, NAME)[_STORES]["kin"] = kin


@njit
def supplied(world, found, order_id):
    """Of a store that has nothing left a delivery becomes that of the nearest that has it."""
    order = world.orders[order_id]
    if found or order.channel != Channel.DELIVERY or is_ahead(order):
        return found
    chosen, counts = world.stores[order.store], own(world, NAME)[_COUNTS][0]
    chosen.recorded_stock = chosen.published_stock = chosen.physical_stock
    counts.n_lacking += is_measured(order)
    other_id = _nearest(world, order)
    if other_id < 0:
        return False
    counts.n_rescued += is_measured(order)
    chosen.n_sold_out -= is_measured(order)
    before_m = order.distance_m
    _move(world, order_id, other_id)
    if is_measured(order):
        counts.more_m += order.distance_m - before_m
    return True


@njit
def _nearest(world, order):
    """The open store with a portion nearest to the door of an order; -1: none within reach."""
    nearest, least_m = -1, own(world, NAME)[_RULES][0].radius_m
    family = own(world, NAME)[_STORES]
    minute = order.placed_min % DAY_MIN
    for row in range(len(world.stores)):
        store = world.stores[row]
        if store.physical_stock <= 0 or not stores.is_open(store, minute):
            continue
        if stores.is_endless(store) or family[row].kin != family[order.store].kin:
            continue
        metres = _way_m(world, store, order)
        if metres <= least_m:
            nearest, least_m = row, metres
    return nearest


@njit
def _way_m(world, store, order):
    return distance_m(world.travel[0], store.x_m, store.y_m, order.door_x_m, order.door_y_m)


@njit
def _move(world, order_id, other_id):
    """Another store takes an order, with a portion of its own, and says when it will be ready."""
    order = world.orders[order_id]
    chosen, other = world.stores[order.store], world.stores[other_id]
    shelf.reserve(world, other)
    shelf.take(world, other, order)
    chosen.n_orders -= 1
    other.n_orders += 1
    order.store = other_id
    order.distance_m = _way_m(world, other, order)
    order.service_min *= other.preparation_min / chosen.preparation_min
    kitchen.predict(world, order_id, order.ready_min, order.placed_min)


def kpis(result: Any) -> dict[str, float | None]:
    """How many were sent from elsewhere, and from how much farther."""
    counts = result.own[NAME][_COUNTS][0]
    lacking, rescued = int(counts["n_lacking"]), int(counts["n_rescued"])
    return {
        "rescued_share": ratio(rescued, lacking),
        "rescue_more_mean_km": float(counts["more_m"] / rescued / 1000) if rescued else None,
    }


MECHANISM = Mechanism(
    name=NAME,
    about="what the chosen store has not is sent from the nearest that has it",
    effects=(
        Effect(
            rows=(30,),
            term_zh="就近门店发货",
            term="sent from the nearest store that has it: fewer are cancelled",
            lever="mechanisms.pooling.radius_m",
            metric="out_of_stock_share",
            direction="-",
            evidence="Eppen 1979: one stock for many runs out more seldom",
            change=("0", "2500"),
            scenario="ship-from-nearest",
        ),
        Effect(
            rows=(30,),
            term_zh="跨店履约的距离",
            term="from farther off where need be",
            lever="mechanisms.pooling.radius_m",
            metric="rescued_share",
            direction="+",
            evidence="by geometry",
            change=("300", "2500"),
            scenario="ship-from-nearest",
        ),
    ),
    settings=Pooling,
    rows=rows,
    kpis=kpis,
    supplied=supplied,
)
