"""Who may be told what when: an order once it is placed, a courier who is on shift and idle."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from analysis.mdrp.days import Day, Trip
from analysis.mdrp.instance import Instance
from analysis.mdrp.rules import Rule, Violation


def told_too_soon(instance: Instance, days: Iterable[Day]) -> Iterator[Violation]:
    """Assignments of orders that nobody knew, or to couriers who could not take them."""
    for day in days:
        for trip in day.trips:
            yield from _unplaced(trip)
            yield from _off_shift(day, trip)
            yield from _under_way(trip)
        for before, trip in pairwise(day.trips):
            yield from _busy(instance, before, trip)


def _unplaced(trip: Trip) -> Iterator[Violation]:
    told_min = trip.assignment.assigned_min
    for delivery in trip.deliveries:
        if told_min < delivery.placed_min:
            message = (
                f"{trip.assignment.courier} is told at {told_min:g}, "
                f"but it is placed at {delivery.placed_min:g}"
            )
            yield Violation(Rule.TOLD_BEFORE_PLACED, delivery.order, message)


def _off_shift(day: Day, trip: Trip) -> Iterator[Violation]:
    told_min = trip.assignment.assigned_min
    if told_min < day.on_min:
        message = f"{_told(trip)}, but its shift begins at {day.on_min}"
        yield Violation(Rule.TOLD_BEFORE_SHIFT, day.courier, message)


def _busy(instance: Instance, before: Trip, trip: Trip) -> Iterator[Violation]:
    last = before.deliveries[-1]
    free_min = last.dropoff_min + instance.parameters.dropoff_half_min
    if trip.assignment.assigned_min < free_min:
        message = f"{_told(trip)}, but is busy with {last.order} until {free_min:g}"
        yield Violation(Rule.TOLD_WHILE_BUSY, trip.assignment.courier, message)


def _under_way(trip: Trip) -> Iterator[Violation]:
    """Prepositionings that have not arrived when their courier is told.

    The last move ahead may be the way that the courier was told to make: that one must not begin
    sooner. A prepositioning that turns out to lead to the right restaurant is none of these.
    """
    told_min = trip.assignment.assigned_min
    for leg in trip.ahead[:-1]:
        if leg.arrival_min > told_min:
            message = f"{_told(trip)}, but moves to {leg.destination} until {leg.arrival_min}"
            yield Violation(Rule.TOLD_WHILE_MOVING, trip.assignment.courier, message)
    for leg in trip.ahead[-1:]:
        if leg.departure_min < told_min < leg.arrival_min:
            message = f"{_told(trip)}, but leaves for {leg.destination} at {leg.departure_min}"
            yield Violation(Rule.LEFT_BEFORE_TOLD, trip.assignment.courier, message)


def _told(trip: Trip) -> str:
    return f"is told of {' '.join(trip.assignment.orders)} at {trip.assignment.assigned_min:g}"
