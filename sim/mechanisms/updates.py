"""Updates: while a delivery is under way the app reckons anew when it comes, and says so if later.

Rows 31 and 35, «配送延迟», «实时跟踪透明度不足»: late delivery, weak tracking.

    told anew, if arrival > told + threshold_min
    time_score += forgiven_share * (min(0, s(arrival - told)) - s(arrival - promised))    if late
    time_score -= change_weight * number of updates
    hazard of giving up, from then on: by the time beyond `told`, not beyond the promise

The arrival is reckoned when the food of an order that has a courier is ready, and when it leaves
the store: the way to the door by the stops that come before it. `told` begins as the promise; s is
the score of coming so many minutes late (`sim.agents.consumer.time_score`). What is told before it
happens disappoints less, since expectations are measured by what was said last (Oliver 1980); times
that do not count down annoy. How far is a choice, both ways. Who is told a later time holds out
for it (`sim.flow.patience`); belief goes on judging by the promise that was chosen by.
"""

from typing import Any

from numba import njit

from sim.agents.consumer import time_score
from sim.agents.courier import Doing
from sim.flow.composed import own
from sim.flow.kitchen import known_ready_min
from sim.flow.parts import Effect, Mechanism
from sim.flow.travel import distance_m, ride_min
from sim.mechanisms.figures import ratio
from sim.order import Channel, is_measured
from sim.schema import Rows, Schema
from sim.settings.updates import Updates

NAME = "updates"

# A row for each consumer, of the latest delivery.
TOLD = Schema(
    ("order", "i4", "row of the order; -1: none yet"),
    ("told_min", "f8", "when it is said to come"),
    ("since_min", "f8", "when that was said, if it is not the promise"),
    ("n_updates", "i4", "times told anew"),
)
# One row, of the days that count.
COUNTS = Schema(
    ("n_delivered", "i8", "deliveries handed over"),
    ("n_updates", "i8", "times told anew for them"),
    ("n_late", "i8", "of them after the promise"),
    ("n_late_told", "i8", "and told before"),
)
RULES = Schema(
    ("threshold_min", "f8", "after what was told last, from which a new time is told"),
    ("forgiven_share", "f8", "of what lateness takes, if it was told"),
    ("change_weight", "f8", "log-odds that each update takes"),
)
_TOLD, _COUNTS, _RULES = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """What everyone was told, nothing yet; counts; and the rules."""
    settings: Updates = scenario.mechanisms.updates
    told = TOLD.empty(scenario.consumers.count)
    told["order"] = -1
    return told, COUNTS.empty(1), RULES.row(**settings.model_dump(exclude={"enabled"}))


@njit
def ready(world, order_id, now):
    """Food that a courier is to fetch is ready: nothing but the way is left."""
    order = world.orders[order_id]
    if order.courier != -1:
        _reckon(world, order_id, world.couriers[order.courier].doing == Doing.WAITING, now)


@njit
def picked_up(world, order_id, now):
    """A courier has it and is about to leave."""
    _reckon(world, order_id, True, now)


@njit
def _reckon(world, order_id, at_counter, now):
    """Tell when a delivery comes, if that is much later than was told."""
    order = world.orders[order_id]
    if order.channel != Channel.DELIVERY:
        return
    mine = own(world, NAME)[_TOLD][order.consumer]
    if mine.order != order_id:
        mine.order = order_id
        mine.told_min = order.promised_min
        mine.n_updates = 0
    arrival = arrival_min(world, order.courier, order_id, at_counter, now)
    if arrival > mine.told_min + own(world, NAME)[_RULES][0].threshold_min:
        mine.told_min = arrival
        mine.since_min = now
        mine.n_updates += 1


@njit
def awaited(world, told, order_id):
    """What was told last is awaited, from when it was."""
    mine = own(world, NAME)[_TOLD][world.orders[order_id].consumer]
    if mine.order == order_id and mine.n_updates > 0:
        return mine.told_min, mine.since_min
    return told


