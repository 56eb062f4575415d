"""A first mapping of a table, guessed from its names and cells, to be corrected by its user."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from analysis.recordings.columns import DOOR, PLACED, STORE
from analysis.recordings.files import Stated, read_sheet
from analysis.recordings.guesses import guessed
from analysis.recordings.mapping import Mapping
from analysis.recordings.moments import read_column
from analysis.recordings.near_zone import near_zone
from analysis.recordings.numerals import comma_is_decimal, without_money
from analysis.recordings.sheet import Sheet, is_absent, quoted
from analysis.recordings.time_forms import CLOCKS, DAYS, FORMS

_TOLERANCES_M = (5, 20, 50, 100, 200)
_MOST_UNITS = 500  # a median basket below it is hardly one in cents
_M_PER_DEGREE = 111_195


@dataclass
class Draft:
    """A mapping as it is written, and a remark for each key that was guessed or is open."""

    values: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)  # keys that only the user can state
    left: dict[str, str] = field(default_factory=dict)  # columns by role, and why they are not read

    def mapping(self) -> Mapping:
        """The mapping that the draft comes to."""
        return Mapping.model_validate({**self.values, "columns": self.columns})

    def say(self, key: str, value: Any, remark: str) -> None:
        """State a key, and why."""
        self.values[key] = value
        self.remarks[key] = remark


def draft_of(
    path: Path, stated: dict[str, Any], joined: Callable[[Sheet], Sheet] | None = None
) -> Draft:
    """What can be guessed of a table; what options state is not guessed.

    `joined`: what another table adds to it.

    Raises
    ------
    RecordingError
        The file cannot be opened at all.
    """
    sheet = read_sheet(path, Stated(encoding=stated.get("encoding")))
    sheet = joined(sheet) if joined else sheet
    draft = Draft(columns=_columns(sheet))
    if sheet.encoding not in (None, "utf-8", "utf-16"):
        draft.say("encoding", sheet.encoding, "as it was found")
    _guess_decimal(sheet, draft)
    _guess_positions(sheet, draft)
    _guess_dates(sheet, draft, stated)
    _guess_money(sheet, draft)
    for key, value in stated.items():
        draft.say(key, value, "as it was stated")
        draft.open.pop(key, None)
    return draft


def _columns(sheet: Sheet) -> dict[str, str]:
    """The guessed columns, of each group one way, and only where it is complete."""
    found = guessed(sheet.columns)
    if "placed_date" in found and "placed_time" in found:
        found.pop("placed_at", None)
    else:
        for role in ("placed_date", "placed_time"):
            found.pop(role, None)
    for ways in (STORE, DOOR):
        whole = next((way for way in reversed(ways) if found.keys() >= set(way)), None)
        for role in {role for way in ways for role in way} - set(whole or ()):
            found.pop(role, None)
    # A column that already goes by its usual name needs no line.
    if not any(found.keys() >= set(way) for way in PLACED) and "placed_min" in sheet.columns:
        found["placed_min"] = "placed_min"
    if "ready_at" in found and _are_clocks(sheet, found["ready_at"]):
        found["ready_time"] = found.pop("ready_at")
    if "basket_cents" in sheet.columns:
        found.pop("basket", None)
    return found


def _are_clocks(sheet: Sheet, column: str) -> bool:
    cells = [cell for cell in sheet.columns[column] if not is_absent(cell)]
    return bool(cells) and all(CLOCKS[0].read(cell) for cell in cells)


def _numbers(sheet: Sheet, column: str) -> list[float]:
    bare = map(without_money, sheet.columns[column])
    return [value for value in map(sheet.number, bare) if value == value]


def _guess_decimal(sheet: Sheet, draft: Draft) -> None:
    numeric = [name for role, name in draft.columns.items() if role.endswith(("lat", "lon", "_m"))]
    cells = [cell for name in numeric for cell in sheet.columns[name]]
    decimal = comma_is_decimal(cells)
    if decimal is None:
        draft.say("decimal", ",", "guessed; commas may group thousands too")
        sheet.comma_is_decimal = True
        return
    if "basket" in draft.columns:
        cells += map(without_money, sheet.columns[draft.columns["basket"]])
        decimal = comma_is_decimal(cells)
        if decimal is None:
            draft.say("decimal", ".", "guessed; commas group thousands of money")
    sheet.comma_is_decimal = bool(decimal)


def _guess_positions(sheet: Sheet, draft: Draft) -> None:
    axes = [draft.columns.get(role) for role in STORE[1]]
    if axes[0] is None or axes[1] is None:
        return
    lat, lon = (_numbers(sheet, axis) for axis in axes if axis is not None)
    if not lat or not lon:
        return
    at = [float(np.median(values)) for values in (lat, lon)]
    scale = 1.0
    if max(map(abs, at)) > 180:
        small = abs(at[0]) <= 90e6 and abs(at[1]) <= 180e6
        scale, unit = (1e6, "degrees_e6") if small else (1e7, "degrees_e7")
        draft.say("positions", unit, "guessed from the size of the numbers")
    if abs(at[0]) <= 90 * scale and abs(at[1]) <= 180 * scale:
        zone = near_zone(at[0] / scale, at[1] / scale)
        if zone is not None:
            draft.open["zone"] = zone
    if "store" not in draft.columns:
        draft.say("stores", "by_position", "no column names the store")
    else:
        _guess_tolerance(sheet, draft, _M_PER_DEGREE / scale)


def _guess_tolerance(sheet: Sheet, draft: Draft, m_per_unit: float) -> None:
    """How far rows of a store lie from their middle, metres; longitudes as long as latitudes."""
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(sheet.columns[draft.columns["store"]]):
        rows.setdefault(name, []).append(row)
    farthest = 0.0
    for role in STORE[1]:
        cells = np.array([sheet.number(cell) for cell in sheet.columns[draft.columns[role]]])
        for mine in rows.values():
            known = cells[mine][np.isfinite(cells[mine])]
            if len(known):
                away = np.abs(known - np.median(known)).max() * m_per_unit
                farthest = max(farthest, float(away))
    least = next((least for least in _TOLERANCES_M if farthest * np.sqrt(2) <= least), None)
    if farthest > 0 and least is not None:
        remark = f"rows of a store differ by up to {farthest:.1f} m"
        draft.say("store_tolerance_m", least, remark)


def _guess_dates(sheet: Sheet, draft: Draft, stated: dict[str, Any]) -> None:
    zone = draft.open.pop("zone", None)
    if "placed_date" in draft.columns:
        column, forms = draft.columns["placed_date"], DAYS
    elif "placed_at" in draft.columns:
        column, forms = draft.columns["placed_at"], FORMS
    else:
        return
    scratch = sheet.only(range(sheet.n_rows))
    read = read_column(scratch, column, forms, "")
    whole = [
        form
        for form in forms
        if all(form.read(cell) for cell in sheet.columns[column] if not is_absent(cell))
    ]
    if read.form is None and len(whole) > 1:
        options = " or ".join(f'"{form.name}"' for form in whole)
        draft.open["dates"] = f'"{whole[0].name}" # {options}: the cells do not tell which'
    elif read.form is None and whole:
        draft.say("dates", whole[0].name, f"guessed: {whole[0].words}")
    moments = [moment for moment in read.moments if moment]
    offsets = {moment.utcoffset() for moment in moments}
    in_utc = offsets == {timedelta(0)} or (len(offsets) > 1 and None not in offsets)
    if in_utc and "zone" not in stated:
        draft.say("zone", zone or "UTC", "guessed from where the stores are; times are in UTC")


def _guess_money(sheet: Sheet, draft: Draft) -> None:
    column = draft.columns.get("basket")
    if column is None:
        return
    known = [value for value in _numbers(sheet, column) if value > 0]
    if not known:
        del draft.columns["basket"]
        filled = (row for row, cell in enumerate(sheet.columns[column]) if not is_absent(cell))
        if (row := next(filled, None)) is not None:
            shown = quoted(sheet.columns[column][row])
            draft.left["basket"] = (
                f"{column} is not read: {shown} on {sheet.line_of(row)} is no price"
            )
        return
    broken = any(value % 1 for value in known)
    median = float(np.median(known))
    units = broken or median < _MOST_UNITS
    remark = f"guessed from a median of {median:g}; units are 100 cents"
    draft.say("money", "units" if units else "cents", remark)
