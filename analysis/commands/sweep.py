"""`o2o sweep`: settings of a scenario varied, ranked by a goal under constraints."""

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape

from analysis.commands.columns import Columns
from analysis.commands.compiling import compile_first
from analysis.commands.drawing import check_drawing
from analysis.commands.inputs import check_output, overrides_of, refused
from analysis.commands.laboratories import watched
from analysis.commands.manner import Manner
from analysis.commands.reports import written
from analysis.commands.shards import shard_of, tell_part
from analysis.commands.sizing import check_size
from analysis.commands.streams import print_json
from analysis.commands.terminal import output
from analysis.commands.workers import workers
from analysis.experiment.executors import Executing
from analysis.experiment.shard import WHOLE, Shard
from analysis.kpis import KPI, Lang, capitalised
from analysis.lab import sweep_folder
from analysis.lab.answer import chance, notes, verdict
from analysis.lab.design import Design, short_names
from analysis.lab.laboratory import Laboratory
from analysis.lab.lever import read_levers
from analysis.lab.ranking import Ranked
from analysis.lab.setting import setting
from analysis.lab.study import (
    DEFAULT_REPLICATIONS,
    check_study_alone,
    is_study,
    read_study,
    study,
)
from analysis.lab.sweep import Plan, Swept, carried_out, planned
from analysis.wording import shown, shown_difference
from analysis.words import Words, words

_MOST_ROWS = 20  # on the screen; a file has all


def sweep(
    source: str,
    how: Manner,
    *,
    over: Sequence[str],
    goal: str | None,
    subject_to: Sequence[str],
    design: Design | None,
    points: int | None,
    replications: int | None,
    seed: int | None,
    days: int | None,
    settings: Sequence[str],
    shard: str | None,
) -> int:
    """Run all points, rank them, write the report, show the answer; the exit code."""
    part = shard_of(shard)
    with refused():
        if is_study(source):
            said = {
                "--over": over,
                "--goal": goal,
                "--subject-to": subject_to,
                "--design": design,
                "--points": points,
                "--seed": seed,
                "--days": days,
                "--set": settings,
            }
            check_study_alone(source, said)
            asked = read_study(source, replications)
        else:
            asked = study(
                source,
                read_levers(over),
                goal=goal,
                subject_to=subject_to,
                design=design or "full",
                n_points=points,
                replications=replications or DEFAULT_REPLICATIONS,
                seed=seed or 0,
                overrides=overrides_of(settings, days),
            )
        plan = planned(asked, allow_code=how.allow_code)
    check_drawing(how.lang)
    folder = how.out or Path("out") / _name(plan)
    arms = plan.to_run
    check_output(folder, sweep_folder.KIND)
    check_size(arms, asked.replications, how.jobs, folder, keeps_tables=False, quiet=how.json)
    sweep_folder.begin(folder, plan)
    compile_first([arm.scenario for arm in arms], quiet=how.json)
    with workers(how.jobs, how.address) as executing:
        swept = _run(plan, folder, executing, part, quiet=how.json, lang=how.lang)
    if part is not None:
        n_done = sum(
            len(runs) for label, runs in swept.runs.items() if label not in swept.at_the_base
        )
        tell_part(part, n_done, len(arms) * asked.replications, folder)
        return 3 if swept.failures else 0
    report = _report(swept, folder, how.lang, how.command)
    if how.json:
        print_json(swept.plain() | {"folder": str(folder), "report": report and str(report)})
    else:
        show(swept, folder, report, how.lang)
    if not swept.ranking.rows:
        return 3
    return 3 if swept.failures or report is None else 0


def _name(plan: Plan) -> str:
    """Such as "baseline-by-base_cents"."""
    names = short_names([lever.path for lever in plan.study.levers]).values()
    few = "-".join(names) if len(names) <= 3 else f"{len(names)}-levers"
    return f"{plan.base.label}-by-{few}"


