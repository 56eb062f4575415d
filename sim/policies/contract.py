"""What contracts of several families ask: numbers, by zone or one, and moves."""

import math
from typing import Any

import numpy as np

from sim.agents.courier import Doing
from sim.flow.moves import MOVE
from sim.policies.family import Faults
from sim.policies.view import MarketView
from sim.schema import Rows

MOVE_ROWS = "sim.flow.moves.MOVE, (n_moves,)"


def by_zone(name: str, values: Any, view: MarketView) -> Faults:
    """One finite number of 0 or more for each zone."""
    if getattr(values, "shape", None) != (view.n_zones,):
        yield f"{name} must hold one number for each zone, (n_zones,)"
    elif not (np.isfinite(values) & (values >= 0)).all():
        yield f"{name} must hold numbers of 0 or more in every zone"


def number(name: str, value: Any, most: float = math.inf) -> Faults:
    """One finite number from 0 to the most."""
    real = isinstance(value, (int, float, np.integer, np.floating))
    if not real or not math.isfinite(value) or not 0 <= value <= most:
        span = "of 0 or more" if most == math.inf else f"from 0 to {most:g}"
        yield f"{name} must be a number {span}, not {value!r}"


def moves(wanted: Rows, view: MarketView) -> Faults:
    """Moves of idle couriers, each once, to places in the city."""
    if wanted.ndim != 1 or wanted.dtype != MOVE.dtype:
        yield f"must return rows of {MOVE_ROWS}, not another array"
        return
    courier, city = wanted["courier"], view.city
    if not ((courier >= 0) & (courier < len(view.couriers))).all():
        yield "moves a courier who does not exist"
    elif (view.couriers["doing"][courier] != Doing.IDLE).any():
        yield "moves a courier who is not idle"
    if len(np.unique(courier)) < len(courier):
        yield "moves a courier twice"
    for name, cells in (("x_m", city.n_cells_x), ("y_m", city.n_cells_y)):
        if not ((wanted[name] >= 0) & (wanted[name] <= cells * city.cell_m)).all():
            yield f"{name} must lie in the city, from 0 to {cells * city.cell_m:g}"
