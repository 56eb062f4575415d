"""`python -m tests.benchmarks.dispatch_ideas`: what each idea of the rolling horizon is worth.

Days of the public Meal Delivery Routing Problem are solved with one setting changed at a time; an
hour of CPU for 120 of them. O2O_MDRP_DIR names their folder. Prints one JSON object.
"""

import json
import os
import re
import sys
from collections.abc import Iterable
from functools import partial
from itertools import chain, combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.commands.mdrp import read_task, solve
from analysis.commands.terminal import progress
from analysis.experiment.compare import interval
from analysis.experiment.outcome import outcomes
from analysis.machine.processors import n_processors
from analysis.scenario_file import read_overrides

DEFAULT = "as it is"
# One idea off, or more of it.
IDEAS = (
    "split_moves=false",
    "latest_orders=0",
    "send_ahead=false",
    "matching=false",
    "rounds=0",
    "bundle_orders=1",
    "late_weight=0",
    "old_weight=0",
    "courier_price=0",
    "fairness_weight=1",
    "fairness_weight=3",
    "fairness_weight=5",
)
# What is chosen from on some seeds and reported on others, the defaults and the first with them.
NUMBERS = (
    "split_moves=false",
    "late_weight=0",
    "courier_price=0.1",
    "courier_price=0.3",
    "price_power=3",
    "early_min=2",
    "latest_orders=200",
    "second_weight=0.3",
    "old_weight=0.02",
    "least_gain_min=0.1",
    "least_gain_min=0.5",
)
MEASURES = (
    "click_to_door_min",
    "click_to_door_p90_min",
    "ready_to_pickup_min",
    "cost_per_order_dollars",
)


class Task(NamedTuple):
    """One day with one setting."""

    setting: str
    day: Path


# By setting and seed, the measures of each day.
Found = dict[str, dict[str, list[list[float]]]]


def measured(task: Task, out: Path) -> list[float]:
    """The measures of a day, whose solution must keep all rules."""
    settings = ["policies.dispatch.use=rolling_horizon"]
    if task.setting != DEFAULT:
        settings.append(f"policies.dispatch.{task.setting}")
    day = read_task(task.day, read_overrides(settings), allow_code=False)
    solved = solve(day, out / task.setting.replace("=", "-"))
    assert not solved.violations, task
    return [getattr(solved.figures, name) for name in MEASURES]


def solved_days(folder: Path) -> Found:
    """All days with all settings."""
    days = sorted(path for path in folder.iterdir() if path.is_dir())
    if len({_seed(day) for day in days}) < 3:
        sys.exit(f"{folder} holds days of fewer than three seeds")
    settings = dict.fromkeys((DEFAULT, *IDEAS, *NUMBERS))
    tasks = [Task(setting, day) for setting in settings for day in days]
    values: dict[Task, list[float]] = {}
    with TemporaryDirectory() as out, progress("Solving", len(tasks), "days") as show:
        work = partial(measured, out=Path(out))
        for outcome in outcomes(work, tasks, n_processors()):
            assert outcome.value is not None, f"{outcome.task}: {outcome.error}"
            values[outcome.task] = outcome.value
            show(len(values))
    found: Found = {setting: {} for setting in settings}
    for task in tasks:
        found[task.setting].setdefault(_seed(task.day), []).append(values[task])
    return found


def _seed(day: Path) -> str:
    """The first number of a name such as 4o50t75s1p125."""
    return re.split(r"\D", day.name)[0]


def difference(found: Found, setting: str, measure: int) -> list[float | None]:
    """Mean difference to the defaults and its 95 % interval, from the means of the seeds."""
    by_seed = np.array(
        [
            _means(found[setting][seed])[measure] - _means(found[DEFAULT][seed])[measure]
            for seed in found[DEFAULT]
        ]
    )
    return [
        None if value is None else round(value, 3) for value in (by_seed.mean(), *interval(by_seed))
    ]


def chosen_and_lost(found: Found) -> dict[str, dict[str, object]]:
    """For each pair of seeds: the best setting on the others, and its loss on the pair.

    Share of click-to-door lost against the setting that is best on all seeds, and against the
    best on the pair itself.
    """
    seeds = list(found[DEFAULT])
    settings = (DEFAULT, *NUMBERS)

    def mean(setting: str, some: tuple[str, ...]) -> float:
        return float(_means(day for seed in some for day in found[setting][seed])[0])

    def best(some: tuple[str, ...]) -> str:
        return min(settings, key=lambda setting: mean(setting, some))

    choices: dict[str, dict[str, object]] = {}
    for pair in combinations(seeds, 2):
        chosen = best(tuple(seed for seed in seeds if seed not in pair))
        least = {"all": mean(best(tuple(seeds)), pair), "pair": mean(best(pair), pair)}
        losses = {key: round(mean(chosen, pair) / of - 1, 6) for key, of in least.items()}
        choices[" and ".join(pair)] = {"chosen": chosen, "lost_against_best_on": losses}
    return choices


def report(found: Found) -> dict[str, object]:
    """Means of each setting, differences to the defaults, and the cross-validation."""
    means = {
        setting: dict(
            zip(
                MEASURES,
                _means(chain.from_iterable(of_seed.values())).round(3).tolist(),
                strict=True,
            )
        )
        for setting, of_seed in found.items()
    }
    differences = {
        setting: {name: difference(found, setting, at) for at, name in enumerate(MEASURES)}
        for setting in found
        if setting != DEFAULT
    }
    return {"means": means, "differences": differences, "chosen": chosen_and_lost(found)}


def _means(days: Iterable[list[float]]) -> NDArray[np.float64]:
    """Of each measure, (n_measures,)."""
    return np.mean(list(days), axis=0)


if __name__ == "__main__":
    named = os.environ.get("O2O_MDRP_DIR")
    if not named:
        sys.exit("O2O_MDRP_DIR must name the folder of the instances")
    print(json.dumps(report(solved_days(Path(named))), indent=2))
