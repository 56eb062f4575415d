"""What every command that compares does: units run, a comparison concluded and shown."""

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
from analysis.commands.reports import written
from analysis.commands.terminal import messages, output, progress, tell_wait
from analysis.experiment.arm import ArmData
from analysis.experiment.arms_compared import compare_arms
from analysis.experiment.compare import Cities, Comparison, Contrast
from analysis.experiment.comparison_folder import as_plain, write_comparison
from analysis.experiment.executors import Executing
from analysis.experiment.experiment import Runs, run_units
from analysis.experiment.finding import Finding, finding
from analysis.experiment.gaps import gaps
from analysis.experiment.unit import Unit, recall
from analysis.kpis import COMPARED, Lang
from analysis.loading import Arm
from analysis.wording import shown, shown_change, shown_difference
from analysis.words import words
from sim.scenario import Scenario

# Where the interval leaves no doubt.
_STYLES: dict[Finding, str] = {"better": "green", "worse": "red"}


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


def _check_places(units: Sequence[Unit]) -> None:
    """Refuse what stands where a run is to go."""
    for unit in units:
        if unit.folder is not None and unit.folder.exists() and not unit.folder.is_dir():
            raise InputError(f"--out: {unit.folder} is a file, not a folder")


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


def show(compared: Compared, lang: Lang = "en") -> None:
    """Verdicts and what they lack, tables and the report's place, on the screen."""
    console, comparison, say = output(), compared.comparison, words(lang)
    scenarios = compared.scenarios
    for contrast in comparison.contrasts:
        arm, base = (
            f"[bold]{escape(title)}[/]" for title in (contrast.title, comparison.base_title)
        )
        console.print(say("screen.versus", arm=arm, base=base))
        surest, *others = contrast.sentences
        console.print(escape(surest), style="bold")
        for sentence in others:
            console.print(escape(sentence))
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
