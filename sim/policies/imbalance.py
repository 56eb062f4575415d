"""Imbalance: who idles where too many do, which zones lack couriers, and the rides between them."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.agents.courier import Doing
from sim.flow.travel import distance_m, ride_min
from sim.order import Channel
from sim.policies.view import MarketView
from sim.schema import Rows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Orders older than so many half-lives are forgotten.
_FORGOTTEN = 10.0


@dataclass(frozen=True)
class Imbalance:
    """Who may leave, what is lacking where, and the rides that could be."""

    courier: Ints  # (n_leavers,) rows of couriers, ascending
    origin: Ints  # (n_leavers,) their zones
    surplus: Ints  # (n_zones,) couriers that may leave
    deficit: Ints  # (n_zones,) couriers that are lacking
    place: Ints  # (n_zones,) store at which couriers wait
    leaver: Ints  # (n_rides,) row of the leaver, ascending
    goal: Ints  # (n_rides,) zone
    metres: Floats  # (n_rides,)


def imbalance_of(
    view: MarketView, half_life_min: float, radius_m: float, least_stay_min: float
) -> Imbalance | None:
    """What could be done now; None: nothing."""
    couriers, stores, now = view.couriers, view.stores, view.now_min
    idle = np.flatnonzero(couriers["doing"] == Doing.IDLE)
    demand: Floats = _demand(view.columns, half_life_min, now)
    if len(idle) == 0 or demand.sum() == 0:
        return None
    zone = view.city.zone_of(couriers["to_x_m"][idle], couriers["to_y_m"][idle]).astype(np.int64)
    by_zone = _sums(stores["zone"], demand, view.n_zones)
    gap = np.bincount(zone, minlength=view.n_zones) - shares(by_zone, len(idle))
    surplus, deficit = np.maximum(gap, 0), np.maximum(-gap, 0)
    place = _places(stores, demand, by_zone)
    may_leave = (surplus[zone] > 0) & (now >= couriers["arrive_min"][idle] + least_stay_min)
    leavers = idle[may_leave]
    leaver, goal, metres = _rides(
        view.columns, leavers, np.flatnonzero(deficit), place, radius_m, now
    )
    return Imbalance(leavers, zone[may_leave], surplus, deficit, place, leaver, goal, metres)


def _sums(zone: Ints, values: Floats, n_zones: int) -> Floats:
    """Sums of values by zone, (n_zones,)."""
    return np.bincount(zone, weights=values, minlength=n_zones).astype(np.float64)


def shares(weights: Floats, count: int) -> Ints:
    """A count in proportion to weights, in whole numbers; ties go to the first."""
    exact = count * weights / weights.sum()
    whole: Ints = np.floor(exact).astype(np.int64)
    largest_rest = np.argsort(whole - exact, kind="stable")
    whole[largest_rest[: count - whole.sum()]] += 1
    return whole


def _places(stores: Rows, demand: Floats, by_zone: Floats) -> Ints:
    """The store nearest to the middle of each zone's demand; -1: none is asked for."""
    zone = stores["zone"]
    weight = np.maximum(by_zone, np.finfo(float).tiny)
    x_m = _sums(zone, demand * stores["x_m"], len(by_zone)) / weight
    y_m = _sums(zone, demand * stores["y_m"], len(by_zone)) / weight
    off_m = np.hypot(stores["x_m"] - x_m[zone], stores["y_m"] - y_m[zone])
    place = np.full(len(by_zone), -1)
    nearest_last = np.lexsort((-np.arange(len(stores)), -off_m))
    place[zone[nearest_last]] = nearest_last
    return np.where(by_zone > 0, place, -1)


@njit(cache=True)
def _demand(world: Any, half_life_min: float, now: float) -> Any:
    """Deliveries ordered from each store, the older the less, (n_stores,)."""
    demand = np.zeros(len(world.stores))
    for row in range(world.state[0].n_orders - 1, -1, -1):
        order = world.orders[row]
        half_lives = (now - order.placed_min) / half_life_min
        if half_lives > _FORGOTTEN:
            break
        if order.channel == Channel.DELIVERY:
            demand[order.store] += math.exp(-math.log(2.0) * half_lives)
    return demand


