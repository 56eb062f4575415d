"""Folders of comparisons whose runs are made by hand: nothing is run."""

from pathlib import Path

from analysis.experiment.comparison_folder import begin
from analysis.experiment.summary import summarise, to_json
from analysis.kpis.measure import measure
from analysis.loading import Arm
from analysis.results import write_run
from sim.result import RunResult

TIMING = dict.fromkeys(("build_cpu_s", "simulate_cpu_s", "warmup_cpu_s", "analyse_cpu_s"), 0.0)


def comparison_of(folder: Path, **runs: list[RunResult]) -> Path:
    """The folder of a comparison of arms with the first, each with its runs by label."""
    arms = [Arm(label, of_arm[0].scenario) for label, of_arm in runs.items()]
    first = next(iter(runs.values()))
    begin(folder, arms, [run.seed for run in first])
    for label, of_arm in runs.items():
        for run in of_arm:
            write(folder / "runs" / label / f"seed-{run.seed}", run)
    return folder


def write(folder: Path, run: RunResult) -> Path:
    """The folder of a run."""
    kpis = measure(run)
    write_run(
        folder,
        run,
        kpis,
        unit_id=folder.name,
        summary=to_json(summarise(run, kpis)),
        timing=TIMING,
    )
    return folder
