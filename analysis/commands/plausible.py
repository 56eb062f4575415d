"""`o2o compare --uncertain N`: a base and others, where it is not known what the city is like."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from analysis.commands.columns import Columns
from analysis.commands.compiling import compile_first
from analysis.commands.drawing import check_drawing
from analysis.commands.errors import InputError
from analysis.commands.inputs import check_output, load_arms, refused
from analysis.commands.laboratories import watched
from analysis.commands.manner import Manner
from analysis.commands.reports import written
from analysis.commands.sizing import check_size
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output
from analysis.commands.workers import workers
from analysis.kpis import KPI
from analysis.lab import plausible_folder
from analysis.lab.goal import read_goal
from analysis.lab.laboratory import Laboratory
from analysis.lab.plausible import (
    REPLICATIONS,
    Plan,
    Plausible,
    carried_out,
    planned,
)
from analysis.lab.plausible_told import SPOKEN, between, per_cent, rests_on
from analysis.lab.study import DEFAULT_GOAL
from analysis.loading import Arm
from analysis.scenario_file import Override
from analysis.wording import shown, shown_difference
from analysis.words import Words, words

if TYPE_CHECKING:
    from analysis.report.plausible import InPlausibleCities


def compare(
    sources: Sequence[str],
    overrides: Sequence[Override],
    how: Manner,
    *,
    cities: int,
    replications: int | None,
    metrics: Sequence[str],
    goal: str | None,
    seed: int,
) -> int:
    """Run all arms in plausible cities, write the report, show the verdict; the exit code."""
    with refused():
        asked = read_goal(goal or DEFAULT_GOAL)
        kpis = tuple(dict.fromkeys(metrics)) or SPOKEN
        for kpi in kpis:
            read_goal(f"max:{kpi}")
    arms, plan = in_plausible_cities(sources, overrides, cities, replications, seed, how)
    folder = how.out or Path("out") / name(arms)
    found = run(plan, folder, (*kpis, asked.kpi), how)
    from analysis.report.plausible import InPlausibleCities, write_numbers
    from analysis.report.plausible_page import write_plausible

    told = InPlausibleCities(found, kpis, asked, how.lang)
    if not any(told.difference(kpi, nth).n for kpi in kpis for nth in range(1, len(arms))):
        messages().print("no plausible city has runs of two scenarios: nothing to compare")
        return 3
    write_numbers(folder, told)
    report = written(lambda: write_plausible(folder, told, how.command), folder)
    if how.json:
        print_json(told.plain() | {"folder": str(folder), "report": report and str(report)})
    else:
        show(told, report or folder)
    return 3 if found.failures or report is None else 0


def in_plausible_cities(
    sources: Sequence[str],
    overrides: Sequence[Override],
    cities: int,
    replications: int | None,
    seed: int,
    how: Manner,
) -> tuple[list[Arm], Plan]:
    """The arms, and the plan of their runs in plausible cities."""
    check_drawing(how.lang)
    arms = load_arms(sources, overrides, allow_code=how.allow_code)
    with refused():
        return arms, planned(arms, cities, replications or REPLICATIONS, seed)


def name(arms: Sequence[Arm]) -> str:
    """Such as "baseline-vs-free-delivery-plausible"; many arms are counted."""
    base, *others = (arm.label for arm in arms)
    told = "-vs-".join(others) if len(others) <= 3 else f"{len(others)}-others"
    return f"{base}-vs-{told}-plausible"


def run(plan: Plan, folder: Path, asked: Iterable[str], how: Manner) -> Plausible:
    """Run what is not in the folder yet, and say what failed.

    KPIs that are asked for and that nothing measures are refused after one run of each arm.
    """
    check_output(folder, plausible_folder.KIND)
    units = plan.units
    check_size(
        plan.arms,
        len(units) // len(plan.arms),
        how.jobs,
        folder,
        keeps_tables=False,
        quiet=how.json,
    )
    plausible_folder.begin(folder, plan)
    compile_first([unit.scenario for unit in units], quiet=how.json)
    with refused():
        plan.check_known(asked, Laboratory(folder).evaluate)
    with (
        workers(how.jobs, how.address) as executing,
        watched(
            folder, executing, len(units), "plausible.progress", quiet=how.json, lang=how.lang
        ) as laboratory,
    ):
        return carried_out(plan, laboratory)


def check_alone(options: dict[str, object]) -> None:
    """Refuse options that mean nothing in plausible cities."""
    given = [option for option, value in options.items() if value]
    if given:
        raise InputError(f"{', '.join(given)}: not with --uncertain")


def show(found: "InPlausibleCities", place: Path) -> None:
    """Verdict, tables and the report's place, on the screen."""
    console, say = output(), words(found.lang)
    console.print(escape(found.verdict), style="bold")
    for note in found.notes:
        console.print(escape(note))
    console.print()
    for nth, arm in enumerate(found.plausible.plan.arms[1:], start=1):
        console.print(_differences(found, nth, found.titles[arm.label], say))
        console.print()
    if found.choice is not None:
        console.print(_regret(found, say))
        console.print()
    plan = found.plausible.plan
    console.print(escape(rests_on(plan, say)), style="dim")
    console.print(f"{place}", markup=False)


def _differences(found: "InPlausibleCities", nth: int, title: str, say: Words) -> Columns:
    heads = (say(f"plausible.head_{head}") for head in ("more", "less", "mean", "middle"))
    table = Columns("", *heads, title=title)
    for kpi in found.kpis:
        of_kpi = found.difference(kpi, nth)
        if of_kpi.n:
            table.add(
                say.kpi(kpi),
                per_cent(of_kpi.share_more or 0.0, say),
                per_cent(of_kpi.share_less or 0.0, say),
                shown_difference(of_kpi.mean, *of_kpi.ends, KPI[kpi].unit, say.lang),
                between(of_kpi.middle, kpi, say),
            )
    return table


def _regret(found: "InPlausibleCities", say: Words) -> Columns:
    choice = found.choice
    assert choice is not None
    unit = KPI[choice.goal.kpi].unit
    title = say("plausible.regret_of", kpi=say.kpi(choice.goal.kpi))
    heads = (say(f"plausible.regret_{head}") for head in ("mean", "p90", "max", "best"))
    table = Columns("", *heads, title=title)
    for row in choice.rows():
        regrets = (row[f"regret_{name}"] for name in ("mean", "p90", "max"))
        table.add(
            found.titles[row["label"]],
            *(shown(value, unit, say.lang) for value in regrets),
            per_cent(row["best_share"], say),
        )
    return table
