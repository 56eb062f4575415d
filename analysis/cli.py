"""The command line, `o2o`: options and exit codes; what commands do is in `analysis.commands`.

Exit codes: 0 done; 2 bad input, nothing written; 3 part of the work failed; 128 and the number of
the signal that ended it, such as 130 for Ctrl-C.
Commands import what they need when they are called, so that `o2o --help` answers at once.
"""

import shlex
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

_LARGEST_SEED = 2**31 - 1

app = typer.Typer(
    name="o2o",
    help="A city market in which platform policies are rehearsed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Lang(StrEnum):
    """Languages of the report."""

    EN = "en"
    ZH = "zh"


class Cities(StrEnum):
    """Whether replications share their city."""

    FIXED = "fixed"
    VARY = "vary"


Source = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A shipped scenario's name, or the path of a file."),
]
Seed = Annotated[int, typer.Option(min=0, max=_LARGEST_SEED, help="The run's luck.")]
Days = Annotated[
    int | None, typer.Option(min=1, help="Days to live through, in place of the scenario's.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change a setting: couriers.count=300; repeatable."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Where results go; a folder in out/ unless given."),
]
Orders = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Recorded orders in place of demand: a table, or a folder of the benchmark.",
    ),
]
MappingFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="How to read them; ORDERS.toml beside them unless given."),
]
Zone = Annotated[
    str | None, typer.Option(metavar="NAME", help="Of the town's clocks: Asia/Shanghai, +08:00.")
]
Dates = Annotated[
    str | None,
    typer.Option(metavar="FORM", help="Of recorded times: ymd, dmy, mdy, epoch_s, %d.%m.%Y %H:%M."),
]
Money = Annotated[
    str | None, typer.Option(metavar="UNIT", help="Of recorded baskets: cents, or units of 100.")
]
Positions = Annotated[
    str | None,
    typer.Option(metavar="UNIT", help="Of recorded positions: degrees, degrees_e6, metres."),
]
Encoding = Annotated[
    str | None, typer.Option(metavar="NAME", help="Of a recorded text: utf-8, utf-16, gb18030.")
]
NoCode = Annotated[bool, typer.Option("--no-code", help="Refuse policies of the user's own.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def main() -> None:
    """Run the command line."""
    from analysis.commands.process import in_order

    in_order(app)


@app.command("list")
def list_(json: Json = False) -> None:
    """Show the scenarios shipped."""
    from analysis.commands import catalogue

    _answer(lambda: catalogue.list_scenarios(as_json=json))


@app.command()
def run(
    scenario: Source,
    seed: Seed = 0,
    days: Days = None,
    settings: Settings = None,
    orders: Orders = None,
    mapping: MappingFile = None,
    zone: Zone = None,
    dates: Dates = None,
    money: Money = None,
    positions: Positions = None,
    encoding: Encoding = None,
    out: Out = None,
    no_code: NoCode = False,
    json: Json = False,
) -> None:
    """Run one scenario and write its KPIs and tables."""

    def work() -> int:
        from analysis.commands import run

        return run.run(
            scenario,
            seed=seed,
            days=days,
            settings=settings or [],
            replay=_reading(orders, mapping, zone, dates, money, positions, encoding),
            out=out,
            allow_code=not no_code,
            json=json,
        )

    _answer(work)


@app.command()
def compare(
    base: Annotated[str, typer.Argument(metavar="BASE", help="The scenario to compare with.")],
    others: Annotated[list[str], typer.Argument(metavar="OTHER", help="What differs.")],
    replications: Annotated[
        int, typer.Option(min=1, help="Runs of each scenario, under seeds from SEED on.")
    ] = 8,
    seed: Seed = 0,
    days: Days = None,
    cities: Annotated[
        Cities, typer.Option(help="One city for all replications, or another for each.")
    ] = Cities.FIXED,
    settings: Settings = None,
    orders: Orders = None,
    mapping: MappingFile = None,
    zone: Zone = None,
    dates: Dates = None,
    money: Money = None,
    positions: Positions = None,
    encoding: Encoding = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes at work; as many as processors if not given."),
    ] = None,
    out: Out = None,
    lang: Annotated[Lang, typer.Option(help="Language of verdict and report.")] = Lang.EN,
    no_code: NoCode = False,
    json: Json = False,
) -> None:
    """Compare scenarios under the same luck, and write a report."""

    def work() -> int:
        from analysis.commands import compare

        return compare.compare(
            [base, *others],
            replications=replications,
            seed=seed,
            days=days,
            cities=cities.value,
            settings=settings or [],
            replay=_reading(orders, mapping, zone, dates, money, positions, encoding),
            jobs=jobs or _all_processors(),
            out=out,
            lang=lang.value,
            allow_code=not no_code,
            json=json,
            command=shlex.join(["o2o", *sys.argv[1:]]),
        )

    _answer(work)


@app.command()
def staff(
    scenario: Source,
    replications: Annotated[
        int, typer.Option(min=1, help="Seeds of the search, from SEED on; as many more compare.")
    ] = 4,
    rounds: Annotated[int, typer.Option(min=0, help="Changes of the shifts to be tried.")] = 12,
    seed: Seed = 0,
    days: Days = None,
    orders: Orders = None,
    mapping: MappingFile = None,
    zone: Zone = None,
    dates: Dates = None,
    money: Money = None,
    positions: Positions = None,
    encoding: Encoding = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes at work; as many as processors if not given."),
    ] = None,
    out: Out = None,
    no_code: NoCode = False,
    json: Json = False,
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
            replay=_reading(orders, mapping, zone, dates, money, positions, encoding),
            jobs=jobs or _all_processors(),
            out=out,
            allow_code=not no_code,
            json=json,
            command=shlex.join(["o2o", *sys.argv[1:]]),
        )

    _answer(work)


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario file.")],
    no_code: NoCode = False,
) -> None:
    """Say whether a scenario file is in order, and what is wrong with it."""

    def work() -> int:
        from analysis.commands import catalogue

        return catalogue.check(file, allow_code=not no_code)

    _answer(work)


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""

    def work() -> int:
        from analysis.commands.schema import print_schema

        return print_schema()

    _answer(work)


