"""The table of facts, read from `facts.toml`: what is published, and what each allows."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from analysis.kpis import KPI, Lang
from analysis.loading import Arm
from analysis.scenario_file.faults import did_you_mean

Kind = Literal["hard", "soft", "pattern"]
Use = Literal["fit", "held out", "follows"]
How = Literal["run", "pair", "suite", "absent"]

DISTRICT = "district"
# What the name of a figure says of its unit, where no KPI says it.
_UNITS = ("min", "km", "share", "cents", "stars")


@dataclass(frozen=True)
class Line:
    """A figure, and what it may be.

    Attributes
    ----------
    figure
        Its name: a KPI, or a figure of `measures` or `pairs`.
    unit
        A unit of `analysis.kpis`, in which `low` and `high` are.
    sure
        Whether its interval has to lie within, not its mean alone.
    label
        What it is of its fact; empty where it is all of it.
    """

    figure: str
    unit: str
    low: float
    high: float
    sure: bool
    label: Mapping[Lang, str]


@dataclass(frozen=True)
class Fact:
    """What is published of delivery markets; it holds if all its lines do."""

    id: str
    kind: Kind
    use: Use
    how: How
    profiles: tuple[str, ...]
    label: Mapping[Lang, str]
    published: Mapping[Lang, str]
    source: str
    lines: tuple[Line, ...]
    where: str  # of the tests that show it
    why: Mapping[Lang, str]  # what lacks, where it is absent


@dataclass(frozen=True)
class Profile:
    """A kind of market, of which facts are asked."""

    name: str
    label: Mapping[Lang, str]
    scenarios: tuple[str, ...]  # shipped ones that are of this kind


def _fact(name: str, read: dict[str, Any]) -> Fact:
    return Fact(
        id=name,
        kind=read["kind"],
        use=read["use"],
        how=read["how"],
        profiles=tuple(read.get("profiles", [DISTRICT])),
        label=read["label"],
        published=read["published"],
        source=read["source"],
        lines=tuple(_line(line) for line in read.get("lines", [])),
        where=read.get("where", ""),
        why=read.get("why", {}),
    )


def _line(read: dict[str, Any]) -> Line:
    figure = read["figure"]
    return Line(
        figure=figure,
        unit=read.get("unit", _unit_of(figure)),
        low=read.get("low", -math.inf),
        high=read.get("high", math.inf),
        sure=read.get("sure", False),
        label={"en": read.get("en", ""), "zh": read.get("zh", "")},
    )


def _unit_of(figure: str) -> str:
    if figure in KPI:
        return KPI[figure].unit
    ending = figure.rpartition("_")[2]
    return ending if ending in _UNITS else "count"


_FILE = tomllib.loads((files(__package__) / "facts.toml").read_text(encoding="utf-8"))
FACTS = tuple(_fact(name, read) for name, read in _FILE["fact"].items())
SOURCES: dict[str, Mapping[Lang, str]] = {
    name: read["label"] for name, read in _FILE["source"].items()
}
PROFILES = {
    name: Profile(name, read["label"], tuple(read["scenarios"]))
    for name, read in _FILE["profile"].items()
}


def profile_of(arm: Arm, said: str | None) -> Profile:
    """The profile that is named; without a name that of a shipped scenario, or the district.

    Raises
    ------
    ValueError
        There is no profile of this name.
    """
    if said is None:
        of_arm = (each for each in PROFILES.values() if arm.label in each.scenarios)
        return next(of_arm, PROFILES[DISTRICT])
    if said not in PROFILES:
        raise ValueError(
            f"--facts: no profile named '{said}'{did_you_mean(said, PROFILES)}"
            f"known: {', '.join(PROFILES)}"
        )
    return PROFILES[said]
