"""What a market did on the day of an instance, as a solution of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from analysis.mdrp.instance import ON_LOCATION, Instance
from analysis.mdrp.solution import Assignment, Delivery, Move, Solution
from sim.order import State
from sim.recording import Recording
from sim.result import RunResult
from sim.schema import Rows


@dataclass(frozen=True)
class _Task:
    """What a courier is told to do at one moment: to take a bundle, or to move to a restaurant."""

    told_min: float
    restaurant: str
    orders: tuple[str, ...] = ()  # in the sequence of their doors
    pickup_min: float = 0.0
    dropoff_min: tuple[float, ...] = ()


def solution_of(instance: Instance, recording: Recording, result: RunResult) -> Solution:
    """The solution that a run of an instance's recording is.

    A courier who was given an order before the last task was done is told of it then, which is
    when the ride begins.
    """
    assignments: list[Assignment] = []
    deliveries: list[Delivery] = []
    moves: list[Move] = []
    for row, courier in enumerate(recording.couriers.names if recording.couriers else ()):
        place, free_min = ON_LOCATION, 0.0
        for task in _tasks(recording, result, row):
            told_min = max(task.told_min, free_min)
            if task.restaurant != place:
                moves.append(Move(courier, told_min, place, task.restaurant))
            free_min = told_min + _travel_min(instance, courier, place, task.restaurant)
            place = task.restaurant
            if not task.orders:
                continue
            assignments.append(Assignment(told_min, task.pickup_min, courier, task.orders))
            leave_min = task.pickup_min + instance.parameters.pickup_half_min
            for order, dropoff_min in zip(task.orders, task.dropoff_min, strict=True):
                moves.append(Move(courier, leave_min, place, order))
                place = order
                leave_min = free_min = dropoff_min + instance.parameters.dropoff_half_min
                at = instance.order_rows[order]
                placed_min, ready_min = (
                    instance.orders.placed_min[at],
                    instance.orders.ready_min[at],
                )
                deliveries.append(
                    Delivery(
                        order,
                        float(placed_min),
                        float(ready_min),
                        task.pickup_min,
                        dropoff_min,
                        courier,
                    )
                )
    return Solution(tuple(assignments), tuple(deliveries), tuple(moves))


def _tasks(recording: Recording, result: RunResult, courier: int) -> list[_Task]:
    """The tasks of a courier in order of time."""
    orders = result.orders
    mine = orders[(orders["courier"] == courier) & (orders["state"] == State.FULFILLED)]
    moves = result.moves[result.moves["courier"] == courier]
    found = [*_bundles(recording, mine), *_prepositionings(recording, moves)]
    return sorted(found, key=attrgetter("told_min"))


def _bundles(recording: Recording, orders: Rows) -> Iterator[_Task]:
    """Orders accepted together: picked up with the last of them, handed over one by one."""
    for told_min in np.unique(orders["assigned_min"]):
        bundle = orders[orders["assigned_min"] == told_min]
        bundle = bundle[np.argsort(bundle["ended_min"], kind="stable")]
        yield _Task(
            float(told_min),
            recording.store_names[bundle["store"][0]],
            tuple(recording.order_names[row] for row in bundle["consumer"]),
            float(bundle["picked_up_min"].max()),
            tuple(bundle["ended_min"].tolist()),
        )


def _prepositionings(recording: Recording, moves: Rows) -> Iterator[_Task]:
    """Moves to a restaurant without an order."""
    for move in moves:
        here = (recording.store_x_m == move["x_m"]) & (recording.store_y_m == move["y_m"])
        yield _Task(float(move["depart_min"]), recording.store_names[int(np.argmax(here))])


def _travel_min(instance: Instance, courier: str, origin: str, destination: str) -> float:
    ends = [instance.position_m(courier, place)[None, :] for place in (origin, destination)]
    return float(instance.travel_min(*ends)[0])
