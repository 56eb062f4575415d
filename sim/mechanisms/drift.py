"""Drift: idle couriers ride back to where stores are, unless the platform sends them somewhere.

Row 37, «减少空驶»: fewer empty kilometres, which waiting near stores saves and going there costs.

    P(place) ~ popularity * exp(-way / scale_m),  of the open stores on the list of where he is

Who has been idle for `after_min` far from stores, farther than `near_m` from each, goes to one that
is drawn once for each idle spell, if he is there before his shift ends. Whom the platform has sent
somewhere stays there; with a policy of repositioning, or a dispatcher that sends couriers, nobody
drifts.

That couriers wait near stores is what riders tell and maps of them show; a simulator of meal
deliveries has them move on with probability 0.4 after a long wait (mdrp-sim). Sizes are choices.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.agents import store as stores_
from sim.agents.courier import Doing
from sim.city import cell_at
from sim.daytime import DAY_MIN
from sim.flow.entry import Resolved
from sim.flow.parts import Effect, Mechanism
from sim.flow.requests import MOVE
from sim.flow.travel import distance_m, ride_min
from sim.settings.drift import Drift
from sim.turns import Process, Turn, every

NAME = "drift"

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOVE_DTYPE = MOVE.dtype


class Reach(NamedTuple):
    """Who drifts, and how far."""

    after_min: float
    near_m: float
    scale_m: float


def process(market: Any) -> Process:
    """Every few minutes, after dispatch, unless the platform sends couriers where it wants them."""
    settings: Drift = market.scenario.mechanisms.drift
    # The process is there in any case: a warm-up is shared by arms of which some send couriers.
    is_theirs = not _platform_sends(market.scenario.policies)
    reach = Reach(after_min=settings.after_min, near_m=settings.near_m, scale_m=settings.scale_m)

    def drift(_nth: int) -> None:
        if is_theirs:
            _drift(market, reach)

    return Process(NAME, Turn.MOVES, every(settings.every_min, market.start_min, 1), drift)


def _platform_sends(policies: Any) -> bool:
    """Whether it has a policy that names places to wait at, in whatever hours."""
    chosen = [policies.repositioning, policies.dispatch]
    if policies.repositioning.has_hours:
        chosen.append(policies.otherwise.repositioning)
    if policies.dispatch.has_hours:
        chosen.append(policies.otherwise.dispatch)
    return any(policy.sends_couriers for policy in chosen)


def _drift(market: Any, reach: Reach) -> None:
    """Those who have been idle for long ride to a store, if none is near."""
    now = market.now_min
    going = _who_go(market.view.columns, reach, market.seed, now)
    if len(going) > 0:
        market.moved.append(market.flow.move(going.view(_MOVE_DTYPE), now))


@njit(cache=True)
def who_go(world: Any, reach: Any, seed: int, now: float) -> Any:
    """Who sets out, and to where: (n_going,) of MOVE.

    Parameters
    ----------
    world
        The market's columns.
    reach : Reach
    seed
        Of the run.
    now
        Minutes since the run's first midnight.
    """
    going, n_going = np.empty(len(world.couriers), _MOVE_DTYPE), 0
    grid = world.grid[0]
    for row in range(len(world.couriers)):
        courier = world.couriers[row]
        if not is_idle_for_long(courier, now, reach.after_min):
            continue
        cell = cell_at(courier.to_x_m, courier.to_y_m, grid.cell_m, grid.n_cells_x, grid.n_cells_y)
        listed = world.shown[cell]
        metres = ways_m(world, courier, listed)
        if metres.min() <= reach.near_m:
            continue
        weights = worth(world, listed, metres, now % DAY_MIN, reach.scale_m)
        # A draw for each idle spell, which begins with a leg that leads nowhere.
        goal = drawn(weights, luck.luck(seed, luck.DRIFT, row, courier.leg_id))
        if goal < 0 or not is_in_time(world, courier, metres[goal], now):
            continue
        store = world.stores[listed[goal]]
        going[n_going].courier = row
        going[n_going].x_m, going[n_going].y_m = store.x_m, store.y_m
        n_going += 1
    return going[:n_going]


# An entry point: it is asked every few minutes.
_who_go = Resolved(who_go)


@njit(cache=True)
def is_idle_for_long(courier: Any, now: float, after_min: float) -> Any:
    """Whether he has nothing in hand and has not been sent anywhere since."""
    # `moving` is 1 from a ride to a waiting place until the next order, or the next shift.
    stays = courier.doing == Doing.IDLE and courier.moving == 0
    return stays and courier.arrive_min <= now - after_min


@njit(cache=True)
def ways_m(world: Any, courier: Any, listed: Ints) -> Any:
    """Ridden from where a courier is to the stores of a list, (n_listed,); inf: none."""
    metres = np.full(len(listed), np.inf)
    for nth in range(len(listed)):
        if listed[nth] >= 0:
            store = world.stores[listed[nth]]
            metres[nth] = distance_m(
                world.travel[0], courier.to_x_m, courier.to_y_m, store.x_m, store.y_m
            )
    return metres


@njit(cache=True)
def worth(world: Any, listed: Ints, metres: Floats, minute: float, scale_m: float) -> Any:
    """What waiting at each store of a list is worth, if it is open, (n_listed,).

    Parameters
    ----------
    world
        The market's columns.
    listed, metres
        Rows of stores, -1 for none, and the way to each, (n_listed,).
    minute
        After midnight.
    scale_m
        A way for which a place is worth 1/e as much.
    """
    weights = np.zeros(len(listed))
    for nth in range(len(listed)):
        if listed[nth] >= 0:
            store = world.stores[listed[nth]]
            if stores_.is_open(store, minute):
                weights[nth] = store.popularity * math.exp(-metres[nth] / scale_m)
    return weights


@njit(cache=True)
def drawn(weights: Floats, draw: float) -> int:
    """A place, with probability in proportion to its weight; -1: all are 0."""
    cumulated = weights.cumsum()
    total = cumulated[-1]
    if total <= 0.0:
        return -1
    return min(int((cumulated <= draw * total).sum()), len(weights) - 1)


@njit(cache=True)
def is_in_time(world: Any, courier: Any, metres: float, now: float) -> Any:
    """Whether a courier is there before his shift ends."""
    return now + ride_min(world, courier.speed_factor, metres) <= courier.until_min


def kpis(result: Any) -> dict[str, float | None]:
    """How often couriers ride back to stores; of those who are sent nobody drifts."""
    sent = _platform_sends(result.scenario.policies)
    return {"drifts_per_day": 0.0 if sent else len(result.moves) / result.days}


MECHANISM = Mechanism(
    name=NAME,
    about="idle couriers ride back to where stores are, unless they are sent somewhere",
    effects=(
        Effect(
            rows=(37,),
            term_zh="减少空驶",
            term="couriers who go back to stores ride more with no food",
            lever="mechanisms.drift.enabled",
            metric="empty_km_share",
            direction="+",
            evidence="by definition: nobody sends food along",
        ),
    ),
    settings=Drift,
    process=process,
    kpis=kpis,
)
