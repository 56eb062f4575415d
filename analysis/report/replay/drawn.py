"""What the page draws of a day: orders by the moment they were placed, and ways of couriers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.day import Day, Track
from analysis.report.replay.columns import UNKNOWN, Column, steps

STEP_MIN = 0.1
_PICKUP, _CANCELLED = 1, 2  # bits of what an order is
_MOMENTS = ("promised", "assigned", "picked_up", "ended")  # told in minutes after the click


def drawn(day: Day, share: float, scale: float) -> dict[str, Column]:
    """Columns of an even share of couriers with all their orders, and of all other orders.

    Parameters
    ----------
    day
        Orders and couriers as they may be shown.
    share
        Of couriers and of orders without one; a courier's number decides, so that all arms show
        the same ones where they can.
    scale
        Parts of the map in a metre.
    """
    tracks = [track for track in day.tracks if _is_in(track.courier, share)]
    courier = np.full(len(day.orders["store"]), UNKNOWN, np.uint16)
    for nth, track in enumerate(tracks):
        courier[track.rows] = nth
    alone = np.flatnonzero(day.of_app & ~_is_carried(day))
    rows = np.union1d(
        np.flatnonzero(courier != UNKNOWN), alone[_is_in(np.arange(len(alone)), share)]
    )
    rows = rows[np.argsort(day.orders["placed_min"][rows], kind="stable")]
    return (
        _orders(day, rows, scale)
        | {"order_courier": courier[rows]}
        | _ways(tracks, day.begin_min, scale)
    )


def _is_in(nth: Any, share: float) -> Any:
    """Whether it is among an even share of all, of one number or of many."""
    return np.floor((nth + 1) * share) > np.floor(nth * share)


def _is_carried(day: Day) -> NDArray[np.bool_]:
    """Which orders are on some courier's way."""
    carried = np.zeros(len(day.orders["store"]), bool)
    for track in day.tracks:
        carried[track.rows] = True
    return carried


def _orders(day: Day, rows: NDArray[np.intp], scale: float) -> dict[str, Column]:
    of = {name: column[rows] for name, column in day.orders.items()}
    pickup, cancelled = of["channel"] == "pickup", of["state"] == "cancelled"
    return {
        "order_placed": steps(of["placed_min"] - day.begin_min, STEP_MIN),
        **{
            f"order_{name}": steps(of[f"{name}_min"] - of["placed_min"], STEP_MIN)
            for name in _MOMENTS
        },
        "order_store": of["store"].astype(np.uint16),
        "order_x": steps(of["door_x_m"] * scale, 1),
        "order_y": steps(of["door_y_m"] * scale, 1),
        "order_kind": (_PICKUP * pickup + _CANCELLED * cancelled).astype(np.uint8),
    }


def _ways(tracks: Sequence[Track], begin_min: float, scale: float) -> dict[str, Column]:
    """Where couriers begin, and their legs one courier after the other."""
    legs = [np.stack(track.legs) for track in tracks]
    departs, arrives, x_m, y_m = np.concatenate([np.zeros((4, 0)), *legs], axis=1)
    starts = np.array([(track.x_m[0], track.y_m[0]) for track in tracks]).reshape(-1, 2) * scale
    return {
        "courier_legs": np.array([each.shape[1] for each in legs], np.uint16),
        "courier_x": steps(starts[:, 0], 1),
        "courier_y": steps(starts[:, 1], 1),
        "leg_departs": steps(departs - begin_min, STEP_MIN),
        "leg_rides": steps(arrives - departs, STEP_MIN),
        "leg_x": steps(x_m * scale, 1),
        "leg_y": steps(y_m * scale, 1),
    }
