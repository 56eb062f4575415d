"""A column of times: the one form that reads it, and the moments that it says."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from analysis.recordings.numerals import is_cut_off
from analysis.recordings.sheet import CUT_OFF, Sheet, is_absent, quoted
from analysis.recordings.time_forms import Form, says_half

Moments = list[datetime | None]

_LAST_OF_HALF = 12  # hours
_ZERO = re.compile(r"0+(?:\.0*)?")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u3000": " ", "\u2009": " "})


class Reading(NamedTuple):
    """The moments of a column, None where a cell is empty or wrong, and the form that read them."""

    moments: Moments
    form: Form | None


def read_column(
    sheet: Sheet,
    column: str,
    forms: Sequence[Form],
    words: str,
    *,
    stated: Form | None = None,
    first: Form | None = None,
    may_be_empty: bool = False,
) -> Reading:
    """The moments of a column.

    Parameters
    ----------
    sheet
        Where faults are noted.
    column
        Its name.
    forms
        Forms to choose from.
    words
        What a cell must be, for messages.
    stated
        The form that the user says it is; no other is tried.
    first
        A form that is preferred, if it reads all cells.
    may_be_empty
        Whether a cell may say nothing.
    """
    cells = [cell.translate(_SPACES) for cell in sheet.columns[column]]
    if may_be_empty:  # many programs write 0 for no time
        cells = ["" if _ZERO.fullmatch(cell) else cell for cell in cells]
    filled = [row for row, cell in enumerate(cells) if not is_absent(cell)]
    found = _chosen(sheet, column, [stated] if stated else forms, cells, filled, first)
    form, moments = found if found else (None, None)
    if moments is None:
        return Reading([None] * len(cells), None)
    for row, cell in enumerate(cells):
        if is_absent(cell) and not may_be_empty:
            sheet.note(row, (column,), f"empty; must be {words}")
        elif not is_absent(cell) and moments[row] is None:
            sheet.note(row, (column,), f"{_why(cell, form, forms)}; must be {words}")
    _note_half_unknown(sheet, column, cells, moments)
    return Reading(moments, form)


def _note_half_unknown(
    sheet: Sheet, column: str, cells: Sequence[str], moments: Sequence[datetime | None]
) -> None:
    """Note hours of 1 to 12 that say no half of the day, in a column in which others do."""
    halved = next((row for row, cell in enumerate(cells) if moments[row] and says_half(cell)), None)
    if halved is None:
        return
    shown = f"{quoted(sheet.columns[column][halved])} on {sheet.line_of(halved)}"
    for row, (cell, moment) in enumerate(zip(cells, moments, strict=True)):
        if moment and 1 <= moment.hour <= _LAST_OF_HALF and not says_half(cell):
            problem = f"says no half of the day, but {shown} does; must say AM or PM too"
            sheet.note(row, (column,), problem)


def _chosen(
    sheet: Sheet,
    column: str,
    forms: Sequence[Form],
    cells: Sequence[str],
    filled: Sequence[int],
    first: Form | None,
) -> tuple[Form, Moments] | None:
    """The form that reads the column, and what it reads; None where a fault of all is noted."""
    read = [(form, [form.read(cell) for cell in cells]) for form in forms]
    read = [(form, moments) for form, moments in read if any(moments)]
    if not read:
        return (forms[0], [None] * len(cells))
    known = [row for row in filled if any(moments[row] for _, moments in read)]
    whole = [(form, moments) for form, moments in read if all(moments[row] for row in known)]
    preferred = [each for each in whole if first is not None and each[0].name == first.name]
    if preferred:
        return preferred[0]
    best = max(whole or read, key=lambda each: sum(map(bool, each[1])))
    for other in whole if whole else read:
        at = _first_difference(best[1], other[1])
        if at is not None:
            _note_two_ways(sheet, column, (best, other), at, both_read_all=bool(whole))
            return None
    if best[0].needs_saying and len(forms) > 1:
        shown = quoted(next(cells[row] for row in filled if best[1][row]))
        name = f'"{best[0].name}"' if " " in best[0].name else best[0].name
        problem = f"{shown} looks like {best[0].words}; if it is, say --dates {name}"
        sheet.note_column((column,), problem)
        return None
    return best


def _first_difference(one: Moments, other: Moments) -> int | None:
    pairs = enumerate(zip(one, other, strict=True))
    return next((row for row, (a, b) in pairs if a and b and a != b), None)


def _note_two_ways(
    sheet: Sheet,
    column: str,
    two: Sequence[tuple[Form, Moments]],
    row: int,
    *,
    both_read_all: bool,
) -> None:
    cell, where = quoted(sheet.columns[column][row]), sheet.line_of(row)
    means = " or ".join(_day(moments[row]) for _, moments in two)
    options = " or ".join(f"--dates {form.name}" for form, _ in two)
    if both_read_all:
        problem = f"{cell} on {where} can be {means}; say {options}"
    else:
        only = []
        for form, moments in two:
            other = next(m for f, m in two if f is not form)
            alone = next((r for r, m in enumerate(moments) if m and not other[r]), None)
            if alone is not None:
                written = quoted(sheet.columns[column][alone])
                only.append(f"{sheet.line_of(alone)} ({written}) only {form.words}")
        problem = f"is written in two ways: {' and '.join(only)}; write all the same way"
        if len(only) < len(two):
            problem = f"{cell} on {where} can be {means}; say {options}"
    sheet.note_column((column,), problem)


def _day(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%B %Y}" if moment else ""


def _why(cell: str, form: Form | None, forms: Sequence[Form]) -> str:
    if is_cut_off(cell):
        return CUT_OFF
    others = [each.words for each in forms if form and each.name != form.name and each.read(cell)]
    if others and form:
        return f"is written as {others[0]}, the others as {form.words}"
    return "not a date and time" if form is None or form.name != "clock" else "not a time of day"
