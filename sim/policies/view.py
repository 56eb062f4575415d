"""What a policy may see: the market's columns, read-only, and what is derived from them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.courier import Doing
from sim.city import CityPlan
from sim.schema import Rows


def read_only(rows: Rows) -> Rows:
    """The same memory, which the holder cannot write to."""
    view = rows.view()
    view.flags.writeable = False
    return view


@dataclass(slots=True)
class MarketView:
    """The market at one moment, as a policy sees it.

    Arrays are read-only views of the market's own columns (each column's meaning stands in its
    schema): no copy is made, and what is read is always the present.
    """

    city: CityPlan
    segments: tuple[str, ...]
    seed: int
    consumers: Rows  # (n_consumers,)
    stores: Rows  # (n_stores,)
    couriers: Rows  # (n_couriers,)
    stops: Rows  # (n_couriers, MAX_STOPS)
    orders: Rows  # (capacity,): rows up to the last order placed are meaningful
    travel: Rows  # (1,) speed and service times in force
    waiting_rows: NDArray[np.int32]  # (capacity,)
    n_waiting: NDArray[np.int64]  # (1,)
    overrun_ring_min: NDArray[np.float64]  # (N_OVERRUNS,)
    n_overruns: NDArray[np.int64]  # (1,) seen so far
    columns: Any  # what compiled policies take: the world's columns behind one pointer
    now_min: float = 0.0

    @property
    def waiting(self) -> NDArray[np.int32]:  # (n_waiting,)
        """Rows of the orders that wait for a courier."""
        return self.waiting_rows[: self.n_waiting[0]]

    @property
    def overruns_min(self) -> NDArray[np.float64]:  # (n,)
        """Actual minus expected click-to-door of the latest deliveries, in no order."""
        return self.overrun_ring_min[: min(self.n_overruns[0], len(self.overrun_ring_min))]

    @property
    def day(self) -> int:
        """Day of the run, from 0."""
        return int(self.now_min // 1440.0)

    @property
    def n_zones(self) -> int:
        """Zones in the city."""
        return self.city.n_zones

    @property
    def minute_of_day(self) -> float:
        """Minutes after midnight."""
        return self.now_min % 1440.0

    @property
    def waiting_per_zone(self) -> NDArray[np.int64]:  # (n_zones,)
        """Orders that wait for a courier, by zone of the store."""
        zones = self.stores["zone"][self.orders["store"][self.waiting]]
        return np.bincount(zones, minlength=self.n_zones)

    @property
    def idle_per_zone(self) -> NDArray[np.int64]:  # (n_zones,)
        """Couriers on duty with an empty route, by zone."""
        idle = self.couriers[self.couriers["doing"] == Doing.IDLE]
        zones = self.city.zone_of(idle["to_x_m"], idle["to_y_m"])
        return np.bincount(zones, minlength=self.n_zones)

    @property
    def pressure(self) -> NDArray[np.float64]:  # (n_zones,)
        """Waiting orders for each idle courier; a zone without idle couriers counts one."""
        return self.waiting_per_zone / np.maximum(self.idle_per_zone, 1)
