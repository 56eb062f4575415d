"""A trial: what a plan does under one seed, and when in the day it lacks or wastes couriers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import sim
from analysis.kpis.parts import deliveries, is_late
from analysis.kpis.waits import click_to_door_min
from sim.daytime import DAY_MIN
from sim.order import Channel, State
from sim.policies.staffing import N_SLOTS, SLOT_MIN
from sim.recording import Recording
from sim.result import RunResult
from sim.scenario import Scenario

Floats = NDArray[np.float64]

_HOURS = 24
_SLOTS_PER_HOUR = N_SLOTS // _HOURS


@dataclass(frozen=True)
class Task:
    """A scenario to be tried under a seed."""

    scenario: Scenario
    seed: int
    recording: Recording | None = None


@dataclass(frozen=True, eq=False)
class Trial:
    """What came of it; half hours of the day are added up over days."""

    door_min: float  # mean click-to-door of fulfilled deliveries; infinite without any
    failed_share: float  # of delivery orders: late, or never handed over
    failed: Floats  # (48,) such orders, half-way between order and promise
    idle: Floats  # (48,) idle couriers, summed over samples
    orders_per_hour: Floats  # (24,) delivery orders in an hour of the mean day
    service_min: float  # couriers' time with an order in hand / orders handed over


def trial(task: Task) -> Trial:
    """Run the scenario and look at its deliveries."""
    return condensed(sim.run(task.scenario, task.seed, task.recording))


def condensed(result: RunResult) -> Trial:
    """What staffing needs to know of a run."""
    ordered = result.orders[result.orders["channel"] == Channel.DELIVERY]
    on_time = (ordered["state"] == State.FULFILLED) & ~is_late(ordered)
    # A courier who is missing is missed between the order and the hand-over that was promised.
    missed_min = (ordered["placed_min"] + ordered["promised_min"])[~on_time] / 2
    placed = np.bincount(_slot(ordered["placed_min"]), minlength=N_SLOTS)
    sampled = result.timeline.groupby("at_min")["idle_couriers"].sum()
    n_delivered = len(deliveries(result))
    busy_min = float(result.couriers["busy_min"].sum())
    door_min = click_to_door_min(result)
    return Trial(
        door_min=float(door_min.mean()) if len(door_min) else float("inf"),
        failed_share=float((~on_time).mean()) if len(ordered) else 0.0,
        failed=np.bincount(_slot(missed_min), minlength=N_SLOTS).astype(np.float64),
        idle=np.asarray(
            np.bincount(_slot(sampled.index.to_numpy(np.float64)), sampled, N_SLOTS), np.float64
        ),
        orders_per_hour=placed.reshape(_HOURS, _SLOTS_PER_HOUR).sum(axis=1) / result.days,
        service_min=busy_min / n_delivered if n_delivered else 0.0,
    )


def _slot(at_min: Floats) -> NDArray[np.int64]:
    """The half hour of the day in which each moment lies."""
    slots: NDArray[np.int64] = (at_min % DAY_MIN // SLOT_MIN).astype(np.int64)
    return slots
