"""What is held against facts: `validate`."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.program import app
from analysis.commands import options
from analysis.commands.answering import answer


@app.command()
def validate(
    scenario: Annotated[
        str,
        typer.Argument(metavar="[SCENARIO]", help="What is held against the facts."),
    ] = "baseline",
    facts: Annotated[
        str | None,
        typer.Option(
            metavar="PROFILE",
            help="Of which market facts are: district or suburb; by the scenario if not given.",
        ),
    ] = None,
    replications: Annotated[int, typer.Option(min=1, help="Runs, under seeds from SEED on.")] = 8,
    seed: options.Seed = 0,
    days: Annotated[int, typer.Option(min=1, help="Days of each run.")] = 7,
    cities: Annotated[
        options.Cities | None,
        typer.Option(help="Another city for each replication, which is usual, or one for all."),
    ] = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="Only what runs of the scenario itself show; no levers.")
    ] = False,
    against: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="One city of DHRD, beside which the runs are set too."),
    ] = None,
    settings: options.Settings = None,
    jobs: options.Jobs = None,
    cluster: options.Cluster = None,
    out: options.Out = None,
    lang: Annotated[options.Lang, typer.Option(help="Language of the scorecard.")] = (
        options.Lang.EN
    ),
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Hold a scenario against published facts of delivery markets."""

    def work() -> int:
        from analysis.commands import validate

        return validate.validate(
            scenario,
            options.manner(jobs, cluster, out, lang, no_code, json),
            facts=facts,
            replications=replications,
            seed=seed,
            days=days,
            cities=cities.value if cities else None,
            fast=fast,
            against=against,
            settings=settings or [],
        )

    answer(work)
