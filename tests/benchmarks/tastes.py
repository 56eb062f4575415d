"""`python -m tests.benchmarks.tastes`: what of a last store's inertia lasting taste explains.

As many sessions are to end in a choice with `lasting_taste`, in the scenario that is named, as in
the baseline without it. Prints, for two values of `usual_utils`, by how much more of them do, and
the value where as many do: four weeks, half a minute of CPU.
"""

import argparse
from typing import Any

import numpy as np

from analysis.scenario_file import load_scenario, overriding
from sim.flow.funnel import Step
from sim.result import RunResult
from sim.simulation import run

DAYS = 28
SEEDS = 2
TRIED = {"baseline": (0.1, 0.4), "long-lists": (0.8, 1.1)}


def found_share(result: RunResult) -> float:
    """Share of sessions that find something."""
    steps = result.funnel.sum(axis=(0, 1, 2))
    return float(1 - steps[Step.CHOSE_NOTHING] / steps[Step.SESSION])


def found_with(name: str, usual_utils: float) -> float:
    """The share of a scenario's sessions that find something, with lasting taste."""
    on = {"mechanisms.lasting_taste.enabled": True}
    return _found(name, on | {"mechanisms.lasting_taste.usual_utils": usual_utils})


def found_without() -> float:
    """The share of the baseline's sessions that find something, without."""
    return _found("baseline", {"mechanisms.lasting_taste.enabled": False})


def _found(name: str, changes: dict[str, Any]) -> float:
    scenario = load_scenario(name, overriding({"days": DAYS, **changes})).scenario
    return float(np.mean([found_share(run(scenario, seed)) for seed in range(SEEDS)]))


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("scenario", nargs="?", choices=list(TRIED), default="baseline")
    name = options.parse_args().scenario
    tried = TRIED[name]
    without = found_without()
    gains = [found_with(name, usual) / without - 1 for usual in tried]
    for usual, gain in zip(tried, gains, strict=True):
        print(f"# usual_utils = {usual}: {100 * gain:+.2f} %")
    slope = (gains[1] - gains[0]) / (tried[1] - tried[0])
    found = round(tried[0] - gains[0] / slope, 2)
    left = found_with(name, found) / without - 1
    print(f"usual_utils = {found}  # {100 * left:+.2f} %")


if __name__ == "__main__":
    _main()
