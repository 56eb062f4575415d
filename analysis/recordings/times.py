"""Times of a table of orders: minutes or dates, to minutes from the first midnight."""

from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.columns import Layout
from analysis.recordings.gaps import MOST_DAYS, Period, date_of, periods, strays
from analysis.recordings.mapping import Mapping
from analysis.recordings.moments import Moments, Reading, read_column
from analysis.recordings.sheet import Allowed, Sheet, Way, is_absent
from analysis.recordings.time_forms import CLOCKS, DAYS, FORMS, MIDNIGHT, Form, form_named
from analysis.recordings.zones import (
    elapsed_min,
    in_recorded_zone,
    note_skipped,
    town_clock,
    zone_told,
)
from sim.daytime import DAY_MIN

LAST_MIN = MOST_DAYS * DAY_MIN - 1

_PLACED = Allowed(f"minutes from the first midnight, 0 to {LAST_MIN:.0f}", 0, LAST_MIN)
_READY = Allowed("minutes from the first midnight, 0 or more, or empty", 0, may_be_empty=True)
_DATE = "a date and time such as 2024-05-17 18:30"
_DAY = "a date such as 2024-05-17"
_CLOCK = "a time of day such as 18:30"
_LONGEST_READY_MIN = DAY_MIN
_NEXT_DAY_MIN = DAY_MIN / 2  # a clock so far behind is that of the next day


class Times(NamedTuple):
    """Minutes from the first midnight, (n_orders,) each."""

    placed_min: NDArray[np.float64]
    ready_min: NDArray[np.float64]  # nan: not recorded


class Calendar(NamedTuple):
    """The times of a table, and what its minute 0 is."""

    times: Times
    midnight: datetime | None  # None: the table has no dates
    form: str  # in words
    zone: str = ""  # by whose clocks, in words


def read_times(sheet: Sheet, layout: Layout, mapping: Mapping) -> Calendar:
    """When each order was placed and ready; notes what cannot be."""
    calendar = _dated(sheet, layout, mapping) if layout.has_dates else _counted(sheet, layout)
    placed = layout.named(layout.placed)
    _note_gaps(sheet, placed, calendar, mapping.longest_gap_days)
    if layout.ready:
        (ready,) = layout.named(layout.ready)
        note_ready_too_early(sheet, ready, placed[-1], calendar.times)
        late_min = calendar.times.ready_min - calendar.times.placed_min
        for row in np.flatnonzero(late_min > _LONGEST_READY_MIN).tolist():
            moment = " ".join(sheet.columns[name][row] for name in placed)
            problem = f"more than a day after the order was placed ({moment})"
            sheet.note(row, (ready,), problem, "contradiction")
    return calendar


def note_ready_too_early(sheet: Sheet, ready: str, placed: str, times: Times) -> None:
    """Note each order that was ready before it was placed."""
    for row in np.flatnonzero(times.ready_min < times.placed_min).tolist():
        moment = sheet.columns[placed][row]
        problem = f"before the order was placed ({placed} = {moment})"
        sheet.note(row, (ready,), problem, "contradiction")


def days_of(sheet: Sheet, layout: Layout, mapping: Mapping) -> list[datetime | None]:
    """The local date and time of each order; notes nothing."""
    scratch = sheet.only(range(sheet.n_rows))
    moments = in_recorded_zone(_placed(scratch, layout, mapping).moments, mapping.recorded_zone)
    return town_clock(
        scratch, layout.named(layout.placed)[0], moments, _zone(sheet, layout, mapping)
    )


def _counted(sheet: Sheet, layout: Layout) -> Calendar:
    (placed,) = layout.named(layout.placed)
    placed_min = sheet.numbers(placed, _PLACED)
    times = Times(placed_min, _ready_min(sheet, layout, len(placed_min)))
    return Calendar(times, None, "minutes from midnight")


