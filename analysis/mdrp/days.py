"""The day of a courier: its moves with their arrivals, and the trips they make up."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from analysis.mdrp.instance import Instance
from analysis.mdrp.solution import Assignment, Delivery, Move, Solution, by_courier


class Leg(NamedTuple):
    """A move and when it arrives."""

    departure_min: int
    arrival_min: int
    origin: str
    destination: str


class Trip(NamedTuple):
    """One assignment carried out.

    `ahead` are the moves since the drop-off before: prepositionings, and the way to the
    restaurant, if the courier does not stand there already.
    """

    assignment: Assignment
    restaurant: str
    deliveries: tuple[Delivery, ...]  # in the sequence of the assignment
    ahead: tuple[Leg, ...]
    doors: tuple[Leg, ...]  # one a delivery

    @property
    def arrival_min(self) -> int:
        """When the courier is at the restaurant and knows why.

        One who waits there has a way of no minutes; whether that stands in the file or not makes
        no difference.
        """
        told_min = int(self.assignment.assigned_min)
        return max(told_min, self.ahead[-1].arrival_min) if self.ahead else told_min


class Day(NamedTuple):
    """All that one courier does."""

    courier: str
    on_min: int
    off_min: int
    legs: tuple[Leg, ...]
    trips: tuple[Trip, ...]


def days_of(instance: Instance, solution: Solution) -> list[Day]:
    """The day of each courier that does anything; the files must agree."""
    assignments, moves = by_courier(solution.assignments), by_courier(solution.moves)
    delivery_of = {delivery.order: delivery for delivery in solution.deliveries}
    days = []
    for courier, its_moves in moves.items():
        row = instance.courier_rows[courier]
        legs = legs_of(instance, its_moves)
        told = sorted(assignments.get(courier, ()), key=lambda a: a.assigned_min)
        days.append(
            Day(
                courier,
                int(instance.couriers.on_min[row]),
                int(instance.couriers.off_min[row]),
                legs,
                tuple(_trips(instance, legs, told, delivery_of)),
            )
        )
    return days


def legs_of(instance: Instance, moves: Sequence[Move]) -> tuple[Leg, ...]:
    """Moves with their arrivals, departure + travel."""
    if not moves:
        return ()
    origins_m = np.array([instance.position_m(move.courier, move.origin) for move in moves])
    ends_m = np.array([instance.position_m(move.courier, move.destination) for move in moves])
    travel_min = instance.travel_min(origins_m, ends_m).tolist()
    legs = []
    for move, way_min in zip(moves, travel_min, strict=True):
        leaves_min = int(move.departure_min)
        legs.append(Leg(leaves_min, leaves_min + way_min, move.origin, move.destination))
    return tuple(legs)


def _trips(
    instance: Instance,
    legs: Sequence[Leg],
    told: Iterable[Assignment],
    delivery_of: dict[str, Delivery],
) -> Iterable[Trip]:
    """The legs shared out among the assignments, whose doors are met in sequence."""
    begin = 0
    for assignment in told:
        first_door = begin
        while legs[first_door].destination != assignment.orders[0]:
            first_door += 1
        end = first_door + len(assignment.orders)
        yield Trip(
            assignment,
            instance.restaurant_of(assignment.orders[0]),
            tuple(delivery_of[order] for order in assignment.orders),
            tuple(legs[begin:first_door]),
            tuple(legs[first_door:end]),
        )
        begin = end
