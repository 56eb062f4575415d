"""Who can be where, and do how much at once: couriers, cooks and shelves."""

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim import luck
from sim.agents.store import ENDLESS
from sim.daytime import DAY_MIN
from sim.mechanisms import confirmation
from sim.mechanisms.events.process import MOST
from sim.order import Cause, Channel, State, is_ahead
from sim.result import RunResult
from sim.scenario import Scenario
from sim.schema import Rows

Floats = NDArray[np.float64]

# Differences of sums of minutes, in minutes.
ROUNDING = 1e-6


def most_at_once(begin: Floats, end: Floats) -> int:
    """How many of the spells [begin, end) run at the busiest moment."""
    if len(begin) == 0:
        return 0
    times = np.concatenate((end, begin))  # at equal times ends count first
    steps = np.concatenate((np.full(len(end), -1), np.full(len(begin), 1)))
    return int(steps[np.argsort(times, kind="stable")].cumsum().max())


def deliveries(result: RunResult) -> list[Rows]:
    """What each courier handed over."""
    came = result.orders["state"] == State.FULFILLED
    rows = np.flatnonzero(came & (result.orders["channel"] == Channel.DELIVERY))
    by_courier = np.argsort(result.orders["courier"][rows], kind="stable")
    orders = result.orders[rows[by_courier]]
    ends = np.searchsorted(orders["courier"], range(len(result.couriers) + 1))
    return [orders[begin:end] for begin, end in pairwise(ends)]


def check_couriers_carry_no_more_than_they_may(result: RunResult) -> None:
    """Orders accepted and not yet handed over, at every moment."""
    fleet = result.scenario.couriers
    for mine in deliveries(result):
        accepted_min = mine["assigned_min"] - fleet.acceptance.response_min
        assert most_at_once(accepted_min + ROUNDING, mine["ended_min"]) <= fleet.max_orders


def check_couriers_are_never_in_two_places(result: RunResult) -> None:
    """Between two stops lies at least the ride at the fastest hour, and the work at the doors.

    Not the way out of a store: who waits there with food in hand for more, in vain, is at the door.
    """
    fleet = result.scenario.couriers
    m_per_min = fleet.speed_km_per_h * 1000 / 60 * _fastest(result.scenario)
    for courier, mine in zip(result.couriers, deliveries(result), strict=True):
        stores = result.stores[mine["store"]]
        n = len(mine)
        at_min = np.concatenate((mine["picked_up_min"], mine["ended_min"]))
        x_m = np.concatenate((stores["x_m"], mine["door_x_m"]))
        y_m = np.concatenate((stores["y_m"], mine["door_y_m"]))
        pickup = np.arange(2 * n) < n
        by_time = np.argsort(at_min, kind="stable")
        at_min, pickup = at_min[by_time], pickup[by_time]
        dx, dy = np.diff(x_m[by_time]), np.diff(y_m[by_time])
        straight = np.abs(dx) + np.abs(dy) if fleet.metric == "manhattan" else np.hypot(dx, dy)
        metres = straight * fleet.detour
        ride_min = metres / (m_per_min * courier["speed_factor"])
        after_min = np.where(pickup, 0, fleet.dropoff_after_min)[:-1]
        before_min = np.where(pickup, fleet.pickup_before_min, fleet.dropoff_before_min)[1:]
        same_counter = pickup[:-1] & pickup[1:] & (metres == 0)
        least_min = np.where(same_counter, 0, after_min + ride_min + before_min)
        assert (np.diff(at_min) >= least_min - ROUNDING).all()


def _fastest(scenario: Scenario) -> float:
    """What the best weather, events and traffic together make of the speed, at most."""
    weather, events = scenario.world.weather, scenario.mechanisms.events
    if not events.enabled:
        return max(1, *weather.speed_factor)
    # One that comes at random and lasts for long may go on when it comes the next day.
    of_events = math.prod(max(1, event.effect.speed_factor) ** 2 for event in events.happens)
    together = min(MOST, of_events / min(1, *events.traffic, 1))
    return max(1, *weather.speed_factor) * together


