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
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.agents import store as stores_
from sim.agents.courier import Doing
from sim.daytime import DAY_MIN
from sim.flow.parts import Effect, Mechanism
from sim.flow.requests import MOVE
from sim.flow.travel import distance_m, ride_min
from sim.schema import Rows
from sim.settings.drift import Drift
from sim.turns import Process, Turn, every

NAME = "drift"

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def process(market: Any) -> Process:
    """Every few minutes, after dispatch, unless the platform sends couriers where it wants them."""
    settings: Drift = market.scenario.mechanisms.drift
    # The process is there in any case: a warm-up is shared by arms of which some send couriers.
    is_theirs = not _platform_sends(market.scenario.policies)

    def drift(_nth: int) -> None:
        if is_theirs:
            _drift(market, settings)

    return Process(NAME, Turn.MOVES, every(settings.every_min, market.start_min, 1), drift)


def _platform_sends(policies: Any) -> bool:
    """Whether it has a policy that names places to wait at, in whatever hours."""
    chosen = [policies.repositioning, policies.dispatch]
    if policies.repositioning.has_hours:
        chosen.append(policies.otherwise.repositioning)
    if policies.dispatch.has_hours:
        chosen.append(policies.otherwise.dispatch)
    return any(policy.sends_couriers for policy in chosen)


def _drift(market: Any, settings: Drift) -> None:
    """Those who have been idle for long ride to a store, if none is near."""
    world, columns, now = market.world, market.view.columns, market.now_min
    couriers = world.couriers
    who = _idle_for_long(couriers, now, settings)
    listed = world.shown[market.city.cell_of(couriers["to_x_m"][who], couriers["to_y_m"][who])]
    metres = ways_m(columns, who, listed)
    far = metres.min(axis=1, initial=np.inf) > settings.near_m
    if not far.any():
        return
    who, listed, metres = who[far], listed[far], metres[far]
    weights = worth(columns, listed, metres, now % DAY_MIN, settings.scale_m)
    goals = drawn(weights, _draws(market.seed, who, couriers["leg_id"][who]))
    row = np.flatnonzero(goals >= 0)
    row = row[in_time(columns, who[row], metres[row, goals[row]], now)]
    if len(row) > 0:
        stores = world.stores[listed[row, goals[row]]]
        moves = MOVE.empty(len(row))
        moves["courier"] = who[row]
        moves["x_m"], moves["y_m"] = stores["x_m"], stores["y_m"]
        market.moved.append(market.flow.move(moves, now))


def _idle_for_long(couriers: Rows, now: float, settings: Drift) -> Ints:
    """Rows of those who have nothing in hand and have not been sent anywhere since."""
    # `moving` is 1 from a ride to a waiting place until the next order, or the next shift.
    stays = (couriers["doing"] == Doing.IDLE) & (couriers["moving"] == 0)
    return np.flatnonzero(stays & (couriers["arrive_min"] <= now - settings.after_min))


def _draws(seed: int, who: Ints, leg: Ints) -> Floats:
    """A draw for each courier and idle spell, which begins with a leg that leads nowhere."""
    pairs = zip(who.tolist(), leg.tolist(), strict=True)
    return np.array([luck.luck(seed, luck.DRIFT, courier, nth) for courier, nth in pairs])


@njit(cache=True)
def ways_m(world: Any, who: Ints, listed: Ints) -> Any:
    """Ridden from where couriers are to the stores of a list, (n_couriers, n_listed); inf: none."""
    metres = np.full(listed.shape, np.inf)
    for row in range(len(who)):
        here = world.couriers[who[row]]
        for nth in range(listed.shape[1]):
            if listed[row, nth] >= 0:
                store = world.stores[listed[row, nth]]
                metres[row, nth] = distance_m(
                    world.travel[0], here.to_x_m, here.to_y_m, store.x_m, store.y_m
                )
    return metres


@njit(cache=True)
def worth(world: Any, listed: Ints, metres: Floats, minute: float, scale_m: float) -> Any:
    """What waiting at each store of a list is worth, if it is open, (n_couriers, n_listed).

    Parameters
    ----------
    world
        The market's columns.
    listed, metres
        Rows of stores, -1 for none, and the way to each, (n_couriers, n_listed).
    minute
        After midnight.
    scale_m
        A way for which a place is worth 1/e as much.
    """
    weights = np.zeros(listed.shape)
    for row in range(listed.shape[0]):
        for nth in range(listed.shape[1]):
            if listed[row, nth] >= 0:
                store = world.stores[listed[row, nth]]
                if stores_.is_open(store, minute):
                    weights[row, nth] = store.popularity * math.exp(-metres[row, nth] / scale_m)
    return weights


@njit(cache=True)
def in_time(world: Any, who: Ints, metres: Floats, now: float) -> Any:
    """Whether couriers are there before their shifts end, (n_couriers,)."""
    comes = np.zeros(len(who), np.bool_)
    for row in range(len(who)):
        courier = world.couriers[who[row]]
        ride = ride_min(world, courier.speed_factor, metres[row])
        comes[row] = now + ride <= courier.until_min
    return comes


def drawn(weights: Floats, draws: Floats) -> Ints:
    """A column for each row of weights, with probability in proportion; -1: all are 0."""
    cumulated = weights.cumsum(axis=1)
    total = cumulated[:, -1]
    found = (cumulated <= (draws * total)[:, None]).sum(axis=1)
    return np.where(total > 0, np.minimum(found, weights.shape[1] - 1), -1)


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
