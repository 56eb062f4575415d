"""`o2o staff`: shifts for a scenario's couriers, found by simulation, and what they change."""

import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from analysis.address import own_code
from analysis.commands.comparing import Compared, concluded, run_all, show
from analysis.commands.compiling import compile_first
from analysis.commands.drawing import check_drawing
from analysis.commands.errors import InputError
from analysis.commands.inputs import check_output, load_arm, overrides_of
from analysis.commands.manner import Manner
from analysis.commands.sizing import check_size
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output, progress
from analysis.commands.workers import workers
from analysis.experiment.comparison_folder import begin
from analysis.experiment.executors import Executing
from analysis.experiment.experiment import units_of
from analysis.kpis import KPI
from analysis.loading import Arm
from analysis.results import write_text
from analysis.scenario_file.layers import ABOUT
from analysis.staffing import Found, Plan, Task, Trial, kept_trial, scenario_text, search, with_plan
from analysis.wording import counted, shown
from sim.policies.staffing import ForecastShifts, HistoricalShifts
from sim.scenario import Scenario


class TrialError(Exception):
    """A run of the search failed."""


def staff(
    source: str,
    how: Manner,
    *,
    replications: int,
    rounds: int,
    seed: int,
    days: int | None,
    replay: Mapping[str, str | Path | None],
) -> int:
    """Search, write the scenario found, compare it under seeds not searched; the exit code."""
    arm = load_arm(source, overrides_of([], days, replay), allow_code=how.allow_code)
    _check(arm)
    name = f"{arm.label}-staffed"
    folder = how.out or Path("out") / name
    check_output(folder, "comparison", inner=[f"{name}.toml", f"runs/{arm.label}-forecast/seed-0"])
    check_drawing("en")
    n_tried = replications * (rounds + 2)
    check_size([arm] * 3, replications, how.jobs, folder, n_tried=n_tried, quiet=how.json)
    compile_first([arm.scenario], quiet=how.json)
    searched = range(seed, seed + replications)
    begin(folder, [arm], searched)
    with workers(how.jobs, how.address, last=True) as executing:
        try:
            found = _search(arm, folder, rounds, searched, executing, quiet=how.json)
        except TrialError as error:
            messages().print(f"a run failed: {error}", markup=False)
            return 3
        arms = [
            arm,
            _arm(arm, f"{arm.label}-forecast", "shifts by forecast", found.forecast),
            _arm(arm, name, "shifts found by simulation", found.best),
        ]
        fresh = range(seed + replications, seed + 2 * replications)
        begin(folder, arms, fresh)
        file = folder / f"{name}.toml"
        write_text(file, _text(source, folder, arms[-1], arm.scenario, found.best))
        units = units_of(arms, fresh, folder)
        runs = run_all(units, folder, executing, quiet=how.json, lang="en")
    compared = concluded(arms, runs, folder, lang="en", command=how.command)
    if compared is None:
        return 3
    if how.json:
        print_json(compared.plain | _plain(found, file))
    else:
        _show(compared, found, file)
    return compared.exit_code


def _check(arm: Arm) -> None:
    """Refuse what has no shifts to plan."""
    if arm.recording is not None and arm.recording.couriers is not None:
        raise InputError(f"{arm.label}: the recording brings couriers with shifts of their own")
    if arm.scenario.couriers.count == 0:
        raise InputError(f"{arm.label}: couriers.count is 0; there is nobody to plan shifts for")
    staffing = arm.scenario.policies.staffing
    try:
        forecast = staffing if isinstance(staffing, ForecastShifts) else ForecastShifts()
        forecast.check_scenario(arm.scenario)
    except ValueError as error:
        raise InputError(f"{arm.label}: {error}") from None


def _search(
    arm: Arm,
    folder: Path,
    rounds: int,
    seeds: Sequence[int],
    executing: Executing,
    *,
    quiet: bool,
) -> Found:
    """Search, going on from what an earlier command of this folder has tried."""
    n_tried = 0
    code = own_code(arm.scenario)
    with progress("Searching", rounds + 2, "plans", quiet=quiet) as tell:

        def try_plan(plan: Plan) -> Sequence[Trial]:
            nonlocal n_tried
            scenario = with_plan(arm.scenario, plan)
            if own_code(arm.scenario) != code:
                raise TrialError("own code has changed since the command began; give it again")
            tasks = [Task(scenario, seed, arm.recording) for seed in seeds]
            trials = _trials(tasks, folder.resolve() / "search", executing)
            n_tried += 1
            tell(n_tried)
            return trials

        try:
            return search(arm.scenario, rounds, try_plan)
        except KeyboardInterrupt:
            messages().print(
                f"interrupted; what was tried is kept in {folder}: "
                "the same command goes on from there",
                markup=False,
            )
            raise


def _trials(tasks: Sequence[Task], folder: Path, executing: Executing) -> list[Trial]:
    """All tasks done, in their order."""
    done: dict[int, Trial] = {}
    with closing(executing(partial(kept_trial, folder=folder), tasks)) as found:
        for outcome in found:
            if outcome.value is None:
                raise TrialError(f"seed {outcome.task.seed}: {outcome.error}")
            done[outcome.task.seed] = outcome.value
    return [done[task.seed] for task in tasks]


def _arm(arm: Arm, label: str, how: str, plan: Plan) -> Arm:
    scenario = with_plan(arm.scenario, plan)
    about = dict.fromkeys(ABOUT, "") | {"title": f"{scenario.title}; {how}"}
    titled = scenario.model_copy(update=about)
    return replace(arm, label=label, scenario=titled)


def _text(source: str, folder: Path, staffed: Arm, given: Scenario, plan: Plan) -> str:
    """The scenario file; a path in it starts at the folder."""
    is_path = source.endswith(".toml") or "/" in source or os.sep in source
    extends = Path(os.path.relpath(source, folder)).as_posix() if is_path else source
    restate = not isinstance(given.policies.staffing, HistoricalShifts)
    return scenario_text(extends, staffed.scenario.title, plan, restate_policy=restate)


def _plain(found: Found, file: Path) -> dict[str, Any]:
    steps = [asdict(step) for step in found.steps]
    return {"scenario": str(file), "courier_hours": found.best.hours, "search": steps}


def _show(compared: Compared, found: Found, file: Path) -> None:
    show(compared)
    console = output()
    first, best = found.steps[0], [step for step in found.steps if step.kept][-1]
    n_moves = sum(step.what == "move" for step in found.steps)
    door = KPI["click_to_door_mean_min"].label["en"]
    console.print(
        f"searched under other seeds: {found.n_kept} of {counted(n_moves, 'move')} kept; "
        f"{door} {shown(first.door_min, 'min')} → {shown(best.door_min, 'min')}, "
        f"late or lost {shown(first.failed_share, 'share')} → {shown(best.failed_share, 'share')}",
        style="dim",
    )
    console.print(f"{file}", markup=False)
