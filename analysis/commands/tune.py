"""`o2o tune`: the best settings of some levers under constraints, confirmed under fresh seeds."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.markup import escape

from analysis.commands.columns import Columns
from analysis.commands.compiling import compile_first
from analysis.commands.drawing import check_drawing
from analysis.commands.errors import InputError
from analysis.commands.inputs import check_output, refused
from analysis.commands.laboratories import watched
from analysis.commands.manner import Manner
from analysis.commands.shards import shard_of, tell_part
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output, progress, tell_wait
from analysis.commands.workers import workers
from analysis.experiment.executors import Executing
from analysis.experiment.shard import Shard
from analysis.kpis import Lang
from analysis.lab.compare_command import compare_command
from analysis.lab.design import short_names
from analysis.lab.laboratory import Laboratory
from analysis.lab.setting import setting
from analysis.lab.tuning.file import Tuning, read_tuning
from analysis.lab.tuning.folder import KIND, begin
from analysis.lab.tuning.market import Question, question
from analysis.lab.tuning.tried import Trial
from analysis.words import Words, words

_MISSING = "o2o tune needs Optuna: pip install 'o2o-market[tune]'"


def tune(
    study: str,
    how: Manner,
    *,
    changed: Mapping[str, Any],
    shard: str | None,
) -> int:
    """Search, confirm, write and show what came of it; the exit code, 3 where none is confirmed."""
    check_optuna()
    part = shard_of(shard)
    if changed.get("minutes") and changed.get("budget"):
        raise InputError("--minutes and --budget: say one of them")
    check_drawing(how.lang)
    try:
        asked = question(read_tuning(study, changed), allow_code=how.allow_code)
    except ValueError as error:
        raise InputError(str(error)) from None
    folder = how.out or Path("out") / Path(study).stem
    check_output(folder, KIND)
    begin(folder, asked)
    start = asked.arm({lever.path: lever.over.at(0.5) for lever in asked.tuning.levers}, "start")
    compile_first([arm.scenario for arm in (asked.base, start) if arm], quiet=how.json)
    with refused():
        asked.check_known(Laboratory(folder).evaluate)
    with workers(how.jobs, how.address, last=True) as executing:
        if part is not None:
            return _run_part(part, asked, folder, executing, quiet=how.json, lang=how.lang)
        found, failures = _searched(asked, folder, executing, quiet=how.json, lang=how.lang)
    for failure in failures:
        messages().print(f"failed: {failure}", markup=False, style="red")
    from analysis.report.tuned import Answer, write_search  # and matplotlib, known to work

    scenario = write_search(folder, found, how.lang)
    answer = Answer(found, how.lang)
    if how.json:
        told = {"verdict": answer.verdict, "folder": str(folder)} | found.plain()
        print_json(told | {"scenario": scenario and str(scenario), "failures": failures})
    else:
        _show(answer, folder, scenario)
    return 3 if failures or found.chosen is None else 0


def check_optuna() -> None:
    """Refuse to begin without what searches."""
    if find_spec("optuna") is None:
        raise InputError(_MISSING)


def _run_part(
    part: Shard, asked: Question, folder: Path, executing: Executing, *, quiet: bool, lang: Lang
) -> int:
    """Run a shard of what a search begins with; the exit code."""
    from analysis.lab.tuning.tune import known_ahead

    tuning = asked.tuning
    n_first = part.n_own(1 + tuning.first, tuning.replications) + part.n_own(1, tuning.confirm)
    with watched(
        *(folder, executing, n_first, "tune.progress"), quiet=quiet, lang=lang, shard=part
    ) as laboratory:
        n_runs = known_ahead(asked, laboratory.evaluate)
    tell_part(part, len(laboratory.archive), n_runs, folder)
    return 3 if laboratory.failures else 0


def _searched(
    asked: Question, folder: Path, executing: Executing, *, quiet: bool, lang: Lang
) -> tuple[Any, list[str]]:
    from analysis.lab.tuning.tune import tune as search  # and Optuna, once it is known to be there

    say, tuning = words(lang), asked.tuning
    total = _expected(tuning)
    with progress(say("tune.progress"), total, say("tune.unit"), quiet=quiet, lang=lang) as tell:
        laboratory = Laboratory(folder, executing, on_wait=tell_wait(folder))

        def told(_trials: Sequence[Trial], n_replications: int) -> None:
            tell(min(n_replications, total))

        try:
            found = search(asked, laboratory.evaluate, folder=folder, on_trial=told)
            return found, laboratory.failures
        except KeyboardInterrupt:
            messages().print(
                f"interrupted; what was tried is kept in {folder}: "
                "the same command goes on from there",
                markup=False,
            )
            raise


def _expected(tuning: Tuning) -> int:
    """Replications of a search; of one by minutes nobody knows."""
    if tuning.budget is None:
        return 100 * tuning.replications
    return max(1, tuning.budget - tuning.finalists * tuning.confirm)


def _show(answer: Any, folder: Path, scenario: Path | None) -> None:
    from analysis.charts.tuning import about
    from analysis.report.tuned import FIGURE

    console, say = output(), words(answer.lang)
    console.print(escape(answer.verdict), style="bold")
    if answer.tuned.finalists:
        console.print()
        console.print(_table(answer, say))
    console.print()
    console.print(escape(about(answer.tuned, say)), style="dim")
    if scenario is not None and answer.tuned.chosen is not None:
        tuning = answer.tuned.tuning
        seed = tuning.fresh_seeds[-1] + 1
        command = compare_command(
            tuning.base, scenario, tuning.overrides, seed, len(tuning.fresh_seeds)
        )
        console.print(escape(say("tune.again", command=command)), style="dim")
    for file in (scenario, folder / FIGURE):
        if file is not None:
            console.print(f"{file}", markup=False)


def _table(answer: Any, say: Words) -> Columns:
    """A column for each finalist: levers, the goal, each constraint's margin, and for sure."""
    from analysis.lab.tuning.verdict import describe, difference, margin

    tuned = answer.tuned
    tuning, finalists = tuned.tuning, tuned.finalists
    title = say("tune.table", n=len(tuning.fresh_seeds))
    chosen = {nth: "green" for nth, each in enumerate(finalists, 1) if each is tuned.chosen}
    table = Columns("", *map(str, range(1, len(finalists) + 1)), title=title, styles=chosen)
    for path, name in short_names([lever.path for lever in tuning.levers]).items():
        table.add(name, *(setting(path, each.point[path], say) for each in finalists))
    goals = (difference(tuned, each, say) for each in finalists)
    table.add(say.kpi(tuning.goal.kpi), *goals)
    for nth, constraint in enumerate(tuning.constraints):
        told = ("{} ({})".format(*margin(constraint, each, nth, say)) for each in finalists)
        table.add(describe(constraint, say), *told)
    marks = (say("tune.yes" if each.confirmed else "tune.no") for each in finalists)
    table.add(say("tune.confirmed"), *marks)
    return table
