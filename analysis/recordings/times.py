"""Times of a table of orders: minutes or dates, to minutes from the first midnight."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.columns import Layout
from analysis.recordings.sheet import Allowed, Sheet
from sim.daytime import DAY_MIN

MOST_DAYS = 366
LAST_MIN = MOST_DAYS * DAY_MIN - 1

_PLACED = Allowed(f"minutes from the first midnight, 0 to {LAST_MIN:.0f}", 0, LAST_MIN)
_READY = Allowed("minutes from the first midnight, 0 or more, or empty", 0, may_be_empty=True)
_DATE = "a date and time such as 2024-05-17 18:30"
_LONGEST_DATE = len("2024-05-17")  # without a time, which would pass for midnight


class Times(NamedTuple):
    """Minutes from the first midnight, (n_orders,) each."""

    placed_min: NDArray[np.float64]
    ready_min: NDArray[np.float64]  # nan: not recorded


def read_times(sheet: Sheet, layout: Layout) -> Times:
    """When each order was placed and ready; notes what cannot be."""
    times = _dated(sheet, layout) if layout.has_dates else _counted(sheet, layout)
    if layout.ready:
        note_ready_too_early(sheet, layout.ready, layout.placed, times)
    return times


def note_ready_too_early(sheet: Sheet, ready: str, placed: str, times: Times) -> None:
    """Note each order that was ready before it was placed."""
    for row in np.flatnonzero(times.ready_min < times.placed_min).tolist():
        moment = sheet.columns[placed][row]
        sheet.note(row, (ready,), f"before the order was placed ({placed} = {moment})")


def _counted(sheet: Sheet, layout: Layout) -> Times:
    placed_min = sheet.numbers(layout.placed, _PLACED)
    return Times(placed_min, _ready_min(sheet, layout, len(placed_min)))


def _dated(sheet: Sheet, layout: Layout) -> Times:
    placed = _moments(sheet, layout.placed, _DATE)
    offset = next((moment.utcoffset() for moment in placed if moment), None)
    known = _wall_clock(sheet, layout.placed, placed, offset)
    first = min((moment for moment in known if moment), default=datetime.min)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    placed_min = _minutes(known, midnight)
    for row in np.flatnonzero(placed_min > LAST_MIN).tolist():
        problem = f"more than {MOST_DAYS} days after the first order ({first})"
        sheet.note(row, (layout.placed,), problem)
    if layout.ready != "ready_at":
        return Times(placed_min, _ready_min(sheet, layout, len(placed_min)))
    ready = _moments(sheet, layout.ready, f"{_DATE}, or empty", may_be_empty=True)
    known = _wall_clock(sheet, layout.ready, ready, offset)
    return Times(placed_min, _minutes(known, midnight))


def _ready_min(sheet: Sheet, layout: Layout, n_orders: int) -> NDArray[np.float64]:
    if layout.ready == "ready_min":
        return sheet.numbers("ready_min", _READY)
    return np.full(n_orders, np.nan)


def _moments(
    sheet: Sheet, column: str, words: str, *, may_be_empty: bool = False
) -> list[datetime | None]:
    """A column of dates; None where a cell is empty or wrong."""
    moments = []
    for row, cell in enumerate(sheet.columns[column]):
        moment = _moment(cell)
        if moment is None and not (may_be_empty and not cell):
            sheet.note(
                row, (column,), f"{'not a date and time' if cell else 'empty'}; must be {words}"
            )
        moments.append(moment)
    return moments


def _moment(cell: str) -> datetime | None:
    try:
        return datetime.fromisoformat(cell) if len(cell) > _LONGEST_DATE else None
    except ValueError:
        return None


def _wall_clock(
    sheet: Sheet, column: str, moments: Sequence[datetime | None], offset: timedelta | None
) -> list[datetime | None]:
    """The moments as clocks in town show them: all must have the same offset from UTC."""
    for row, moment in enumerate(moments):
        if moment and moment.utcoffset() != offset:
            sheet.note(row, (column,), "has another offset from UTC than the first order placed")
    return [moment and moment.replace(tzinfo=None) for moment in moments]


def _minutes(moments: Sequence[datetime | None], midnight: datetime) -> NDArray[np.float64]:
    minute = timedelta(minutes=1)
    return np.array([(moment - midnight) / minute if moment else np.nan for moment in moments])
