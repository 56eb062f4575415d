"""`o2o mdrp`: a dispatcher on instances of the Meal Delivery Routing Problem."""

from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from analysis.commands.compiling import compile_first
from analysis.commands.errors import InputError
from analysis.commands.inputs import check_output, load_arm, overrides_of
from analysis.commands.mdrp_kept import Kept, content, drop_notes, found_again, note, read_kept
from analysis.commands.mdrp_solved import Solved, judged, show_table, summary_of
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, progress
from analysis.commands.workers import workers
from analysis.experiment.executors import Executing
from analysis.loading import Arm
from analysis.mdrp import (
    Instance,
    SolutionError,
    read_instance,
    write_solution,
)
from analysis.mdrp.replay import solution_of
from analysis.mdrp.solution_files import texts_of
from analysis.recordings import RecordingError
from analysis.results import as_json, stamp, write_text
from analysis.results.folder import MANIFEST
from analysis.scenario_file import Override, overriding
from analysis.scenario_file.faults import suggestion
from sim.policies.dispatch import DispatchPolicy
from sim.policies.families import BUILT_IN
from sim.simulation import run

# What may be set: all else is a rule of the benchmark.
_FREE = ("policies.dispatch.", "policies.repositioning.")


@dataclass(frozen=True, eq=False)
class Task:
    """One instance to be solved."""

    name: str
    instance: Instance
    arm: Arm
    content: str  # see `analysis.commands.mdrp_kept.content`


def mdrp(
    folders: Sequence[Path],
    *,
    dispatch: str,
    every_min: float | None,
    repositioning: str | None,
    settings: Sequence[str],
    jobs: int,
    address: str | None,
    out: Path,
    allow_code: bool,
    json: bool,
) -> int:
    """Solve each instance, write the official files, check them, show the table; the exit code."""
    _check_folders(folders, out)
    overrides = _chosen(dispatch, every_min, repositioning, settings)
    dispatcher = _dispatcher(overrides, allow_code)
    if repositioning is not None and dispatcher.sends_couriers:
        overrides += _own_moves_off(dispatcher)
    tasks = [read_task(folder, overrides, allow_code=allow_code) for folder in folders]
    said = [override.source.removeprefix("--set ") for override in overrides]
    kept = read_kept(out)
    # Known as ours from now on, so that the same command may follow one that was killed.
    out.mkdir(parents=True, exist_ok=True)
    _write_manifest(out, {"settings": said, "kept": kept})
    drop_notes(out)
    compile_first([tasks[0].arm.scenario], quiet=json)
    with workers(jobs, address) as executing:
        solved = _solve_all(tasks, out, executing, kept, said, quiet=json)
    if not solved:
        return 3
    summary = summary_of(solved, said)
    _write_manifest(out, summary | {"kept": kept})
    drop_notes(out)
    if json:
        print_json(summary | {"folder": str(out)})
    else:
        show_table(solved, out)
    failed = len(solved) < len(tasks)
    return 3 if failed or any(one.violations for one in solved.values()) else 0


def _write_manifest(out: Path, content: dict[str, Any]) -> None:
    write_text(out / MANIFEST, as_json(stamp("benchmark") | content) + "\n")


def _solve_all(
    tasks: Sequence[Task],
    out: Path,
    executing: Executing,
    kept: Kept,
    said: Sequence[str],
    *,
    quiet: bool,
) -> dict[str, Solved]:
    """What became of the instances, by name and in their sequence, without those that failed.

    Those in `kept` are not solved again; it learns of each that is solved, and the folder with it.
    """
    contents = {task.name: task.content for task in tasks}
    found = _recalled(tasks, out, dict(found_again(kept, contents)))
    missing = [task for task in tasks if task.name not in found]
    try:
        with (
            progress("Solving", len(tasks), "instances", quiet=quiet) as show,
            closing(executing(partial(solve, out=out.resolve()), missing)) as done,
        ):
            for n_done, outcome in enumerate(done, len(found) + 1):
                show(n_done)
                name = outcome.task.name
                if outcome.value is None:
                    messages().print(f"failed: {name}: {outcome.error}", markup=False, style="red")
                    continue
                found[name] = outcome.value
                kept[name] = {"content": contents[name], "cpu_s": outcome.value.cpu_s}
                _write_manifest(out, {"settings": list(said), "kept": kept})
    except KeyboardInterrupt:
        messages().print(
            f"interrupted; {len(found)} of {len(tasks)} instances are done, their files in {out}: "
            "the same command goes on from there",
            markup=False,
        )
        raise
    for name, one in found.items():
        for violation in one.violations:
            messages().print(f"{name}: {violation}", markup=False, style="red")
    return {task.name: found[task.name] for task in tasks if task.name in found}


