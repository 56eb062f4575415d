"""Where couriers are: each move begins where the last one ended, and not before its work there."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from analysis.mdrp.days import Day
from analysis.mdrp.instance import ON_LOCATION, Instance
from analysis.mdrp.rules import Rule, Violation


def impossible_moves(instance: Instance, days: Iterable[Day]) -> Iterator[Violation]:
    """Moves from elsewhere, before the shift, before arriving, or before a service has ended."""
    for day in days:
        yield from _places(day)
        yield from _times(day)
        yield from _after_pickups(instance, day)
        yield from _after_dropoffs(instance, day)


def _places(day: Day) -> Iterator[Violation]:
    stands = ON_LOCATION
    for leg in day.legs:
        if leg.origin != stands:
            message = f"leaves {leg.origin} at {leg.departure_min}, but stands at {stands}"
            yield Violation(Rule.NOT_WHERE_LAST, day.courier, message)
        stands = leg.destination


def _times(day: Day) -> Iterator[Violation]:
    for leg in day.legs[:1]:
        if leg.departure_min < day.on_min:
            message = f"leaves at {leg.departure_min}, but its shift begins at {day.on_min}"
            yield Violation(Rule.LEFT_BEFORE_SHIFT, day.courier, message)
    for before, leg in pairwise(day.legs):
        if leg.departure_min < before.arrival_min:
            message = (
                f"leaves {leg.origin} at {leg.departure_min}, "
                f"but arrives at {before.destination} at {before.arrival_min}"
            )
            yield Violation(Rule.LEFT_BEFORE_ARRIVAL, day.courier, message)


def _after_pickups(instance: Instance, day: Day) -> Iterator[Violation]:
    for trip in day.trips:
        leaves_min = trip.doors[0].departure_min
        free_min = trip.assignment.pickup_min + instance.parameters.pickup_half_min
        if leaves_min < free_min:
            message = (
                f"leaves {trip.restaurant} at {leaves_min}, but its service ends at {free_min:g}"
            )
            yield Violation(Rule.LEFT_BEFORE_PICKUP, day.courier, message)


def _after_dropoffs(instance: Instance, day: Day) -> Iterator[Violation]:
    delivery_of = {delivery.order: delivery for trip in day.trips for delivery in trip.deliveries}
    for before, leg in pairwise(day.legs):
        delivery = delivery_of.get(before.destination)
        if delivery is None:
            continue
        free_min = delivery.dropoff_min + instance.parameters.dropoff_half_min
        if leg.departure_min < free_min:
            message = (
                f"leaves {delivery.order} at {leg.departure_min}, "
                f"but its service ends at {free_min:g}"
            )
            yield Violation(Rule.LEFT_BEFORE_DROPOFF, day.courier, message)
