"""The table of mechanisms: what those of the market say of themselves, and a file of the rest.

`terms.toml` holds the numbered terms and what the core does of them. So a mechanism that is added
is in the table by its record alone; what its terms then lack no more is taken out of the file.
"""

import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from sim.flow.parts import Effect
from sim.mechanisms import MECHANISMS
from sim.scenario import Scenario

Status = Literal["core", "mechanism", "partial", "missing", "outside"]

# What a status means, in the order in which they are told.
STATUSES: dict[Status, str] = {
    "core": "in every market",
    "mechanism": "switched on and off by a scenario",
    "partial": "there, but for what it lacks",
    "missing": "not there yet",
    "outside": "outside a simulation",
}
_OUTSIDE = "X"  # the tier of terms that no model of a market holds


class Term(NamedTuple):
    """A numbered term."""

    zh: str
    en: str
    tier: str
    lacks: str = ""


class Entry(NamedTuple):
    """A mechanism's effect, or a term that nothing is there of."""

    name: str
    rows: tuple[int, ...]
    term_zh: str
    term: str
    status: Status
    lacks: str
    on: bool  # in the scenario
    is_switched: bool  # a mechanism of its own, not of the core
    effect: Effect | None


class _Core(NamedTuple):
    """An effect of the core, and the settings one of which it needs; without, it is always on."""

    name: str
    effect: Effect
    needs: tuple[str, ...]


def _effect(read: dict[str, Any]) -> Effect:
    """An effect as the file has it; it is called what its terms are called."""
    rows = tuple(read.pop("rows"))
    terms = [TERMS[row] for row in rows]
    return Effect(
        rows=rows,
        term_zh="、".join(term.zh for term in terms),
        term=", ".join(term.en for term in terms),
        **read | {"change": tuple(read["change"])},
    )


_FILE = tomllib.loads((files(__package__) / "terms.toml").read_text(encoding="utf-8"))
TERMS = {int(number): Term(**read) for number, read in _FILE["term"].items()}
_CORE = tuple(
    _Core(name, needs=tuple(read.pop("on", ())), effect=_effect(read))
    for name, read in _FILE["effect"].items()
)


def catalogue(scenario: Scenario) -> list[Entry]:
    """Every mechanism, by the first of its terms, and whether it is on in a scenario."""
    found = [*_of_core(scenario), *_of_mechanisms(scenario)]
    named = {row for entry in found for row in entry.rows}
    found += [_absent(row, term) for row, term in TERMS.items() if row not in named]
    return sorted(found, key=lambda entry: entry.rows)


def statuses(entries: Iterable[Entry]) -> dict[int, Status]:
    """Of each term: a mechanism's before the core's, where both stand for it."""
    found: dict[int, Status] = {}
    for entry in entries:
        for row in entry.rows:
            if entry.effect and TERMS[row].lacks:
                found[row] = "partial"
            elif entry.is_switched:
                found[row] = "mechanism"
            else:
                found.setdefault(row, "core" if entry.effect else entry.status)
    return found


def _of_core(scenario: Scenario) -> Iterator[Entry]:
    for name, effect, needs in _CORE:
        on = not needs or any(_holds(scenario, need) for need in needs)
        yield _present(name.replace("_", " "), effect, on=on, is_switched=False)


def _of_mechanisms(scenario: Scenario) -> Iterator[Entry]:
    tables = scenario.mechanisms.tables()
    for mechanism in MECHANISMS:
        for effect in mechanism.effects:
            on = mechanism.is_on(tables)
            yield _present(mechanism.name, effect, on=on, is_switched=True)


def _present(name: str, effect: Effect, *, on: bool, is_switched: bool) -> Entry:
    lacks = "; ".join(filter(None, (TERMS[row].lacks for row in effect.rows)))
    status: Status = "partial" if lacks else "mechanism" if is_switched else "core"
    rows, term_zh, term = effect.rows, effect.term_zh, effect.term
    return Entry(name, rows, term_zh, term, status, lacks, on, is_switched, effect)


def _absent(row: int, term: Term) -> Entry:
    status: Status = "outside" if term.tier == _OUTSIDE else "missing"
    return Entry(term.en, (row,), term.zh, term.en, status, term.lacks, False, False, None)


def _holds(scenario: Scenario, need: str) -> bool:
    """Whether a setting is there, or has the value after =."""
    path, _, wanted = need.partition("=")
    value: Any = scenario
    for key in path.split("."):
        value = getattr(value, key, None)
    return str(value) == wanted if wanted else bool(value)
