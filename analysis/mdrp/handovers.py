"""When orders change hands: at the restaurant once ready, at the door on arrival."""

from collections.abc import Iterable, Iterator

from analysis.mdrp.days import Day, Trip
from analysis.mdrp.instance import Instance
from analysis.mdrp.rules import Rule, Violation


def late_or_early(instance: Instance, days: Iterable[Day]) -> Iterator[Violation]:
    """Pick-ups and drop-offs at times or places at which there can be none."""
    for day in days:
        for trip in day.trips:
            yield from _restaurant(trip)
            yield from _pickup(instance, day, trip)
            yield from _dropoffs(instance, trip)
            yield from _bounds(instance, trip)


def _restaurant(trip: Trip) -> Iterator[Violation]:
    """Whether the last move before the first door leads to the restaurant, named as such."""
    stands = trip.ahead[-1].destination if trip.ahead else trip.doors[0].origin
    if stands != trip.restaurant:
        message = f"picks up {' '.join(trip.assignment.orders)} of {trip.restaurant} at {stands}"
        yield Violation(Rule.NOT_AT_RESTAURANT, trip.assignment.courier, message)


def _pickup(instance: Instance, day: Day, trip: Trip) -> Iterator[Violation]:
    pickup_min = trip.assignment.pickup_min
    picks = f"picks up {' '.join(trip.assignment.orders)} at {pickup_min:g}"
    served_min = trip.arrival_min + instance.parameters.pickup_half_min
    if pickup_min < served_min:
        message = f"{picks}, but is there at {trip.arrival_min}, served at {served_min}"
        yield Violation(Rule.PICKUP_BEFORE_ARRIVAL, day.courier, message)
    for delivery in trip.deliveries:
        if pickup_min < delivery.ready_min:
            message = f"{picks}, but {delivery.order} is ready at {delivery.ready_min:g}"
            yield Violation(Rule.PICKUP_BEFORE_READY, day.courier, message)
    if pickup_min > day.off_min:
        message = f"{picks}, but its shift ends at {day.off_min}"
        yield Violation(Rule.PICKUP_AFTER_SHIFT, day.courier, message)


def _dropoffs(instance: Instance, trip: Trip) -> Iterator[Violation]:
    for delivery, leg in zip(trip.deliveries, trip.doors, strict=True):
        dropoff_min = leg.arrival_min + instance.parameters.dropoff_half_min
        if delivery.dropoff_min != dropoff_min:
            message = (
                f"dropped off at {delivery.dropoff_min:g}, but {delivery.courier} "
                f"arrives at {leg.arrival_min}, hands over at {dropoff_min}"
            )
            yield Violation(Rule.DROPOFF_NOT_ON_ARRIVAL, delivery.order, message)


def _bounds(instance: Instance, trip: Trip) -> Iterator[Violation]:
    for delivery in trip.deliveries:
        bound_min = instance.bounds_min[instance.order_rows[delivery.order]]
        took_min = delivery.dropoff_min - delivery.placed_min
        if took_min < bound_min:
            message = f"delivered in {took_min:g} min, but takes {bound_min} at the least"
            yield Violation(Rule.BELOW_BOUND, delivery.order, message)
