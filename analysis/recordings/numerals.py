"""Numbers as tables write them: digits, one decimal point or comma, nothing that is guessed."""

import math
import re
from collections.abc import Iterable

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,(\d+)", re.ASCII)
_THOUSANDS = 3  # digits after a comma that may as well group them


def number(cell: str) -> float:
    """The number that a cell writes; nan if it writes none."""
    return float(cell) if _NUMBER.fullmatch(cell) else math.nan


def with_point(cell: str) -> str:
    """A cell with a decimal comma, written with a point; any other as it is."""
    return cell.replace(",", ".") if _COMMA.fullmatch(cell) else cell


def comma_is_decimal(cells: Iterable[str]) -> bool | None:
    """Whether commas in cells of numbers stand before decimals; None: it cannot be told.

    A comma before three digits may group thousands, one before any other number of digits cannot.
    """
    decimals = [len(found[1]) for cell in cells if (found := _COMMA.fullmatch(cell))]
    if any(count != _THOUSANDS for count in decimals):
        return True
    return None if decimals else False
