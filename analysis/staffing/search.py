"""The search: plans tried by simulation under the same seeds, the better ones kept."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.staffing.moves import moves, worth
from analysis.staffing.plan import Plan, historical, planned
from analysis.staffing.trial import Trial
from sim.policies.staffing import ForecastShifts
from sim.scenario import Scenario

# Of the fleet, couriers who move at first; half of them after so many refusals in a row.
_MOVED_SHARE = 0.05
_PATIENCE = 3

TryPlan = Callable[[Plan], Sequence[Trial]]  # a plan under every seed


@dataclass(frozen=True)
class Step:
    """A plan that was tried, its means over seeds, and whether the search went on from it."""

    what: str  # "historical", "forecast" or "move"
    door_min: float
    failed_share: float
    kept: bool


@dataclass(frozen=True)
class Found:
    """What the search began with, what it ended with, and the steps between."""

    forecast: Plan
    best: Plan
    steps: tuple[Step, ...]

    @property
    def n_kept(self) -> int:
        """Moves that were kept."""
        return sum(step.kept for step in self.steps if step.what == "move")


def search(scenario: Scenario, rounds: int, try_plan: TryPlan) -> Found:
    """Shifts of the scenario's couriers and hours under which orders wait less, by local search.

    It begins with the forecast shifts, for the orders and the service time measured under the
    historical ones, or with these where the forecast is no better. Each round moves a few couriers
    from the time of day with most idle couriers to the one with most late and lost orders, tries
    that, and keeps it if the sum of click-to-door and of the share of late and lost orders fell,
    each relative to what it was at first: at least one of them is then better.
    """
    best = historical(scenario)
    trials = try_plan(best)
    first = score = _score(trials)
    forecast = planned(_policy(trials, scenario)(scenario), scenario.couriers.count)
    steps = [Step("historical", *score, kept=True)]
    n_moved, n_refused = math.ceil(_MOVED_SHARE * forecast.n_couriers), 0
    seen = [best]
    for nth in range(rounds + 1):
        candidate = forecast if nth == 0 else _next(best, trials, n_moved, seen)
        while candidate is None and n_moved > 1:
            n_moved //= 2
            candidate = _next(best, trials, n_moved, seen)
        if candidate is None:
            break
        seen.append(candidate)
        found = try_plan(candidate)
        kept = _sum(_score(found), first) < _sum(score, first)
        steps.append(Step("move" if nth else "forecast", *_score(found), kept=kept))
        if kept:
            best, trials, score, n_refused = candidate, found, _score(found), 0
        elif nth:
            n_refused += 1
            if n_refused == _PATIENCE:
                n_moved, n_refused = max(1, n_moved // 2), 0
    return Found(forecast, best, tuple(steps))


def _policy(trials: Sequence[Trial], scenario: Scenario) -> ForecastShifts:
    """The forecast of what was measured; of the scenario's demand where nothing was."""
    given = scenario.policies.staffing
    policy = given if isinstance(given, ForecastShifts) else ForecastShifts()
    orders = np.mean([trial.orders_per_hour for trial in trials], axis=0)
    service_min = float(np.mean([trial.service_min for trial in trials]))
    if not orders.sum() or not service_min:
        return policy
    measured = {"orders_per_hour": tuple(orders.tolist()), "service_min": service_min}
    return policy.model_copy(update=measured)


def _next(plan: Plan, trials: Sequence[Trial], n_moved: int, seen: list[Plan]) -> Plan | None:
    """The plan after the most promising move that leads to one not seen yet."""
    failed = np.sum([trial.failed for trial in trials], axis=0)
    idle = np.sum([trial.idle for trial in trials], axis=0)
    after = (move.of(plan, n_moved) for move in moves(plan, worth(failed, idle)))
    return next((candidate for candidate in after if candidate not in seen), None)


def _score(trials: Sequence[Trial]) -> tuple[float, float]:
    """Mean click-to-door, and mean share of late and lost orders."""
    return (
        float(np.mean([trial.door_min for trial in trials])),
        float(np.mean([trial.failed_share for trial in trials])),
    )


def _sum(score: tuple[float, float], first: tuple[float, float]) -> float:
    """The parts of a score relative to the first; as they are where that was 0."""
    return sum(part / (base or 1.0) for part, base in zip(score, first, strict=True))
