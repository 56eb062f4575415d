"""`python -m tests.benchmarks.tastes`: what of a last store's inertia lasting taste explains.

As many sessions are to end in a choice in the baseline as without lasting tastes and long lists.
Prints, for two values of `usual_utils`, by how much more of them do, and the value where as many
do: four weeks, half a minute of CPU.
"""

from typing import Any

import numpy as np

from analysis.scenario_file import load_scenario, overriding
from sim.flow.funnel import Step
from sim.result import RunResult
from sim.simulation import run

DAYS = 28
SEEDS = 2
TRIED = (0.8, 1.1)


def found_share(result: RunResult) -> float:
    """Share of sessions that find something."""
    steps = result.funnel.sum(axis=(0, 1, 2))
    return float(1 - steps[Step.CHOSE_NOTHING] / steps[Step.SESSION])


def found_with(usual_utils: float) -> float:
    """The share of the baseline's sessions that find something."""
    return _found({"mechanisms.lasting_taste.usual_utils": usual_utils})


def found_without() -> float:
    """The share where tastes do not last and lists are short."""
    return _found({"mechanisms.lasting_taste.enabled": False, "mechanisms.lists.enabled": False})


def _found(changes: dict[str, Any]) -> float:
    scenario = load_scenario("baseline", overriding({"days": DAYS, **changes})).scenario
    return float(np.mean([found_share(run(scenario, seed)) for seed in range(SEEDS)]))


def _main() -> None:
    without = found_without()
    gains = [found_with(usual) / without - 1 for usual in TRIED]
    for usual, gain in zip(TRIED, gains, strict=True):
        print(f"# usual_utils = {usual}: {100 * gain:+.2f} %")
    slope = (gains[1] - gains[0]) / (TRIED[1] - TRIED[0])
    found = round(TRIED[0] - gains[0] / slope, 2)
    print(f"usual_utils = {found}  # {100 * (found_with(found) / without - 1):+.2f} %")


if __name__ == "__main__":
    _main()
