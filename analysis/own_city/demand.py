"""The table of a city's demand: weights by zone and hour, and by weekday where it tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.own_city.cells import Known, chosen, numbers, opened
from analysis.own_city.roles import Columns, columns_of, hour_columns
from analysis.recordings.numerals import plain_name
from analysis.recordings.sheet import Allowed, Sheet, is_absent, raise_faults, shortened
from analysis.scenario_file.faults import did_you_mean

Floats = NDArray[np.float64]

N_HOURS, N_DAYS = 24, 7
_MOST_NAMED = 20  # zones, in one line
_HOUR = Allowed("an hour of the day, whole, 0 to 23", 0, 23, whole=True)
_WEIGHT = Allowed("a weight, 0 to 10^12", 0, 1e12)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS_ZH = "一二三四五六日"
_WEEKDAYS: dict[str, tuple[int, ...]] = {
    **{str(day): (day,) for day in range(N_DAYS)},
    **{name: (day,) for day, name in enumerate(_DAYS)},
    **{name[:3]: (day,) for day, name in enumerate(_DAYS)},
    **{f"{week}{day}": (nth,) for week in ("周", "星期") for nth, day in enumerate(_DAYS_ZH)},
    **dict.fromkeys(("weekday", "weekdays", "工作日"), (0, 1, 2, 3, 4)),
    **dict.fromkeys(("weekend", "weekends", "周末"), (5, 6)),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class DemandTable:
    """Weights as they were read, and how many of their cells no row tells."""

    sheet: Sheet
    columns: Columns
    weights: Floats  # (1 or 7, n_zones, 24)
    n_untold: int


def read_demand(file: Path, zones: Sequence[str]) -> DemandTable:
    """The demand of a file for zones of such names.

    Raises
    ------
    RecordingError
        Names every fault with its line, column, value and what is allowed.
    """
    sheet = opened(file, "demand")
    columns = columns_of(sheet, "demand")
    wide = hour_columns(sheet.columns)
    by_column = len(wide) == N_HOURS
    for role in ("zone",) if by_column else ("zone", "hour", "weight"):
        if role not in columns:
            sheet.note_header(f"no column '{role}'; the header has {sheet.header}")
    if not sheet.header_is_right:
        raise_faults(sheet)
    zone = _zones(sheet, columns["zone"], zones)
    days = _days(sheet, columns.get("weekday"))
    if by_column:
        columns = {role: name for role, name in columns.items() if role in ("zone", "weekday")}
        found = _weights(sheet, columns, zone, days, len(zones), list(wide.items()))
    else:
        hours = sheet.numbers(columns["hour"], _HOUR)
        found = _weights(sheet, columns, zone, days, len(zones), hours)
    raise_faults(sheet)
    n_untold = int(np.isnan(found).sum())
    weights = np.nan_to_num(found)
    _note_nothing(sheet, columns, weights, zones)
    raise_faults(sheet)
    return DemandTable(sheet, columns, weights, n_untold)


def _zones(sheet: Sheet, column: str, zones: Sequence[str]) -> list[int]:
    """The number of each row's zone; -1: there is none of that name."""
    known = {name: nth for nth, name in enumerate(zones)}
    names = list(map(plain_name, sheet.columns[column]))
    for row, name in enumerate(names):
        if name not in known:
            sheet.note(row, (column,), f"no such zone{_near(name, zones)}")
    return [known.get(name, -1) for name in names]


def _near(cell: str, zones: Sequence[str]) -> str:
    """What zones there are, the nearest first, as many as a line has room for."""
    shown = ", ".join(shortened(name) for name in zones[:_MOST_NAMED])
    more = f" and {len(zones) - _MOST_NAMED} more" if len(zones) > _MOST_NAMED else ""
    return f"{did_you_mean(cell, zones)}zones: {shown}{more}"


def _days(sheet: Sheet, column: str | None) -> list[tuple[int, ...]]:
    """The weekdays of each row; without a column the first of one row for all days."""
    if column is None:
        return [(0,)] * sheet.n_rows
    numbered = dict(zip(_WEEKDAYS, range(len(_WEEKDAYS)), strict=True))
    words = "a weekday, 0 Monday to 6 Sunday, or mon to sun, weekday or weekend"
    for row, cell in enumerate(sheet.columns[column]):
        if is_absent(cell):
            sheet.note(row, (column,), f"empty; must be {words}")
    told: Known = chosen(sheet, column, numbered, words)
    groups = list(_WEEKDAYS.values())
    return [() if nth is None else groups[int(nth)] for nth in told]


def _weights(
    sheet: Sheet,
    columns: Columns,
    zone: Sequence[int],
    days: Sequence[tuple[int, ...]],
    n_zones: int,
    hours: Floats | list[tuple[int, str]],
) -> Floats:
    """Weights (1 or 7, n_zones, 24), NaN where no row tells them; hours by row, or by column."""
    found = np.full((N_DAYS if "weekday" in columns else 1, n_zones, N_HOURS), np.nan)
    told: dict[tuple[int, int, int], int] = {}
    of_row: list[list[tuple[int, float | None]]]
    if isinstance(hours, list):
        values = {hour: numbers(sheet, column, _WEIGHT) for hour, column in hours}
        of_row = [[(hour, values[hour][row]) for hour in values] for row in range(sheet.n_rows)]
    else:
        weight = sheet.numbers(columns["weight"], _WEIGHT)
        of_row = [[(int(hour), float(value))] if np.isfinite(hour) else []
                  for hour, value in zip(hours, weight, strict=True)]  # fmt: skip
    for row, pairs in enumerate(of_row):
        for day in days[row] if zone[row] >= 0 else ():
            for hour, value in pairs:
                first = told.setdefault((day, zone[row], hour), row)
                if first != row:
                    problem = f"zone and hour stand on {sheet.line_of(first)} already"
                    sheet.note(row, tuple(columns[r] for r in columns if r != "weight"), problem)
                    break
                found[day, zone[row], hour] = np.nan if value is None else value
    return found


def _note_nothing(sheet: Sheet, columns: Columns, weights: Floats, zones: Sequence[str]) -> None:
    """Note a table that adds up to nothing, and zones and weekdays of which it says nothing."""
    if not weights.sum() > 0:
        sheet.note_column((columns.get("weight", columns["zone"]),), "weights add up to 0")
        return
    for day in np.flatnonzero(weights.sum(axis=(1, 2)) == 0).tolist():
        problem = f"{_DAYS[day].capitalize()} has no demand; give every weekday a row"
        sheet.note_column((columns["weekday"],), problem)
    nothing = np.flatnonzero(weights.sum(axis=(0, 2)) == 0).tolist()
    idle = [zones[zone] for zone in nothing]
    told = set(map(plain_name, sheet.columns[columns["zone"]]))
    missing = [name for name in idle if name not in told]
    if missing:
        problem = f"no row for {', '.join(missing[:5])}; a zone without demand has weight 0"
        sheet.note_column((columns["zone"],), problem)
