"""Levers: settings of a scenario that are varied, each over a list of values or over a range.

On the command line "policies.pricing.base_cents=150,250,350", or "couriers.count=200..400"; a range
whose ends are whole numbers holds whole numbers alone, and one that ends in ":log" is gone through
in equal factors.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import numpy as np

from analysis.scenario_file.faults import dotted, keys_of, shown
from analysis.scenario_file.layers import ABOUT
from analysis.scenario_file.overrides import value_of
from analysis.scenario_file.uncertain import SECTION

_PATH = re.compile(r"[\w-]+(?:\.[\w-]+|\[\d+\])*")
_OVER = re.compile(r"\s*(?P<path>[^=\s]*)\s*=(?P<values>.*)", re.DOTALL)
_NUMBER = r"[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_RANGE = re.compile(
    rf"\s*(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER})\s*(?::\s*(?P<how>\w*))?\s*"
)
_NO_SETTINGS = ("extends", SECTION, *ABOUT)
_DIGITS = 6  # significant ones of a number that a design draws from a range
_OPENING, _CLOSING = "[{", "]}"


@dataclass(frozen=True)
class Values:
    """A list of values, each as likely as the others."""

    options: tuple[Any, ...]

    def at(self, u: float) -> Any:
        """The value at a place from 0 to 1 (exclusive)."""
        return self.options[int(u * len(self.options))]

    def place(self, value: Any) -> float:
        """Where a value stands among them: 0 the first, 1 the last."""
        return self.options.index(value) / max(len(self.options) - 1, 1)

    def levels(self, n: int) -> list[Any]:
        """All of them, however many levels are asked for."""
        return list(self.options)

    @property
    def is_listed(self) -> bool:
        """Whether it says itself how many levels it has."""
        return True


@dataclass(frozen=True)
class Range:
    """The numbers from `low` to `high`, both included."""

    low: float
    high: float
    integer: bool = False
    log: bool = False  # equal factors in place of equal steps

    @property
    def is_listed(self) -> bool:
        """Whether it says itself how many levels it has."""
        return False

    def at(self, u: float) -> int | float:
        """The number at a place from 0 to 1 (exclusive); whole ones have equal shares of it."""
        if not self.integer:
            return self._number(u)
        return min(math.floor(_along(u, self.low, self.high + 1, self.log)), int(self.high))

    def place(self, value: float) -> float:
        """Where a number lies: 0 at the low end, 1 at the high one."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def levels(self, n: int) -> list[Any]:
        """So many numbers at equal steps, both ends among them; fewer where whole ones repeat."""
        shares = [nth / (n - 1) for nth in range(n)]
        if not self.integer:
            return [self._number(u) for u in shares]
        numbers = (round(_along(u, self.low, self.high, self.log)) for u in shares)
        return list(dict.fromkeys(numbers))

    def _number(self, u: float) -> float:
        found = float(f"{_along(u, self.low, self.high, self.log):.{_DIGITS}g}")
        return min(max(found, self.low), self.high)


@dataclass(frozen=True)
class Lever:
    """A setting by its path, and what it is given; `source` is how messages name it."""

    path: str
    over: Values | Range
    source: str

    def __str__(self) -> str:
        return self.path


def read_levers(texts: Sequence[str]) -> list[Lever]:
    """What `--over` says, each "PATH=v1,v2" or "PATH=low..high", with ":log" behind it or not.

    Raises
    ------
    ValueError
        Says what cannot be read.
    """
    return checked([_read(text) for text in texts])


def checked(levers: Sequence[Lever]) -> list[Lever]:
    """The levers; refuses none at all, and paths that repeat or lie within one another."""
    if not levers:
        raise ValueError("nothing is varied; say what, as in --over couriers.count=200,250,300")
    keys = [keys_of(lever.path) for lever in levers]
    for nth, lever in enumerate(levers):
        for other, of_other in zip(levers[:nth], keys, strict=False):
            shorter = min(len(keys[nth]), len(of_other))
            if keys[nth][:shorter] == of_other[:shorter]:
                raise ValueError(f"{lever.source}: {other.source} varies the same setting")
    return list(levers)


