"""What contracts of several families ask: numbers, by zone or one, and rows."""

import math
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.flow.requests import MOVE
from sim.policies.family import Faults
from sim.schema import Rows, Schema

if TYPE_CHECKING:
    from sim.policies.view import MarketView

MOVE_ROWS = "sim.flow.requests.MOVE, (n_moves,)"

# Ten times what a setting may be, since a surge multiplies it.
MOST_CENTS = 1e9
MOST_MIN = 527_040.0  # a year
MOST_KM = 1e4


def column(name: str, values: Any, kinds: str, shape: tuple[int, ...], view: Any) -> Faults:
    """An array of its own of a shape, whose type is one of these kinds of NumPy's."""
    what = "truth values" if kinds == "b" else "numbers"
    if type(values) is not np.ndarray:
        yield f"{name} must be a NumPy array of {what}, not {kind_of(values)}"
    elif values.dtype.kind not in kinds:
        yield f"{name} must hold {what}, not {values.dtype}"
    elif values.shape != shape:
        yield f"{name} must have the shape {_shape(shape)}, not {_shape(values.shape)}"
    elif shows_market(values, view):
        yield f"{name} is a column of the market itself, which changes; return a .copy() of it"


def by_zone(name: str, values: Any, view: "MarketView", most: float) -> Faults:
    """One finite number from 0 to the most for each zone."""
    faults = list(column(name, values, "iuf", (view.n_zones,), view))
    if faults:
        yield from (f"{fault} (one for each zone)" for fault in faults)
        return
    wrong = np.flatnonzero(~((values >= 0) & (values <= most)))
    if len(wrong):
        zone = int(wrong[0])
        yield (
            f"{name} must hold numbers from 0 to {most:g} in every zone, not {values[zone]:g} "
            f"as in zone {zone}"
        )


def number(name: str, value: Any, most: float = MOST_CENTS) -> Faults:
    """One finite number from 0 to the most."""
    real = type(value) in (int, float) or isinstance(value, (np.integer, np.floating))
    if not real or not 0 <= value <= most:
        told = _text(value) if real else kind_of(value)
        yield f"{name} must be a number from 0 to {most:g}, not {told}"


def rows(name: str, found: Any, schema: Schema, meaning: str) -> Faults:
    """Rows of a schema."""
    if type(found) is np.ndarray and found.dtype is schema.dtype and found.ndim == 1:
        return
    if type(found) not in (np.ndarray, np.recarray):
        yield f"{name} must be rows of {meaning}, not {kind_of(found)}"
    elif found.ndim != 1 or found.dtype != schema.dtype:
        yield f"{name} must be rows of {meaning}, not another array"


def moves(wanted: Rows, view: "MarketView") -> Faults:
    """Moves of idle couriers, each once, to places in the city."""
    faults = list(rows("its moves", wanted, MOVE, MOVE_ROWS))
    if faults or len(wanted) == 0:
        yield from faults
        return
    courier, city = wanted["courier"], view.city
    if not ((courier >= 0) & (courier < len(view.couriers))).all():
        yield "moves a courier who does not exist"
    elif not view.idle[courier].all():
        yield "moves a courier who is not idle"
    if len(np.unique(courier)) < len(courier):
        yield "moves a courier twice"
    for name, cells in (("x_m", city.n_cells_x), ("y_m", city.n_cells_y)):
        if not ((wanted[name] >= 0) & (wanted[name] <= cells * city.cell_m)).all():
            yield f"{name} must lie in the city, from 0 to {cells * city.cell_m:g}"


def kind_of(value: Any) -> str:
    """What a value is, in messages."""
    if isinstance(value, np.ndarray):
        return f"{type(value).__name__} of shape {_shape(value.shape)}"
    return "None" if value is None else type(value).__name__


def shows_market(array: np.ndarray, view: Any) -> bool:
    """Whether an array is a window on the market's own columns, and no copy."""
    if array.base is None or not is_dataclass(view):
        return False
    columns = (getattr(view, field.name) for field in fields(view))
    return any(
        isinstance(column, np.ndarray) and np.may_share_memory(array, column) for column in columns
    )


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _text(value: Any) -> str:
    """A number as text, also a whole one that is too long for it."""
    if isinstance(value, int) and abs(value) > 10**20:
        return f"about 1e{math.floor(math.log10(abs(value)))}"
    return f"{value:g}"
