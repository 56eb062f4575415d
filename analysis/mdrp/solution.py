"""A solution of an instance: who was told what when, what became of each order, all moves.

The same three lists as in the official files; times are minutes from midnight. Orders that were
not delivered stand in none of them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from analysis.mdrp.instance import Instance


class _OfCourier(Protocol):
    @property
    def courier(self) -> str: ...


_Line = TypeVar("_Line", bound=_OfCourier)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A courier is told to take a bundle from its restaurant to its doors, in this sequence."""

    assigned_min: float
    pickup_min: float
    courier: str
    orders: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.orders:
            raise ValueError(f"the assignment of {self.courier} holds no order")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of an order that was delivered."""

    order: str
    placed_min: float
    ready_min: float
    pickup_min: float
    dropoff_min: float
    courier: str


@dataclass(frozen=True, slots=True)
class Move:
    """A courier leaves one place for another.

    Places are orders and restaurants; the first origin is `ON_LOCATION`. A move to a restaurant
    that no assignment asks for is a prepositioning.
    """

    courier: str
    departure_min: float
    origin: str
    destination: str


@dataclass(frozen=True)
class Solution:
    """One solution; the moves of a courier stand in the sequence of time."""

    assignments: tuple[Assignment, ...]
    deliveries: tuple[Delivery, ...]
    moves: tuple[Move, ...]

    def undelivered(self, instance: Instance) -> tuple[str, ...]:
        """The orders of the instance that nobody delivered."""
        delivered = {delivery.order for delivery in self.deliveries}
        return tuple(name for name in instance.orders.names if name not in delivered)


def by_courier(lines: Iterable[_Line]) -> dict[str, list[_Line]]:
    """The assignments, deliveries or moves of each courier, couriers as they first appear."""
    found: defaultdict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        found[line.courier].append(line)
    return dict(found)
