"""What a scenario is unsure of: for a setting a range, a distribution, or a list of values.

[uncertain]
choice.fee_salience = [1.0, 2.0]
couriers.count = { normal = [240, 15], low = 200, high = 280 }
kitchen.preparation_mean_min = { lognormal = [16, 0.2] }
stock.scan_miss_share = { triangular = [0.0, 0.05, 0.2] }
city.seed = { choices = [1, 2, 3] }

A run has the scenario's own values; whoever asks for plausible cities draws others.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from analysis.scenario_file.at_path import laid_over, parts_of, value_at
from analysis.scenario_file.distribution import KINDS, Distribution
from analysis.scenario_file.explain import problem_of
from analysis.scenario_file.faults import (
    Fault,
    KeyPath,
    Place,
    did_you_mean,
    dotted,
    keys_of,
    shown,
    suggestion,
)

SECTION = "uncertain"
_BESIDE = {"normal": ("low", "high"), "lognormal": ("low", "high"), "choices": ("weights",)}
_FORMS = "a range [low, high], or a table with normal, lognormal, triangular or choices"
_REACH = 4.0  # standard deviations that are drawn from where no ends are said


class Said(NamedTuple):
    """What a file, or an override, says below a path of the section."""

    path: KeyPath
    value: Any
    place_of: Callable[[KeyPath], Place]  # of a path as it is written


def read(said: Sequence[Said], scenario: BaseModel) -> tuple[dict[str, Distribution], list[Fault]]:
    """The distributions of a scenario by path, and what is wrong with them.

    Parameters
    ----------
    said
        The base first; a later one has the last word on a setting.
    scenario
        With its own values, which decide what a setting may be.
    """
    found: dict[str, Distribution] = {}
    faults: dict[str, Fault] = {}
    for each in said:
        for path, value, place in _settings(each.path, each.path, each, scenario):
            name = dotted(path)
            found.pop(name, None)
            faults.pop(name, None)
            try:
                found[name] = _checked(path, value, scenario)
            except ValueError as error:
                faults[name] = Fault(place, str(error), dotted((SECTION, *path)), shown(value))
    return found, list(faults.values())


def _settings(
    path: KeyPath, written: KeyPath, said: Said, scenario: BaseModel
) -> Iterator[tuple[KeyPath, Any, Place]]:
    """Every setting that something is said of, at whatever depth of tables."""
    value = _at(said.value, written[len(said.path) :])
    try:
        is_table = isinstance(value_at(scenario, path), (BaseModel, dict))
    except LookupError:
        is_table = False
    if not (is_table and isinstance(value, dict)):
        yield path, value, said.place_of((SECTION, *written))
        return
    for key in value:
        yield from _settings((*path, *keys_of(key)), (*written, key), said, scenario)


def _at(value: Any, keys: KeyPath) -> Any:
    for key in keys:
        value = value[key]
    return value


def _checked(path: KeyPath, said: Any, scenario: BaseModel) -> Distribution:
    """The distribution of a setting, of which every value is one that it may have."""
    try:
        own = value_at(scenario, path)
    except LookupError as error:
        raise ValueError(error.args[0]) from None
    found = _read(dotted(path), said, own)
    for end in found.ends:
        try:
            laid_over(scenario, path, end)
        except ValidationError as error:
            (first, *_) = error.errors(include_url=False)
            raise ValueError(f"at {_told(end)}: {problem_of(first)}") from None
    return found


def _read(path: str, said: Any, own: Any) -> Distribution:
    if isinstance(said, dict):
        return _of_table(path, said, own)
    if not isinstance(said, (list, tuple)):
        raise ValueError(f"must be {_FORMS}")
    if len(said) != 2:
        raise ValueError(
            f"a range has two numbers, low and high, not {len(said)}; "
            "for a list of values write { choices = [...] }"
        )
    low, high = _numbers(said, "a range")
    if not low < high:
        raise ValueError(f"low ({_told(low)}) must be smaller than high ({_told(high)})")
    return Distribution(path, "uniform", (low, high), *_whole_ends(low, high, own, path))


def _of_table(path: str, said: Mapping[str, Any], own: Any) -> Distribution:
    kinds = [key for key in said if key in KINDS]
    if len(kinds) != 1:
        others = [key for key in said if key not in ("low", "high", "weights")]
        wrong = others[0] if others and not kinds else ""
        guess = did_you_mean(wrong, KINDS) if wrong else "; "
        raise ValueError(f"must be {_FORMS}{guess}".removesuffix("; ").rstrip())
    kind = kinds[0]
    known = (kind, *_BESIDE.get(kind, ()))
    for key in said:
        if key not in known:
            raise ValueError(f"{kind} has no '{key}'{suggestion(key, known)}")
    values = said[kind]
    if not isinstance(values, (list, tuple)) or not values:
        raise ValueError(f"{kind} must be {KINDS[kind]}")
    if kind == "choices":
        return _choices(path, values, said.get("weights"))
    return _law(path, kind, values, said, own)


def _law(
    path: str, kind: str, values: Sequence[Any], said: Mapping[str, Any], own: Any
) -> Distribution:
    """A distribution of numbers."""
    n = 3 if kind == "triangular" else 2
    if len(values) != n:
        raise ValueError(f"{kind} must be {KINDS[kind]}")
    numbers = _numbers(values, kind)
    if kind == "triangular":
        low, mode, high = numbers
        if not (low <= mode <= high and low < high):
            raise ValueError("triangular must rise from low by mode to high")
    else:
        middle, spread = numbers
        if not spread > 0:
            raise ValueError(f"{kind}: a spread of {_told(spread)} must be above 0")
        if kind == "lognormal" and not middle > 0:
            raise ValueError(f"lognormal: a median of {_told(middle)} must be above 0")
        reach = _REACH * spread
        low, high = (
            (middle - reach, middle + reach)
            if kind == "normal"
            else (middle * math.exp(-reach), middle * math.exp(reach))
        )
        low, high = (
            _numbers([said[key]], key)[0] if key in said else usual
            for key, usual in (("low", low), ("high", high))
        )
        if not low < high:
            raise ValueError(f"low ({_told(low)}) must be smaller than high ({_told(high)})")
        if _is_whole(own, [*values, low, high]):
            low, high = (
                end if key in said else inward(end)
                for key, end, inward in (("low", low, math.ceil), ("high", high, math.floor))
            )
    return Distribution(path, kind, tuple(numbers), *_whole_ends(low, high, own, path))  # type: ignore[arg-type]


def _choices(path: str, values: Sequence[Any], weights: Any) -> Distribution:
    if len({repr(value) for value in values}) != len(values):
        raise ValueError("choices: a value stands there twice")
    said = [1] * len(values) if weights is None else weights
    if not isinstance(said, (list, tuple)) or len(said) != len(values):
        raise ValueError(f"weights must be a list of {len(values)}, one for each choice")
    shares = _numbers(said, "weights")
    if min(shares) < 0 or sum(shares) <= 0:
        raise ValueError("weights must not be negative, nor all 0")
    return Distribution(path, "choices", options=tuple(values), weights=tuple(shares))


def _whole_ends(low: float, high: float, own: Any, path: str) -> tuple[float, float, bool]:
    """Both ends, and whether what is drawn is whole; refuses settings that are no numbers."""
    if isinstance(own, (bool, str)) or parts_of(own) or isinstance(own, (list, tuple)):
        raise ValueError(f"{path} is no number: give choices")
    whole = _is_whole(own, [low, high])
    if whole and not (float(low).is_integer() and float(high).is_integer()):
        raise ValueError(f"{_told(low)} and {_told(high)} must be whole numbers, as {path} is")
    return (int(low), int(high), True) if whole else (low, high, False)


def _is_whole(own: Any, numbers: Sequence[Any]) -> bool:
    """Whether a setting counts; one without a value does where nothing else is said of it."""
    if own is None:
        return all(isinstance(number, int) for number in numbers)
    return isinstance(own, int)


def _numbers(values: Sequence[Any], what: str) -> list[float]:
    for value in values:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"{what}: {shown(value) or 'a list'} must be a number")
        if not math.isfinite(value):
            raise ValueError(f"{what}: {value} must be a finite number")
    return list(values)


def _told(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else shown(value) or str(value)
