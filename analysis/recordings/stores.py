"""The stores of a table, each with one position, though its rows may differ a little."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.columns import Layout
from analysis.recordings.mapping import Mapping
from analysis.recordings.places import Points
from analysis.recordings.sheet import Sheet


class Stores(NamedTuple):
    """The stores of a table, in the sequence in which it names them."""

    names: tuple[str, ...]
    first_row: NDArray[np.intp]  # (n_stores,) row of the store's first order
    of_order: NDArray[np.int32]  # (n_orders,) store of each row


def read_stores(sheet: Sheet, layout: Layout, mapping: Mapping) -> Stores:
    """The stores that rows name; or each position a store, where the mapping says so."""
    if mapping.stores == "by_position":
        columns = (sheet.columns[name] for name in layout.named(layout.store))
        cells = tuple(", ".join(place) for place in zip(*columns, strict=True))
    else:
        (column,) = layout.named(("store",))
        cells = sheet.names(column, "the name or number of a store")
    first_row: dict[str, int] = {}
    for row, name in enumerate(cells):
        first_row.setdefault(name, row)
    number = {name: store for store, name in enumerate(first_row)}
    return Stores(
        names=tuple(first_row),
        first_row=np.array(list(first_row.values()), np.intp),
        of_order=np.array([number[name] for name in cells], np.int32),
    )


def settled(
    sheet: Sheet, layout: Layout, stores: Stores, at_m: Points, tolerance_m: float
) -> tuple[Points, float]:
    """Where each store stands, (n_stores, 2) metres, and how far its rows are from there at most.

    Rows of a store that differ by no more than the tolerance are taken for one position, that of
    their medians; a row beyond is noted.
    """
    middles = at_m[stores.first_row]
    if tolerance_m > 0:
        mine = _rows_by_store(stores)
        middles = np.array([np.median(_known(at_m[rows]), axis=0) for rows in mine])
    away_m = np.linalg.norm(at_m - middles[stores.of_order], axis=1)
    columns = layout.named(layout.store)
    far = np.flatnonzero(away_m > tolerance_m).tolist()
    for row in far:
        first = int(stores.first_row[stores.of_order[row]])
        there = ", ".join(sheet.columns[name][first] for name in columns)
        name = stores.names[stores.of_order[row]]
        problem = f"store '{name}' stands at {there} on {sheet.line_of(first)}"
        sheet.note(row, columns, f"{problem}; a store keeps one position", "moved")
    if far and (least := _enough(away_m[far])):
        problem = (
            f"stores move by up to {away_m[far].max():.0f} m between rows; "
            f"store_tolerance_m = {least} in the mapping takes the middle of each"
        )
        sheet.note_column(columns, problem)
    return middles, float(np.nanmax(away_m, initial=0))


def _rows_by_store(stores: Stores) -> list[NDArray[np.intp]]:
    sequence = np.argsort(stores.of_order, kind="stable")
    counts = np.bincount(stores.of_order, minlength=len(stores.names))
    return np.split(sequence, np.cumsum(counts)[:-1])


def _known(points: Points) -> Points:
    known = points[np.isfinite(points).all(axis=1)]
    return known if len(known) else np.full((1, 2), np.nan)


def _enough(away_m: NDArray[np.float64]) -> int:
    """A tolerance that would do for all, if stores only jitter; else 0."""
    return next((least for least in (5, 20, 50, 100, 200) if away_m.max() <= least), 0)
