"""Levers inside the page of a sweep: its grid of paired results, from which the page answers."""

import json
from collections.abc import Mapping
from itertools import product
from typing import Any, NamedTuple

from analysis.lab.design import short_names
from analysis.lab.setting import setting
from analysis.lab.sweep import Swept
from analysis.words import Words

# Of fewer steps than this there is a list to choose from, no slider.
_SLIDES = 3


class Lever(NamedTuple):
    """A lever of the page."""

    name: str
    path: str
    levels: list[str]  # as text, in their order
    slides: bool  # whether it is a slider
    start: int  # where it stands at first


class Grid(NamedTuple):
    """All that the page answers from; `data` is JSON that can stand in a script element."""

    levers: list[Lever]
    data: str


def grid(swept: Swept, rows: Mapping[str, Any], words: Words) -> Grid | None:
    """The grid of a sweep, by the rows of its table; None: not all combinations were tried.

    Parameters
    ----------
    swept
        What came of the sweep.
    rows
        What the table says of each point, by label.
    """
    points = {label: dict(point) for label, point in swept.plan.points.items()}
    levels = {lever.path: _levels(points, lever.path) for lever in swept.study.levers}
    places = {
        tuple(levels[path].index(value) for path, value in point.items()): label
        for label, point in points.items()
    }
    every = set(product(*(range(len(each)) for each in levels.values())))
    if len(points) < 2 or places.keys() != every:
        return None
    first = swept.ranking.rows[0].label if swept.ranking.rows else next(iter(points))
    names = short_names(list(levels))
    levers = [
        Lever(
            names[path],
            path,
            [setting(path, value, words) for value in each],
            len(each) >= _SLIDES and all(map(_is_number, each)),
            each.index(points[first][path]),
        )
        for path, each in levels.items()
    ]
    numbers = {row.label: row.difference for row in swept.ranking.rows}
    known = {
        ",".join(map(str, place)): {
            "row": rows[label]._asdict(),
            "ends": [numbers[label].difference, numbers[label].low, numbers[label].high],
        }
        for place, label in places.items()
        if label in rows
    }
    data = {"points": known, "levels": [lever.levels for lever in levers]}
    return Grid(levers, json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))


def _levels(points: Mapping[str, Mapping[str, Any]], path: str) -> list[Any]:
    """The values of a lever; numbers in their order, others as they were named."""
    found: list[Any] = []
    for point in points.values():
        if point[path] not in found:
            found.append(point[path])
    return sorted(found) if all(map(_is_number, found)) else found


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