def _recalled(tasks: Sequence[Task], out: Path, cpu_s: Mapping[str, float]) -> dict[str, Solved]:
    """Instances whose official files are there, as their CPU seconds are, judged anew."""
    found = {}
    for task in tasks:
        if task.name in cpu_s:
            with suppress(OSError, SolutionError):  # files that were taken away or changed
                found[task.name] = judged(task.instance, out / task.name, cpu_s[task.name])
    return found


def read_task(folder: Path, overrides: Sequence[Override], *, allow_code: bool) -> Task:
    """An instance, and its replay under such settings."""
    orders = overrides_of([], replay={"orders": folder})
    try:
        instance = read_instance(folder)
    except RecordingError as error:
        raise InputError(str(error)) from None
    arm = load_arm("replay", [*overrides, *orders], allow_code=allow_code)
    return Task(instance.name, instance, arm, content(arm))


def solve(task: Task, out: Path) -> Solved:
    """Run the market on one instance; the solution is judged by what its files say."""
    recording = task.arm.recording
    assert recording is not None  # the folder is one
    result = run(task.arm.scenario, 0, recording)
    solution = solution_of(task.instance, recording, result)
    cpu_s = result.timing["build_cpu_s"] + result.timing["simulate_cpu_s"]
    note(out, task.name, task.content, cpu_s, texts_of(solution))
    write_solution(out / task.name, solution)
    return judged(task.instance, out / task.name, cpu_s)


def _check_folders(folders: Sequence[Path], out: Path) -> None:
    """Refuse what cannot work before anything is written."""
    names = [folder.resolve().name for folder in folders]  # also of . and ..
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"two instances are named '{name}', so that one would replace the other"
            )
    check_output(out, "benchmark")
    if "=" in str(out.absolute()):
        raise InputError(f"--out: {out.absolute()} has a '=', at which the evaluator splits paths")


def _chosen(
    dispatch: str, every_min: float | None, repositioning: str | None, settings: Sequence[str]
) -> list[Override]:
    """What the options say."""
    _check_name("--dispatch", "dispatch", dispatch)
    chosen: dict[str, Any] = {"policies.dispatch.use": dispatch}
    if every_min is not None:
        chosen["policies.dispatch.every_min"] = every_min
    if repositioning is not None:
        _check_name("--reposition", "repositioning", repositioning)
        chosen["policies.repositioning.use"] = repositioning
    for text in settings:
        path, is_assignment, _ = text.partition("=")
        if is_assignment and not path.strip().startswith(_FREE):
            raise InputError(
                f"--set {text}: the rules of the benchmark stand; what may be set begins with "
                + " or ".join(_FREE)
            )
    return [*overriding(chosen), *overrides_of(settings)]


def _check_name(option: str, family: str, name: str) -> None:
    """A built-in policy, or a class of the user's own, which is looked up when it is read."""
    if name not in BUILT_IN[family] and ":" not in name:
        raise InputError(
            f"{option}: no {family} policy '{name}'{suggestion(name, BUILT_IN[family])}, "
            "or module:Class"
        )


def _dispatcher(overrides: Sequence[Override], allow_code: bool) -> DispatchPolicy:
    """The policy that the settings come to; refused if it cannot keep the rules."""
    arm = load_arm("replay", overrides, allow_code=allow_code)
    dispatcher: DispatchPolicy = arm.scenario.policies.dispatch
    if not dispatcher.keeps_tasks:
        raise InputError(
            f"--dispatch: {type(dispatcher).__name__} may change tasks that are under way "
            "(its keeps_tasks is False), which the rules forbid"
        )
    return dispatcher


def _own_moves_off(dispatcher: DispatchPolicy) -> list[Override]:
    """What leaves moves to another policy."""
    if "send_ahead" not in type(dispatcher).model_fields:
        raise InputError(
            f"--reposition: {type(dispatcher).__name__} moves couriers itself "
            "and has no send_ahead to switch that off"
        )
    return overriding({"policies.dispatch.send_ahead": False})