def check_couriers_pick_up_only_on_shift(result: RunResult) -> None:
    """Within a shift that begins on some day of the run, its last minute included.

    Those of a crowd, and they alone, keep no shifts.
    """
    n_kept, _ = result.scenario.mechanisms.crowd.fleet(result.scenario.couriers.count)
    assert np.isfinite(result.couriers["on_min"][:n_kept]).all()
    assert np.isinf(result.couriers["on_min"][n_kept:]).all()
    of_each = deliveries(result)[:n_kept]
    for courier, mine in zip(result.couriers[:n_kept], of_each, strict=True):
        on_min, off_min = courier["on_min"], courier["off_min"]
        length_min = off_min - on_min if off_min > on_min else off_min + DAY_MIN - on_min
        since_min = (mine["picked_up_min"] - on_min) % DAY_MIN
        whole = length_min == DAY_MIN
        assert whole or (since_min <= length_min).all()


def check_cooks_are_no_more_than_there_are(result: RunResult) -> None:
    """At every moment, and also for food whose consumer has gone."""
    cooked = result.orders[~np.isnan(result.orders["cooking_min"])]
    for row, store in enumerate(result.stores):
        mine = cooked[cooked["store"] == row]
        end_min = mine["cooking_min"] + mine["service_min"]
        assert most_at_once(mine["cooking_min"], end_min) <= store["n_cooks"]
        assert np.isclose(store["cooking_min"], mine["service_min"].sum())


def check_kitchens_serve_first_come_first_served(result: RunResult) -> None:
    """Who joined the queue earlier is never begun later; when orders ahead joined is not known."""
    orders = result.orders[~np.isnan(result.orders["cooking_min"]) & ~is_ahead(result.orders)]
    walks_in = _walks_in(result, orders)
    joined = np.where(walks_in, orders["at_store_min"], orders["placed_min"])
    joined += np.where(walks_in, 0.0, _answered_after_min(result, orders))
    for row in range(len(result.stores)):
        mine = orders["store"] == row
        by_joining = np.argsort(joined[mine], kind="stable")
        assert (np.diff(orders["cooking_min"][mine][by_joining]) >= 0).all()


def check_shelves_hold_what_is_sold(result: RunResult) -> None:
    """Portions taken, in all channels together, vanished or left are never more than were there."""
    if not result.scenario.stock.enabled:
        return
    orders = result.orders[result.orders["cause"] != Cause.OUT_OF_STOCK]
    taken_min = np.where(_walks_in(result, orders), orders["at_store_min"], orders["placed_min"])
    there = ~np.isnan(taken_min) & (taken_min >= 0)
    stores = result.stores
    taken = np.bincount(orders["store"][there], minlength=len(stores))
    known = taken + stores["n_shrunk"] + stores["physical_stock"]
    # What was ordered in a warm-up is in no table, and may have been taken after it.
    whole = result.scenario.warmup_days == 0 or result.scenario.replay.orders is not None
    holds = known == stores["n_filled"] if whole else known <= stores["n_filled"]
    endless = stores["daily_stock"] == ENDLESS
    assert (holds | endless).all()
    assert (stores["physical_stock"][endless] == ENDLESS).all()
    assert (result.stores["physical_stock"] >= 0).all()


def _answered_after_min(result: RunResult, orders: Rows) -> NDArray[np.float64]:
    """How long each order waits for its store's yes, (n_orders,), by the luck of both."""
    rules, waits = result.scenario.mechanisms.confirmation, np.zeros(len(orders))
    if not rules.enabled:
        return waits
    keys = ((result.seed, luck.CONFIRMATION, row, 0) for row in range(len(result.stores)))
    of_store = np.array([luck.luck(*key, confirmation.OF_STORE) for key in keys])
    ours = np.isin(orders["channel"], (Channel.DELIVERY, Channel.PICKUP))
    by_hand = ours & (of_store >= rules.automatic_share)[orders["store"]]
    for row in np.flatnonzero(by_hand).tolist():
        key = int(orders["consumer"][row]), int(orders["need"][row]), confirmation.OF_ORDER
        waits[row] = rules.delay_min * luck.exponential(result.seed, luck.CONFIRMATION, *key)
    return waits


def _walks_in(result: RunResult, orders: Rows) -> NDArray[np.bool_]:
    """Whose meal is asked for at the store, (n_orders,)."""
    names = np.array(result.parts.channel_names)[orders["channel"]]
    return np.asarray(np.isin(names, ("walk_in", "street")))


CHECKS = (
    check_couriers_carry_no_more_than_they_may,
    check_couriers_are_never_in_two_places,
    check_couriers_pick_up_only_on_shift,
    check_cooks_are_no_more_than_there_are,
    check_kitchens_serve_first_come_first_served,
    check_shelves_hold_what_is_sold,
)