@njit
def arrival_min(world, courier_id, order_id, at_counter, now):
    """When a courier comes to the door of an order, by the stops that come before it.

    Parameters
    ----------
    world
        The columns.
    courier_id : int
        Row of the courier.
    order_id : int
        Row of the order, whose hand-over is among the stops.
    at_counter : bool
        Whether the courier stands at the counter of a store, and not on a way.
    now : float
        Minutes since the run's first midnight.
    """
    travel, courier = world.travel[0], world.couriers[courier_id]
    stops = world.stops[courier_id]
    x, y, at_min = courier.to_x_m, courier.to_y_m, max(now, courier.arrive_min)
    for row in range(courier.n_stops):
        stop = stops[row]
        metres = distance_m(travel, x, y, stop.x_m, stop.y_m)
        stays = at_counter and stop.is_pickup == 1 and metres == 0.0
        if at_counter and not stays:
            at_min += travel.pickup_after_min
        at_min += ride_min(world, courier.speed_factor, metres)
        x, y, at_counter = stop.x_m, stop.y_m, stop.is_pickup == 1
        if at_counter:
            if not stays:
                at_min += travel.pickup_before_min
            at_min = max(at_min, known_ready_min(world.orders[stop.order]))
        elif stop.order == order_id:
            return at_min + travel.dropoff_before_min
        else:
            at_min += travel.dropoff_before_min + travel.dropoff_after_min
    return at_min


@njit
def handed_over(world, order_id, now):
    """What was told moves what the time of a delivery was like."""
    order = world.orders[order_id]
    mine = own(world, NAME)[_TOLD][order.consumer]
    if order.channel != Channel.DELIVERY or mine.order != order_id:
        return
    rules, counts = own(world, NAME)[_RULES][0], own(world, NAME)[_COUNTS][0]
    late = now > order.promised_min
    counted = int(is_measured(order))
    counts.n_delivered += counted
    counts.n_updates += counted * mine.n_updates
    counts.n_late += counted * int(late)
    counts.n_late_told += counted * int(late and mine.n_updates > 0)
    order.time_score -= rules.change_weight * mine.n_updates
    if late:
        feel = world.satisfaction[0]
        as_told = min(0.0, time_score(now - mine.told_min, feel))
        as_promised = time_score(now - order.promised_min, feel)
        order.time_score += rules.forgiven_share * (as_told - as_promised)


def kpis(result: Any) -> dict[str, float | None]:
    """How often new times were told, and how many late deliveries did not come as a surprise."""
    counts = result.own[NAME][_COUNTS][0]
    return {
        "updates_per_delivery": ratio(counts["n_updates"], counts["n_delivered"]),
        "late_told_share": ratio(counts["n_late_told"], counts["n_late"]),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="new times of arrival are told on the way",
    effects=(
        Effect(
            rows=(31, 35),
            term_zh="送达时间更新",
            term="lateness that was told disappoints less",
            lever="mechanisms.updates.enabled",
            metric="satisfaction_mean",
            direction="+",
            evidence="assumption: expectations are measured by what was said last (Oliver 1980)",
        ),
        Effect(
            rows=(31, 35),
            term_zh="更新后的等待意愿",
            term="who is told a later time holds out for it",
            lever="mechanisms.updates.enabled",
            metric="impatience_share",
            direction="-",
            evidence="assumption: the hazard goes by the time beyond what was said last",
            scenario="promise-one-minute",
        ),
        Effect(
            rows=(35,),
            term_zh="更新门槛",
            term="only what is much later is told",
            lever="mechanisms.updates.threshold_min",
            metric="updates_per_delivery",
            direction="-",
            evidence="by definition",
            change=("2", "10"),
            scenario="told-when-late",
        ),
    ),
    settings=Updates,
    rows=rows,
    kpis=kpis,
    awaited=awaited,
    ready=ready,
    picked_up=picked_up,
    handed_over=handed_over,
)
