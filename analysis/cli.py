"""The command line, `o2o`: what commands are called with; what they do is in `analysis.commands`.

Exit codes: 0 done; 2 bad input, nothing written; 3 part of the work failed; 128 and the number of
the signal that ended it, such as 130 for Ctrl-C.
Commands import what they need when they are called, so that `o2o --help` answers at once.
"""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from analysis.commands import options
from analysis.commands.answering import answer

app = typer.Typer(
    name="o2o",
    help="A city market in which platform policies are rehearsed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line."""
    from analysis.commands.process import in_order

    in_order(app)


@app.command("list")
def list_(json: options.Json = False) -> None:
    """Show the scenarios shipped."""
    from analysis.commands import catalogue

    answer(lambda: catalogue.list_scenarios(as_json=json))


@app.command()
def run(
    scenario: options.Source,
    seed: options.Seed = 0,
    days: options.Days = None,
    settings: options.Settings = None,
    orders: options.Orders = None,
    mapping: options.MappingFile = None,
    zone: options.Zone = None,
    dates: options.Dates = None,
    money: options.Money = None,
    positions: options.Positions = None,
    encoding: options.Encoding = None,
    out: options.Out = None,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Run one scenario and write its KPIs and tables."""

    def work() -> int:
        from analysis.commands import run

        return run.run(
            scenario,
            seed=seed,
            days=days,
            settings=settings or [],
            replay=options.reading(orders, mapping, zone, dates, money, positions, encoding),
            out=out,
            allow_code=not no_code,
            json=json,
        )

    answer(work)


@app.command()
def compare(
    base: Annotated[str, typer.Argument(metavar="BASE", help="The scenario to compare with.")],
    others: Annotated[list[str], typer.Argument(metavar="OTHER", help="What differs.")],
    replications: Annotated[
        int, typer.Option(min=1, help="Runs of each scenario, under seeds from SEED on.")
    ] = 8,
    precision: Annotated[
        str | None,
        typer.Option(
            metavar="P",
            help="Add replications until differences are known to P: 1% of the base, or a number.",
        ),
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(metavar="KPI", help="What --precision is of; repeatable."),
    ] = None,
    most: Annotated[
        int, typer.Option(min=2, help="The most replications that --precision may take.")
    ] = 200,
    seed: options.Seed = 0,
    days: options.Days = None,
    cities: Annotated[
        options.Cities, typer.Option(help="One city for all replications, or another for each.")
    ] = options.Cities.FIXED,
    settings: options.Settings = None,
    orders: options.Orders = None,
    mapping: options.MappingFile = None,
    zone: options.Zone = None,
    dates: options.Dates = None,
    money: options.Money = None,
    positions: options.Positions = None,
    encoding: options.Encoding = None,
    jobs: options.Jobs = None,
    cluster: options.Cluster = None,
    shard: options.ShardOf = None,
    out: options.Out = None,
    lang: Annotated[
        options.Lang, typer.Option(help="Language of verdict and report.")
    ] = options.Lang.EN,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Compare scenarios under the same luck, and write a report."""

    def work() -> int:
        from analysis.commands import compare

        return compare.compare(
            [base, *others],
            replications=replications,
            precision=precision,
            metrics=metric or [],
            most=most,
            seed=seed,
            days=days,
            cities=cities.value,
            settings=settings or [],
            replay=options.reading(orders, mapping, zone, dates, money, positions, encoding),
            jobs=jobs or options.all_processors(),
            shard=shard,
            address=cluster,
            out=out,
            lang=lang.value,
            allow_code=not no_code,
            json=json,
            command=shlex.join(["o2o", *sys.argv[1:]]),
        )

    answer(work)


@app.command()
def explain(
    base: Annotated[str, typer.Argument(metavar="BASE", help="The scenario to explain from.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="What differs.")],
    replications: Annotated[
        int, typer.Option(min=1, help="Runs of each scenario, under seeds from SEED on.")
    ] = 8,
    seed: options.Seed = 0,
    days: options.Days = None,
    window: Annotated[
        float,
        typer.Option(
            min=0,
            metavar="HOURS",
            help="Orders of one person lost and won so near to one another are one that moved.",
        ),
    ] = 24,
    links: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="Switch links of the chain of causes off, one at a time: all, or some by name.",
        ),
    ] = None,
    settings: options.Settings = None,
    jobs: options.Jobs = None,
    out: options.Out = None,
    lang: Annotated[options.Lang, typer.Option(help="Language of the answer.")] = options.Lang.EN,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Say what the orders of a scenario would have been in another."""

    def work() -> int:
        from analysis.commands import explain

        return explain.explain(
            base,
            other,
            replications=replications,
            seed=seed,
            days=days,
            window_hours=window,
            links=links,
            settings=settings or [],
            jobs=jobs or options.all_processors(),
            out=out,
            lang=lang.value,
            allow_code=not no_code,
            json=json,
        )

    answer(work)


@app.command()
def sweep(
    base: Annotated[
        str, typer.Argument(metavar="BASE", help="The scenario to vary, or a study file.")
    ],
    over: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=VALUES",
            help="A setting to vary: PATH=1,2,3 or PATH=1..9, with :log for factors; repeatable.",
        ),
    ] = None,
    goal: Annotated[
        str | None,
        typer.Option(
            metavar="KPI",
            help="What is to be best, max: or min: before it; "
            "platform_contribution_cents_per_day if not given.",
        ),
    ] = None,
    subject_to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help='What is to be kept: "KPI<=48", "KPI>=base*1.05"; repeatable.',
        ),
    ] = None,
    design: Annotated[
        options.Design | None,
        typer.Option(help="All combinations, a Latin hypercube, or a Sobol sequence."),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(min=1, help="Points of the design; of a full one, levels of each range."),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(min=1, help="Runs of each point, under seeds from SEED on; 8 if not given."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=options.LARGEST_SEED, help="The first seed; 0.")
    ] = None,
    days: options.Days = None,
    settings: options.Settings = None,
    jobs: options.Jobs = None,
    cluster: options.Cluster = None,
    shard: options.ShardOf = None,
    out: options.Out = None,
    lang: Annotated[
        options.Lang, typer.Option(help="Language of answer and report.")
    ] = options.Lang.EN,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Vary settings, rank them by a goal under limits, and write a report."""

    def work() -> int:
        from analysis.commands import sweep

        return sweep.sweep(
            base,
            over=over or [],
            goal=goal,
            subject_to=subject_to or [],
            design=design.value if design else None,
            points=points,
            replications=replications,
            seed=seed,
            days=days,
            settings=settings or [],
            jobs=jobs or options.all_processors(),
            shard=shard,
            address=cluster,
            out=out,
            lang=lang.value,
            allow_code=not no_code,
            json=json,
            command=shlex.join(["o2o", *sys.argv[1:]]),
        )

    answer(work)


@app.command()
def sensitivity(
    base: Annotated[str, typer.Argument(metavar="BASE", help="The scenario that is varied.")],
    over: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=LOW..HIGH", help="A setting and its range, or values; repeatable."
        ),
    ],
    method: Annotated[
        options.Method,
        typer.Option(help="Settings one at a time; Morris's effects; Sobol's indices."),
    ] = options.Method.ONE,
    metric: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A KPI to be looked at; repeatable.")
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(min=2, help="Trajectories of morris (10); of sobol a power of two (32)."),
    ] = None,
    replications: Annotated[
        int, typer.Option(min=1, help="Runs of each point, under seeds from SEED on.")
    ] = 8,
    seed: options.Seed = 0,
    days: options.Days = None,
    settings: options.Settings = None,
    jobs: options.Jobs = None,
    cluster: options.Cluster = None,
    out: options.Out = None,
    lang: Annotated[options.Lang, typer.Option(help="Language of the answer.")] = options.Lang.EN,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Say which settings of a scenario move its KPIs, and which no more than luck."""

    def work() -> int:
        from analysis.commands import sensitivity

        return sensitivity.sensitivity(
            base,
            over=over,
            method=method.value,
            metrics=metric or [],
            points=points,
            replications=replications,
            seed=seed,
            days=days,
            settings=settings or [],
            jobs=jobs or options.all_processors(),
            address=cluster,
            out=out,
            lang=lang.value,
            allow_code=not no_code,
            json=json,
        )

    answer(work)


@app.command()
def staff(
    scenario: options.Source,
    replications: Annotated[
        int, typer.Option(min=1, help="Seeds of the search, from SEED on; as many more compare.")
    ] = 4,
    rounds: Annotated[int, typer.Option(min=0, help="Changes of the shifts to be tried.")] = 12,
    seed: options.Seed = 0,
    days: options.Days = None,
    orders: options.Orders = None,
    mapping: options.MappingFile = None,
    zone: options.Zone = None,
    dates: options.Dates = None,
    money: options.Money = None,
    positions: options.Positions = None,
    encoding: options.Encoding = None,
    jobs: options.Jobs = None,
    out: options.Out = None,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Find shifts of the same hours under which orders wait less, and compare them."""

    def work() -> int:
        from analysis.commands import staff

        return staff.staff(
            scenario,
            replications=replications,
            rounds=rounds,
            seed=seed,
            days=days,
            replay=options.reading(orders, mapping, zone, dates, money, positions, encoding),
            jobs=jobs or options.all_processors(),
            out=out,
            allow_code=not no_code,
            json=json,
            command=shlex.join(["o2o", *sys.argv[1:]]),
        )

    answer(work)


Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of an experiment.")]


@app.command()
def resume(
    folder: Folder,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what failed.")] = False,
) -> None:
    """Go on with an experiment, by the command that began it."""
    from analysis.commands import experiments
    from analysis.commands.errors import InputError

    try:  # standard output is left to the command that goes on
        arguments = experiments.resumed(folder, retry=retry)
    except InputError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    sys.argv[1:] = arguments  # what is said of how to reproduce it
    app(arguments)


@app.command()
def status(folder: Folder, json: options.Json = False) -> None:
    """Say how far an experiment is, and what failed."""

    def work() -> int:
        from analysis.commands import experiments

        return experiments.status(folder, json=json)

    answer(work)


@app.command()
def query(
    folder: Folder,
    sql: Annotated[str, typer.Argument(metavar="SQL", help="Such as: select * from replications")],
    json: options.Json = False,
) -> None:
    """Ask the tables of an experiment a question in SQL."""

    def work() -> int:
        from analysis.commands import experiments

        return experiments.query(folder, sql, json=json)

    answer(work)


@app.command()
def export(
    folder: Folder,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="A .csv, .parquet or .xlsx; replications.parquet in DIR if not."
        ),
    ] = None,
    sql: Annotated[
        str | None, typer.Option(metavar="SQL", help="What to write; all replications if not.")
    ] = None,
) -> None:
    """Write the replications of an experiment into one table."""

    def work() -> int:
        from analysis.commands import experiments

        return experiments.export(folder, file, sql)

    answer(work)


