"""`o2o run`: one scenario under one seed."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from rich.markup import escape

from analysis.commands.columns import Columns
from analysis.commands.compiling import compile_first
from analysis.commands.headlines import headlines
from analysis.commands.inputs import check_output, load_arm, overrides_of
from analysis.commands.sizing import check_size
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output, progress
from analysis.experiment.outcome import outcomes
from analysis.experiment.unit import Unit, execute
from analysis.kpis import Kpis
from analysis.results import RUN_FILES
from analysis.wording import counted, shown


def run(
    source: str,
    *,
    seed: int,
    days: int | None,
    settings: Sequence[str],
    replay: Mapping[str, str | Path | None],
    out: Path | None,
    allow_code: bool,
    json: bool,
) -> int:
    """Run, write the folder, show the KPIs; the exit code."""
    arm = load_arm(source, overrides_of(settings, days, replay), allow_code=allow_code)
    folder = out or Path("out") / f"{arm.label}-seed-{seed}"
    check_output(folder, "run", RUN_FILES)
    check_size([arm], 1, 1, folder, quiet=json)
    compile_first([arm.scenario], quiet=json)
    unit = Unit(arm.label, arm.scenario, seed, folder, arm.recording)
    with progress(f"{arm.label}, {counted(arm.scenario.days, 'day')}", total=1) as show:
        (outcome,) = outcomes(partial(execute, progress=show), [unit], n_workers=1)
    if outcome.value is None:
        messages().print(f"the run failed: {outcome.error}", markup=False)
        return 3
    kpis = outcome.value.kpis
    if json:
        print_json({"scenario": arm.label, "seed": seed, "folder": str(folder), "kpis": kpis})
    else:
        _show(unit, kpis)
    return 0


def _show(unit: Unit, kpis: Kpis) -> None:
    console = output()
    console.print(f"[bold]{escape(unit.label)}[/] · {escape(unit.scenario.title)}")
    console.print(f"{counted(unit.scenario.days, 'day')}, seed {unit.seed}", style="dim")
    table = Columns("", "", "", "", words=(0, 1, 3))
    for group, label, kpi in headlines():
        table.add(group, label, shown(kpis[kpi.name], kpi.unit), kpi.name)
    console.print(table)
    console.print(f"All KPIs and tables: {unit.folder}", markup=False)
