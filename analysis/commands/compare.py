"""`o2o compare`: a base scenario and others, under the same seeds."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.commands.comparing import concluded, run_all, show
from analysis.commands.drawing import check_drawing
from analysis.commands.errors import InputError
from analysis.commands.inputs import check_output, load_arms, overrides_of, refused
from analysis.commands.manner import Manner
from analysis.commands.shards import shard_of, tell_part
from analysis.commands.sizing import check_size
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages
from analysis.commands.workers import workers
from analysis.experiment.compare import Cities
from analysis.experiment.comparison_folder import begin
from analysis.experiment.executors import Executing
from analysis.experiment.experiment import Runs, check_cities, units_of
from analysis.experiment.stopping import Wanted, step_after, told, wanted
from analysis.experiment.stopping import progress as progress_of
from analysis.kpis import Lang
from analysis.lab.study import DEFAULT_REPLICATIONS
from analysis.loading import Arm
from analysis.statistics.precision import FLOOR
from analysis.words import words


def compare(
    sources: Sequence[str],
    how: Manner,
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
    shard: str | None,
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
            how,
            cities=uncertain,
            replications=replications,
            metrics=metrics,
            goal=goal,
            seed=seed,
        )
    if goal is not None:
        raise InputError("--goal: what regret is of, which --uncertain N tells")
    part = shard_of(shard)
    with refused():
        asked = wanted(precision, metrics, most, replications)
    replications = replications or DEFAULT_REPLICATIONS
    if asked is not None and part is not None:
        raise InputError("--precision: no part knows how precise the whole is; leave out --shard")
    check_drawing(how.lang)
    arms = load_arms(sources, overrides_of(settings, days, replay), allow_code=how.allow_code)
    if cities == "vary":
        with refused():
            check_cities(arms)
    if arms[0].uncertain and not how.json:
        say = words(how.lang)
        messages().print(say("plausible.point", arm=arms[0].label), markup=False)
    folder = how.out or Path("out") / _name([arm.label for arm in arms])
    check_output(folder, "comparison", inner=[f"runs/{arm.label}/seed-{seed}" for arm in arms])
    seeds = range(seed, seed + replications)
    check_size(
        arms, replications if asked is None else asked.most, how.jobs, folder, quiet=how.json
    )
    begin(folder, arms, seeds, cities)
    stopped = ""
    units = units_of(arms, seeds, folder, cities)
    with workers(how.jobs, how.address) as executing:
        if part is not None:
            runs = run_all(part.own(units), folder, executing, quiet=how.json, lang=how.lang)
            tell_part(part, len(runs.summaries), len(units), folder)
            return 3 if runs.failures else 0
        if asked is None:
            runs = run_all(units, folder, executing, quiet=how.json, lang=how.lang)
        else:
            runs, stopped = _until_precise(
                *(arms, seeds, folder, executing, asked),
                cities=cities,
                quiet=how.json,
                lang=how.lang,
            )
    compared = concluded(
        *(arms, runs, folder),
        cities=cities,
        lang=how.lang,
        command=how.command,
        stopped=stopped,
    )
    if compared is None:
        return 3
    if how.json:
        print_json(compared.plain)
    else:
        show(compared, how.lang)
    return compared.exit_code


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


def _name(labels: Sequence[str]) -> str:
    """Such as "baseline-vs-free-delivery"; many arms are counted."""
    base, *others = labels
    return f"{base}-vs-{'-vs-'.join(others) if len(others) <= 3 else f'{len(others)}-others'}"
