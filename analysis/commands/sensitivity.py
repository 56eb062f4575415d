"""`o2o sensitivity`: which settings of a scenario move its KPIs, and which no more than luck."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.markup import escape

from analysis.commands.columns import Columns
from analysis.commands.compiling import compile_first
from analysis.commands.drawing import check_drawing
from analysis.commands.errors import InputError
from analysis.commands.inputs import check_output, overrides_of, refused
from analysis.commands.laboratories import watched
from analysis.commands.manner import Manner
from analysis.commands.shards import shard_of, tell_part
from analysis.commands.sizing import check_size
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output
from analysis.commands.workers import workers
from analysis.experiment.executors import Executing
from analysis.experiment.shard import Shard
from analysis.kpis import KPI, Lang
from analysis.lab import sensitivity_folder
from analysis.lab.laboratory import Laboratory
from analysis.lab.lever import read_levers
from analysis.lab.sensitivity import Sensitivity, carried_out
from analysis.lab.sensitivity_plan import METRICS, Method, Plan, plan
from analysis.lab.sensitivity_told import provenance, verdict
from analysis.lab.setting import setting
from analysis.wording import hundredths, plain, shown_difference
from analysis.words import Words, words


def sensitivity(
    source: str,
    how: Manner,
    *,
    over: Sequence[str],
    method: Method,
    metrics: Sequence[str],
    points: int | None,
    replications: int,
    seed: int,
    days: int | None,
    settings: Sequence[str],
    shard: str | None,
) -> int:
    """Run all points, write and show what moves what; the exit code."""
    part = shard_of(shard)
    check_drawing(how.lang)
    try:
        asked = plan(
            source,
            read_levers(over),
            method=method,
            metrics=metrics or METRICS,
            points=points,
            seeds=range(seed, seed + replications),
            overrides=overrides_of(settings, days),
            lang=how.lang,
            allow_code=how.allow_code,
        )
    except (ValueError, ModuleNotFoundError) as error:
        raise InputError(str(error)) from None
    from analysis.report.sensitive import write_sensitivity  # and matplotlib

    folder = how.out or Path("out") / f"{Path(source).stem}-sensitivity-{method}"
    check_output(folder, sensitivity_folder.KIND)
    check_size(asked.to_run, replications, how.jobs, folder, keeps_tables=False, quiet=how.json)
    sensitivity_folder.begin(folder, asked)
    compile_first([arm.scenario for arm in asked.to_run], quiet=how.json)
    with refused():
        asked.check_known(Laboratory(folder).evaluate)
    with workers(how.jobs, how.address) as executing:
        if part is not None:
            return _run_part(part, asked, folder, executing, quiet=how.json, lang=how.lang)
        found = _run(asked, folder, executing, quiet=how.json, lang=how.lang)
    if found is None:
        return 3
    figures = write_sensitivity(folder, found, how.lang)
    if how.json:
        print_json(found.plain() | {"folder": str(folder), "figures": [str(f) for f in figures]})
    else:
        show(found, figures, how.lang)
    return 3 if found.failures else 0


def _run_part(
    part: Shard, asked: Plan, folder: Path, executing: Executing, *, quiet: bool, lang: Lang
) -> int:
    """Run a shard; the exit code."""
    n_arms, n_seeds = len(asked.to_run), len(asked.seeds)
    n_own = part.n_own(n_arms, n_seeds)
    with watched(
        *(folder, executing, n_own, "sensitivity.progress"), quiet=quiet, lang=lang, shard=part
    ) as laboratory:
        found = laboratory.evaluate(asked.to_run, asked.seeds)
    tell_part(part, sum(map(len, found.values())), n_arms * n_seeds, folder)
    return 3 if laboratory.failures else 0


def _run(
    asked: Plan, folder: Path, executing: Executing, *, quiet: bool, lang: Lang
) -> Sensitivity | None:
    n_runs = len(asked.to_run) * len(asked.seeds)
    with watched(
        folder, executing, n_runs, "sensitivity.progress", quiet=quiet, lang=lang
    ) as laboratory:
        try:
            found = carried_out(asked, laboratory.evaluate)
        except RuntimeError as error:
            messages().print(f"{error}", markup=False, style="red")
            return None
    return replace(found, failures=tuple(laboratory.failures))


def show(found: Sensitivity, figures: Sequence[Path], lang: Lang = "en") -> None:
    """A verdict and a table for each KPI, on the screen."""
    console, say = output(), words(lang)
    for kpi in found.metrics:
        console.print(escape(verdict(found, say, kpi)), style="bold")
        console.print(_table(found, kpi, say))
        console.print()
    for kpi in found.without_value:
        console.print(escape(say("sensitivity.no_value", kpi=say.kpi(kpi))))
        console.print()
    console.print(provenance(found, say), style="dim")
    for figure in figures:
        console.print(f"{figure}", markup=False)


def _table(found: Sensitivity, kpi: str, say: Words) -> Columns:
    method, told = found.plan.method, found.told(kpi)
    columns = {
        "one": ("value", "change"),
        "morris": ("size_column", "spread_column", "noise_column"),
        "sobol": ("first_column", "total_column"),
    }[method]
    heads = ["", *(say(f"sensitivity.{name}") for name in columns), ""]
    table = Columns(*heads, words=(0, len(heads) - 1))
    unit, order = KPI[kpi].unit, [lever.path for lever in found.plan.levers]
    for path in found.weights(kpi):
        nth, name = order.index(path), found.plan.names[path]
        luck = "" if path in told else say("sensitivity.untold_short")
        if method == "one":
            for place, end in enumerate(found.swings[nth].ends):
                value = setting(path, end.value, say)
                change = end.differences[kpi]
                text = shown_difference(change.difference, change.low, change.high, unit, say.lang)
                sure = kpi in end.told or not change.difference
                luck = "" if sure else say("sensitivity.untold_short")
                table.add("" if place else name, value, text, luck)
        elif method == "morris":
            of = found.effects[kpi]
            cells = [
                shown_difference(_known(of_lever[nth]), None, None, unit, say.lang)
                for of_lever in (of.size, of.spread, of.noise)
            ]
            table.add(name, *(cell.removeprefix("+") for cell in cells), luck)
        else:
            of_sobol = found.indices[kpi]
            cells = [
                f"{hundredths(100 * value[nth], 0, say.lang)} ± {plain(100 * half[nth], 0)}"
                for value, half in (
                    (of_sobol.first, of_sobol.first_half),
                    (of_sobol.total, of_sobol.total_half),
                )
            ]
            table.add(name, *cells, luck)
    return table


def _known(value: float) -> float | None:
    return None if value != value else float(value)
