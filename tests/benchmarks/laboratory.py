"""`python -m tests.benchmarks.laboratory`: what the laboratory takes beside the simulation itself.

Memory of many tiny replications in one process, CPU beyond simulating and measuring, and CPU of
arms that share their warm-up beside the same runs each on its own, equal to the bit. Minutes of
CPU; fewer replications and seeds take less.
"""

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from analysis.experiment.experiment import units_of
from analysis.experiment.unit import measured
from analysis.lab.archive import records
from analysis.lab.laboratory import Laboratory
from analysis.loading import Arm
from analysis.wording import counted
from sim.kernels import compile_kernels
from sim.scenario import Scenario
from tests.cities import ASLEEP, SMALL, Tree, scenario

FEW, MANY, SEEDS = 1000, 10_000, 10
FEES_CENTS = (250, 300, 350, 400, 450)
# A village whose day is a matter of some milliseconds, and a small district over two fortnights.
TINY: Tree = {
    **SMALL,
    **ASLEEP,
    "consumers": {"count": 20},
    "stores": {"count": 2},
    "couriers": {"count": 2},
    "past": {"days": 0},
}
FORTNIGHTS: Tree = {**SMALL, "days": 14, "warmup_days": 14}


class Taken(NamedTuple):
    """A figure, and what it may be at most."""

    what: str
    value: float
    most: float
    unit: str


def many(few: int, more: int) -> Iterator[Taken]:
    """Tiny replications: what the last of them need beyond the first, and what each takes."""
    arm = Arm("village", scenario(TINY))
    with TemporaryDirectory() as folder:
        laboratory = Laboratory(Path(folder))
        laboratory.evaluate([arm], range(few))
        before_mb, began_cpu_s = _resident_mb(), time.process_time()
        laboratory.evaluate([arm], range(few, more))
        spent_cpu_s = time.process_time() - began_cpu_s
        simulated_cpu_s = sum(
            record["cpu_s"] for record in records(Path(folder)) if record["seed"] >= few
        )
        beyond_mb = _resident_mb() - before_mb
    yield Taken(f"memory of {more} replications beyond that of {few}", beyond_mb, 50, "MB")
    beyond_ms = 1000 * (spent_cpu_s - simulated_cpu_s) / (more - few)
    yield Taken("CPU for each beyond simulating and measuring it", beyond_ms, 5, "ms")


def shared(seeds: int) -> Taken:
    """Five fees over a fortnight after a fortnight of warm-up, from one warm-up and each alone."""
    arms = [Arm(f"{cents}", _with_fee(cents)) for cents in FEES_CENTS]
    units = units_of(arms, range(seeds), None)
    began_cpu_s = time.process_time()
    alone = {(unit.label, unit.seed): measured(unit).kpis for unit in units}
    alone_cpu_s = time.process_time() - began_cpu_s
    with TemporaryDirectory() as folder:
        began_cpu_s = time.process_time()
        found = Laboratory(Path(folder)).evaluate(arms, range(seeds))
        together_cpu_s = time.process_time() - began_cpu_s
    for (label, seed), kpis in alone.items():
        assert dict(found[label][seed]) == kpis, f"fee {label}, seed {seed}: not equal to the bit"
    what = f"CPU of {len(arms)} arms × {counted(seeds, 'seed')} from shared warm-ups, of each alone"
    return Taken(what, 100 * together_cpu_s / alone_cpu_s, 75, "%")


def _with_fee(cents: int) -> Scenario:
    return scenario(FORTNIGHTS, {"policies": {"pricing": {"use": "flat", "base_cents": cents}}})


def _resident_mb() -> float:
    """Memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def table(taken: Iterator[Taken]) -> Iterator[str]:
    """The lines of a Markdown table."""
    yield "| | measured | at most |"
    yield "|---|---:|---:|"
    for what, value, most, unit in taken:
        yield f"| {what} | {value:.{0 if value >= 10 else 1}f} {unit} | {most:g} {unit} |"


def _all(few: int, more: int, seeds: int) -> Iterator[Taken]:
    for each in (scenario(TINY), _with_fee(FEES_CENTS[0])):
        compile_kernels(each)
    yield shared(seeds)
    yield from many(few, more)


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--few", type=int, default=FEW)
    options.add_argument("--many", type=int, default=MANY)
    options.add_argument("--seeds", type=int, default=SEEDS, help="of shared warm-ups")
    chosen = options.parse_args()
    for line in table(_all(chosen.few, chosen.many, chosen.seeds)):
        print(line, flush=True)


if __name__ == "__main__":
    _main()
