"""The folder of results: `chart`, `resume`, `status`, `query`, `export`, `merge`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.program import app
from analysis.commands import options
from analysis.commands.answering import answer


@app.command()
def chart(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="Of a run, a comparison, a sweep, a search or a sensitivity."
        ),
    ],
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Which figures; none: say which there are."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Draw every figure there is.")] = False,
    lang: Annotated[options.Lang, typer.Option(help="Language of the figures.")] = options.Lang.EN,
    size: Annotated[
        options.Size, typer.Option(help="For a slide, a column of a page, or a poster.")
    ] = options.Size.SLIDE,
    form: Annotated[
        options.Form, typer.Option("--format", help="Pixels, or lines; of a day a film.")
    ] = options.Form.PNG,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where they go; a folder beside DIR unless given."),
    ] = None,
    json: options.Json = False,
) -> None:
    """Draw figures of results, or say which there are."""

    def work() -> int:
        from analysis.commands import chart

        return chart.chart(
            folder,
            names or [],
            everything=everything,
            lang=lang.value,
            size=size.value,
            form=form.value,
            out=out,
            json=json,
        )

    answer(work)


@app.command()
def resume(
    folder: options.Folder,
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
def status(folder: options.Folder, json: options.Json = False) -> None:
    """Say how far an experiment is, and what failed."""

    def work() -> int:
        from analysis.commands import experiments

        return experiments.status(folder, json=json)

    answer(work)


@app.command()
def query(
    folder: options.Folder,
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
    folder: options.Folder,
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
        from analysis.commands import export

        return export.export(folder, file, sql)

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
