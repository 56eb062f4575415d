"""`python -m tests.benchmarks.effects`: does each lever move its metric as the table says?

For each effect of docs/mechanisms.md the metric before and after the change of the lever, under the
same seeds, with the paired 95 % interval; it holds if the interval lies on the side that was
written down. Under seeds 0 to 5 of the scenario's own city, for as many days as the effect takes to
show, unless said otherwise: a few seconds for one of two days.
"""

import argparse
import math
import time
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from analysis.kpis import KPI
from analysis.kpis.measure import measure
from analysis.mechanisms import catalogue
from analysis.scenario_file import load_scenario, overriding, read_overrides
from analysis.wording import shown_difference
from sim.flow.parts import Effect
from sim.simulation import run
from tests.benchmarks.intervals import sure_interval


class Moved(NamedTuple):
    """How far a metric moved: mean of paired differences, and its 95 % interval."""

    mean: float
    low: float
    high: float

    def holds(self, effect: Effect) -> bool:
        """Whether it moved as the effect says."""
        return self.low > 0 if effect.direction == "+" else self.high < 0


def moved(effect: Effect, seeds: Iterable[int], settings: dict[str, Any]) -> Moved:
    """The difference that the change of the lever makes, under the same seeds."""
    before, after = (_measured(effect, value, seeds, settings) for value in effect.change)
    return Moved(float((after - before).mean()), *sure_interval(after - before))


def _measured(effect: Effect, value: str, seeds: Iterable[int], settings: dict[str, Any]) -> Any:
    overrides = [*overriding(settings), *read_overrides([f"{effect.lever}={value}"])]
    scenario = load_scenario(effect.scenario, overrides).scenario
    return np.array([measure(run(scenario, seed))[effect.metric] for seed in seeds], float)


def table(effects: Iterable[Effect], seeds: Iterable[int], days: int | None) -> Iterator[str]:
    """The lines of a Markdown table; `days` in place of each effect's own."""
    yield "| terms | lever | change | in | days | metric | | moved by | holds | seconds |"
    yield "|---|---|---|---|---:|---|---|---:|---|---:|"
    for effect in effects:
        began, lasts = time.process_time(), days or effect.days
        found = moved(effect, seeds, {"days": lasts})
        known = math.isfinite(found.mean)  # some metrics take more days
        by = shown_difference(*found, KPI[effect.metric].unit) if known else "no value"
        cells = (
            ", ".join(map(str, effect.rows)),
            f"`{effect.lever}`",
            " → ".join(effect.change),
            effect.scenario,
            str(lasts),
            f"`{effect.metric}`",
            effect.direction,
            by,
            "yes" if found.holds(effect) else "NO",
            f"{time.process_time() - began:.0f}",
        )
        yield f"| {' | '.join(cells)} |"


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, help="for all, in place of each one's own")
    options.add_argument("--seeds", type=int, default=6, help="from 0 on")
    options.add_argument("--terms", type=int, nargs="*", help="those of these terms alone")
    chosen = options.parse_args()
    entries = catalogue(load_scenario("baseline").scenario)
    effects = [entry.effect for entry in entries if entry.effect]
    if chosen.terms:
        effects = [effect for effect in effects if set(effect.rows) & set(chosen.terms)]
    for line in table(effects, range(chosen.seeds), chosen.days):
        print(line, flush=True)


if __name__ == "__main__":
    _main()
