"""The table of a city's shifts: who works from when to when, a row a courier or a row a shift."""

from pathlib import Path
from typing import Any

from analysis.own_city.cells import numbers, opened, times
from analysis.own_city.roles import Columns, columns_of
from analysis.recordings.sheet import Allowed, Sheet, raise_faults
from sim.daytime import DAY_MIN

_COUNT = Allowed("a whole number of couriers, 1 to 1000000", 1, 1_000_000, whole=True)
_MOST_SHIFTS = 1000  # as many as couriers.shifts may hold


def read_couriers(file: Path) -> tuple[Sheet, Columns, dict[str, Any]]:
    """The sheet, its columns, and `count` and `shifts` of the scenario's couriers.

    Raises
    ------
    RecordingError
        Names every fault with its line, column, value and what is allowed.
    """
    sheet = opened(file, "shifts")
    columns = columns_of(sheet, "couriers")
    for role in ("on", "off"):
        if role not in columns:
            sheet.note_header(f"no column '{role}'; the header has {sheet.header}")
    if not sheet.header_is_right:
        raise_faults(sheet)
    on, off = (times(sheet, columns[role]) for role in ("on", "off"))
    counts = numbers(sheet, columns.get("count"), _COUNT)
    if "courier" in columns and "count" not in columns:
        sheet.unique_names(columns["courier"], "the name of a courier, who has one shift a day")
    both = columns["on"], columns["off"]
    people: dict[tuple[float, float], int] = {}
    for row, (begin, end) in enumerate(zip(on, off, strict=True)):
        if begin is None or end is None:
            if not sheet.faulty_rows.get(row):
                sheet.note(row, both, "empty; must be times of day, such as 10:30")
            continue
        begin, end = begin % DAY_MIN, end % DAY_MIN
        if begin == end:
            sheet.note(row, both, "a shift must be shorter than a day")
        count = counts[row] if counts else 1
        if count is None and not sheet.faulty_rows.get(row):
            sheet.note(row, (columns["count"],), f"empty; must be {_COUNT.words}")
        people[begin, end] = people.get((begin, end), 0) + int(count or 0)
    if len(people) > _MOST_SHIFTS:
        sheet.note_column(both, f"{len(people)} different shifts; at most {_MOST_SHIFTS}")
    raise_faults(sheet)
    total = sum(people.values())
    shifts = [
        {"share": count / total, "start": _clock(begin), "end": _clock(end)}
        for (begin, end), count in sorted(people.items())
    ]
    return sheet, columns, {"count": total, "shifts": shifts}


def _clock(minute: float) -> str:
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}"
