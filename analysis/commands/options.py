"""Arguments and options of the command line that commands share, and those of the benchmark."""

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from analysis.commands.manner import Manner

LARGEST_SEED = 2**31 - 1


class Lang(StrEnum):
    """Languages of the report."""

    EN = "en"
    ZH = "zh"


class Size(StrEnum):
    """What a figure is for."""

    SLIDE = "slide"
    COLUMN = "column"
    POSTER = "poster"


class Form(StrEnum):
    """How a figure is written."""

    PNG = "png"
    SVG = "svg"
    MP4 = "mp4"
    GIF = "gif"


class Cities(StrEnum):
    """Whether replications share their city."""

    FIXED = "fixed"
    VARY = "vary"


class Sampler(StrEnum):
    """How a search chooses where to try next."""

    SURFACE = "surface"
    TPE = "tpe"
    RANDOM = "random"


class Design(StrEnum):
    """Which points of its levers a sweep tries."""

    FULL = "full"
    LHS = "lhs"
    SOBOL = "sobol"


class Method(StrEnum):
    """How a sensitivity analysis varies settings."""

    ONE = "one"
    MORRIS = "morris"
    SOBOL = "sobol"


Source = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A shipped scenario's name, or the path of a file."),
]
Seed = Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="The run's luck.")]
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
Limits = Annotated[
    list[str] | None,
    typer.Option(
        "--subject-to",
        metavar="LIMIT",
        help='What is to be kept: "KPI<=48", "KPI>=base*1.05"; repeatable.',
    ),
]
AnswerLang = Annotated[Lang, typer.Option(help="Language of answer and report.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of an experiment.")]
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
Jobs = Annotated[
    int | None,
    typer.Option(min=1, help="Processes at work; as many as processors if not given."),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Run on the workers of a dask scheduler, such as tcp://10.0.0.7:8786.",
    ),
]
ShardOf = Annotated[
    str | None,
    typer.Option(
        "--shard", metavar="I/N", help="Run the I-th of N parts; o2o merge puts them together."
    ),
]
NoCode = Annotated[bool, typer.Option("--no-code", help="Refuse policies of the user's own.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]

# Of the benchmark.
Instances = Annotated[
    list[Path], typer.Argument(metavar="INSTANCE_DIR", help="Folders of the public instances.")
]
OfficialOut = Annotated[Path, typer.Option(metavar="DIR", help="Where the official files go.")]
Dispatch = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="A dispatch policy of `o2o policies`, or one of yours as module:Class.",
    ),
]
Every = Annotated[
    float | None, typer.Option(min=1, metavar="MIN", help="Minutes between two rounds.")
]
Reposition = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="A repositioning policy in place of the dispatcher's own moves; stay: no moves.",
    ),
]
FreeSettings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a setting: policies.dispatch.courier_price=0.3; repeatable.",
    ),
]


def entered() -> str:
    """The command line as it was entered, for a page that says how to repeat it."""
    return shlex.join(["o2o", *sys.argv[1:]])


def all_processors() -> int:
    """What `--jobs` is unless it is given."""
    from analysis.machine.processors import n_processors

    return n_processors()


def manner(
    jobs: int | None, cluster: str | None, out: Path | None, lang: Lang, no_code: bool, json: bool
) -> "Manner":
    """How a command of many runs carries out what it is asked."""
    from analysis.commands.manner import Manner

    return Manner(
        jobs=jobs or all_processors(),
        address=cluster,
        out=out,
        lang=lang.value,
        allow_code=not no_code,
        json=json,
        command=entered(),
    )


def reading(
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


def in_place(
    minutes: float | None, budget: int | None, sampler: Sampler | None, seed: int | None
) -> dict[str, Any]:
    """What a command says of a search in place of its file; minutes and budget replace another."""
    said: dict[str, Any] = {"sampler": sampler and sampler.value, "seed": seed}
    changed = {name: value for name, value in said.items() if value is not None}
    if minutes is not None or budget is not None:
        changed |= {"minutes": minutes, "budget": budget}
    return changed