def lever(path: str, said: Any, source: str) -> Lever:
    """A lever over a list of values, or over {"low": …, "high": …, "integer": …, "log": …}.

    Raises
    ------
    ValueError
        Says what is wrong with it, but not where.
    """
    if not _PATH.fullmatch(path):
        raise ValueError(f"'{path}' is no path of a setting, such as couriers.count")
    if keys_of(path)[0] in _NO_SETTINGS:
        raise ValueError(f"'{path}' says nothing to the market; a lever is a setting of it")
    if isinstance(said, np.ndarray):
        said = said.tolist()
    if isinstance(said, (list, tuple)):
        said = [value.item() if isinstance(value, np.generic) else value for value in said]
        return Lever(dotted(keys_of(path)), _values(said), source)
    if not isinstance(said, dict):
        raise ValueError("must be a list of values, or a range with low and high")
    return Lever(dotted(keys_of(path)), _range(said), source)


def _values(said: Sequence[Any]) -> Values:
    told: dict[str, Any] = {}
    for value in said:
        _check(value)
        if not isinstance(value, (bool, int, float, str, list, tuple, dict)):
            raise ValueError(f"a {type(value).__name__} is no value that stands in a scenario file")
        told.setdefault(repr(value), value)  # 1, 1.0 and true are not the same setting
    if not told:
        raise ValueError("holds no values")
    return Values(tuple(told.values()))


def _check(value: Any) -> None:
    """Refuse what TOML holds and no setting takes, at any depth."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for each in value:
            _check(each)
    elif isinstance(value, (date, time)):
        raise ValueError(f"{value} is a date or a time; a time of day is a text, as in '18:00'")
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} must be a finite number")


def _range(said: dict[str, Any]) -> Range:
    known = ("low", "high", "integer", "log")
    for key in said:
        if key not in known:
            raise ValueError(f"a range has no '{key}'; known: {', '.join(known)}")
    low, high = _end(said.get("low"), "low"), _end(said.get("high"), "high")
    whole = isinstance(low, int) and isinstance(high, int)
    integer, log = said.get("integer", whole), said.get("log", False)
    for key, value in (("integer", integer), ("log", log)):
        if not isinstance(value, bool):
            raise ValueError(f"{key} = {shown(value)} must be true or false")
    if low >= high:
        raise ValueError(f"low ({low:.15g}) must be smaller than high ({high:.15g})")
    if log and low <= 0:
        raise ValueError(f"low ({low:.15g}) must be more than 0 where steps are factors (log)")
    if integer and not (float(low).is_integer() and float(high).is_integer()):
        raise ValueError(f"{low:.15g} and {high:.15g} must be whole numbers (integer)")
    return Range(low, high, integer, log)


def _end(value: Any, key: str) -> int | float:
    if value is None:
        raise ValueError(f"{key} is missing from a range")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{key} = {shown(value)} must be a number")
    if not math.isfinite(value):
        raise ValueError(f"{key} = {value} must be a finite number")
    return value


def _read(text: str) -> Lever:
    source = f"--over {text}"
    found = _OVER.fullmatch(text)
    if not found:
        raise ValueError(f"{source}: must read PATH=v1,v2 or PATH=low..high")
    try:
        return lever(found["path"], _said(found["values"]), source)
    except ValueError as error:
        raise ValueError(f"{source}: {error}") from None


def _said(text: str) -> Any:
    """The list or range that a text stands for."""
    interval = _RANGE.fullmatch(text)
    if interval is None:
        parts = list(_apart(text))
        if not all(parts):
            raise ValueError("a value is missing before or after a comma")
        return [value_of(part) for part in parts]
    said = {"low": value_of(interval["low"]), "high": value_of(interval["high"])}
    if interval["how"] is None:
        return said
    if interval["how"] != "log":
        raise ValueError(f"'{interval['how']}' is no way through a range; known: log")
    return {**said, "log": True}


def _apart(text: str) -> Iterator[str]:
    """The parts between commas; those in quotes and brackets part nothing."""
    part, depth, quote = "", 0, ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif sign == "," and not depth:
            yield part.strip()
            part = ""
            continue
        part += sign
    yield part.strip()


def _along(u: float, low: float, high: float, log: bool) -> float:
    """The number that lies a share `u` of the way from `low` to `high`."""
    return low * (high / low) ** u if log else low + u * (high - low)