def _run(
    plan: Plan,
    folder: Path,
    executing: Executing,
    part: Shard | None,
    *,
    quiet: bool,
    lang: Lang,
) -> Swept:
    seeds = plan.study.seeds
    with refused():
        plan.check_known(Laboratory(folder).evaluate)
    own = part or WHOLE
    n_runs = own.n_own(len(plan.to_run), len(seeds))
    with watched(
        *(folder, executing, n_runs, "sweep.progress"), quiet=quiet, lang=lang, shard=own
    ) as laboratory:
        swept = carried_out(plan, laboratory)
    if part is None:
        sweep_folder.write(folder, swept)
    return swept


def _report(swept: Swept, folder: Path, lang: Lang, command: str) -> Path | None:
    if not swept.ranking.rows:
        return None
    from analysis.report.sweep import write_sweep_report  # and matplotlib, known to work

    return written(lambda: write_sweep_report(folder, swept, lang, command=command), folder)


def show(swept: Swept, folder: Path, report: Path | None, lang: Lang = "en") -> None:
    """Verdict, table and the report's place, on the screen."""
    console, say = output(), words(lang)
    console.print(escape(verdict(swept, say)), style="bold")
    for note in notes(swept, say):
        console.print(escape(note))
    console.print()
    if swept.ranking.rows:
        console.print(_table(swept, say))
        left = len(swept.ranking.rows) - _MOST_ROWS
        if left > 0:
            console.print(say("sweep.more", n=left, file=folder / sweep_folder.POINTS))
        console.print()
    n = len(swept.study.seeds)
    name = "sweep.screen_luck" if n > 1 else "sweep.screen_one"
    console.print(escape(say(name, n=n, days=say.days(swept.days))), style="dim")
    command = sweep_folder.fresh_command(swept, folder)
    if command and len(swept.ranking.rows) > 1:
        told = say("sweep.screen_fresh", n=len(swept.ranking.rows), command=command)
        console.print(escape(told), style="dim")
    console.print(f"{report or folder}", markup=False)


def _table(swept: Swept, say: Words) -> Columns:
    found, study = swept.ranking, swept.study
    names = short_names([lever.path for lever in study.levers])
    goal = capitalised(KPI[found.goal.kpi].short[say.lang])
    heads = ["", *names.values(), goal, say("sweep.difference")]
    for constraint in found.constraints:
        unit = KPI[constraint.kpi].unit
        bound = constraint.bound
        limit = str(bound) if bound.factor else shown(bound.offset, unit, say.lang)
        side = "sweep.limit_most" if constraint.at_most else "sweep.limit_least"
        short = capitalised(KPI[constraint.kpi].short[say.lang])
        heading = say("sweep.bound", kpi=short, limit=say(side, limit=limit))
        heads.append(heading)
    if found.constraints:
        heads.append(say("sweep.p_feasible"))
    table = Columns(*heads, say("sweep.p_best"), words=())
    for nth, row in enumerate(found.rows[:_MOST_ROWS], start=1):
        style = "green" if row is found.best else "" if row.feasible else "dim"
        table.add(str(nth), *_cells(swept, row, say), style=style)
    if not swept.at_the_base:
        table.add(say("sweep.base"), *_cells(swept, found.base, say))
    return table


def _cells(swept: Swept, row: Ranked, say: Words) -> list[str]:
    found, study = swept.ranking, swept.study
    is_base = row is found.base
    point = swept.plan.points.get(row.label, {})
    levers = [setting(path, value, say) for path, value in point.items()]
    goal, each = KPI[found.goal.kpi], row.difference
    if is_base:
        difference = ""
    elif row.label in swept.at_the_base:
        difference = say("sweep.base")
    else:
        difference = shown_difference(each.difference, each.low, each.high, goal.unit, say.lang)
    cells = [
        *(levers or [""] * len(study.levers)),
        shown(row.goal.mean, goal.unit, say.lang),
        difference,
    ]
    for constraint, kept in zip(found.constraints, row.kept, strict=True):
        level = shown(kept.level.mean, KPI[constraint.kpi].unit, say.lang)
        cells.append(level if kept.holds else say("sweep.missed", level=level))
    if found.constraints:
        cells.append("" if is_base else chance(row.p_feasible, say))
    cells.append("" if is_base else chance(row.p_best, say))
    return cells
