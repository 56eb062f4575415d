"""Numbers as tables write them: digits, one decimal point or comma, nothing that is guessed."""

import math
import re
from collections.abc import Iterable

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,(\d+)", re.ASCII)
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
# What can be nothing else: groups of thousands, and decimals or a second group behind them.
_COMMAS_GROUP = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*|,\d{3})", re.ASCII)
_POINT = re.compile(r"[+-]?\d+\.(\d+)", re.ASCII)
_POINTS_GROUP = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+", re.ASCII)
_THOUSANDS = 3  # digits after a comma that may as well group them
# A number of many digits as a spreadsheet shows it: 4.01E+17, of which the last are lost.
_CUT_OFF = re.compile(r"\d(?:[.,]\d{1,5})?E\+\d{2}", re.IGNORECASE | re.ASCII)
_WHOLE_FLOAT = re.compile(r"\d+\.0", re.ASCII)
_MONEY_BEFORE = re.compile(r"([+-]?)\s*(?:[¥￥]|RMB|CNY)\s*", re.IGNORECASE)
_MONEY_BEHIND = re.compile(r"\s*(?:元|RMB|CNY)$", re.IGNORECASE)


def number(cell: str) -> float:
    """The number that a cell writes; nan if it writes none."""
    return float(cell) if _NUMBER.fullmatch(cell) else math.nan


def with_point(cell: str, comma_is_decimal: bool | None) -> str:
    """A cell with a decimal comma or groups of thousands, with a point alone; others as they are.

    Commas that are not decimal group thousands; where it is not known what they do, no cell with
    one is a number.
    """
    if comma_is_decimal is None:
        return cell
    if not comma_is_decimal:
        return cell.replace(",", "") if _GROUPS.fullmatch(cell) else cell
    if _POINTS_GROUP.fullmatch(cell):
        cell = cell.replace(".", "")
    return cell.replace(",", ".") if _COMMA.fullmatch(cell) else cell


def comma_is_decimal(cells: Iterable[str]) -> bool | None:
    """Whether commas in cells of numbers stand before decimals; None: it cannot be told.

    A comma before three digits may group thousands, one before any other number of digits cannot;
    one before which points group them is decimal. It groups them where a point or another group
    stands behind it, or where other cells have decimals behind a point.
    """
    known = list(cells)
    decimals = [len(found[1]) for cell in known if (found := _COMMA.fullmatch(cell))]
    if any(count != _THOUSANDS for count in decimals) or any(map(_POINTS_GROUP.fullmatch, known)):
        return True
    if not decimals or any(map(_COMMAS_GROUP.fullmatch, known)):
        return False
    behind_points = [len(found[1]) for cell in known if (found := _POINT.fullmatch(cell))]
    return False if any(count != _THOUSANDS for count in behind_points) else None


def is_cut_off(cell: str) -> bool:
    """Whether a spreadsheet has cut off digits of what was a number or a name of many."""
    return bool(_CUT_OFF.fullmatch(cell))


def plain_name(cell: str) -> str:
    """A name; a number that a program wrote as 12.0, as beside empty cells, is the name 12."""
    return cell.partition(".")[0] if _WHOLE_FLOAT.fullmatch(cell) else cell


def without_money(cell: str) -> str:
    """A cell without the sign of its currency: ¥34.00, 34元."""
    return _MONEY_BEHIND.sub("", _MONEY_BEFORE.sub(r"\1", cell, count=1) if cell else cell)
