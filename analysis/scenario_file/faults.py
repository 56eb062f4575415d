"""Faults of a scenario: what is wrong, where, and what was probably meant."""

import difflib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

KeyPath = tuple[str | int, ...]

_LONGEST_VALUE = 60
_STEP = re.compile(r"\[(\d+)\]|([\w-]+)")


class Place(NamedTuple):
    """Where a setting is written: a file and a line, or the text of a ``--set``."""

    source: str
    line: int | None = None

    def __str__(self) -> str:
        return self.source if self.line is None else f"{self.source}:{self.line}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in one line."""

    place: Place
    problem: str
    path: str = ""
    value: str = ""

    def __str__(self) -> str:
        setting = f"{self.path} = {self.value}" if self.value else self.path
        return ": ".join(part for part in (str(self.place), setting, self.problem) if part)


class ScenarioError(ValueError):
    """A scenario that cannot be read; holds every fault found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = list(faults)

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[list[Fault]]]:
        return ScenarioError, (self.faults,)


def dotted(path: KeyPath) -> str:
    """A path as users write it: ``policies.coupons[0].off_cents``."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.removeprefix(".")


def keys_of(path: str) -> KeyPath:
    """The keys and rows of a path that users write."""
    return tuple(int(row) if row else key for row, key in _STEP.findall(path))


def shown(value: Any) -> str:
    """A value as TOML would write it, shortened; nothing for a whole table or list."""
    if isinstance(value, (dict, list, tuple)):
        return ""
    quoted = isinstance(value, (str, bool))
    if type(value) is int and abs(value) >= 10**_LONGEST_VALUE:
        return f"a number of more than {_LONGEST_VALUE} digits"
    text = json.dumps(value, ensure_ascii=False) if quoted else str(value)
    text = "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt word most probably stands for."""
    names = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower().replace("-", "_"), names, n=1)
    close = close or difflib.get_close_matches(word.lower(), names, n=1)
    return names[close[0]] if close else None


def suggestion(word: str, known: Iterable[str], label: str = "known") -> str:
    """``; did you mean 'surge'? known: flat, distance, surge``."""
    names = list(known)
    return f"{did_you_mean(word, names)}{label}: {', '.join(names) or 'none'}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'surge'? ``, or what joins the next clause where nothing is near."""
    guess = nearest(word, known)
    return f"; did you mean '{guess}'? " if guess else "; "
