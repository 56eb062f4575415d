"""What was counted of a day up to each of its minutes, over all orders of the app."""

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.day import Day
from analysis.experiment.summary import Floats
from sim.order import is_ahead

# Tenths of a minute, in which the sum of times from click to door is told.
DOOR_STEP_MIN = 0.1


def counted(day: Day, n_minutes: int) -> dict[str, NDArray[np.uint32]]:
    """By name, (n_minutes,) each: the nth holds what happened up to minute n of the day.

    Late, and from click to door, is as the KPIs have it: of deliveries that somebody waited for.
    """
    orders = day.orders
    since_min = {name: orders[name] - day.begin_min for name in _MOMENTS}
    delivered = day.done("delivery", -np.inf, np.inf)
    waited = delivered[~is_ahead(orders)[delivered]]
    late = waited[day.late[waited]]
    door_min = (orders["ended_min"] - orders["placed_min"])[waited]
    gone_min = np.fmin(since_min["picked_up_min"], since_min["ended_min"])
    carried = delivered[np.isfinite(since_min["picked_up_min"][delivered])]

    def up_to(moments: Floats) -> NDArray[np.int64]:
        return np.searchsorted(np.sort(moments), np.arange(n_minutes), "right")

    placed = up_to(since_min["placed_min"][day.of_app])
    sums = np.append(0, np.cumsum(door_min[np.argsort(since_min["ended_min"][waited])]))
    counts = {
        "placed_so_far": placed,
        "delivered": up_to(since_min["ended_min"][delivered]),
        "waited": up_to(since_min["ended_min"][waited]),
        "late": up_to(since_min["ended_min"][late]),
        "door": np.rint(sums[up_to(since_min["ended_min"][waited])] / DOOR_STEP_MIN),
        "cancelled": up_to(since_min["ended_min"][day.given_up(-np.inf, np.inf)]),
        "at_stores": placed - up_to(gone_min[day.of_app & np.isfinite(gone_min)]),
        "on_the_way": up_to(since_min["picked_up_min"][carried])
        - up_to(since_min["ended_min"][carried]),
    }
    return {name: column.astype(np.uint32) for name, column in counts.items()}


_MOMENTS = ("placed_min", "picked_up_min", "ended_min")
