"""`python -m tests.benchmarks.shelves`: what does it bring to tell the app sooner what is in stock?

Orders of the app that are cancelled because the shelf is empty, of a thousand, by how often the app
is told of the record: with the scenario's errors of the record and without any, under the same
seeds, with 95 % intervals. `more` is the paired difference to the row above; none is below 0
if cancellations are monotone. Where there are no errors and the app is told at once it is 0.
"""

import argparse
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.kpis.parts import platform_orders
from analysis.scenario_file import load_scenario, overriding
from sim.order import Cause
from sim.scenario import Scenario
from sim.simulation import run
from tests.benchmarks.intervals import sure_interval

SYNC_MIN = (0, 1, 5, 15, 60, 240, 1440)
WITHOUT_ERRORS = {"record_error_sd": 0.0, "scan_miss_share": 0.0, "shrink_share": 0.0}
Floats = NDArray[np.float64]


def cancelled(scenario: Scenario, seeds: Iterable[int], **stock: Any) -> Floats:
    """Of a thousand orders of the app those whose shelf was empty, by seed, (n_seeds,)."""
    settings = scenario.stock.model_copy(update=stock)
    changed = scenario.model_copy(update={"stock": settings})
    found = []
    for seed in seeds:
        orders = platform_orders(run(changed, seed))
        found.append(1000 * np.mean(orders["cause"] == Cause.OUT_OF_STOCK))
    return np.array(found)


def told(values: Floats) -> str:
    """A mean and its 95 % interval."""
    low, high = sure_interval(values)
    return f"{values.mean():.2f} ± {(high - low) / 2:.2f}"


def table(scenario: Scenario, seeds: Iterable[int]) -> Iterator[str]:
    """The lines of a Markdown table."""
    yield "| told every | with errors | more | without | more | errors make |"
    yield "|---|---:|---:|---:|---:|---:|"
    before = None
    for sync_min in SYNC_MIN:
        wrong = cancelled(scenario, seeds, sync_min=float(sync_min))
        right = cancelled(scenario, seeds, sync_min=float(sync_min), **WITHOUT_ERRORS)
        more = ("", "") if before is None else (told(wrong - before[0]), told(right - before[1]))
        every = f"{sync_min} min" if sync_min else "at once"
        cells = (every, told(wrong), more[0], told(right), more[1], told(wrong - right))
        yield f"| {' | '.join(cells)} |"
        before = wrong, right


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("scenario", nargs="?", default="phantom-stock")
    options.add_argument("--days", type=int, default=2)
    options.add_argument("--seeds", type=int, default=8, help="from 0 on")
    chosen = options.parse_args()
    scenario = load_scenario(chosen.scenario, overriding({"days": chosen.days})).scenario
    for line in table(scenario, range(chosen.seeds)):
        print(line, flush=True)


if __name__ == "__main__":
    _main()
