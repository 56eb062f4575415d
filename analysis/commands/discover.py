"""`o2o discover`: in which plausible cities a difference is so, and what these share."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from analysis.commands.columns import Columns
from analysis.commands.inputs import overrides_of, refused
from analysis.commands.manner import Manner
from analysis.commands.plausible import in_plausible_cities, name, run
from analysis.commands.reports import written
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output
from analysis.lab.discovering import discover as find
from analysis.lab.discovering import read_condition
from analysis.lab.discovering_told import limit_told
from analysis.lab.plausible_told import per_cent, rests_on
from analysis.wording import NONE
from analysis.words import Words, words

if TYPE_CHECKING:
    from analysis.report.discovered import Discovered


def discover(
    base: str,
    other: str,
    how: Manner,
    *,
    goal: str,
    cities: int,
    replications: int | None,
    seed: int,
    days: int | None,
    settings: Sequence[str],
) -> int:
    """Run both in plausible cities, find the box, write the report, show it; the exit code."""
    with refused():
        condition = read_condition(goal)
    arms, plan = in_plausible_cities(
        [base, other],
        overrides_of(settings, days),
        cities,
        replications,
        seed,
        how,
    )
    folder = how.out or Path("out") / name(arms)
    plausible = run(plan, folder, [condition.kpi], how)
    from analysis.report.discovered import Discovered, write_discovery, write_numbers

    try:
        found = Discovered(find(plausible, condition), how.lang)
    except ValueError as error:  # no city has a difference
        messages().print(f"{error}", markup=False, style="red")
        return 3
    write_numbers(folder, found)
    report = written(lambda: write_discovery(folder, found, how.command), folder)
    if how.json:
        print_json(found.plain() | {"folder": str(folder), "report": report and str(report)})
    else:
        show(found, report or folder)
    return 3 if plausible.failures or report is None else 0


def show(found: "Discovered", place: Path) -> None:
    """Verdict, limits and the report's place, on the screen."""
    console, say, discovery = output(), words(found.lang), found.discovery
    console.print(escape(found.verdict), style="bold")
    for note in found.notes:
        console.print(escape(note))
    console.print()
    if discovery.box is not None:
        console.print(_table(found, say))
        console.print()
    plan = discovery.plausible.plan
    console.print(escape(rests_on(plan, say)), style="dim")
    console.print(f"{place}", markup=False)


def _table(found: "Discovered", say: Words) -> Columns:
    discovery = found.discovery
    limited = {each.name: (low, high) for each, low, high in discovery.limits}
    table = Columns("", say("discover.head_limit"), say("discover.head_stable"), words=(0, 1))
    for each, row in zip(discovery.inputs, discovery.rows(), strict=True):
        share = row["limited_share"]
        told = limit_told(each, *limited[each.name], say) if each.name in limited else NONE
        table.add(
            each.name,
            told,
            NONE if share is None else per_cent(share, say),
            style="" if each.name in limited else "dim",
        )
    return table
