"""A scene: what is seen of a city at one moment, and what was counted in it so far."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.kpis.parts import is_late, waited_for
from analysis.recordings.privacy import Veil
from sim.agents.courier import Doing
from sim.flow.parts import Taker
from sim.ledger import Account
from sim.market import Market
from sim.order import Channel, State
from sim.schema import Rows

# Positions are told in so many parts of the longer side of the city.
PARTS = 1000


@dataclass(frozen=True)
class Counted:
    """What a city has counted from its first midnight that counts up to a moment."""

    orders: int = 0  # of the platform
    delivered: int = 0
    # Of these, as the KPIs have it, without those ordered ahead; None: of none.
    door_min: float | None = None  # mean from click to door
    late_share: float | None = None
    platform_cents: int = 0  # what the platform has kept
    waiting: int = 0  # orders without a courier, now
    idle: int = 0  # couriers on shift, now


@dataclass(frozen=True)
class Scene:
    """A city at one moment; positions in parts of its longer side, from its south-west."""

    at_min: float
    weather: int  # 0 clear, 1 rain, 2 heavy rain
    couriers: list[int]  # (3 * n_on_shift,) x, y, 1 if busy
    waiting: list[int]  # (3 * n_waiting,) x and y of the door, minutes waited
    queued: list[int]  # (n_stores,) orders that wait for a cook


@dataclass(frozen=True)
class Place:
    """What stays as it is while the city lives."""

    width: int  # parts
    height: int
    stores: list[int]  # (2 * n_stores,) x, y


def place_of(market: Market) -> Place:
    """The city and its stores."""
    grid, stores = market.city, market.world.stores
    scale = _scale(market)
    return Place(
        round(grid.n_cells_x * grid.cell_m * scale),
        round(grid.n_cells_y * grid.cell_m * scale),
        _flat(stores["x_m"] * scale, stores["y_m"] * scale),
    )


def scene_of(market: Market, veil: Veil | None = None) -> Scene:
    """What is seen of a market, now; of recorded orders behind a veil."""
    world, now, scale = market.world, market.now_min, _scale(market)
    on_shift = np.flatnonzero(world.couriers["doing"] != Doing.OFF)
    couriers = world.couriers[on_shift]
    x_m, y_m = _positions(couriers, now)
    rows = world.waiting[: world.state["n_waiting"][0]]
    waiting = world.orders[rows]
    door_x_m, door_y_m = waiting["door_x_m"], waiting["door_y_m"]
    if veil is not None:
        x_m, y_m = veil.over(x_m, y_m, on_shift)
        door_x_m, door_y_m = veil.over(door_x_m, door_y_m, rows)
    return Scene(
        at_min=now,
        weather=market.weather,
        couriers=_flat(x_m * scale, y_m * scale, couriers["doing"] != Doing.IDLE),
        waiting=_flat(door_x_m * scale, door_y_m * scale, now - waiting["placed_min"]),
        queued=world.stores["n_queued"].tolist(),
    )


def counted_in(market: Market) -> Counted:
    """What a market has counted so far, from minute 0 on."""
    world = market.world
    orders = world.orders[: world.state["n_orders"][0]]
    orders = orders[np.searchsorted(orders["placed_min"], 0.0) :]
    delivery = orders["channel"] == Channel.DELIVERY
    delivered = orders[delivery & (orders["state"] == State.FULFILLED)]
    waited = waited_for(delivered)
    door_min = waited["ended_min"] - waited["placed_min"]
    takers = market.parts.takers[orders["channel"]]
    return Counted(
        orders=int(np.count_nonzero(takers == Taker.PLATFORM)),
        delivered=len(delivered),
        door_min=float(door_min.mean()) if len(waited) else None,
        late_share=float(is_late(waited).mean()) if len(waited) else None,
        platform_cents=int(world.book[:-1, :, Account.PLATFORM].sum()),
        waiting=int(world.state["n_waiting"][0]),
        idle=int(np.count_nonzero(world.couriers["doing"] == Doing.IDLE)),
    )


def _positions(
    couriers: Rows, now_min: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # (n,) each
    """Where couriers are, metres; `sim.agents.courier.position` of many."""
    length = couriers["arrive_min"] - couriers["depart_min"]
    rides = (now_min < couriers["arrive_min"]) & (length > 0)
    share = np.ones(len(couriers))
    gone = np.maximum(0.0, now_min - couriers["depart_min"])
    np.divide(gone, length, out=share, where=rides)
    x_m, y_m = (
        couriers[f"from_{axis}_m"] + share * (couriers[f"to_{axis}_m"] - couriers[f"from_{axis}_m"])
        for axis in "xy"
    )
    return x_m, y_m


def _scale(market: Market) -> float:
    """Parts in a metre."""
    city = market.city
    return PARTS / (max(city.n_cells_x, city.n_cells_y) * city.cell_m)


def _flat(*columns: NDArray[np.float64]) -> list[int]:
    """Rows one after the other, in whole numbers."""
    flat: list[int] = np.stack(columns, axis=1).round().astype(int).ravel().tolist()
    return flat
