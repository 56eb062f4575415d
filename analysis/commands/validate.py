"""`o2o validate`: a scenario beside published facts of delivery markets."""

from collections.abc import Sequence
from itertools import count, groupby
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from analysis.commands.compiling import compile_first
from analysis.commands.errors import InputError
from analysis.commands.inputs import check_output, load_arm, overrides_of, refused
from analysis.commands.sizing import check_size
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output, progress
from analysis.commands.workers import workers
from analysis.experiment.compare import Cities
from analysis.experiment.executors import Executing
from analysis.kpis import Lang
from analysis.lab.laboratory import Laboratory
from analysis.loading import Arm
from analysis.validation import told, validation_folder
from analysis.validation.facts import profile_of
from analysis.validation.measures import figures
from analysis.validation.scorecard import Row, Verdict
from analysis.validation.validating import Plan, Validation, carried_out
from analysis.words import Words, words

_STYLES: dict[Verdict, str] = {"held": "green", "missed": "red", "unknown": "yellow"}


def validate(
    source: str,
    *,
    facts: str | None,
    replications: int,
    seed: int,
    days: int,
    cities: Cities | None,
    settings: Sequence[str],
    jobs: int,
    address: str | None,
    out: Path | None,
    lang: Lang,
    allow_code: bool,
    json: bool,
) -> int:
    """Run the scenario, write and show the scorecard; the exit code."""
    arm = load_arm(source, overrides_of(settings, days), allow_code=allow_code)
    with refused():
        profile = profile_of(arm, facts)
    plan = Plan(arm, range(seed, seed + replications), _cities(arm, cities), profile)
    folder = out or Path("out") / f"{arm.label}-validation"
    check_output(folder, validation_folder.KIND)
    check_size(plan.to_run, replications, jobs, folder, keeps_tables=False, quiet=json)
    validation_folder.begin(folder, plan)
    compile_first([each.scenario for each in plan.to_run], quiet=json)
    with workers(jobs, address) as executing:
        found = _run(plan, folder, executing, quiet=json, lang=lang)
    if found is None:
        return 3
    validation_folder.write(folder, found)
    if json:
        print_json(found.plain() | {"folder": str(folder)})
    else:
        show(found, folder, lang)
    return 3 if found.failures or found.card.failing else 0


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
    say, done = words(lang), count(1)
    label, unit = say("validate.progress"), say("progress.runs")
    with progress(label, plan.n_runs, unit, quiet=quiet, lang=lang) as tell:
        laboratory = Laboratory(
            folder,
            executing,
            on_run=lambda: tell(next(done)),
            cities=plan.cities,
            measuring=figures,
        )
        try:
            found = carried_out(plan, laboratory)
        except RuntimeError as error:
            messages().print(f"{error}", markup=False, style="red")
            found = None
    for failure in laboratory.failures:
        messages().print(f"failed: {failure}", markup=False, style="red")
    return found


def show(found: Validation, folder: Path, lang: Lang = "en") -> None:
    """The scorecard, and what is not for runs to show, on the screen."""
    console, say, card = output(), words(lang), found.card
    console.print(_table(card.judged, say))
    console.print()
    for sentence in told.apart(card, say):
        console.print(sentence, markup=False, style="dim")
    console.print()
    console.print(escape(told.summed(card, say)), style="bold")
    for row in card.failing:
        console.print(_failing(row, say), markup=False, style="red")
    if card.failing:
        console.print(say("validate.gaps"), markup=False)
    provenance = say(
        f"validate.provenance_{found.plan.cities}",
        n=len(found.runs),
        days=say.days(found.plan.base.scenario.days),
        profile=card.profile.label[lang],
    )
    console.print(provenance, markup=False, style="dim")
    console.print(f"{folder}", markup=False)


def _failing(row: Row, words: Words) -> str:
    line = row.line
    may = told.allowed(line, words) if line else ""
    return words(
        "validate.failing",
        id=row.fact.id,
        what=told.named(row, words),
        value=told.value(row, words),
        allowed=may,
    )


def _table(rows: Sequence[Row], words: Words) -> Table:
    """A row for each line; a fact of several has one of its own above them."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("fact", "what", "published", "allowed", "measured", "verdict", "use"):
        wraps = {"what": 30, "published": 14}.get(name)
        table.add_column(words(f"validate.column_{name}"), no_wrap=not wraps, min_width=wraps)
    for fact, of_fact in groupby(rows, key=lambda row: row.fact):
        lines = list(of_fact)
        head = (fact.id, escape(fact.label[words.lang]), escape(fact.published))
        if len(lines) > 1:
            table.add_row(*head)
        for row in lines:
            what = escape(f"  {row.line.label[words.lang]}") if row.line else ""
            cells = (
                escape(told.allowed(row.line, words)) if row.line else "",
                escape(told.value(row, words)),
                words(f"validate.verdict_{row.verdict}"),
                told.kind_and_use(row, words),
            )
            first = head if len(lines) == 1 else ("", what, "")
            table.add_row(*first, *cells, style=_STYLES.get(row.verdict, ""))
    return table
