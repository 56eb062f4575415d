"""`o2o validate`: a scenario beside published facts of delivery markets."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from rich.markup import escape

from analysis.commands.columns import Columns
from analysis.commands.compiling import compile_first
from analysis.commands.drawing import check_drawing
from analysis.commands.errors import InputError
from analysis.commands.inputs import check_output, overrides_of, refused
from analysis.commands.laboratories import watched
from analysis.commands.manner import Manner
from analysis.commands.reports import written
from analysis.commands.sizing import check_size
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output
from analysis.commands.workers import workers
from analysis.experiment.compare import Cities
from analysis.experiment.executors import Executing
from analysis.kpis import Lang
from analysis.loading import Arm
from analysis.report import against as against_page
from analysis.validation import dhrd, told, validation_folder
from analysis.validation.against import Against
from analysis.validation.facts import profile_of
from analysis.validation.measures import figures
from analysis.validation.scorecard import Row, Verdict
from analysis.validation.validating import Plan, Validation, carried_out, planned
from analysis.words import Words, words

_STYLES: dict[Verdict, str] = {"held": "green", "missed": "red", "unknown": "yellow"}


def validate(
    source: str,
    how: Manner,
    *,
    facts: str | None,
    replications: int,
    seed: int,
    days: int,
    cities: Cities | None,
    fast: bool,
    against: Path | None,
    settings: Sequence[str],
) -> int:
    """Run the scenario, write and show the scorecard and its page; the exit code."""
    check_drawing(how.lang)
    with refused():
        plan = planned(
            source,
            overrides_of(settings, days),
            profile=lambda arm: profile_of(arm, facts),
            seeds=range(seed, seed + replications),
            cities=lambda arm: _cities(arm, cities),
            fast=fast,
            allow_code=how.allow_code,
        )
        data = None if against is None else dhrd.read(against)
    folder = how.out or Path("out") / f"{plan.base.label}-validation"
    check_output(folder, validation_folder.KIND)
    n_each = -(-plan.n_runs // len(plan.to_run))
    check_size(plan.to_run, n_each, how.jobs, folder, keeps_tables=False, quiet=how.json)
    validation_folder.begin(folder, plan)
    compile_first([each.scenario for each in plan.to_run], quiet=how.json)
    with workers(how.jobs, how.address) as executing:
        found = _run(plan, folder, executing, quiet=how.json, lang=how.lang)
    if found is None:
        return 3
    validation_folder.write(folder, found)
    page = _page(folder, found, how.lang, how.command)
    facts_of = {"folder": str(folder), "page": page and str(page)}
    beside = None if data is None else Against(data, plan.base.scenario.days, found.runs)
    if beside is not None:
        facts_of["against"] = against_page.write(folder, found, beside, how.lang, how.command)
    if how.json:
        print_json(found.plain() | facts_of)
    else:
        show(found, folder, page, how.lang)
        if beside is not None:
            output().print(f"{facts_of['against']}", markup=False)
    return 3 if found.failures or found.card.failing or page is None else 0


def _page(folder: Path, found: Validation, lang: Lang, command: str) -> Path | None:
    from analysis.report.validated import write_validation_page  # and matplotlib, known to work

    return written(
        lambda: write_validation_page(folder, found, lang, command=command),
        folder,
        what="page",
        kept="scorecard",
    )


def _cities(arm: Arm, said: Cities | None) -> Cities:
    """Another city for each seed, unless orders happened in a real one."""
    if arm.recording is None:
        return said or "vary"
    if said == "vary":
        raise InputError(f"{arm.label}: recorded orders have their own places: --cities fixed")
    return "fixed"


def _run(
    plan: Plan, folder: Path, executing: Executing, *, quiet: bool, lang: Lang
) -> Validation | None:
    with watched(
        *(folder, executing, plan.n_runs, "validate.progress"),
        quiet=quiet,
        lang=lang,
        cities=plan.cities,
        measuring=figures,
    ) as laboratory:
        try:
            return carried_out(plan, laboratory)
        except RuntimeError as error:
            messages().print(f"{error}", markup=False, style="red")
            return None


def show(found: Validation, folder: Path, page: Path | None, lang: Lang = "en") -> None:
    """The scorecard, and what is not for runs to show, on the screen."""
    console, say, card = output(), words(lang), found.card
    console.print(_table(card.judged, say))
    console.print()
    for sentence in told.apart(card, say):
        console.print(sentence, markup=False, style="dim")
    console.print()
    console.print(escape(told.verdict(card, say)), style="bold")
    for row in card.failing:
        console.print(told.failing(row, say), markup=False, style="red")
    if card.failing:
        console.print(say("validate.gaps"), markup=False)
    console.print(told.provenance(found, say), markup=False, style="dim")
    console.print(f"{page or folder}", markup=False)


def _table(rows: Sequence[Row], words: Words) -> Columns:
    """A row for each line; a fact of several has one of its own above them."""
    names = ("fact", "published", "allowed", "measured", "verdict", "use")
    heads = (words(f"validate.column_{name}") for name in names)
    table = Columns(*heads, words=range(len(names)), whole=(2, 3, 4))
    for fact, of_fact in groupby(rows, key=lambda row: row.fact):
        lines = list(of_fact)
        head = (f"{fact.id:<3} {fact.label[words.lang]}", fact.published[words.lang])
        if len(lines) > 1:
            table.add(*head)
        for row in lines:
            cells = (
                told.allowed(row.line, words) if row.line else "",
                told.value(row, words),
                words(f"validate.verdict_{row.verdict}"),
                told.kind_and_use(row, words),
            )
            what = row.line.label[words.lang] if row.line else ""
            first = head if len(lines) == 1 else (f"  {what}", "")
            table.add(*first, *cells, style=_STYLES.get(row.verdict, ""))
    return table
