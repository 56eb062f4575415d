"""A day of the shipped megacity: a million orders.

CPU seconds by phase and the peak of memory, of one run with all its files: what `o2o run` does. The
day that is lived before the one that counts, and what a program takes to start, stand apart.
"""

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from analysis.experiment.unit import Unit, execute
from analysis.scenario_file import load_scenario, overriding
from sim.scenario import Scenario

PHASES = {
    "building": "build_cpu_s",
    "flow": "simulate_cpu_s",
    "analysis": "analyse_cpu_s",
}
APART = {"compiling or loading kernels": "compile_cpu_s", "warm-up": "warmup_cpu_s"}


class Lived(NamedTuple):
    """What a day took."""

    orders: int  # in all channels
    cpu_s: dict[str, float]  # by phase of the day that counts
    apart_cpu_s: dict[str, float]
    peak_mib: float  # of the process so far

    @property
    def all_cpu_s(self) -> float:
        """Of all phases of the day that counts."""
        return sum(self.cpu_s.values())


def lived(scenario: Scenario) -> Lived:
    """Live through a scenario once, with all its files.

    Writing tables is in none of the phases that a run times, and counts as analysis.
    """
    with TemporaryDirectory() as place:
        folder = Path(place) / "run"
        begun = time.process_time()
        summary = execute(Unit("run", scenario, 0, folder))
        all_cpu_s = time.process_time() - begun
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    timing = manifest["timing"]
    cpu_s = {phase: timing[name] for phase, name in PHASES.items()}
    apart = {phase: timing[name] for phase, name in APART.items()}
    cpu_s["analysis"] = all_cpu_s - sum(apart.values()) - cpu_s["building"] - cpu_s["flow"]
    orders = int((summary.kpis["orders"] or 0) + (summary.kpis["walkin_orders"] or 0))
    return Lived(orders, cpu_s, apart, timing["peak_mib"])


def day() -> dict[str, float | dict[str, float]]:
    """Live through the megacity's day once."""
    start_cpu_s = time.process_time()
    found = lived(load_scenario("megacity", overriding({"days": 1})).scenario)
    cpu_s = found.cpu_s | {"all": found.all_cpu_s}
    apart = {"starting the program": start_cpu_s} | found.apart_cpu_s
    return {
        "orders": found.orders,
        "cpu_s": {phase: round(seconds, 1) for phase, seconds in cpu_s.items()},
        "apart_cpu_s": {phase: round(seconds, 1) for phase, seconds in apart.items()},
        "orders_per_cpu_s_of_flow": round(found.orders / found.cpu_s["flow"]),
        "peak_mib": round(found.peak_mib),
    }
