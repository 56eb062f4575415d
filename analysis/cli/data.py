"""What is made of one's own data: `calibrate`."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.program import app
from analysis.commands import options
from analysis.commands.answering import answer


@app.command()
def calibrate(
    orders: Annotated[
        Path,
        typer.Argument(metavar="ORDERS", help="A table of orders, or a folder of the benchmark."),
    ],
    out: Annotated[
        Path,
        typer.Option(metavar="FILE", help="The scenario to be written, such as my-city.toml."),
    ],
    couriers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A table of couriers' shifts.")
    ] = None,
    stores: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A table of stores: positions, cooks, hours."),
    ] = None,
    preset: Annotated[
        str,
        typer.Option(metavar="SCENARIO", help="What it extends, for all that data do not tell."),
    ] = "baseline",
    mapping: options.MappingFile = None,
    zone: options.Zone = None,
    dates: options.Dates = None,
    money: options.Money = None,
    positions: options.Positions = None,
    encoding: options.Encoding = None,
    waves: Annotated[
        int, typer.Option(min=0, max=20, help="Waves of the search by simulation; 0: no search.")
    ] = 2,
    points: Annotated[int, typer.Option(min=4, max=1000, help="Points of a wave.")] = 8,
    runs: Annotated[
        int, typer.Option(min=1, max=1000, help="Runs of each point, and of what is found.")
    ] = 2,
    seed: options.Seed = 0,
    jobs: options.Jobs = None,
    lang: Annotated[options.Lang, typer.Option(help="Language of screen and page.")] = (
        options.Lang.EN
    ),
    json: options.Json = False,
) -> None:
    """Fit a scenario to recorded orders, and say how alike it is."""

    def work() -> int:
        from analysis.commands import calibrate

        stated = options.reading(None, None, zone, dates, money, positions, encoding)
        return calibrate.calibrate(
            orders,
            couriers=couriers,
            stores=stores,
            preset=preset,
            out=out,
            mapping=mapping,
            stated=stated,
            waves=waves,
            points=points,
            runs=runs,
            seed=seed,
            jobs=jobs or options.all_processors(),
            lang=lang.value,
            command=options.entered(),
            json=json,
        )

    answer(work)
