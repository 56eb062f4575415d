"""`o2o compare`: a base scenario and others, under the same seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from rich.markup import escape

from analysis.commands.campaigns import campaign_table
from analysis.commands.columns import Columns
from analysis.commands.compiling import compile_first
from analysis.commands.errors import InputError
from analysis.commands.inputs import check_output, load_arms, overrides_of, refused
from analysis.commands.reports import written
from analysis.commands.sizing import check_size
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output, progress, tell_wait
from analysis.commands.workers import workers
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Cities, Comparison, Contrast
from analysis.experiment.comparison_folder import as_plain, begin, write_comparison
from analysis.experiment.executors import Executing
from analysis.experiment.experiment import (
    Runs,
    check_cities,
    compare_arms,
    run_units,
    units_of,
)
from analysis.experiment.finding import Finding, finding
from analysis.experiment.gaps import gaps
from analysis.experiment.shard import Shard
from analysis.experiment.stopping import Wanted, step_after, told, wanted
from analysis.experiment.stopping import progress as progress_of
from analysis.experiment.unit import Unit, recall
from analysis.kpis import COMPARED, Lang
from analysis.lab.study import DEFAULT_REPLICATIONS
from analysis.loading import Arm
from analysis.statistics.precision import FLOOR
from analysis.wording import shown, shown_change, shown_difference
from analysis.words import words
from sim.scenario import Scenario

# Where the interval leaves no doubt.
_STYLES: dict[Finding, str] = {"better": "green", "worse": "red"}


def compare(
    sources: Sequence[str],
    *,
    replications: int | None,
    precision: str | None,
    metrics: Sequence[str],
    most: int | None,
    uncertain: int | None = None,
    goal: str | None = None,
    seed: int,
    days: int | None,
    cities: Cities,
    settings: Sequence[str],
    replay: Mapping[str, str | Path | None],
    jobs: int,
    shard: str | None,
    address: str | None,
    out: Path | None,
    lang: Lang,
    allow_code: bool,
    json: bool,
    command: str,
) -> int:
    """Run all arms, compare them, write the report, show the verdict; the exit code."""
    if uncertain is not None:
        from analysis.commands import plausible

        plausible.check_alone(
            {
                "--precision": precision,
                "--most": most,
                "--shard": shard,
                "--cities vary": cities == "vary",
            }
        )
        return plausible.compare(
            sources,
            overrides_of(settings, days, replay),
            cities=uncertain,
            replications=replications,
            metrics=metrics,
            goal=goal,
            seed=seed,
            jobs=jobs,
            address=address,
            out=out,
            lang=lang,
            allow_code=allow_code,
            json=json,
            command=command,
        )
    if goal is not None:
        raise InputError("--goal: what regret is of, which --uncertain N tells")
    part = shard_of(shard)
    with refused():
        asked = wanted(precision, metrics, most, replications)
    replications = replications or DEFAULT_REPLICATIONS
    if asked is not None and part is not None:
        raise InputError("--precision: no part knows how precise the whole is; leave out --shard")
    check_drawing(lang)
    arms = load_arms(sources, overrides_of(settings, days, replay), allow_code=allow_code)
    if cities == "vary":
        with refused():
            check_cities(arms)
    if arms[0].uncertain and not json:
        say = words(lang)
        messages().print(say("plausible.point", arm=arms[0].label), markup=False)
    folder = out or Path("out") / _name([arm.label for arm in arms])
    check_output(folder, "comparison", inner=[f"runs/{arm.label}/seed-{seed}" for arm in arms])
    seeds = range(seed, seed + replications)
    check_size(arms, replications if asked is None else asked.most, jobs, folder, quiet=json)
    begin(folder, arms, seeds, cities)
    stopped = ""
    units = units_of(arms, seeds, folder, cities)
    with workers(jobs, address) as executing:
        if part is not None:
            runs = run_all(part.own(units), folder, executing, quiet=json, lang=lang)
            tell_part(part, len(runs.summaries), len(units), folder)
            return 3 if runs.failures else 0
        if asked is None:
            runs = run_all(units, folder, executing, quiet=json, lang=lang)
        else:
            runs, stopped = _until_precise(
                *(arms, seeds, folder, executing, asked), cities=cities, quiet=json, lang=lang
            )
    compared = concluded(
        *(arms, runs, folder),
        cities=cities,
        lang=lang,
        command=command,
        stopped=stopped,
    )
    if compared is None:
        return 3
    if json:
        print_json(compared.plain)
    else:
        show(compared, lang)
    return compared.exit_code


@dataclass(frozen=True, eq=False)
class Compared:
    """A comparison that was carried out, and where its report is, if one could be written."""

    comparison: Comparison
    data: list[ArmData]
    folder: Path
    report: Path | None
    scenarios: Mapping[str, Scenario]  # by label

    @property
    def plain(self) -> dict[str, Any]:
        """What `--json` prints."""
        found = as_plain(self.comparison, self.data)
        return found | {"folder": str(self.folder), "report": self.report and str(self.report)}

    @property
    def exit_code(self) -> int:
        """3 where a run or the report is missing."""
        return 3 if self.comparison.failures or self.report is None else 0


def run_all(
    units: Sequence[Unit], folder: Path, executing: Executing, *, quiet: bool, lang: Lang
) -> Runs:
    """Run units in a folder that was begun, and say what failed."""
    _check_places(units)
    of_arms = {unit.label: unit.scenario for unit in units}
    compile_first(of_arms.values(), quiet=quiet)
    runs = _run(units, folder, executing, quiet=quiet, lang=lang)
    for failure in runs.failures:
        messages().print(f"failed: {failure}", markup=False, style="red")
    return runs


def concluded(
    arms: Sequence[Arm],
    runs: Runs,
    folder: Path,
    *,
    cities: Cities = "fixed",
    lang: Lang,
    command: str,
    stopped: str = "",
) -> Compared | None:
    """Compare runs and write the report; None: nothing to compare.

    All results are on the disk before anything is drawn. `stopped` says why there are so many
    seeds.
    """
    comparison, data = compare_arms(arms, runs, lang, cities)
    comparison = replace(comparison, stopped=stopped)
    if not comparison.contrasts:
        messages().print("no two scenarios have a run in common: nothing to compare")
        return None
    write_comparison(folder, comparison, data)
    compared = {arm.label for arm in data}
    scenarios = {arm.label: arm.scenario for arm in arms if arm.label in compared}
    from analysis.report import write_report  # and matplotlib, known to work

    report = written(
        lambda: write_report(
            folder,
            comparison,
            data,
            lang,
            scenarios=scenarios,
            folders=runs.folders,
            command=command,
        ),
        folder,
        kept="comparison",
    )
    return Compared(comparison, data, folder, report, scenarios)


def _until_precise(
    arms: Sequence[Arm],
    seeds: range,
    folder: Path,
    executing: Executing,
    asked: Wanted,
    *,
    cities: Cities,
    quiet: bool,
    lang: Lang,
) -> tuple[Runs, str]:
    """Add replications until all that is asked for is known; the runs, and why no more."""
    runs, n = Runs([]), min(asked.most, max(len(seeds), FLOOR))
    while True:
        begin(folder, arms, range(seeds.start, seeds.start + n), cities)
        next_seeds = range(seeds.start + len(runs.units) // len(arms), seeds.start + n)
        units = units_of(arms, next_seeds, folder, cities)
        runs = runs.and_then(run_all(units, folder, executing, quiet=quiet, lang=lang))
        base, *others = (
            {seed: summary.kpis for seed, summary in runs.of_arm(arm.label).items()} for arm in arms
        )
        labels = (arm.label for arm in arms[1:])
        found = progress_of(base, dict(zip(labels, others, strict=True)), asked)
        step = step_after(found, n, asked)
        if step.stop is not None:
            return runs, told(step, found, asked, words(lang))
        n = step.total


def shard_of(text: str | None) -> Shard | None:
    """The part of an experiment that `--shard` names."""
    with refused():
        return None if text is None else Shard.read(text)


def tell_part(part: Shard, n_done: int, n_units: int, folder: Path) -> None:
    """Say what a shard has brought, and what becomes of it."""
    messages().print(
        f"part {part.number} of {part.of}: {n_done} of {n_units} runs are in {folder}; "
        "o2o merge puts the parts together",
        markup=False,
    )


def _check_places(units: Sequence[Unit]) -> None:
    """Refuse what stands where a run is to go."""
    for unit in units:
        if unit.folder is not None and unit.folder.exists() and not unit.folder.is_dir():
            raise InputError(f"--out: {unit.folder} is a file, not a folder")


def _name(labels: Sequence[str]) -> str:
    """Such as "baseline-vs-free-delivery"; many arms are counted."""
    base, *others = labels
    return f"{base}-vs-{'-vs-'.join(others) if len(others) <= 3 else f'{len(others)}-others'}"


def check_drawing(lang: Lang) -> None:
    """Refuse to begin what could not be drawn in the end."""
    try:
        # Matplotlib reads files of the user's while it is imported.
        from analysis.charts.rehearsal import rehearse

        rehearse(lang)
    except Exception as error:
        raise InputError(f"figures cannot be drawn: {type(error).__name__}: {error}") from None


def _run(
    units: Sequence[Unit], folder: Path, executing: Executing, *, quiet: bool, lang: Lang
) -> Runs:
    done, say = count(1), words(lang)
    label, unit = say("progress.comparing"), say("progress.runs")
    try:
        with progress(label, len(units), unit, quiet=quiet, lang=lang) as show:
            return run_units(units, executing, lambda: show(next(done)), tell_wait(folder))
    except KeyboardInterrupt:
        kept = sum(recall(unit) is not None for unit in units)
        messages().print(
            f"interrupted; {kept} of {len(units)} runs are done and kept in {folder}: "
            "the same command goes on from there"
        )
        raise


def show(compared: Compared, lang: Lang = "en") -> None:
    """Verdicts and what they lack, tables and the report's place, on the screen."""
    console, comparison, say = output(), compared.comparison, words(lang)
    scenarios = compared.scenarios
    for contrast in comparison.contrasts:
        arm, base = (
            f"[bold]{escape(title)}[/]" for title in (contrast.title, comparison.base_title)
        )
        console.print(say("screen.versus", arm=arm, base=base))
        console.print(escape(contrast.verdict), style="bold")
        for gap in gaps(scenarios[comparison.base], scenarios[contrast.label], say):
            console.print(escape(gap), style="dim")
        console.print(_table(contrast, lang))
        console.print()
    campaigns = campaign_table(compared.data, words(lang))
    if campaigns is not None:
        console.print(campaigns)
        console.print()
    n = len(comparison.seeds)
    about = say(
        f"screen.luck_{comparison.where}" if n > 1 else "screen.luck_one",
        n=n,
        days=say.days(comparison.days),
    )
    console.print(about + (say("screen.brackets") if n > 1 else ""), style="dim")
    if comparison.stopped:
        console.print(escape(comparison.stopped), style="dim")
    console.print(f"{compared.report or compared.folder}", markup=False)


def _table(contrast: Contrast, lang: Lang) -> Columns:
    say = words(lang)
    table = Columns("", say("mark.base"), say("page.arm"), say("page.difference"))
    for kpi in COMPARED:
        if not kpi.headline:
            continue
        found = contrast[kpi.name]
        difference = shown_difference(found.difference, found.low, found.high, kpi.unit, lang)
        survives = " *" if kpi.name in contrast.holm else ""
        level = shown(found.mean, kpi.unit, lang)
        if kpi.compared:  # its level and its difference are one number
            level = shown_change(found.difference, found.low, found.high, kpi.unit, lang)
        table.add(
            kpi.short[lang],
            shown(found.base_mean, kpi.unit, lang),
            level.removeprefix("+"),
            difference.removeprefix("+") if kpi.compared else f"{difference}{survives}",
            style=_STYLES.get(finding(found), ""),
        )
    return table
