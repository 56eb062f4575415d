"""The folder of an instance, read as it stands.

`analysis.recordings.mdrp` makes a market's recording of the same files and says what is wrong with
them. It sorts the orders, moves the map and leaves out what no market needs, so that an instance
takes its columns from the files as they are.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from analysis.mdrp.instance import (
    ON_LOCATION,
    Couriers,
    Instance,
    Minutes,
    Orders,
    Parameters,
    Points,
    Restaurants,
)
from analysis.recordings.mdrp import read_sheets, recording_of
from analysis.recordings.sheet import Allowed, Sheet, raise_faults

_METRES = Allowed("metres")
_MINUTE = Allowed("whole minutes", whole=True)
_TARGET = Allowed("whole minutes, 1 or more", 1, whole=True)
_SERVICE = Allowed("even minutes, 0 or more: half of them come before and half after", 0)
_NUMBER = Allowed("a number")


def read_instance(folder: Path) -> Instance:
    """The instance that a folder of four files holds.

    Raises
    ------
    RecordingError
        With a line for each fault of each file.
    """
    sheets = read_sheets(folder)
    recording_of(sheets)  # which raises what is wrong with them
    orders, restaurants, couriers, line = sheets
    _note_names({"order": orders, "restaurant": restaurants, "courier": couriers})
    row_of = {name: row for row, name in enumerate(restaurants.columns["restaurant"])}
    placed_min, ready_min = (_minutes(orders, name) for name in ("placement_time", "ready_time"))
    on_min, off_min = (_minutes(couriers, name) for name in ("on_time", "off_time"))
    parameters = _parameters(line)
    raise_faults(orders, couriers, restaurants, line)
    return Instance(
        folder.resolve().name,
        Orders(
            orders.columns["order"],
            _points(orders),
            placed_min,
            ready_min,
            np.array([row_of[name] for name in orders.columns["restaurant"]], np.int64),
        ),
        Restaurants(restaurants.columns["restaurant"], _points(restaurants)),
        Couriers(couriers.columns["courier"], _points(couriers), on_min, off_min),
        parameters,
    )


def _note_names(sheets: Mapping[str, Sheet]) -> None:
    """Note each name that the files of a solution could not tell from another."""
    seen: dict[str, str] = {}
    for kind, sheet in sheets.items():
        for row, name in enumerate(sheet.columns[kind]):
            if name == ON_LOCATION or len(name.split()) > 1:
                problem = f"must be one word, and not {ON_LOCATION}, which is the on-location"
                sheet.note(row, (kind,), problem)
            elif seen.setdefault(name, kind) != kind:
                sheet.note(row, (kind,), f"is already the name of one of the {seen[name]}s")


def _minutes(sheet: Sheet, column: str) -> Minutes:
    return np.nan_to_num(sheet.numbers(column, _MINUTE)).astype(np.int64)


def _points(sheet: Sheet) -> Points:
    return np.column_stack([sheet.numbers(axis, _METRES) for axis in ("x", "y")])


def _parameters(sheet: Sheet) -> Parameters:
    sheet.require(("maximum click-to-door",))
    if not sheet.header_is_right:
        raise_faults(sheet)

    def value(column: str, allowed: Allowed = _NUMBER) -> float:
        return float(np.nan_to_num(sheet.numbers(column, allowed)[0]))

    def service(column: str) -> int:
        minutes = value(column, _SERVICE)
        if minutes % 2:
            sheet.note(0, (column,), f"must be {_SERVICE.words}")
        return int(minutes)

    return Parameters(
        value("meters_per_minute"),
        service("pickup service minutes"),
        service("dropoff service minutes"),
        int(value("target click-to-door", _TARGET)),
        int(value("maximum click-to-door", _TARGET)),
        value("pay per order"),
        value("guaranteed pay per hour"),
    )
