"""The benchmark's measures of a checked solution, and of many.

Defined as in the evaluator published with the instances: quantiles between the two nearest ranks,
measures of orders over those delivered, measures of couriers as means over all couriers. Minutes,
dollars, shares; None where there is nothing to speak of.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from analysis.kpis.numbers import mean, quantile, ratio
from analysis.mdrp.days import legs_of
from analysis.mdrp.instance import Instance
from analysis.mdrp.solution import Solution, by_courier


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures of one solution."""

    orders: int
    delivered: int
    undelivered_share: float | None
    click_to_door_min: float | None
    click_to_door_p90_min: float | None
    ready_to_pickup_min: float | None
    ready_to_door_min: float | None
    overage_min: float | None  # beyond the target, 0 for orders within it
    cost_dollars: float  # all couriers, those without orders too
    cost_per_order_dollars: float | None
    orders_per_bundle: float | None
    orders_per_courier_hour: float | None
    utilisation: float | None  # of the shift: riding, prepositioning too, and services
    bound_min: float | None  # least click-to-door, mean of the orders delivered
    ratio_to_bound: float | None  # sum of click-to-door / sum of bounds, orders delivered


@dataclass(frozen=True, slots=True)
class Overall:
    """The measures of many instances, each counted once, whatever its size."""

    instances: int
    means: dict[str, float | None]  # each measure of `Figures`, over instances that have it
    pooled_ratio_to_bound: float | None  # sums over the orders of all instances


def figures(instance: Instance, solution: Solution) -> Figures:
    """The measures of a solution that keeps the rules; see `check`."""
    orders, parameters = instance.orders, instance.parameters
    rows = np.array([instance.order_rows[d.order] for d in solution.deliveries], np.int64)
    pickup_min = np.array([d.pickup_min for d in solution.deliveries], np.float64)
    dropoff_min = np.array([d.dropoff_min for d in solution.deliveries], np.float64)
    click_to_door_min = dropoff_min - orders.placed_min[rows]
    bounds_min = instance.bounds_min[rows]
    n_orders, n_delivered = len(orders.names), len(rows)
    per_courier = _orders_of_couriers(instance, solution)
    cost_dollars = _cost_dollars(instance, per_courier)
    return Figures(
        orders=n_orders,
        delivered=n_delivered,
        undelivered_share=ratio(n_orders - n_delivered, n_orders),
        click_to_door_min=mean(click_to_door_min),
        click_to_door_p90_min=quantile(click_to_door_min, 0.9),
        ready_to_pickup_min=mean(pickup_min - orders.ready_min[rows]),
        ready_to_door_min=mean(dropoff_min - orders.ready_min[rows]),
        overage_min=mean(np.maximum(0, click_to_door_min - parameters.target_min)),
        cost_dollars=cost_dollars,
        cost_per_order_dollars=ratio(cost_dollars, n_delivered),
        orders_per_bundle=ratio(n_delivered, len(solution.assignments)),
        orders_per_courier_hour=mean(per_courier / instance.couriers.shift_hours),
        utilisation=mean(
            _minutes_at_work(instance, solution) / (60 * instance.couriers.shift_hours)
        ),
        bound_min=mean(bounds_min),
        ratio_to_bound=ratio(click_to_door_min.sum(), bounds_min.sum()),
    )


def overall(every: Sequence[Figures]) -> Overall:
    """The measures of many instances.

    `means["ratio_to_bound"]` is the mean of the ratios of the instances; the pooled ratio weighs
    each of them by its orders' bounds.
    """
    names = [field.name for field in fields(Figures)]
    values = {name: [getattr(one, name) for one in every] for name in names}
    click_to_door_min = sum(one.delivered * (one.click_to_door_min or 0) for one in every)
    bound_min = sum(one.delivered * (one.bound_min or 0) for one in every)
    return Overall(
        len(every),
        {name: mean([v for v in column if v is not None]) for name, column in values.items()},
        ratio(click_to_door_min, bound_min),
    )


def _orders_of_couriers(instance: Instance, solution: Solution) -> NDArray[np.int64]:
    """Orders delivered by each courier, (n_couriers,)."""
    rows = [instance.courier_rows[delivery.courier] for delivery in solution.deliveries]
    return np.bincount(np.array(rows, np.int64), minlength=len(instance.couriers.names))


def _cost_dollars(instance: Instance, per_courier: NDArray[np.int64]) -> float:
    """The larger of pay by order and pay by hour, of each courier."""
    by_order = instance.parameters.order_pay_dollars * per_courier
    by_hour = instance.parameters.hourly_pay_dollars * instance.couriers.shift_hours
    return float(np.maximum(by_order, by_hour).sum())


def _minutes_at_work(instance: Instance, solution: Solution) -> NDArray[np.float64]:
    """Minutes that each courier rides or serves, (n_couriers,); waiting is no work."""
    minutes = np.zeros(len(instance.couriers.names))
    for courier, moves in by_courier(solution.moves).items():
        legs = legs_of(instance, moves)
        minutes[instance.courier_rows[courier]] += sum(
            leg.arrival_min - leg.departure_min for leg in legs
        )
    for assignment in solution.assignments:
        row = instance.courier_rows[assignment.courier]
        minutes[row] += instance.parameters.pickup_service_min
        minutes[row] += instance.parameters.dropoff_service_min * len(assignment.orders)
    return minutes
