"""Baskets in whole cents, from cents or from units of 100 cents; never one taken for the other."""

import re

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.columns import Layout
from analysis.recordings.mapping import Mapping
from analysis.recordings.numerals import with_point, without_money
from analysis.recordings.sheet import Allowed, Sheet, is_absent, quoted
from sim.settings.bounds import MOST_CENTS

_CENTS = Allowed(
    f"whole cents, 0 to {MOST_CENTS}, or empty", 0, MOST_CENTS, whole=True, may_be_empty=True
)
_UNITS = Allowed(
    f"units of 100 cents, 0 to {MOST_CENTS // 100}, or empty",
    0,
    MOST_CENTS / 100,
    may_be_empty=True,
)
# Programs write whole numbers beside empty cells as 3400.0; people write prices as 34.00.
_PRICE = re.compile(r"[+-]?\d*\.(?!0$)\d+")
_LEAST_MEDIAN_CENTS = 200  # of baskets whose unit nobody has stated
_MOST_MEDIAN_CENTS = 2_000_000


def basket_cents(sheet: Sheet, layout: Layout, mapping: Mapping) -> NDArray[np.int64]:
    """The food's price of each order, (n_orders,); 0 where it is not known."""
    if layout.basket is None:
        return np.zeros(sheet.n_rows, np.int64)
    (column,) = layout.named((layout.basket,))
    if mapping.money == "units":
        units = sheet.numbers(column, _UNITS, money=True)
        return np.rint(np.nan_to_num(units) * 100).astype(np.int64)
    if mapping.money is None and _note_prices(sheet, column):
        return np.zeros(sheet.n_rows, np.int64)
    cents = sheet.numbers(column, _CENTS, money=True)
    if mapping.money is None:
        _note_absurd(sheet, column, cents)
    return np.nan_to_num(cents).astype(np.int64)


def _note_prices(sheet: Sheet, column: str) -> bool:
    """Note that cells have decimals or a currency, as prices in units have, and cents have not."""
    prices = [
        row
        for row, cell in enumerate(sheet.columns[column])
        if not is_absent(cell) and _is_price(sheet, cell)
    ]
    if not prices:
        return False
    shown, where = quoted(sheet.columns[column][prices[0]]), sheet.line_of(prices[0])
    sheet.note_column(
        (column,),
        f"must be whole cents, but {shown} on {where} is a price; "
        "if these are units of 100 cents, such as yuan, say --money units",
    )
    return True


def _is_price(sheet: Sheet, cell: str) -> bool:
    bare = without_money(cell)
    pointed = with_point(bare, sheet.comma_is_decimal)
    return bool(_PRICE.fullmatch(pointed)) or bare != cell


def _note_absurd(sheet: Sheet, column: str, cents: NDArray[np.float64]) -> None:
    """Note a median basket that is hardly one in cents, or one in cents of cents."""
    known = cents[cents > 0]
    median = float(np.median(known)) if len(known) else float("nan")
    if median < _LEAST_MEDIAN_CENTS:
        problem = f"half of the baskets are below ¥{median / 100:.2f}"
        options = "--money units if these are units of 100 cents, or --money cents"
        sheet.note_column((column,), f"{problem}; say {options}")
    elif median > _MOST_MEDIAN_CENTS:
        problem = f"half of the baskets are above ¥{median / 100:.0f}"
        sheet.note_column((column,), f"{problem}; say --money cents if these are cents")
