"""How alike data and simulation are: Kolmogorov-Smirnov distances of their distributions."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.calibration.estimate import Floats
from sim.daytime import DAY_MIN
from sim.order import Channel, State
from sim.result import RunResult

MOST = 0.08  # a larger distance is told
_LEAST = 20  # values on either side, to compare them


@dataclass(frozen=True, eq=False)
class Beside:
    """One quantity in data and in simulation."""

    name: str  # the key of its words
    data: Floats  # (n,) sorted
    simulated: Floats  # (m,) sorted
    distance: float  # the largest gap between the two distribution functions

    @property
    def is_alike(self) -> bool:
        """Whether the two are as close as they should be."""
        return self.distance <= MOST


def gap(one: Floats, other: Floats) -> float:
    """The Kolmogorov-Smirnov distance of two samples, each sorted."""
    at = np.concatenate([one, other])
    shares = [np.searchsorted(each, at, side="right") / len(each) for each in (one, other)]
    return float(np.abs(shares[0] - shares[1]).max())


def beside(data: Mapping[str, Floats], simulated: Mapping[str, Floats]) -> list[Beside]:
    """Both sides of each quantity that both have, nan: unknown."""
    found = []
    for name, values in data.items():
        pair = [np.sort(each[np.isfinite(each)]) for each in (values, simulated.get(name, values))]
        if name in simulated and min(map(len, pair)) >= _LEAST:
            found.append(Beside(name, pair[0], pair[1], gap(*pair)))
    return found


def quantities(
    placed: Floats, distance_m: Floats, ready: Floats, delivered: Floats | None
) -> dict[str, Floats]:
    """What is compared, of orders (n_orders,); minutes and metres, nan: unknown."""
    found = {
        "hours": placed % DAY_MIN / 60,
        "distance": distance_m / 1000,
        "preparation": ready - placed,
    }
    if delivered is not None:
        found["click_to_door"] = delivered - placed
    return found


def of_run(result: RunResult) -> dict[str, Floats]:
    """The same of a run's orders that were brought, or were to be."""
    orders = result.orders[
        (result.orders["channel"] == Channel.DELIVERY) & (result.orders["placed_min"] >= 0)
    ]
    stores = result.stores[orders["store"]]
    distance_m = np.hypot(orders["door_x_m"] - stores["x_m"], orders["door_y_m"] - stores["y_m"])
    fulfilled = orders["state"] == State.FULFILLED
    delivered = np.where(fulfilled, orders["ended_min"], np.nan)
    return quantities(orders["placed_min"], distance_m, orders["ready_min"], delivered)


def pooled(each: list[dict[str, Floats]]) -> dict[str, Floats]:
    """Several runs as one."""
    return {name: np.concatenate([one[name] for one in each]) for name in each[0]}