@app.command()
def policies(json: Json = False) -> None:
    """Show the policies built in, with their parameters."""

    def work() -> int:
        from analysis.commands import catalogue

        return catalogue.policies(as_json=json)

    _answer(work)


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
    zone: Zone = None,
    dates: Dates = None,
    money: Money = None,
    positions: Positions = None,
    encoding: Encoding = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="PNG", help="Draw hours and map into this file.")
    ] = None,
    json: Json = False,
) -> None:
    """Say what is understood of recorded orders, and draft a mapping of them."""

    def work() -> int:
        from analysis.commands import orders

        stated = _reading(None, None, zone, dates, money, positions, encoding)
        return orders.orders(
            file, draft=draft, mapping=mapping, stated=stated, picture=picture, json=json
        )

    _answer(work)


@app.command()
def mdrp(
    instances: Annotated[
        list[Path], typer.Argument(metavar="INSTANCE_DIR", help="Folders of the public instances.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the official files go.")],
    dispatch: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="A dispatch policy of `o2o policies`, or one of yours as module:Class.",
        ),
    ] = "rolling_horizon",
    every: Annotated[
        float | None, typer.Option(min=1, metavar="MIN", help="Minutes between two rounds.")
    ] = None,
    reposition: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A repositioning policy in place of the dispatcher's own moves; stay: no moves.",
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Change a setting: policies.dispatch.courier_price=0.3; repeatable.",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes at work; as many as processors if not given."),
    ] = None,
    no_code: NoCode = False,
    json: Json = False,
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
            jobs=jobs or _all_processors(),
            out=out,
            allow_code=not no_code,
            json=json,
        )

    _answer(work)


def _all_processors() -> int:
    from analysis.machine.processors import n_processors

    return n_processors()


def _reading(
    orders: Path | None,
    mapping: Path | None,
    zone: str | None,
    dates: str | None,
    money: str | None,
    positions: str | None,
    encoding: str | None,
) -> dict[str, str | Path | None]:
    """Recorded orders and how they are read, by the keys of a scenario's `replay`."""
    return {
        "orders": orders,
        "mapping": mapping,
        "zone": zone,
        "dates": dates,
        "money": money,
        "positions": positions,
        "encoding": encoding,
    }


def _answer(work: Callable[[], int]) -> None:
    """Do a command's work and leave with its exit code, 2 for bad input."""
    from analysis.commands.errors import InputError
    from analysis.commands.process import Stopped
    from analysis.commands.streams import for_answers_alone

    try:
        with for_answers_alone():
            code = work()
    except InputError as error:
        typer.echo(str(error), err=True)
        code = 2
    except Stopped as stopped:
        code = stopped.exit_code
    except BrokenPipeError:
        code = 0  # whoever reads has seen enough; all else is done before anything is shown
    except OSError as error:  # a full disk, a folder that went away
        typer.echo(f"cannot go on: {error}", err=True)
        code = 3
    raise typer.Exit(code)


if __name__ == "__main__":
    main()
