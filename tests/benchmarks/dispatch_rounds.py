"""What one round of dispatch costs, in a city and in a megacity of the same density."""

import time
from typing import Any

import numpy as np

from sim.agents.courier import Doing
from sim.market import Market
from sim.order import State
from sim.policies.dispatch import BatchInsertion, DispatchPolicy, NearestIdle, RollingHorizon
from sim.policies.view import read_only
from sim.scenario import Scenario
from sim.schema import grown
from sim.simulation import alive

# Couriers and open orders: from a city to a megacity.
SIZES = ((2_500, 700), (5_000, 1_400), (10_000, 2_800), (25_000, 5_600), (50_000, 8_000))
COURIERS_PER_KM2 = 11.0
NOW_MIN = 720.0
REPEATS = 5


def rounds_ms() -> dict[str, dict[str, float]]:
    """CPU milliseconds of a round by policy and size, the least of a few repeats."""
    found: dict[str, dict[str, float]] = {}
    for n_couriers, n_orders in SIZES:
        market = crowded(n_couriers, n_orders)
        for policy in (NearestIdle(), BatchInsertion(), RollingHorizon()):
            size = f"{n_couriers} couriers, {n_orders} open orders"
            found.setdefault(policy.use, {})[size] = round(_least_ms(policy, market), 2)
    return found


def crowded(n_couriers: int, n_orders: int) -> Market:
    """A city at noon: three of five couriers have an order in hand, and all open orders are due."""
    side_m = 1000 * (n_couriers / COURIERS_PER_KM2) ** 0.5
    market = alive(
        Scenario.model_validate(
            {
                "title": "a crowded noon",
                "days": 1,
                "city": {"width_m": side_m, "height_m": side_m, "cell_m": 500},
                "consumers": {"count": 10},
                "stores": {"count": n_couriers // 2},
                "couriers": {"count": n_couriers},
            }
        )
    )
    draw = np.random.default_rng(0)
    for axis in ("x_m", "y_m"):  # stores as dense everywhere in every size
        market.world.stores[axis] = draw.uniform(0, side_m, len(market.world.stores))
    n_in_hand = 3 * n_couriers // 5
    world = market.world._replace(
        orders=grown(market.world.orders, 8192 + n_in_hand + n_orders),
        waiting=grown(market.world.waiting, 2048 + n_orders),
    )
    market.flow._hold(world)
    _fill_orders(world, n_in_hand, n_orders, draw, side_m)
    _fill_couriers(world, n_in_hand, draw, side_m)
    world.waiting[:n_orders] = np.arange(n_in_hand, n_in_hand + n_orders)
    world.state["n_waiting"] = n_orders
    world.state["n_orders"] = n_in_hand + n_orders
    return market


def _fill_orders(
    world: Any, n_in_hand: int, n_orders: int, draw: np.random.Generator, side_m: float
) -> None:
    orders = world.orders[: n_in_hand + n_orders]
    orders["store"] = draw.integers(len(world.stores), size=len(orders))
    store = world.stores[orders["store"]]
    for axis in ("x_m", "y_m"):
        door = store[axis] + draw.normal(0, 1200, len(orders))
        orders[f"door_{axis}"] = np.clip(door, 0, side_m)
    orders["distance_m"] = 1.35 * np.hypot(
        orders["door_x_m"] - store["x_m"], orders["door_y_m"] - store["y_m"]
    )
    orders["state"] = State.COOKING
    orders["courier"] = orders["refused_by"] = -1
    orders["placed_min"] = NOW_MIN - draw.uniform(0, 30, len(orders))
    orders["promised_min"] = orders["placed_min"] + 40
    orders["predicted_ready_min"] = NOW_MIN + draw.uniform(-5, 8, len(orders))
    orders["ready_min"] = np.nan


def _fill_couriers(world: Any, n_in_hand: int, draw: np.random.Generator, side_m: float) -> None:
    couriers = world.couriers
    couriers["doing"] = Doing.IDLE
    couriers["doing"][:n_in_hand] = Doing.RIDING
    for axis in ("x_m", "y_m"):
        couriers[f"to_{axis}"] = draw.uniform(0, side_m, len(couriers))
    couriers["arrive_min"] = NOW_MIN
    couriers["since_min"], couriers["until_min"] = NOW_MIN - 200, NOW_MIN + 200
    busy = couriers[:n_in_hand]
    busy["n_orders"], busy["n_stops"] = 1, 2
    busy["arrive_min"] = NOW_MIN + draw.uniform(0, 10, n_in_hand)
    orders, store = world.orders[:n_in_hand], world.stores[world.orders["store"][:n_in_hand]]
    orders["courier"] = np.arange(n_in_hand)
    stops = world.stops[:n_in_hand]
    stops["order"][:, 0] = stops["order"][:, 1] = np.arange(n_in_hand)
    stops["is_pickup"][:, 0] = 1
    for axis in ("x_m", "y_m"):
        stops[axis][:, 0] = busy[f"to_{axis}"] = store[axis]
        stops[axis][:, 1] = orders[f"door_{axis}"]
    couriers[:n_in_hand] = busy


def _least_ms(policy: DispatchPolicy, market: Market) -> float:
    view = market.view
    view.put(now_min=NOW_MIN, orders=read_only(market.world.orders))
    policy(view)  # compiled
    spent: list[float] = []
    for _ in range(REPEATS):
        start = time.process_time()
        decision = policy(view)
        spent.append(time.process_time() - start)
    assert len(decision.offers) + len(decision.moves) > 0
    return 1000 * min(spent)
