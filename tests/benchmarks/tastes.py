"""`python -m tests.benchmarks.tastes`: what of a last store's inertia lasting taste explains.

As many sessions are to end in a choice with `lasting_taste` as without it. Prints, for two values
of `usual_utils`, by how much more of them do, and the value between where as many do: four weeks of
the baseline, half a minute of CPU.
"""

from typing import Any

import numpy as np

from analysis.scenario_file import load_scenario, overriding
from sim.flow.funnel import Step
from sim.result import RunResult
from sim.simulation import run

DAYS = 28
TRIED = (0.1, 0.4)


def found_share(result: RunResult) -> float:
    """Share of sessions that find something."""
    steps = result.funnel.sum(axis=(0, 1, 2))
    return float(1 - steps[Step.CHOSE_NOTHING] / steps[Step.SESSION])


def gained(usual_utils: float, seeds: range = range(2)) -> float:
    """How many more sessions find something than without, as a share of these."""
    on = {"mechanisms.lasting_taste.enabled": True}
    on |= {"mechanisms.lasting_taste.usual_utils": usual_utils}
    with_it, without = (_found(changes, seeds) for changes in (on, {}))
    return float(np.mean(with_it) / np.mean(without) - 1)


def _found(changes: dict[str, Any], seeds: range) -> list[float]:
    scenario = load_scenario("baseline", overriding({"days": DAYS, **changes})).scenario
    return [found_share(run(scenario, seed)) for seed in seeds]


def _main() -> None:
    gains = [gained(tried) for tried in TRIED]
    for tried, gain in zip(TRIED, gains, strict=True):
        print(f"# usual_utils = {tried}: {100 * gain:+.2f} %")
    slope = (gains[1] - gains[0]) / (TRIED[1] - TRIED[0])
    usual = TRIED[0] - gains[0] / slope
    print(f"usual_utils = {usual:.2f}  # {100 * gained(round(usual, 2)):+.2f} %")


if __name__ == "__main__":
    _main()
