"""The search: points asked for two at a time, replicated step by step, and stopped when clear.

Everything follows from the seed and from what replications say: a search that goes on from kept
replications asks for the same points and ends the same, with however many processes.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import optuna
from numpy.typing import NDArray
from optuna.samplers import BaseSampler
from optuna.trial import TrialState

from analysis.lab.design import Point
from analysis.lab.tuning.file import AT_ONCE
from analysis.lab.tuning.sampler import ERROR, MISS, distributions, sampler
from analysis.lab.tuning.space import Space
from analysis.lab.tuning.tried import Noise, Reading, Trial, noise_of

Floats = NDArray[np.float64]

# Readings of points under seeds, in the order of the points; None: it cannot be run.
Measure = Callable[[Sequence[Point], Sequence[int]], Sequence[Reading | None]]

# Standard errors by which a point must miss, or be worse than the best, to be stopped.
_CLEAR = 3.0


@dataclass(frozen=True)
class Plan:
    """How a search goes about it."""

    seeds: tuple[int, ...]  # of a trial's replications
    n_replications: int  # of all trials together
    steps: tuple[int, ...] = (2, 4)  # replications after which a trial may be stopped
    n_first: int = 10  # points spread evenly, before any is asked for
    seed: int = 0  # of the sampler
    sampler: str = "surface"
    room_errors: float = 0.0  # see `room_of`
    n_confirming: int = 1


@dataclass(frozen=True, eq=False)
class Searched:
    """What a search tried, in its order."""

    trials: tuple[Trial, ...]
    n_replications: int

    @property
    def noise(self) -> Noise | None:
        """Of one replication."""
        return noise_of(self.trials)


def search(
    space: Space,
    measure: Measure,
    plan: Plan,
    *,
    is_over: Callable[[int], bool] = lambda n_replications: False,
    on_trial: Callable[[Sequence[Trial], int], None] = lambda trials, n_replications: None,
    own: BaseSampler | None = None,
) -> Searched:
    """Search until the replications are spent, or `is_over` says so of those spent so far.

    Parameters
    ----------
    space
        The levers.
    measure
        Runs points under seeds.
    plan
        How much, and how.
    is_over, on_trial
        Asked before, told after each round of trials.
    own
        An Optuna sampler of the user's own.
    """
    study = _study(space, plan, own)
    trials: list[Trial] = []
    n_spent, most = 0, plan.steps[-1]
    while n_spent + AT_ONCE * most <= plan.n_replications and not is_over(n_spent):
        running, places = _asked(study, space, AT_ONCE)
        points = [space.point(place) for place in places]
        readings, stopped, spent = _replicated(points, measure, plan, trials)
        n_spent += spent
        numbers = [each.number for each in running]
        trials += map(Trial, numbers, points, places, readings, stopped)
        noise = noise_of(trials)
        for trial, told in zip(trials[-AT_ONCE:], running, strict=True):
            _tell(study, told, trial, noise, plan)
        on_trial(trials, n_spent)
    return Searched(tuple(trials), n_spent)


def first_points(space: Space, plan: Plan) -> list[Point]:
    """The points that are tried before any is asked for by what came of others."""
    _, places = _asked(_study(space, plan), space, plan.n_first)
    return [space.point(place) for place in places]


def _study(space: Space, plan: Plan, own: BaseSampler | None = None) -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    chosen = own or sampler(plan.sampler, space, plan.seed, plan.n_first)
    return optuna.create_study(sampler=chosen, direction="minimize")


def _asked(
    study: optuna.Study, space: Space, n: int
) -> tuple[list[optuna.Trial], list[tuple[float, ...]]]:
    """The next trials, and their places."""
    running = [study.ask(distributions(space)) for _ in range(n)]
    return running, [tuple(each.params[lever.path] for lever in space.levers) for each in running]


def room_of(noise: Noise | None, plan: Plan, *, of_search: bool = True) -> Floats:
    """How far a constraint must be kept for fresh seeds to confirm it, (n_constraints,).

    `of_search`: with room for the luck of the seeds of the search too, which all trials share, so
    that more replications of other points do not show it.
    """
    if noise is None:
        return np.zeros(0)
    room = plan.room_errors * noise.error(plan.n_confirming)[1:]
    return room + (noise.error(len(plan.seeds))[1:] if of_search else 0.0)


def _replicated(
    points: Sequence[Point], measure: Measure, plan: Plan, before: Sequence[Trial]
) -> tuple[list[Reading | None], list[bool], int]:
    """Readings of points, whether each was stopped, and the replications that it took."""
    readings: list[Reading | None] = [None] * len(points)
    stopped = [False] * len(points)
    going, done, spent = list(range(len(points))), 0, 0
    noise, best = noise_of(before), _best(before, plan)
    for step in plan.steps:
        seeds = plan.seeds[done:step]
        found = measure([points[nth] for nth in going], seeds)
        spent += len(seeds) * len(going)
        for nth, reading in zip(going, found, strict=True):
            readings[nth] = _joined(readings[nth], reading) if done else reading
            if reading is None or not reading.n_seeds:
                readings[nth] = None
        known = [nth for nth in going if readings[nth] is not None]
        going = [nth for nth in known if not _is_clear(readings[nth], noise, best)]
        if step != plan.steps[-1]:
            for nth in set(known) - set(going):
                stopped[nth] = True
        done = step
        if not going:
            break
    return readings, stopped, spent


def _joined(before: Reading | None, after: Reading | None) -> Reading | None:
    if before is None or after is None:
        return None
    return Reading(
        np.concatenate((before.cost, after.cost)), np.concatenate((before.miss, after.miss))
    )


def _best(trials: Sequence[Trial], plan: Plan) -> float | None:
    """The least cost of a trial with all replications that kept every constraint."""
    costs = [
        float(trial.values[0])
        for trial in trials
        if trial.reading is not None
        and trial.reading.n_seeds >= plan.steps[-1]
        and (trial.values[1:] <= 0).all()
    ]
    return min(costs, default=None)


def _is_clear(reading: Reading | None, noise: Noise | None, best: float | None) -> bool:
    """Whether more replications would only say again that the point is no winner."""
    if reading is None or noise is None:
        return reading is None
    cost, miss = reading.cost.mean(), reading.miss.mean(axis=0)
    error = _CLEAR * noise.error(reading.n_seeds)
    if (miss > error[1:]).any():
        return True
    return best is not None and bool(cost - best > np.sqrt(2) * error[0])


def _tell(study: Any, told: optuna.Trial, trial: Trial, noise: Noise | None, plan: Plan) -> None:
    """Tell the study what came of a trial; one that could not be run has failed."""
    if trial.reading is None or noise is None:
        study.tell(told, state=TrialState.FAIL)
        return
    values = trial.values
    for step, cost in enumerate(np.cumsum(trial.reading.cost), start=1):
        told.report(float(cost) / step, step)
    misses = (values[1:] + room_of(noise, plan)).tolist()
    told.set_user_attr(MISS, misses)
    with warnings.catch_warnings():  # that it may change one day
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        for nth, miss in enumerate(misses):  # for samplers that know constraints
            told.set_constraint(f"{nth}", miss)
    told.set_user_attr(ERROR, noise.error(trial.reading.n_seeds).tolist())
    told.set_user_attr("settings", repr(trial.point))
    study.tell(told, float(values[0]))