def _dated(sheet: Sheet, layout: Layout, mapping: Mapping) -> Calendar:
    placed = _placed(sheet, layout, mapping)
    moments = in_recorded_zone(placed.moments, mapping.recorded_zone)
    column = layout.named(layout.placed)[0]
    clocks = _clocks(sheet, layout, mapping)
    note_skipped(sheet, layout.named(layout.placed)[-1], placed.moments, clocks)
    local = town_clock(sheet, column, moments, _zone(sheet, layout, mapping))
    _note_dates_alone(sheet, layout, placed.moments, local)
    zone = zone_told(moments, _zone(sheet, layout, mapping))
    midnight = _first_midnight(local, mapping.longest_gap_days)
    minute = timedelta(minutes=1)
    placed_min = np.array([(m - midnight) / minute if m else np.nan for m in local])
    form = placed.form
    if layout.ready == ("ready_at",):
        later = _later_at(sheet, layout.named(layout.ready)[0], mapping, clocks, placed)
    elif layout.ready == ("ready_time",):
        later = _later_clock(sheet, layout.named(layout.ready)[0], placed_min)
    else:
        times = Times(placed_min, _ready_min(sheet, layout, len(placed_min)))
        return _calendar(times, midnight, form, zone)
    return _calendar(Times(placed_min, placed_min + later), midnight, form, zone)


def _note_dates_alone(sheet: Sheet, layout: Layout, *several: Moments) -> None:
    """Note orders that are all placed at midnight, as written or in town: these are dates alone."""
    for moments in several:
        known = [moment for moment in moments if moment]
        if len(known) > 1 and all(moment.time() == MIDNIGHT.time() for moment in known):
            problem = f"all {len(known)} orders are placed at midnight: this says dates, no times"
            sheet.note_column(layout.named(layout.placed), problem)
            return


def _calendar(times: Times, midnight: datetime, form: Form | None, zone: str) -> Calendar:
    if form is None:
        return Calendar(times, midnight, "", zone)
    return Calendar(times, None if form.name == "clock" else midnight, form.words, zone)


def _zone(sheet: Sheet, layout: Layout, mapping: Mapping) -> str | None:
    """The zone of the town: as stated, else as the file notes it beside the column."""
    noted = sheet.zones.get(layout.named(layout.placed)[0])
    return mapping.zone or (noted if noted not in ("UTC", "Etc/UTC", "+00:00") else None)


def _clocks(sheet: Sheet, layout: Layout, mapping: Mapping) -> str | None:
    """The zone by whose clocks moments without an offset are written, if it is known."""
    return mapping.recorded_zone or _zone(sheet, layout, mapping)


def _placed(sheet: Sheet, layout: Layout, mapping: Mapping) -> Reading:
    """The moments at which orders were placed, of one column or of date and time apart."""
    if layout.placed == ("placed_at",):
        stated = form_named(mapping.dates) if mapping.dates else None
        (column,) = layout.named(layout.placed)
        return read_column(sheet, column, FORMS, _DATE, stated=stated)
    date, time = layout.named(layout.placed)
    stated = form_named(mapping.dates, DAYS) if mapping.dates else None
    days = read_column(sheet, date, DAYS, _DAY, stated=stated)
    clocks = read_column(sheet, time, CLOCKS, _CLOCK)
    both = zip(days.moments, clocks.moments, strict=True)
    moments = [day and clock and datetime.combine(day, clock.time()) for day, clock in both]
    return Reading(moments, days.form)


