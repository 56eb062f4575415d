"""Designs: which points of the levers are tried, and the arms that try them.

A full factorial design takes every combination (Box, Hunter and Hunter 2005, ch. 5). A Latin
hypercube has each of n equal slices of each lever once (McKay, Beckman and Conover 1979), and a
Sobol sequence fills the space evenly, whatever the number of points (Sobol 1967, scrambled as in
Owen 1998).
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Literal, get_args

from analysis.lab.lever import Lever
from analysis.loading import Arm, load_arm
from analysis.scenario_file import Override, ScenarioError
from analysis.scenario_file.faults import Fault, keys_of, shown

Design = Literal["full", "lhs", "sobol"]
Point = dict[str, Any]  # a value for each lever, by path

MOST_POINTS = 10_000
# A label names a folder: what stands in it must be easy to type.
_PLAIN = re.compile(r"[\w.,=+-]{1,60}")
_MOST_NAMED = 3  # levers in a label
_MOST_FAULTS = 5  # told of many


def points(levers: Sequence[Lever], design: Design = "full", n: int | None = None) -> list[Point]:
    """The points of a design, each once, in an order of its own.

    Parameters
    ----------
    levers
        What is varied.
    design
        Every combination ("full"), a Latin hypercube ("lhs") or a Sobol sequence ("sobol"). The
        latter two are the same in every call.
    n
        Points of the latter two; of a full design, the levels of each range.

    Raises
    ------
    ValueError
        `n` is missing, or without meaning; or there would be too many points.
    """
    if design not in get_args(Design):
        raise ValueError(f"no design '{design}'; known: {', '.join(get_args(Design))}")
    found = _combinations(levers, n) if design == "full" else _spread(levers, design, n)
    return list({repr(point): point for point in found}.values())


def _combinations(levers: Sequence[Lever], n: int | None) -> list[Point]:
    ranges = [lever for lever in levers if not lever.over.is_listed]
    if ranges and (n is None or n < 2):
        raise ValueError(f"{ranges[0].source}: how many levels of it? say so, as in --points 5")
    if n is not None and not ranges:
        raise ValueError(
            "points are counted for ranges, and every lever lists its values; leave them out"
        )
    if n is not None and n > MOST_POINTS:
        raise ValueError(f"{n} levels of a range; it must be from 2 to {MOST_POINTS}")
    levels = [lever.over.levels(n or 0) for lever in levers]
    total = math.prod(map(len, levels))
    if total > MOST_POINTS:
        raise ValueError(
            f"{total} combinations, and at most {MOST_POINTS} are tried: fewer values, "
            "or another design, as in --design sobol --points 64"
        )
    paths = [lever.path for lever in levers]
    return [dict(zip(paths, each, strict=True)) for each in product(*levels)]


def _spread(levers: Sequence[Lever], design: Design, n: int | None) -> list[Point]:
    if n is None:
        raise ValueError(f"design {design}: how many points? say so, as in --points 64")
    if not 1 <= n <= MOST_POINTS:
        raise ValueError(f"{n} points; it must be from 1 to {MOST_POINTS}")
    from scipy.stats import qmc  # half a second

    if design == "lhs":
        places = qmc.LatinHypercube(len(levers), rng=0).random(n)
    else:  # whole powers of two are what a Sobol sequence is balanced in
        places = qmc.Sobol(len(levers), rng=0).random_base2(math.ceil(math.log2(n)))[:n]
    return [
        {lever.path: lever.over.at(float(u)) for lever, u in zip(levers, row, strict=True)}
        for row in places
    ]


def labels_of(found: Sequence[Point]) -> list[str]:
    """A short label for each point: its values where these are few and plain, else its number."""
    names = short_names(list(found[0]) if found else [])
    told = [
        ",".join(f"{names[path]}={_text(value)}" for path, value in point.items())
        for point in found
    ]
    readable = len(names) <= _MOST_NAMED and all(map(_PLAIN.fullmatch, told))
    if readable and len(set(told)) == len(told):
        return told
    width = len(str(len(found)))
    return [f"p{nth:0{width}}" for nth in range(1, len(found) + 1)]


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """The end of each path, as short as tells it from the others: "base_cents".

    A single word, such as "count", says too little without the one before it.
    """
    keys = {path: path.split(".") for path in paths}

    def name(path: str) -> str:
        for n in range(1 if "_" in keys[path][-1] else 2, len(keys[path])):
            end = keys[path][-n:]
            if sum(other[-n:] == end for other in keys.values()) == 1:
                return ".".join(end)
        return path

    return {path: name(path) for path in paths}


def arms_of(
    source: str,
    levers: Sequence[Lever],
    found: Sequence[Point],
    overrides: Sequence[Override] = (),
    *,
    allow_code: bool = True,
) -> list[Arm]:
    """An arm for each point: the scenario, what is laid over it, and the point over both.

    Raises
    ------
    ScenarioError
        Names the faults of all points, each once.
    """
    sources = {lever.path: lever.source for lever in levers}
    arms, faults = [], dict[str, Fault]()
    for label, point in zip(labels_of(found), found, strict=True):
        laid = [*overrides, *_laid(point, sources)]
        try:
            arm = load_arm(source, laid, allow_code=allow_code)
        except ScenarioError as error:
            faults |= {str(fault): fault for fault in error.faults}
        else:
            arms.append(Arm(label, arm.scenario, arm.recording))
    if faults:
        told = list(faults.values())
        raise ScenarioError(told[:_MOST_FAULTS])
    return arms


def _laid(point: Mapping[str, Any], sources: Mapping[str, str]) -> Iterator[Override]:
    for path, value in point.items():
        yield Override(keys_of(path), value, sources[path])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else shown(value)
