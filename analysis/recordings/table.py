"""A table of orders, a row an order: see docs/recorded-orders.md."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.recordings.columns import Layout, layout_of
from analysis.recordings.faults import refused
from analysis.recordings.files import Stated, read_sheet
from analysis.recordings.left_out import Why, counted
from analysis.recordings.mapping import Mapping
from analysis.recordings.money import basket_cents
from analysis.recordings.numerals import comma_is_decimal, is_cut_off, without_money
from analysis.recordings.places import (
    Points,
    middle_of,
    note_close,
    note_far,
    note_turned,
    projected,
    read_points,
)
from analysis.recordings.sheet import Sheet, is_absent, raise_faults
from analysis.recordings.shifts import read_shifts
from analysis.recordings.stores import Stores, read_stores, settled
from analysis.recordings.times import Calendar, days_of, read_times
from analysis.recordings.understood import Understood
from analysis.scenario_file.faults import Place
from analysis.words import words
from sim.recording import RecordedCouriers, Recording, arranged

_MOST_DROPPED_SHARE = 0.5
_MOST_ROUNDS = 4  # of dropping: rows may be found wrong once worse ones are gone
_OTHER_CITY, _OTHER_DAY = Why("other_city"), Why("other_day")
_TWICE, _TORN = Why("twice"), Why("torn")

Dropped = list[tuple[Why, Place]]  # a row each


class Kept(NamedTuple):
    """What was understood of a table, and the rows of it that are in the recording."""

    understood: Understood
    sheet: Sheet
    layout: Layout
    moments: Calendar  # of the rows of the sheet, in their sequence


def read_table(path: Path, mapping: Mapping, beside: Path) -> Understood:
    """What a file or folder of orders says; see `read_kept`."""
    return read_kept(path, mapping, beside).understood


def read_kept(
    path: Path,
    mapping: Mapping,
    beside: Path,
    *,
    once: bool = False,
    joined: Callable[[Sheet], Sheet] | None = None,
) -> Kept:
    """What a file or folder of orders says, and the rows that say it.

    Parameters
    ----------
    path
        Text, Parquet, a workbook, or a folder of parts.
    mapping
        How it is to be read.
    beside
        The folder in which a file that the mapping names is looked for.
    once
        Leave out rows of orders that stand in an earlier row already; else they are faults.
    joined
        What another table adds to the sheet, before anything of it is understood.

    Raises
    ------
    RecordingError
        With a line for each fault.
    """
    sheet = read_sheet(path, Stated(mapping.encoding, mapping.separator, mapping.sheet))
    sheet = joined(sheet) if joined else sheet
    layout = layout_of(sheet, mapping)
    _set_decimal(sheet, layout, mapping)
    sheet, dropped = _of_city_and_days(sheet, layout, mapping)
    if once:
        sheet = _only_once(sheet, layout, dropped)
    for _ in range(_MOST_ROUNDS):
        calendar, recording, moved_m = _read(sheet, layout, mapping, beside)
        if mapping.wrong_rows == "refuse" or not (sheet.faulty_rows or sheet.torn):
            break
        sheet = _without_wrong(sheet, dropped)
    raise_faults(sheet)
    used = set(layout.columns.values())
    understood = Understood(
        path,
        arranged(recording),
        calendar.midnight,
        calendar.form,
        calendar.zone,
        tuple(layout.columns.items()),
        tuple(name for name in sheet.columns if name not in used),
        sheet.encoding,
        counted(dropped),
        moved_m,
    )
    return Kept(understood, sheet, layout, calendar)


def _only_once(sheet: Sheet, layout: Layout, dropped: Dropped) -> Sheet:
    """The first row of each order, unless most rows are none, whose column of orders is another."""
    first = _first_of_order(sheet, layout)
    n_twice = first.count(False)
    if n_twice > _MOST_DROPPED_SHARE * len(first):
        share = f"{n_twice} of {len(first)} rows"
        if "order" not in layout.columns:
            raise refused(sheet.source, f"{share} are equal to earlier ones")
        problem = f"{share} are of orders that stand in earlier rows"
        columns = layout.named(("order",))
        sheet.note_column(columns, f"{problem}; does it tell one order from another?")
        raise_faults(sheet)
    return _only_those(sheet, first, _TWICE, dropped)


def _first_of_order(sheet: Sheet, layout: Layout) -> list[bool]:
    """Whether each row is the first of its order; without names of orders, of its cells.

    A row whose order has no name, or one that was cut off, is none of another's: what is wrong with
    it is the cell.
    """
    if "order" in layout.columns:
        cells: Sequence[object] = sheet.columns[layout.columns["order"]]
    else:
        cells = list(zip(*sheet.columns.values(), strict=True))
    seen: set[object] = set()
    first = []
    for cell in cells:
        first.append(cell not in seen or (isinstance(cell, str) and _is_no_name(cell)))
        seen.add(cell)
    return first


def _is_no_name(cell: str) -> bool:
    return is_absent(cell) or is_cut_off(cell)


def _read(
    sheet: Sheet, layout: Layout, mapping: Mapping, beside: Path
) -> tuple[Calendar, Recording, float]:
    """All that the sheet says; what is wrong is noted in it."""
    calendar = read_times(sheet, layout, mapping)
    stores = read_stores(sheet, layout, mapping)
    baskets = basket_cents(sheet, layout, mapping)
    order_names = _order_names(sheet, layout)
    stores_m, doors_m, middle, moved_m = _places(sheet, layout, stores, mapping)
    recording = Recording(
        placed_min=calendar.times.placed_min,
        store=stores.of_order,
        door_x_m=doors_m[:, 0],
        door_y_m=doors_m[:, 1],
        ready_min=calendar.times.ready_min,
        basket_cents=baskets,
        order_names=order_names,
        store_names=stores.names,
        store_x_m=stores_m[:, 0],
        store_y_m=stores_m[:, 1],
        couriers=_couriers(sheet, layout, mapping, beside, stores_m, middle),
        settings={},
    )
    return calendar, recording, moved_m


def _couriers(
    sheet: Sheet,
    layout: Layout,
    mapping: Mapping,
    beside: Path,
    stores_m: Points,
    middle: Points,
) -> RecordedCouriers | None:
    """Those of the shifts file; none while the orders are not right, whose middle is needed."""
    if mapping.couriers is None or sheet.faults:
        return None
    return read_shifts(beside, mapping.couriers, stores_m, middle, in_degrees=layout.in_degrees)


def _set_decimal(sheet: Sheet, layout: Layout, mapping: Mapping) -> None:
    """Find out what a comma means in cells of numbers."""
    roles = (*layout.store, *layout.door, *layout.placed, *(layout.ready or ()))
    numeric = [role for role in roles if role.endswith(("_m", "_lat", "_lon", "_min"))]
    columns = layout.named((*numeric, *((layout.basket,) if layout.basket else ())))
    if mapping.decimal is not None:
        sheet.comma_is_decimal = mapping.decimal == ","
        return
    cells = (without_money(cell) for name in columns for cell in sheet.columns[name])
    decimal = comma_is_decimal(cells)
    if decimal is None:
        problem = "commas in numbers may be decimal or group thousands; say decimal = ',' or '.'"
        sheet.note_header(f"{problem} in the mapping")
        raise_faults(sheet)
    sheet.comma_is_decimal = decimal


def _of_city_and_days(sheet: Sheet, layout: Layout, mapping: Mapping) -> tuple[Sheet, Dropped]:
    """The rows of the city and of the days that the mapping states, and how many are not."""
    dropped: Dropped = []
    city = mapping.city
    if city.column is not None:
        sheet = _only_those(
            sheet, _named(sheet, city.column, city.name or ""), _OTHER_CITY, dropped
        )
    if city.radius_km is not None and city.lat is not None and city.lon is not None:
        middle = np.array([city.lat, city.lon])
        near = _near(sheet, layout, middle, city.radius_km * 1000)
        sheet = _only_those(sheet, near, _OTHER_CITY, dropped)
    if mapping.first_day or mapping.last_day:
        first, last = mapping.first_day or date.min, mapping.last_day or date.max
        if layout.has_dates:
            days = days_of(sheet, layout, mapping)
            inside = [day is None or first <= day.date() <= last for day in days]
            sheet = _only_those(sheet, inside, _OTHER_DAY, dropped)
        else:
            sheet.note_header("first_day and last_day need dates, but times here are minutes")
            raise_faults(sheet)
    return sheet, dropped


def _named(sheet: Sheet, column: str, name: str) -> list[bool]:
    if column not in sheet.columns:
        problem = f"no column '{column}', which city names; the header has {sheet.header}"
        sheet.note_header(problem)
        raise_faults(sheet)
    return [cell == name for cell in sheet.columns[column]]


def _near(sheet: Sheet, layout: Layout, middle: Points, most_m: float) -> list[bool]:
    if not layout.in_degrees:
        sheet.note_header("city.lat and city.lon need positions in degrees")
        raise_faults(sheet)
    scratch = sheet.only(range(sheet.n_rows))
    ends = [
        projected(read_points(scratch, layout.named(way), layout.positions), middle)
        for way in (layout.store, layout.door)
    ]
    away = [np.linalg.norm(end, axis=1) for end in ends]
    # What is no position is not of another city, but wrong.
    return [not (store > most_m or door > most_m) for store, door in zip(*away, strict=True)]


def _only_those(sheet: Sheet, wanted: Sequence[bool], why: Why, dropped: Dropped) -> Sheet:
    rows = [row for row, is_wanted in enumerate(wanted) if is_wanted]
    dropped += [(why, sheet.places[row]) for row, is_in in enumerate(wanted) if not is_in]
    if not rows:
        said = words("en")(f"left_out.{why.kind}")
        raise refused(sheet.source, f"all {sheet.n_rows} rows are {said}")
    kept = sheet.only(rows)
    kept.torn = sheet.torn
    kept.faults += sheet.torn
    return kept


def _without_wrong(sheet: Sheet, dropped: Dropped) -> Sheet:
    """The sheet without rows that are wrong, unless they are too many to be exceptions."""
    wrong = [(why, sheet.places[row]) for row, why in sorted(sheet.faulty_rows.items())]
    wrong += [(_TORN, fault.place) for fault in sheet.torn]
    n_rows = sheet.n_rows + len(sheet.torn)
    if len(wrong) > _MOST_DROPPED_SHARE * n_rows:
        sheet.note_header(f"{len(wrong)} of {n_rows} rows are wrong, too many to be left out")
        raise_faults(sheet)
    dropped += wrong
    return sheet.only(row for row in range(sheet.n_rows) if row not in sheet.faulty_rows)


def _order_names(sheet: Sheet, layout: Layout) -> tuple[str, ...]:
    if "order" in layout.columns:
        (column,) = layout.named(("order",))
        return sheet.unique_names(column, "the name or number of an order")
    return tuple(str(row) for row in range(1, sheet.n_rows + 1))


def _places(
    sheet: Sheet, layout: Layout, stores: Stores, mapping: Mapping
) -> tuple[Points, Points, Points, float]:
    """Stores and doors in metres, their middle as the table has it, and how far stores moved."""
    columns, door_columns = layout.named(layout.store), layout.named(layout.door)
    at_store = read_points(sheet, columns, layout.positions)
    doors = read_points(sheet, door_columns, layout.positions)
    if layout.in_degrees and note_turned(sheet, door_columns, doors, at_store):
        doors = np.full_like(doors, np.nan)
    middle = middle_of(at_store[stores.first_row], doors)
    origin = middle
    if layout.in_degrees:
        at_store, doors = projected(at_store, middle), projected(doors, middle)
        origin = np.zeros(2)
    if mapping.positions is None and not layout.in_degrees:
        note_close(sheet, (*columns, *door_columns), at_store, doors)
    places, moved_m = settled(sheet, layout, stores, at_store, mapping.store_tolerance_m)
    note_far(sheet, columns, places, origin, stores.first_row.tolist())
    note_far(sheet, door_columns, doors, origin, range(len(doors)))
    return places, doors, middle, moved_m
