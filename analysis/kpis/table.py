"""The table of KPIs, read from `kpis.toml`: names, meanings, units and directions."""

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any, Literal, NamedTuple

Lang = Literal["en", "zh"]
Better = Literal["up", "down", "none"]
Kpis = dict[str, float | int | None]

# The group of what mechanisms measure: a run has those of the mechanisms that are on.
OF_MECHANISMS = "mechanisms"

# What the name of a figure that nobody described says of its unit.
_UNITS_IN_NAMES = ("min", "cents", "share", "km", "g")


class Unit(NamedTuple):
    """How numbers of a unit are read; `{}` stands for the number, multiplied by `scale`."""

    name: str
    decimals: int
    scale: float
    whole_from: float  # no decimals from here on
    label: Mapping[Lang, str]
    value: Mapping[Lang, str]
    difference: Mapping[Lang, str]


class Kpi(NamedTuple):
    """One KPI. Without meaning in a run, such as a wait nobody had, its value is null."""

    name: str  # in files and code
    unit: str
    better: Better
    group: str
    headline: bool  # a planner looks at it first
    compared: bool  # it has a value in a comparison alone
    label: Mapping[Lang, str]  # in running text
    short: Mapping[Lang, str]  # the same where there is little room
    meaning: Mapping[Lang, str]

    def title(self, lang: Lang) -> str:
        """The label as a line begins with it."""
        return capitalised(self.label[lang])


class _Named(dict[str, Kpi]):
    """KPIs by name."""

    def __missing__(self, name: str) -> Kpi:
        raise KeyError(unknown_kpi(name, self))


def capitalised(text: str) -> str:
    """A text with a capital in front; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def _unit(name: str, read: dict[str, Any]) -> Unit:
    return Unit(name, **{"scale": 1, "whole_from": 1000} | read)


def _kpis(group: str, table: dict[str, Any]) -> Iterator[Kpi]:
    for name, read in table.items():
        usual = {"better": "none", "headline": False, "compared": False, "short": {}}
        short = read["label"] | read.get("short", {})
        yield Kpi(name=name, group=group, **usual | read | {"short": short})


_FILE = tomllib.loads((files(__package__) / "kpis.toml").read_text(encoding="utf-8"))
UNITS = {name: _unit(name, read) for name, read in _FILE["unit"].items()}
GROUPS: dict[str, Mapping[Lang, str]] = {
    name: read["label"] for name, read in _FILE["group"].items()
}
KPI = _Named(
    {kpi.name: kpi for group, read in _FILE["group"].items() for kpi in _kpis(group, read["kpi"])}
)
COMPARED = tuple(kpi for kpi in KPI.values() if kpi.group != OF_MECHANISMS)  # always there
KPIS = tuple(kpi for kpi in COMPARED if not kpi.compared)  # those of a run
HEADLINES = tuple(kpi.name for kpi in COMPARED if kpi.headline)


def described(name: str) -> Kpi:
    """What is known of a figure; one that a user's own mechanism measures goes by its name."""
    if name in KPI:
        return KPI[name]
    words, _, ending = name.rpartition("_")
    unit = ending if ending in _UNITS_IN_NAMES else "count"
    spoken = (name if unit == "count" else words or name).replace("_", " ")
    label: dict[Lang, str] = dict.fromkeys(("en", "zh"), spoken)
    return Kpi(name, unit, "none", OF_MECHANISMS, False, False, label, label, label)


def unknown_kpi(name: str, known: Iterable[str]) -> str:
    """That there is no such KPI, and which ones are nearest."""
    close = difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
    return f"no KPI named '{name}'; " + (
        f"nearest: {', '.join(close)}" if close else "docs/kpis.md lists them"
    )
