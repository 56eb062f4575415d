"""A table as a workbook of Excel, whose text is text: nothing in it is a formula."""

import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

# What a sheet holds (Excel, Specifications and limits).
_MOST_ROWS, _MOST_SIGNS = 1_048_576, 32_767


class WorkbookError(ValueError):
    """What a workbook cannot hold."""


def as_workbook(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The bytes of a workbook of one sheet; None and NaN are empty cells.

    Raises
    ------
    WorkbookError
        There are too many rows, or a text holds what no cell does.
    """
    from openpyxl import Workbook  # an extra
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet()

    def cell(value: Any) -> Any:
        if isinstance(value, float) and not math.isfinite(value):
            return None if math.isnan(value) else str(value)
        if not isinstance(value, str):
            return value
        _check(value)
        made = WriteOnlyCell(sheet, value)
        made.data_type = "s"
        return made

    try:
        sheet.append([cell(name) for name in columns])
        for nth, row in enumerate(rows, start=2):
            if nth > _MOST_ROWS:
                raise WorkbookError(f"a sheet has at most {_MOST_ROWS} rows, with the header")
            sheet.append([cell(value) for value in row])
    finally:
        sheet.close()  # its file would complain at the end of the process
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _check(text: str) -> None:
    """Refuse what openpyxl would cut off, or fail at."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if len(text) > _MOST_SIGNS:
        raise WorkbookError(f"a cell holds at most {_MOST_SIGNS} signs, not {len(text)}")
    if ILLEGAL_CHARACTERS_RE.search(text):
        raise WorkbookError(f"no cell holds a control character, as in {text[:40]!r}")
