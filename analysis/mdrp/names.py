"""Whether a solution speaks of the instance: its orders, couriers, places and whole minutes."""

from collections import Counter
from collections.abc import Iterator

from analysis.mdrp.instance import ON_LOCATION, Instance
from analysis.mdrp.rules import Rule, Violation
from analysis.mdrp.solution import Solution


def misnamed(instance: Instance, solution: Solution) -> list[Violation]:
    """Unknown names, orders that stand twice, and times that are no whole minutes."""
    return [
        *_orders(instance, solution),
        *_couriers(instance, solution),
        *_places(instance, solution),
        *_orders_twice(solution),
        *_broken_minutes(solution),
    ]


def _orders(instance: Instance, solution: Solution) -> Iterator[Violation]:
    assigned = [order for assignment in solution.assignments for order in assignment.orders]
    delivered = [delivery.order for delivery in solution.deliveries]
    for file, names in (("assignments", assigned), ("orders", delivered)):
        for name in dict.fromkeys(names):
            if name not in instance.order_rows:
                message = f"the {file} name it, but the instance has no such order"
                yield Violation(Rule.UNKNOWN_ORDER, name, message)


def _couriers(instance: Instance, solution: Solution) -> Iterator[Violation]:
    lists = {
        "assignments": [assignment.courier for assignment in solution.assignments],
        "orders": [delivery.courier for delivery in solution.deliveries],
        "moves": [move.courier for move in solution.moves],
    }
    for file, names in lists.items():
        for name in dict.fromkeys(names):
            if name not in instance.courier_rows:
                message = f"the {file} name it, but the instance has no such courier"
                yield Violation(Rule.UNKNOWN_COURIER, name, message)


def _places(instance: Instance, solution: Solution) -> Iterator[Violation]:
    known = instance.order_rows.keys() | instance.restaurant_rows.keys()
    for move in solution.moves:
        for place, what, allowed in (
            (move.origin, "origin", known | {ON_LOCATION}),
            (move.destination, "destination", known),
        ):
            if place not in allowed:
                message = (
                    f"its move at {move.departure_min:g} has {what} '{place}', "
                    "neither order nor restaurant"
                )
                yield Violation(Rule.UNKNOWN_PLACE, move.courier, message)


def _orders_twice(solution: Solution) -> Iterator[Violation]:
    assigned = Counter(order for assignment in solution.assignments for order in assignment.orders)
    delivered = Counter(delivery.order for delivery in solution.deliveries)
    for file, times in (("assignments", assigned), ("orders", delivered)):
        for name, count in times.items():
            if count > 1:
                yield Violation(Rule.ORDER_TWICE, name, f"stands in the {file} {count} times")


def _broken_minutes(solution: Solution) -> Iterator[Violation]:
    for subject, what, minute in _minutes(solution):
        if minute % 1:
            yield Violation(Rule.NOT_WHOLE_MINUTES, subject, f"{what} is {minute:.15g}")


def _minutes(solution: Solution) -> Iterator[tuple[str, str, float]]:
    """Every time of a solution: whose, which, and the time."""
    for a in solution.assignments:
        yield a.courier, f"assignment_time of {' '.join(a.orders)}", a.assigned_min
        yield a.courier, f"pickup_time of {' '.join(a.orders)}", a.pickup_min
    for d in solution.deliveries:
        yield d.order, "placement_time", d.placed_min
        yield d.order, "ready_time", d.ready_min
        yield d.order, "pickup_time", d.pickup_min
        yield d.order, "dropoff_time", d.dropoff_min
    for m in solution.moves:
        yield m.courier, f"departure_time from {m.origin} to {m.destination}", m.departure_min
