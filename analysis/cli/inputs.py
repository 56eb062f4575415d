"""What is read: `check`, `schema`, `policies`, `mechanisms`, `orders`, `city`."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.program import app
from analysis.commands import options
from analysis.commands.answering import answer


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario file.")],
    no_code: options.NoCode = False,
) -> None:
    """Say whether a scenario file is in order, or what is wrong."""

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
    """Show every mechanism: what it moves, and whether it is on."""

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
        Path | None,
        typer.Option(metavar="FILE", help="Draw hours and map into FILE, .png or .svg."),
    ] = None,
    json: options.Json = False,
) -> None:
    """Say what is understood of recorded orders; draft a mapping."""

    def work() -> int:
        from analysis.commands import orders

        stated = options.reading(None, None, zone, dates, money, positions, encoding)
        return orders.orders(
            file, draft=draft, mapping=mapping, stated=stated, picture=picture, json=json
        )

    answer(work)


@app.command()
def city(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder with tables of a city of your own.")
    ],
    draft: Annotated[
        bool, typer.Option("--draft", help="Write a scenario of it, and draw its map.")
    ] = False,
    base: Annotated[
        str, typer.Option(metavar="SCENARIO", help="What the draft extends.")
    ] = "baseline",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The draft; DIR/city.toml if not.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the map into FILE, .png or .svg.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Say what is understood of a city's tables; draft a scenario."""

    def work() -> int:
        from analysis.commands import city

        return city.city(folder, draft=draft, base=base, out=out, picture=picture, json=json)

    answer(work)