@njit(cache=True)
def _rides(world: Any, leavers: Ints, goals: Ints, place: Ints, radius_m: float, now: float) -> Any:
    """Rides from who may leave to zones that lack couriers: leaver, zone and metres, (n_rides,).

    Those within the radius that end before the shift does.

    Parameters
    ----------
    world
        The market's columns.
    leavers : (n_leavers,) int
        Rows of couriers.
    goals : (n_goals,) int
        Zones.
    place : (n_zones,) int
        Row of the store at which a zone's couriers wait.
    radius_m : float
        Longest way, ridden, metres.
    now : float
        Minute of the run.
    """
    travel = world.travel[0]
    n_most = len(leavers) * len(goals)
    leaver, goal = np.empty(n_most, np.int64), np.empty(n_most, np.int64)
    metres = np.empty(n_most, np.float64)
    n_rides = 0
    for row in range(len(leavers)):
        courier = world.couriers[leavers[row]]
        for nth in range(len(goals)):
            store = world.stores[place[goals[nth]]]
            way_m = distance_m(travel, courier.to_x_m, courier.to_y_m, store.x_m, store.y_m)
            if way_m > radius_m:
                continue
            if now + ride_min(world, courier.speed_factor, way_m) > courier.until_min:
                continue
            leaver[n_rides], goal[n_rides], metres[n_rides] = row, goals[nth], way_m
            n_rides += 1
    return leaver[:n_rides], goal[:n_rides], metres[:n_rides]


@njit(cache=True)
def nearest_first(
    sequence: Ints, leaver: Ints, goal: Ints, origin: Ints, left: Ints, lacks: Ints
) -> Any:
    """Rides taken one after the other while they are of use, (n_moves,).

    Parameters
    ----------
    sequence : (n_rides,) int
        Rows of the rides, those to be taken first at the front.
    leaver, goal : (n_rides,) int
        Row of who rides, and the zone where to.
    origin : (n_leavers,) int
        Zones of those who may leave.
    left, lacks : (n_zones,) int
        Couriers who may still leave each zone, and who are still lacking; counted down.
    """
    stays = np.ones(len(origin), np.bool_)
    taken = np.empty(len(origin), np.int64)
    n_taken = 0
    for ride in sequence:
        who, where = leaver[ride], goal[ride]
        if stays[who] and left[origin[who]] > 0 and lacks[where] > 0:
            stays[who] = False
            left[origin[who]] -= 1
            lacks[where] -= 1
            taken[n_taken] = ride
            n_taken += 1
    return taken[:n_taken]


def least_riding(found: Imbalance) -> Ints:
    """Rides that fill most of what is lacking with the fewest metres, (n_moves,).

    Each leaver is assigned a column: a place that is lacking in some zone; one of those that a
    zone keeps, at no cost; or, so dear that it is the last resort, a place of one's own.
    """
    from scipy.sparse import csr_array  # slow to import, and seldom asked for
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    who, row = np.unique(found.leaver, return_inverse=True)
    if len(who) == 0:
        return np.empty(0, np.int64)
    n, n_zones = len(who), len(found.deficit)
    wanted = np.minimum(found.deficit, np.bincount(found.goal, minlength=n_zones))
    origin = found.origin[who]
    there = np.bincount(origin, minlength=n_zones)
    kept = there - np.minimum(there, found.surplus)

    ride, column = _columns(found.goal, wanted)
    stayer, keeping = _columns(origin, kept)
    rows = np.concatenate([row[ride], stayer, np.arange(n)])
    columns = np.concatenate(
        [column, wanted.sum() + keeping, wanted.sum() + kept.sum() + np.arange(n)]
    )
    last_resort = 1 + n * float(found.metres.max())
    cost = np.concatenate([found.metres[ride], np.zeros(len(stayer)), np.full(n, last_resort)])
    # A cost of 0 would be no edge.
    matched, to = min_weight_full_bipartite_matching(csr_array((1 + cost, (rows, columns))))
    moves = to < wanted.sum()
    zone = np.repeat(np.arange(n_zones), wanted)[to[moves]]
    keys = found.leaver * n_zones + found.goal  # ascending: by leaver, then by zone
    rides: Ints = np.searchsorted(keys, who[matched[moves]] * n_zones + zone)
    return rides


def _columns(zone: Ints, n_places: Ints) -> tuple[Ints, Ints]:
    """All pairs of a row, which has a zone, and one of that zone's places: (rows, places)."""
    counts = n_places[zone]
    rows = np.repeat(np.arange(len(zone)), counts)
    first_pair = np.cumsum(counts) - counts
    first_place = np.cumsum(n_places) - n_places
    return rows, first_place[zone[rows]] + np.arange(len(rows)) - first_pair[rows]
