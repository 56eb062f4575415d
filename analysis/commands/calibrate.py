"""`o2o calibrate`: a scenario that is fitted to recorded orders."""

from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from rich.markup import escape

from analysis.calibration import calibrated, calibration_folder
from analysis.calibration.calibrated import Begun, Calibrated, Plan
from analysis.calibration.matching import Matched
from analysis.calibration.reading import observe
from analysis.calibration.writing import Setting
from analysis.commands.columns import Columns
from analysis.commands.compiling import compile_first
from analysis.commands.drawing import check_drawing
from analysis.commands.errors import InputError
from analysis.commands.inputs import check_file, check_output, load_arm, refused
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output, progress, tell_wait
from analysis.kpis import Lang
from analysis.lab.laboratory import Laboratory
from analysis.lab.lasting import lasting
from analysis.report import calibrated as report
from analysis.words import words

_ENDING = ".toml"


def calibrate(
    source: Path,
    *,
    couriers: Path | None,
    stores: Path | None,
    preset: str,
    out: Path,
    mapping: Path | None,
    stated: Mapping[str, str | Path | None],
    waves: int,
    points: int,
    runs: int,
    seed: int,
    jobs: int,
    lang: Lang,
    command: str,
    json: bool,
) -> int:
    """Fit, write the scenario, simulate it beside the data, write the page; the exit code."""
    plan = Plan(preset, out, waves, points, runs, seed)
    _check(plan, lang)
    arm = load_arm(preset, [], allow_code=False)
    said = {key: str(value) for key, value in stated.items() if value is not None}
    with refused():
        observed = observe(source, mapping, said, couriers, stores)
    calibration_folder.begin(plan.folder, plan)
    with refused():
        begun = calibrated.begin(plan, observed, arm.scenario)
        compile_first([load_arm(str(out), [], allow_code=False).scenario], quiet=json)
    try:
        settings, matched = _searched(begun, jobs, quiet=json, lang=lang)
    except RuntimeError as error:
        messages().print(f"{error}", markup=False, style="red")
        return 3
    found = _set_beside(begun, settings, matched, quiet=json, lang=lang)
    page = report.write(plan.folder, found, lang, command)
    if json:
        print_json(found.plain() | {"page": str(page)})
    else:
        show(found, page, lang)
    return 0


def _check(plan: Plan, lang: Lang) -> None:
    """Refuse what cannot be written, before anything is read."""
    check_drawing(lang)
    if plan.file.suffix != _ENDING:
        raise InputError(f"--out: {plan.file} must be a scenario file, such as my-city{_ENDING}")
    check_file(plan.file, "--out")
    check_output(plan.folder, calibration_folder.KIND)
    if plan.file.exists() and not plan.folder.exists():
        raise InputError(f"--out: {plan.file} is there already, and not from a calibration")


def _searched(
    begun: Begun, jobs: int, *, quiet: bool, lang: Lang
) -> tuple[list[Setting], Matched | None]:
    """What only simulation tells; goes on from what an earlier command of this folder has run."""
    n_runs, folder = begun.n_runs, begun.plan.folder
    say, done = words(lang), count(1)
    if not n_runs:
        return calibrated.searched(begun, Laboratory(folder).evaluate)
    label, unit = say("calibrate.progress_search"), say("progress.runs")
    with lasting(jobs) as executing, progress(label, n_runs, unit, quiet=quiet, lang=lang) as tell:
        laboratory = Laboratory(
            folder, executing, on_run=lambda: tell(next(done)), on_wait=tell_wait(folder)
        )
        found = calibrated.searched(begun, laboratory.evaluate)
    for failure in laboratory.failures:
        messages().print(f"failed: {failure}", markup=False, style="red")
    return found


def _set_beside(
    begun: Begun,
    settings: Sequence[Setting],
    matched: Matched | None,
    *,
    quiet: bool,
    lang: Lang,
) -> Calibrated:
    say, done = words(lang), count(1)
    label, unit = say("calibrate.progress_run"), say("progress.runs")
    with progress(label, begun.plan.runs, unit, quiet=quiet, lang=lang) as tell:
        beside = calibrated.set_beside(begun, lambda: tell(next(done)))
    of_data = begun.plan, begun.observed, begun.fitted
    return Calibrated(*of_data, tuple(settings), matched, tuple(beside))


def show(found: Calibrated, page: Path, lang: Lang = "en") -> None:
    """Quality, estimates and distances, on the screen."""
    console, say = output(), words(lang)
    console.print(escape(report.verdict(found, say)), style="bold")
    console.print()
    quality = report.quality_rows(found, say)
    if quality:
        heads = (
            say("calibrate.quality"),
            say("calibrate.quality_n"),
            say("calibrate.quality_deed"),
        )
        console.print(_table(heads, quality))
    else:
        console.print(say("calibrate.quality_none"), markup=False, style="dim")
    console.print()
    names = ("setting", "value", "interval", "rests_on", "by")
    estimates = report.estimate_rows(found, say)
    if estimates:
        console.print(_table([say(f"calibrate.{name}") for name in names], estimates))
        console.print()
    of = ("alike", "data_median", "simulated_median", "distance_column")
    rows = report.beside_rows(found, say)
    console.print(_table([say(f"calibrate.{name}") for name in of], rows))
    console.print()
    for sentence in report.told_of(found, say):
        console.print(sentence, markup=False, style="dim")
    console.print(f"{found.plan.file}\n{page}", markup=False)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Columns:
    """All columns on the left; those in the middle are numbers."""
    table = Columns(*heads, words=range(len(heads)), whole=range(1, len(heads) - 1))
    for row in rows:
        table.add(*row)
    return table
