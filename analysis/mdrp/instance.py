"""An instance of the Meal Delivery Routing Problem: one day of a city, as its files say.

Reyes, Erera, Savelsbergh, Sahasrabudhe and O'Neil (2018). Whole minutes from midnight, metres,
dollars; positions as they stand in the files, rows in the sequence of the files.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]  # (n, 2) metres east and north
Minutes = NDArray[np.int64]  # (n,)

ON_LOCATION = "0"  # where a courier's shift begins, in the file of moves


@dataclass(frozen=True, eq=False)
class Orders:
    """The orders, with their restaurants and doors."""

    names: tuple[str, ...]
    door_m: Points  # (n_orders, 2)
    placed_min: Minutes
    ready_min: Minutes
    restaurant: NDArray[np.int64]  # (n_orders,) row of the restaurant


@dataclass(frozen=True, eq=False)
class Restaurants:
    """The restaurants."""

    names: tuple[str, ...]
    at_m: Points  # (n_restaurants, 2)


@dataclass(frozen=True, eq=False)
class Couriers:
    """The couriers and their shifts."""

    names: tuple[str, ...]
    start_m: Points  # (n_couriers, 2)
    on_min: Minutes
    off_min: Minutes

    @property
    def shift_hours(self) -> NDArray[np.float64]:
        """Hours between on-time and off-time, (n_couriers,)."""
        return (self.off_min - self.on_min) / 60


@dataclass(frozen=True)
class Parameters:
    """The line of parameters."""

    m_per_min: float
    pickup_service_min: int  # once per bundle; half of it before the pick-up, half after
    dropoff_service_min: int  # at each door, likewise
    target_min: int  # click-to-door
    maximum_min: int  # click-to-door; not enforced
    order_pay_dollars: float
    hourly_pay_dollars: float

    @property
    def pickup_half_min(self) -> int:
        """Service between arrival and pick-up, and between pick-up and departure."""
        return self.pickup_service_min // 2

    @property
    def dropoff_half_min(self) -> int:
        """Service between arrival and drop-off, and between drop-off and departure."""
        return self.dropoff_service_min // 2


@dataclass(frozen=True, eq=False)
class Instance:
    """One instance; its names are unique across orders, restaurants and couriers."""

    name: str
    orders: Orders
    restaurants: Restaurants
    couriers: Couriers
    parameters: Parameters

    @cached_property
    def order_rows(self) -> dict[str, int]:
        """The row of each order, by name."""
        return _rows(self.orders.names)

    @cached_property
    def restaurant_rows(self) -> dict[str, int]:
        """The row of each restaurant, by name."""
        return _rows(self.restaurants.names)

    @cached_property
    def courier_rows(self) -> dict[str, int]:
        """The row of each courier, by name."""
        return _rows(self.couriers.names)

    @cached_property
    def bounds_min(self) -> Minutes:
        """Least click-to-door of each order, (n_orders,).

        (ready - placed) + half a pick-up service + travel + half a drop-off service: a courier of
        its own picks it up the moment it is ready.
        """
        orders = self.orders
        travel = self.travel_min(self.restaurants.at_m[orders.restaurant], orders.door_m)
        service = self.parameters.pickup_half_min + self.parameters.dropoff_half_min
        return orders.ready_min - orders.placed_min + service + travel

    def travel_min(self, origin_m: Points, destination_m: Points) -> Minutes:
        """Whole minutes of the ways between points, row by row, (n,).

        ceil(straight metres / metres per minute), 0 between identical points. No tolerance is
        needed before the ceiling where positions and speed are whole numbers: a way of exactly k
        minutes has a square root and a quotient that floating point holds exactly, and the next
        longer one exceeds k by far more than rounding. The formula is the evaluator's, so that
        positions with decimals are rounded as it rounds them.
        """
        east_m, north_m = (destination_m - origin_m).T
        metres = np.sqrt(east_m**2 + north_m**2)
        minutes: Minutes = np.ceil(metres / self.parameters.m_per_min).astype(np.int64)
        return minutes

    def restaurant_of(self, order: str) -> str:
        """The restaurant of an order."""
        return self.restaurants.names[int(self.orders.restaurant[self.order_rows[order]])]

    def position_m(self, courier: str, place: str) -> Points:
        """Where a place of a courier's moves is, (2,): a door, a restaurant, the on-location."""
        if place == ON_LOCATION:
            places, row = self.couriers.start_m, self.courier_rows[courier]
        elif place in self.order_rows:
            places, row = self.orders.door_m, self.order_rows[place]
        else:
            places, row = self.restaurants.at_m, self.restaurant_rows[place]
        position: Points = places[row]
        return position


def _rows(names: tuple[str, ...]) -> dict[str, int]:
    return {name: row for row, name in enumerate(names)}
