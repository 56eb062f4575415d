"""Whether the three files of a solution, and the instance, tell one story."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from analysis.mdrp.instance import Instance
from analysis.mdrp.rules import Rule, Violation
from analysis.mdrp.solution import Assignment, Move, Solution, by_courier


def disagreements(instance: Instance, solution: Solution) -> list[Violation]:
    """What one file says and another does not; all names must be known."""
    return [
        *_times_of_orders(instance, solution),
        *_assigned_and_delivered(solution),
        *_restaurants(instance, solution),
        *_blocks(solution),
        *_stops(instance, solution),
    ]


def _times_of_orders(instance: Instance, solution: Solution) -> Iterator[Violation]:
    for delivery in solution.deliveries:
        row = instance.order_rows[delivery.order]
        for what, said, is_so in (
            ("placement_time", delivery.placed_min, instance.orders.placed_min[row]),
            ("ready_time", delivery.ready_min, instance.orders.ready_min[row]),
        ):
            if said != is_so:
                message = f"{what} is {said:g}, but {is_so} in the instance"
                yield Violation(Rule.NOT_AS_PLACED, delivery.order, message)


def _assigned_and_delivered(solution: Solution) -> Iterator[Violation]:
    """Orders in one of two files alone, and those with another courier or pick-up in each."""
    assignment_of = {order: a for a in solution.assignments for order in a.orders}
    delivered = {delivery.order for delivery in solution.deliveries}
    for order, assignment in assignment_of.items():
        if order not in delivered:
            message = f"assigned to {assignment.courier}, but not in the file of orders"
            yield Violation(Rule.NOT_DELIVERED, order, message)
    for delivery in solution.deliveries:
        told = assignment_of.get(delivery.order)
        if told is None:
            message = f"delivered by {delivery.courier}, but in no assignment"
            yield Violation(Rule.NOT_ASSIGNED, delivery.order, message)
            continue
        if told.courier != delivery.courier:
            message = f"delivered by {delivery.courier}, but assigned to {told.courier}"
            yield Violation(Rule.FILES_DIFFER, delivery.order, message)
        if told.pickup_min != delivery.pickup_min:
            message = (
                f"picked up at {delivery.pickup_min:g}, but its assignment at {told.pickup_min:g}"
            )
            yield Violation(Rule.FILES_DIFFER, delivery.order, message)


def _restaurants(instance: Instance, solution: Solution) -> Iterator[Violation]:
    for assignment in solution.assignments:
        restaurants = dict.fromkeys(instance.restaurant_of(order) for order in assignment.orders)
        if len(restaurants) > 1:
            message = f"{' '.join(assignment.orders)} are of {' and '.join(restaurants)}"
            yield Violation(Rule.SEVERAL_RESTAURANTS, assignment.courier, message)


def _blocks(solution: Solution) -> Iterator[Violation]:
    """Couriers whose moves stand in several places, of which the evaluator keeps the last."""
    blocks = Counter(courier for courier, _ in groupby(move.courier for move in solution.moves))
    for courier, count in blocks.items():
        if count > 1:
            message = f"its moves stand in {count} blocks, but must stand in one"
            yield Violation(Rule.BLOCK_SPLIT, courier, message)


def _stops(instance: Instance, solution: Solution) -> Iterator[Violation]:
    """Whether each courier goes where the assignments say, in their sequence."""
    assignments, moves = by_courier(solution.assignments), by_courier(solution.moves)
    for courier in dict.fromkeys([*assignments, *moves]):
        told = sorted(assignments.get(courier, ()), key=lambda a: a.assigned_min)
        went = moves.get(courier, ())
        yield from _doors(instance, courier, told, went)


def _doors(
    instance: Instance, courier: str, told: Sequence[Assignment], went: Sequence[Move]
) -> Iterator[Violation]:
    expected = [order for assignment in told for order in assignment.orders]
    stops = [move.destination for move in went]
    visited = [place for place in stops if place in instance.order_rows]
    missing, surplus = Counter(expected), Counter(visited)
    missing, surplus = missing - surplus, surplus - missing
    for order in missing:
        message = f"{order} is assigned to it, but no move leads there"
        yield Violation(Rule.MOVES_DIFFER, courier, message)
    for order in surplus:
        message = f"moves to {order} more often than its assignments say"
        yield Violation(Rule.MOVES_DIFFER, courier, message)
    if missing or surplus:
        return
    if visited != expected:
        message = f"goes to {' '.join(visited)}, but is to go to {' '.join(expected)}"
        yield Violation(Rule.WRONG_SEQUENCE, courier, message)
        return
    legs = {*pairwise(stops)}
    for assignment in told:
        for order, after in pairwise(assignment.orders):
            if (order, after) not in legs:
                message = f"goes elsewhere between {order} and {after} of one assignment"
                yield Violation(Rule.DETOUR, courier, message)
