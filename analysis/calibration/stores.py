"""A table of stores beside recorded orders: where they stand, their cooks, and when they open."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimate import Floats
from analysis.calibration.quality import Finding
from analysis.own_city.stores import StoreTable, read_stores
from analysis.recordings.guesses import guessed
from analysis.recordings.numerals import plain_name
from analysis.recordings.sheet import Sheet
from sim.daytime import DAY_MIN

_AXES = {True: ("store_lat", "store_lon"), False: ("store_x_m", "store_y_m")}


class Stores:
    """What the table says, by the names of stores."""

    def __init__(self, file: Path) -> None:
        self.table: StoreTable = read_stores(file)
        self._row = {name: row for row, name in enumerate(self.table.names)}

    def joined(self, sheet: Sheet, columns: Mapping[str, str | None]) -> Sheet:
        """The orders with positions of their stores, where they name these and have none.

        `columns`: what a mapping says of the orders' columns, by role.
        """
        said = guessed(sheet.columns) | {role: name for role, name in columns.items() if name}
        placed = any(said.keys() & set(axes) for axes in _AXES.values())
        name = said.get("store")
        if placed or name not in sheet.columns:
            return sheet
        for axis, role in enumerate(_AXES[self.table.in_degrees]):
            cells = {each: f"{self.table.points[row, axis]:.7f}" for each, row in self._row.items()}
            named = map(plain_name, sheet.columns[name])
            sheet.columns[role] = tuple(cells.get(each, "") for each in named)
        return sheet

    def cooks(self, names: Sequence[str]) -> Floats:
        """How many cooks stores of such names have, (n_stores,); nan: unknown."""
        return self._known("n_cooks", names)

    def findings(self, names: Sequence[str], store: NDArray[np.int32], placed_min: Floats) -> (
        list[Finding]
    ):  # fmt: skip
        """Orders (n_orders,) of stores that the table lacks, and those placed while it was closed.

        `names`: of the stores on record, (n_stores,).
        """
        n_orders = len(store)
        listed = np.array([name in self._row for name in names])
        opens, closes = (self._known(of, names)[store] for of in ("open_min", "close_min"))
        after_opening = (placed_min - opens) % DAY_MIN
        closed = after_opening >= np.where(closes > opens, closes - opens, closes - opens + DAY_MIN)
        found = (
            ("unlisted", ~listed[store], n_orders),
            ("closed", closed, np.isfinite(opens).sum()),
        )
        return [Finding(kind, int(of.sum()), int(n), "kept") for kind, of, n in found if of.any()]

    def _known(self, what: str, names: Sequence[str]) -> Floats:
        values = self.table.known[what] or (None,) * len(self._row)
        told = [values[self._row[name]] if name in self._row else None for name in names]
        return np.array([np.nan if value is None else value for value in told], np.float64)
