"""`o2o select`: which of several scenarios is best, with as few replications as will do."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from analysis.commands.columns import Columns
from analysis.commands.compiling import compile_first
from analysis.commands.drawing import check_drawing
from analysis.commands.inputs import check_output, load_arms, overrides_of, refused
from analysis.commands.laboratories import watched
from analysis.commands.manner import Manner
from analysis.commands.reports import written
from analysis.commands.sizing import check_size
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output
from analysis.commands.workers import workers
from analysis.kpis import KPI, capitalised
from analysis.lab import selection_folder
from analysis.lab.answer import constraint_told
from analysis.lab.goal import read_constraints, read_goal
from analysis.lab.laboratory import Laboratory
from analysis.lab.measured import check_measured
from analysis.lab.selecting import Selection, check
from analysis.lab.selecting import select as choose
from analysis.lab.selecting_told import against_head, against_told
from analysis.loading import Arm
from analysis.wording import shown
from analysis.words import Words, words

if TYPE_CHECKING:
    from analysis.report.selected import Selected


def select(
    sources: Sequence[str],
    how: Manner,
    *,
    goal: str,
    subject_to: Sequence[str],
    indifference: float | None,
    budget: int | None,
    most: int,
    first: int,
    seed: int,
    days: int | None,
    settings: Sequence[str],
) -> int:
    """Run as few replications as will do, write the report, show what is best; the exit code."""
    with refused():
        check(len(sources), indifference, budget, first)
        if budget is None and most < first:
            raise ValueError(f"--most ({most}) must not be smaller than --first ({first})")
        asked, constraints = read_goal(goal), read_constraints(subject_to)
    check_drawing(how.lang)
    arms = load_arms(sources, overrides_of(settings, days), allow_code=how.allow_code)
    # And matplotlib.
    from analysis.report.selected import Selected, write_numbers, write_selection

    folder = how.out or Path("out") / _name(arms)
    check_output(folder, selection_folder.KIND)
    total = budget or most * len(arms)
    check_size(
        arms,
        budget // len(arms) if budget else first,
        how.jobs,
        folder,
        keeps_tables=False,
        quiet=how.json,
    )
    selection_folder.begin(folder, arms, asked, constraints, seed)
    compile_first([arm.scenario for arm in arms], quiet=how.json)
    kpis = [asked.kpi, *(each.kpi for each in constraints)]
    with refused():
        check_measured(kpis, arms, (), Laboratory(folder).evaluate, seed)
    with (
        workers(how.jobs, how.address, last=True) as executing,
        watched(
            *(folder, executing, total, "select.progress"),
            unit="select.unit",
            may_end_sooner=True,
            quiet=how.json,
            lang=how.lang,
        ) as laboratory,
    ):
        try:
            found = choose(
                arms,
                asked,
                laboratory.evaluate,
                constraints=constraints,
                indifference=indifference,
                budget=budget,
                seed=seed,
                first=first,
                most=most,
                batch=executing.n_workers,
            )
        except RuntimeError as error:  # a run failed, and nothing can be chosen fairly
            if not laboratory.failures:
                messages().print(f"failed: {error}", markup=False, style="red")
            return 3
    chosen = Selected(found, tuple(arms), how.lang)
    write_numbers(folder, chosen)
    report = written(lambda: write_selection(folder, chosen, how.command), folder)
    if how.json:
        print_json(chosen.plain() | {"folder": str(folder), "report": report and str(report)})
    else:
        show(chosen, report or folder)
    return 3 if report is None or found.best is None else 0


def _name(arms: Sequence[Arm]) -> str:
    """Such as "select-baseline-free-delivery"; many arms are counted."""
    base, *others = (arm.label for arm in arms)
    return f"select-{base}-{'-'.join(others) if len(others) <= 3 else f'{len(others)}-others'}"


def show(chosen: "Selected", place: Path) -> None:
    """Verdict, table and the report's place, on the screen."""
    console, say, found = output(), words(chosen.lang), chosen.selection
    console.print(escape(chosen.verdict), style="bold")
    for note in chosen.notes:
        console.print(escape(note))
    console.print()
    console.print(_table(chosen, say))
    console.print()
    n_runs = say("select.rests_on", n=sum(found.n_runs))
    intervals = say("select.screen", p=f"{100 * (1 - found.alpha):.6g}")
    console.print(escape(say("list.sentence").join((n_runs, intervals))), style="dim")
    console.print(f"{place}", markup=False)


def _table(chosen: "Selected", say: Words) -> Columns:
    found = chosen.selection
    heads = [say("select.runs"), say.kpi(found.goal.kpi), against_head(found, say)]
    table = Columns("", *heads, *_limits(found, say))
    for row in found.rows():
        nth = found.labels.index(row["label"])
        levels = []
        for constraint, kept in zip(found.constraints, found.kept[nth], strict=True):
            level = shown(kept.level.mean, KPI[constraint.kpi].unit, say.lang)
            levels.append(level if kept.holds else say("sweep.missed", level=level))
        value = shown(row[found.goal.kpi], KPI[found.goal.kpi].unit, say.lang)
        cells = [
            chosen.titles[row["label"]],
            str(row["n_runs"]),
            value,
            " ".join(against_told(found, row, say)).strip(),
            *levels,
        ]
        style = "green" if row["chosen"] else "" if row["may_be_best"] else "dim"
        table.add(*cells, style=style)
    return table


def _limits(found: Selection, say: Words) -> list[str]:
    """What stands above the columns of the limits."""
    return [
        capitalised(constraint_told(one, found.kept[0][nth], say))
        for nth, one in enumerate(found.constraints)
    ]
