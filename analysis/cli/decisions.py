"""What is asked of several scenarios before one is decided on: `select` and `discover`."""

from typing import Annotated

import typer

from analysis.cli.program import app
from analysis.commands import options
from analysis.commands.answering import answer


@app.command()
def select(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO...", help="Two or more; limits may move with the first."),
    ],
    goal: Annotated[
        str, typer.Option(metavar="KPI", help="What is to be best, max: or min: before it.")
    ],
    indifference: Annotated[
        float | None,
        typer.Option(
            metavar="X",
            help="The smallest difference worth telling, in the KPI's unit: runs until it is told.",
        ),
    ] = None,
    budget: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="Replications of all together, spent where they tell most."
        ),
    ] = None,
    subject_to: options.Limits = None,
    first: Annotated[
        int, typer.Option(min=2, help="Replications of each before anything is decided.")
    ] = 10,
    most: Annotated[
        int, typer.Option(min=2, help="The most replications of each that X may take.")
    ] = 200,
    seed: options.Seed = 0,
    days: options.Days = None,
    settings: options.Settings = None,
    jobs: options.Jobs = None,
    cluster: options.Cluster = None,
    out: options.Out = None,
    lang: options.AnswerLang = options.Lang.EN,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Say which scenario is best, with as few runs as will do."""

    def work() -> int:
        from analysis.commands import select

        return select.select(
            scenarios,
            options.manner(jobs, cluster, out, lang, no_code, json),
            goal=goal,
            subject_to=subject_to or [],
            indifference=indifference,
            budget=budget,
            most=most,
            first=first,
            seed=seed,
            days=days,
            settings=settings or [],
        )

    answer(work)


@app.command()
def discover(
    base: Annotated[
        str, typer.Argument(metavar="BASE", help="The scenario that says what is not known.")
    ],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="What differs.")],
    goal: Annotated[
        str,
        typer.Option(
            metavar="KPI<X", help='The difference that is sought: "orders_per_day<0", in quotes.'
        ),
    ],
    uncertain: Annotated[
        int, typer.Option(min=2, metavar="N", help="Plausible cities to look in.")
    ] = 100,
    replications: Annotated[
        int | None, typer.Option(min=1, help="Runs of each scenario in each city: 2.")
    ] = None,
    seed: options.Seed = 0,
    days: options.Days = None,
    settings: options.Settings = None,
    jobs: options.Jobs = None,
    cluster: options.Cluster = None,
    out: options.Out = None,
    lang: options.AnswerLang = options.Lang.EN,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Say in which plausible cities a difference is so."""

    def work() -> int:
        from analysis.commands import discover

        return discover.discover(
            base,
            other,
            options.manner(jobs, cluster, out, lang, no_code, json),
            goal=goal,
            cities=uncertain,
            replications=replications,
            seed=seed,
            days=days,
            settings=settings or [],
        )

    answer(work)