@app.command()
def merge(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Folders that --shard filled.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the whole goes.")],
) -> None:
    """Put the shards of an experiment together."""

    def work() -> int:
        from analysis.commands import experiments

        return experiments.merge(folders, out)

    answer(work)


@app.command()
def tune(
    study: Annotated[
        str, typer.Argument(metavar="STUDY", help="A file that says levers, goal and constraints.")
    ],
    minutes: Annotated[
        float | None, typer.Option(min=0.1, help="For all of it, in place of the file's budget.")
    ] = None,
    budget: Annotated[
        int | None, typer.Option(min=20, help="Replications, in place of the file's minutes.")
    ] = None,
    sampler: Annotated[
        options.Sampler | None, typer.Option(help="Where to try next, in place of the file's.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**30 - 1, help="The first of the search.")
    ] = None,
    jobs: options.Jobs = None,
    cluster: options.Cluster = None,
    out: options.Out = None,
    lang: Annotated[options.Lang, typer.Option(help="Language of the answer.")] = options.Lang.EN,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Find the best settings under constraints, and confirm them under fresh seeds."""

    def work() -> int:
        from analysis.commands import tune

        return tune.tune(
            study,
            changed=options.in_place(minutes, budget, sampler, seed),
            jobs=jobs or options.all_processors(),
            address=cluster,
            out=out,
            lang=lang.value,
            allow_code=not no_code,
            json=json,
        )

    answer(work)


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario file.")],
    no_code: options.NoCode = False,
) -> None:
    """Say whether a scenario file is in order, and what is wrong with it."""

    def work() -> int:
        from analysis.commands import catalogue

        return catalogue.check(file, allow_code=not no_code)

    answer(work)


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""

    def work() -> int:
        from analysis.commands.schema import print_schema

        return print_schema()

    answer(work)


@app.command()
def policies(json: options.Json = False) -> None:
    """Show the policies built in, with their parameters."""

    def work() -> int:
        from analysis.commands import catalogue

        return catalogue.policies(as_json=json)

    answer(work)


@app.command()
def mechanisms(
    scenario: Annotated[
        str,
        typer.Argument(metavar="[SCENARIO]", help="Where they are on or off: a name, or a file."),
    ] = "baseline",
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Show every mechanism: terms, lever, metric, direction, evidence, and whether it is on."""

    def work() -> int:
        from analysis.commands.mechanisms import mechanisms

        return mechanisms(scenario, allow_code=not no_code, as_json=json)

    answer(work)


@app.command()
def orders(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A table of orders, or a folder of its parts.")
    ],
    draft: Annotated[
        bool, typer.Option("--draft", help="Guess a mapping and write it to FILE.toml.")
    ] = False,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The mapping, to be read or drafted; FILE.toml if not."),
    ] = None,
    zone: options.Zone = None,
    dates: options.Dates = None,
    money: options.Money = None,
    positions: options.Positions = None,
    encoding: options.Encoding = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="PNG", help="Draw hours and map into this file.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Say what is understood of recorded orders, and draft a mapping of them."""

    def work() -> int:
        from analysis.commands import orders

        stated = options.reading(None, None, zone, dates, money, positions, encoding)
        return orders.orders(
            file, draft=draft, mapping=mapping, stated=stated, picture=picture, json=json
        )

    answer(work)


@app.command()
def mdrp(
    instances: options.Instances,
    out: options.OfficialOut,
    dispatch: options.Dispatch = "rolling_horizon",
    every: options.Every = None,
    reposition: options.Reposition = None,
    settings: options.FreeSettings = None,
    jobs: options.Jobs = None,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Solve instances of the Meal Delivery Routing Problem, and check the rules."""

    def work() -> int:
        from analysis.commands import mdrp

        return mdrp.mdrp(
            instances,
            dispatch=dispatch,
            every_min=every,
            repositioning=reposition,
            settings=settings or [],
            jobs=jobs or options.all_processors(),
            out=out,
            allow_code=not no_code,
            json=json,
        )

    answer(work)
