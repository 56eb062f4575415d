"""A table of orders, CSV or Parquet, a row an order: see docs/recorded-orders.md."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.columns import Layout, layout_of
from analysis.recordings.faults import refused
from analysis.recordings.files import is_parquet, read_parquet, read_text
from analysis.recordings.places import Points, middle_of, note_far, projected
from analysis.recordings.sheet import Allowed, Sheet, Way, raise_faults
from analysis.recordings.times import read_times
from sim.recording import Recording, arranged

_BASKET = Allowed("whole cents, 0 or more, or empty", 0, 2**53, whole=True, may_be_empty=True)
_METRES = Allowed("metres")
_LATITUDE = Allowed("degrees of latitude, -90 to 90", -90, 90)
_LONGITUDE = Allowed("degrees of longitude, -180 to 180", -180, 180)


class Stores(NamedTuple):
    """The stores of a table, in the sequence in which it names them."""

    names: tuple[str, ...]
    first_row: NDArray[np.intp]  # (n_stores,) row of the store's first order
    of_order: NDArray[np.int32]  # (n_orders,) store of each row


def read_table(file: Path) -> Recording:
    """The recording that a CSV or Parquet file holds.

    Raises
    ------
    RecordingError
        With a line for each fault.
    """
    sheet = read_parquet(file) if is_parquet(file) else _read_csv(file)
    layout = layout_of(sheet)
    times = read_times(sheet, layout)
    stores = _stores(sheet)
    basket_cents = _basket_cents(sheet)
    order_names = _order_names(sheet)
    stores_m, doors_m = _places(sheet, layout, stores)
    raise_faults(sheet)
    return arranged(
        Recording(
            placed_min=times.placed_min,
            store=stores.of_order,
            door_x_m=doors_m[:, 0],
            door_y_m=doors_m[:, 1],
            ready_min=times.ready_min,
            basket_cents=basket_cents,
            order_names=order_names,
            store_names=stores.names,
            store_x_m=stores_m[:, 0],
            store_y_m=stores_m[:, 1],
            couriers=None,
            settings={},
        )
    )


def _read_csv(file: Path) -> Sheet:
    sheet = read_text(file, ",")
    first, *others = sheet.columns
    if not others and (";" in first or "\t" in first):
        raise refused(sheet.source, "must separate its columns by commas", 1)
    return sheet


def _stores(sheet: Sheet) -> Stores:
    cells = sheet.names("store", "the name or number of a store")
    first_row: dict[str, int] = {}
    for row, name in enumerate(cells):
        first_row.setdefault(name, row)
    number = {name: store for store, name in enumerate(first_row)}
    return Stores(
        names=tuple(first_row),
        first_row=np.array(list(first_row.values()), np.intp),
        of_order=np.array([number[name] for name in cells], np.int32),
    )


def _basket_cents(sheet: Sheet) -> NDArray[np.int64]:
    if "basket_cents" not in sheet.columns:
        return np.zeros(len(sheet.lines), np.int64)
    return np.nan_to_num(sheet.numbers("basket_cents", _BASKET)).astype(np.int64)


def _order_names(sheet: Sheet) -> tuple[str, ...]:
    if "order" in sheet.columns:
        return sheet.unique_names("order", "the name or number of an order")
    return tuple(str(row) for row in range(1, len(sheet.lines) + 1))


def _places(sheet: Sheet, layout: Layout, stores: Stores) -> tuple[Points, Points]:
    """Stores and doors in metres; notes those that move or are out of town."""
    at_store = _points(sheet, layout, layout.store)
    doors = _points(sheet, layout, layout.door)
    _note_moves(sheet, layout.store, at_store, stores)
    places = at_store[stores.first_row]
    middle = middle_of(places, doors)
    if layout.in_degrees:
        places, doors = projected(places, middle), projected(doors, middle)
        middle = np.zeros(2)
    note_far(sheet, layout.store, places, middle, stores.first_row.tolist())
    note_far(sheet, layout.door, doors, middle, range(len(doors)))
    return places, doors


def _points(sheet: Sheet, layout: Layout, columns: Way) -> Points:
    allowed = (_LATITUDE, _LONGITUDE) if layout.in_degrees else (_METRES, _METRES)
    return np.column_stack([sheet.numbers(*pair) for pair in zip(columns, allowed, strict=True)])


def _note_moves(sheet: Sheet, columns: Way, at_store: Points, stores: Stores) -> None:
    """Note each order whose store stands elsewhere than on the store's first line."""
    first = stores.first_row[stores.of_order]
    elsewhere = np.abs(at_store - at_store[first]).max(axis=1, initial=0) > 0
    for row in np.flatnonzero(elsewhere).tolist():
        there = ", ".join(sheet.columns[name][first[row]] for name in columns)
        name = sheet.columns["store"][row]
        problem = f"store '{name}' stands at {there} on line {sheet.lines[first[row]]}"
        sheet.note(row, columns, f"{problem}; a store keeps one position")