def later_min(
    sheet: Sheet, layout: Layout, mapping: Mapping, column: str, placed_min: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Minutes from placement to the moment in a column, (n_rows,); nan: none, or none that is one.

    The column writes moments as those of the placements are written, or times of day. Notes faults.
    """
    if not layout.has_dates:
        return sheet.numbers(column, _READY) - placed_min
    clocks = [cell for cell in sheet.columns[column] if not is_absent(cell)]
    if clocks and all(CLOCKS[0].read(cell) for cell in clocks):
        return _later_clock(sheet, column, placed_min)
    placed = _placed(sheet, layout, mapping)
    return _later_at(sheet, column, mapping, _clocks(sheet, layout, mapping), placed)


def _later_at(
    sheet: Sheet, column: str, mapping: Mapping, clocks: str | None, placed: Reading
) -> NDArray[np.float64]:
    """Minutes from placement to a moment, (n_orders,); they passed, whatever clocks did.

    `clocks`: the zone of moments without an offset, if it is known.
    """
    form = placed.form
    stated = form_named(mapping.dates) if mapping.dates and form and form.name != "clock" else None
    words = f"{_DATE}, or empty"
    read = read_column(sheet, column, FORMS, words, stated=stated, first=form, may_be_empty=True)
    note_skipped(sheet, column, read.moments, clocks)
    since, then = (in_recorded_zone(each.moments, clocks) for each in (placed, read))
    later = np.full(len(since), np.nan)
    for row, (before, after) in enumerate(zip(since, then, strict=True)):
        if before and after:
            passed = elapsed_min(before, after)
            if passed is None:
                problem = "must have an offset from UTC as the placement has"
                sheet.note(row, (column,), problem, "offset")
            else:
                later[row] = passed
    return later


def _later_clock(sheet: Sheet, column: str, placed_min: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same by a time of day: that of the day of the order, or of the next."""
    words = f"{_CLOCK}, or empty"
    clocks = read_column(sheet, column, CLOCKS, words, may_be_empty=True).moments
    of_day = np.array([m.hour * 60 + m.minute + m.second / 60 if m else np.nan for m in clocks])
    later = of_day - placed_min % DAY_MIN
    return np.where(later < -_NEXT_DAY_MIN, later + DAY_MIN, later)


def _ready_min(sheet: Sheet, layout: Layout, n_orders: int) -> NDArray[np.float64]:
    if layout.ready == ("ready_min",):
        (column,) = layout.named(layout.ready)
        return sheet.numbers(column, _READY)
    return np.full(n_orders, np.nan)


def _first_midnight(local: Moments, longest_gap: int) -> datetime:
    """The midnight before the first order that has not strayed."""
    known = [moment for moment in local if moment]
    days = np.array([moment.toordinal() for moment in known], np.float64)
    main = strays(periods(days, longest_gap))[0] if known else None
    kept = [known[row] for row in main.rows] if main else known
    first = min(kept, default=datetime.min)
    return first.replace(hour=0, minute=0, second=0, microsecond=0)


def _note_gaps(sheet: Sheet, columns: Way, calendar: Calendar, longest_gap: int) -> None:
    """Note orders that stand alone, days of nothing, and more days than a run can have."""
    placed_min = calendar.times.placed_min
    found = periods(np.floor(placed_min / DAY_MIN), longest_gap)
    if not found:
        return
    main, stray = strays(found)
    if main is None:
        said = "; ".join(
            f"{_told(period, calendar.midnight)} from {sheet.line_of(int(period.rows[0]))}"
            for period in found[:3]
        )
        problem = (
            f"orders stand in {len(found)} periods, more than {longest_gap} days apart ({said}); "
            "keep one by first_day and last_day, or allow more longest_gap_days, in the mapping"
        )
        sheet.note_column(columns, problem)
        return
    for period in stray:
        away = min(abs(period.first_day - main.last_day), abs(main.first_day - period.last_day))
        problem = f"{away} days away from the others ({_told(main, calendar.midnight)})"
        for row in period.rows.tolist():
            sheet.note(row, columns, problem, "stray")
    if calendar.midnight is None and main.first_day > longest_gap:
        problem = f"begins on day {main.first_day}, after as many days without an order"
        sheet.note_column(columns, f"{problem}; count minutes from the first midnight of orders")
    if main.last_day - max(main.first_day, 0) >= MOST_DAYS:
        n_days = main.last_day - main.first_day + 1
        sheet.note_column(columns, f"spans {n_days} days; at most {MOST_DAYS} can be replayed")


def _told(period: Period, midnight: datetime | None) -> str:
    """Such as "2024-05-17 to 2024-05-19, 300 orders"."""
    if midnight is None:
        days = [f"day {day}" for day in (period.first_day, period.last_day)]
    else:
        days = [date_of(day, midnight) for day in (period.first_day, period.last_day)]
    span = days[0] if days[0] == days[1] else " to ".join(days)
    n_orders = len(period.rows)
    return f"{span}, {n_orders} order{'s' if n_orders > 1 else ''}"
