"""The content address of a run: equal for all that is equal in it, and only then.

It covers scenario, seed and recording, the user's own code behind them, this program's own text,
and what may compute other bits: the versions of what it computes with, and the kind of machine.
Whoever keeps results by what they are results of asks here.
"""

import hashlib
import json
import platform
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
from pydantic import BaseModel

from analysis.own_code import Owner, digest, is_own
from sim.policies.families import FAMILIES
from sim.policies.family import Family, Policy, name_of
from sim.recording import Recording
from sim.scenario import Scenario

T = TypeVar("T")

_ROOT = Path(__file__).parents[1]
# Scenarios of which it is remembered what is told of them.
_REMEMBERED = 1024
# What a run's numbers and files are made by; what only shows them is left out.
_COMPUTING = (
    *("sim", "analysis/kpis", "analysis/results", "analysis/experiment/summary.py"),
    *("analysis/experiment/unit.py", "analysis/address.py", "analysis/own_code.py"),
)
_PACKAGES = ("o2o-market", "numpy", "numba", "llvmlite", "scipy", "simpy", "mesa", "pandas")


def address(
    scenario: Scenario,
    seed: int,
    recording: Recording | None = None,
    warmed_by: Scenario | None = None,
) -> str:
    """The address of a run, 64 hexadecimal digits.

    Parameters
    ----------
    scenario, seed, recording
        What is run.
    warmed_by
        Whose warm-up it begins after; None: its own.
    """
    content = {
        "scenario": _content(scenario),
        "warm_up": _content(warmed_by or scenario),
        "own_code": own_code(scenario, *([warmed_by] if warmed_by else [])),
        "seed": seed,
        "recording": recording and recording.digest,
        "program": program(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def own_code(*scenarios: Scenario) -> list[str]:
    """The user's own code behind scenarios: what each part is called, and its digest."""
    found = {}
    for scenario in scenarios:
        for owner, said in _owners(scenario):
            found[name_of(owner)] = digest(owner, said)
    return [f"{name} {code}" for name, code in sorted(found.items())]


@cache
def program() -> str:
    """Version and text of this program, and all that may compute other bits."""
    seen = hashlib.sha256()
    for name in _COMPUTING:
        for file in _files(_ROOT / name):
            seen.update(file.relative_to(_ROOT).as_posix().encode())
            seen.update(file.read_bytes())
    python = ".".join(platform.python_version_tuple()[:2])
    for part in (*map(_version, _PACKAGES), python, platform.machine()):
        seen.update(f"{part}\0".encode())
    return seen.hexdigest()


def plain(value: Any) -> Any:
    """A value as JSON can hold it: equal for equal values, in every process.

    Of a model all fields count, also those that its dumps leave out, and the class if it is own.
    """
    if isinstance(value, BaseModel):
        fields = {name: plain(inner) for name, inner in value}
        return {"": name_of(type(value)), **fields} if is_own(type(value)) else fields
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(json.dumps(plain(inner), sort_keys=True) for inner in value)
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, np.ndarray):
        return [str(value.dtype), list(value.shape), hashlib.sha256(value.tobytes()).hexdigest()]
    if isinstance(value, Enum):
        return plain(value.value)
    return value if isinstance(value, (str, int, float, type(None))) else str(value)


class _OfScenarios(Generic[T]):
    """What is told of a scenario, remembered for the latest: thousands of runs are of a few.

    A scenario is never changed, and is known by being the same object.
    """

    def __init__(self, tell: Callable[[Scenario], T]) -> None:
        self._tell = tell
        self._told: dict[int, tuple[Scenario, T]] = {}

    def __call__(self, scenario: Scenario) -> T:
        known = self._told.get(id(scenario))
        if known is None or known[0] is not scenario:
            if len(self._told) >= _REMEMBERED:
                self._told.clear()
            known = self._told[id(scenario)] = scenario, self._tell(scenario)
        return known[1]


def _own(scenario: Scenario) -> Iterator[tuple[Owner, tuple[str, ...]]]:
    """Classes and functions of the user's own, with the texts in their settings."""
    if is_own(type(scenario)):
        yield type(scenario), ()
    for family in scenario.policies.families:
        if family not in FAMILIES:
            yield from ((owner, ()) for owner in _parts_of(family) if is_own(owner))
    yield from ((type(policy), tuple(_texts(policy))) for policy in own_policies(scenario))


def _parts_of(family: Family) -> tuple[Owner, ...]:
    return family.base, family.decision, family.faults, family.apply, family.asks, family.due


def _digest_of(scenario: Scenario) -> str:
    """Of all that a scenario says."""
    return hashlib.sha256(json.dumps(plain(scenario), sort_keys=True).encode()).hexdigest()


_content = _OfScenarios(_digest_of)
_owners = _OfScenarios(lambda scenario: tuple(_own(scenario)))


def own_policies(part: Any) -> Iterator[Policy]:
    """Policies in a scenario that are not built in."""
    if isinstance(part, Policy) and is_own(type(part)):
        yield part
    for inner in _inside(part):
        yield from own_policies(inner)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, (str, Path)):
        yield str(part)
    for inner in _inside(part):
        yield from _texts(inner)


def _inside(part: Any) -> list[Any]:
    """What a setting is made of."""
    if isinstance(part, BaseModel):
        return [value for _, value in part]
    if isinstance(part, dict):
        return list(part.values())
    return list(part) if isinstance(part, (list, tuple, set, frozenset)) else []


def _files(root: Path) -> list[Path]:
    """Texts in a folder, or the one file."""
    found = [root] if root.is_file() else root.rglob("*")
    return sorted(file for file in found if file.suffix in (".py", ".toml"))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
