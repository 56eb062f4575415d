"""One scenario, or several under the same luck: `list`, `run`, `compare`, `staff`."""

from typing import Annotated

import typer

from analysis.cli.program import app
from analysis.commands import options
from analysis.commands.answering import answer


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
        int | None,
        typer.Option(
            min=1, help="Runs of each scenario, under seeds from SEED on: 8; with --uncertain 2."
        ),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option(
            metavar="P",
            help="Add replications until differences are known to P: 1% of the base, or a number.",
        ),
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KPI", help="What --precision is of, or --uncertain tells; repeatable."
        ),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option(min=2, help="The most replications that --precision may take: 200."),
    ] = None,
    uncertain: Annotated[
        int | None,
        typer.Option(
            min=2,
            metavar="N",
            help="Compare in N plausible cities, as BASE's section [uncertain] has them.",
        ),
    ] = None,
    goal: Annotated[
        str | None,
        typer.Option(metavar="KPI", help="What regret is of, with --uncertain: max: or min: KPI."),
    ] = None,
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
            options.manner(jobs, cluster, out, lang, no_code, json),
            replications=replications,
            precision=precision,
            metrics=metric or [],
            most=most,
            uncertain=uncertain,
            goal=goal,
            seed=seed,
            days=days,
            cities=cities.value,
            settings=settings or [],
            replay=options.reading(orders, mapping, zone, dates, money, positions, encoding),
            shard=shard,
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
    cluster: options.Cluster = None,
    out: options.Out = None,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Find shifts of the same hours under which orders wait less."""

    def work() -> int:
        from analysis.commands import staff

        return staff.staff(
            scenario,
            options.manner(jobs, cluster, out, options.Lang.EN, no_code, json),
            replications=replications,
            rounds=rounds,
            seed=seed,
            days=days,
            replay=options.reading(orders, mapping, zone, dates, money, positions, encoding),
        )

    answer(work)
