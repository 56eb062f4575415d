"""The table of a city's stores: where they are, and what else is known of them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.own_city.cells import Known, chosen, flags, numbers, opened, times
from analysis.own_city.roles import Columns, columns_of
from analysis.recordings.places import Points, read_points
from analysis.recordings.sheet import Allowed, Sheet, is_absent, raise_faults
from sim.daytime import DAY_MIN
from sim.settings.bounds import MOST_CENTS

KINDS = {"meal": 0, "retail": 1, "service": 2, "餐饮": 0, "零售": 1, "服务": 2}
_MOST_DEGREES = 180  # a longitude; in units of 10^-6 it is at most 180 million
_MOST_E6 = _MOST_DEGREES * 10**6

_COOKS = Allowed("whole, 1 to 100000, or empty", 1, 100_000, whole=True)
_PREPARATION = Allowed(f"minutes, 0.1 to {DAY_MIN:.0f}, or empty", 0.1, DAY_MIN)
_BASKET = Allowed(
    f"units of 100 cents, 0.01 to {MOST_CENTS // 100}, or empty", 0.01, MOST_CENTS / 100
)
_BASKET_CENTS = Allowed(f"cents, 1 to {MOST_CENTS}, or empty", 1, MOST_CENTS)
_RATING = Allowed("stars, 1 to 5, or empty", 1, 5)
_ORDERS = Allowed("orders a day, 0.001 to 10000000, or empty", 0.001, 1e7)


@dataclass(frozen=True, eq=False)
class StoreTable:
    """Stores as they were read: positions in degrees of latitude and longitude, or in metres."""

    sheet: Sheet
    columns: Columns
    names: tuple[str, ...]
    points: Points  # (n_stores, 2)
    in_degrees: bool
    known: dict[str, Known]  # by the names of `sim.settings.town.TownStores`


def read_stores(file: Path) -> StoreTable:
    """The stores of a file.

    Raises
    ------
    RecordingError
        Names every fault with its line, column, value and what is allowed.
    """
    sheet = opened(file, "stores")
    columns = columns_of(sheet, "stores")
    in_degrees = "lat" in columns and "lon" in columns
    in_metres = "x_m" in columns and "y_m" in columns
    if "name" not in columns:
        sheet.note_header(f"no column 'name'; the header has {sheet.header}")
    if in_degrees and in_metres:
        sheet.note_header("'lat', 'lon' and 'x_m', 'y_m' say the same; keep one")
    elif not (in_degrees or in_metres):
        sheet.note_header(f"no columns 'lat', 'lon' or 'x_m', 'y_m'; the header has {sheet.header}")
    if not sheet.header_is_right:
        raise_faults(sheet)
    axes = ("lat", "lon") if in_degrees else ("x_m", "y_m")
    at = tuple(columns[axis] for axis in axes)
    points = read_points(sheet, at, _unit(sheet, at) if in_degrees else "metres")
    names = sheet.unique_names(columns["name"], "the name of a store, each once")
    known = _known(sheet, columns)
    _note_never_open(sheet, columns, known)
    raise_faults(sheet)
    return StoreTable(sheet, columns, names, points, in_degrees, known)


def _known(sheet: Sheet, columns: Columns) -> dict[str, Known]:
    get = columns.get
    basket = numbers(sheet, get("basket"), _BASKET)
    cents = numbers(sheet, get("basket_cents"), _BASKET_CENTS)
    return {
        "open_min": times(sheet, get("opens")),
        "close_min": times(sheet, get("closes")),
        "n_cooks": numbers(sheet, get("cooks"), _COOKS),
        "preparation_min": numbers(sheet, get("preparation_min"), _PREPARATION),
        "basket_cents": cents or tuple(value and value * 100 for value in basket),
        "rating": numbers(sheet, get("rating"), _RATING),
        "orders_per_day": numbers(sheet, get("orders_per_day"), _ORDERS),
        "on_app": flags(sheet, get("on_app")),
        "kind": chosen(sheet, get("kind"), KINDS, "meal, retail or service, or empty"),
    }


def _note_never_open(sheet: Sheet, columns: Columns, known: dict[str, Known]) -> None:
    """Note stores that close the minute they open; hours may pass midnight."""
    opens, closes = known["open_min"], known["close_min"]
    if bool(opens) != bool(closes):
        one, other = ("opens", "closes") if opens else ("closes", "opens")
        sheet.note_header(f"a column '{one}' needs a column '{other}'")
        return
    both = tuple(columns[role] for role in ("opens", "closes") if role in columns)
    for row, (begin, end) in enumerate(zip(opens, closes, strict=True)):
        if sum(is_absent(sheet.columns[name][row]) for name in both) == 1:
            sheet.note(row, both, "one of the two is empty; give both, or neither")
        elif begin is not None and begin == end:
            sheet.note(row, both, "closes when it opens; open all day is 00:00 to 24:00")


def _unit(sheet: Sheet, columns: tuple[str, ...]) -> str:
    """Degrees, or whole numbers of 10^-6 or 10^-7 of them, by their size."""
    values = [abs(sheet.number(cell)) for name in columns for cell in sheet.columns[name]]
    finite = [value for value in values if np.isfinite(value)]
    middle = float(np.median(finite)) if finite else 0.0
    if middle <= 10 * _MOST_DEGREES:  # more is a mistake in degrees, and is told as one
        return "degrees"
    return "degrees_e6" if middle <= _MOST_E6 else "degrees_e7"
