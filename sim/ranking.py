"""Ranking: which stores the app shows in each cell, and in what order.

    weight = popularity * exp(star weight * shown quality - km weight * distance)

Each cell's list is a race that store j finishes after E / weight, with E a standard exponential
draw of the cell's own for that store: the local taste. So each next rank goes to a store with
probability proportional to its weight (Plackett 1975). Without local taste the same few stores
would fill every list, and most stores would never be seen (measured: two thirds of 160).
"""

import math

import numpy as np
from numba import njit

from sim import luck
from sim.city import LOCAL_TASTE, CityPlan, Ints
from sim.schema import Rows

# Log-odds of the next rank in the list.
STAR_WEIGHT = 1.0
KM_WEIGHT = 0.3

_LOG_ODDS_PER_M = KM_WEIGHT / 1000.0


def rank_stores(city: CityPlan, stores: Rows, n_examined: int, radius_m: float) -> Ints:
    """Store rows as each cell's app shows them, best first, (n_cells, n_examined); -1: no more.

    Stores with some popularity within `radius_m`, straight, of the cell's centre; a tie goes to
    the earlier row.
    """
    by_cell = np.argsort(stores["cell"], kind="stable").astype(np.int32)
    first_of_cell = np.searchsorted(stores["cell"][by_cell], np.arange(city.n_cells + 1))
    weight = stores["popularity"] * np.exp(STAR_WEIGHT * stores["shown_quality"])
    shown = np.full((city.n_cells, n_examined), -1, np.int32)
    _draw(
        shown,
        np.full(shown.shape, math.inf),
        by_cell,
        first_of_cell,
        stores["x_m"][by_cell],
        stores["y_m"][by_cell],
        weight[by_cell],
        city.n_cells_x,
        city.cell_m,
        radius_m,
        city.seed,
    )
    return shown


@njit(cache=True)
def _draw(
    shown, finish, by_cell, first_of_cell, x_m, y_m, weight, n_cells_x, cell_m, radius_m, seed
):
    """Let stores race cell by cell.

    Stores are in the order of `by_cell`, where those of neighbouring cells of a row stand together:
    from first_of_cell[west end] to first_of_cell[east end + 1].

    Parameters
    ----------
    shown, finish : (n_cells, n_examined) int, float
        To be filled: rows of stores, -1 so far, and their times, inf so far.
    by_cell : (n_stores,) int
        Rows of stores in the order of their cells.
    first_of_cell : (n_cells + 1,) int
        Where the stores of each cell begin in that order.
    x_m, y_m, weight : (n_stores,) float
        Where they are, metres, and their weight at no distance.
    n_cells_x : int
        Cells of a row of the grid.
    cell_m, radius_m : float
        Width of a cell, and how far a store may be from its centre, metres.
    seed : int
        The city's.
    """
    n_cells = len(shown)
    n_cells_y = n_cells // n_cells_x
    reach = int(radius_m / cell_m) + 1
    for cell in range(n_cells):
        row, column = cell // n_cells_x, cell % n_cells_x
        centre_x, centre_y = (column + 0.5) * cell_m, (row + 0.5) * cell_m
        west, east = max(0, column - reach), min(n_cells_x - 1, column + reach)
        for other in range(max(0, row - reach), min(n_cells_y - 1, row + reach) + 1):
            first = first_of_cell[other * n_cells_x + west]
            end = first_of_cell[other * n_cells_x + east + 1]
            for i in range(first, end):
                dx, dy = x_m[i] - centre_x, y_m[i] - centre_y
                if weight[i] == 0.0 or dx * dx + dy * dy > radius_m * radius_m:
                    continue
                speed = weight[i] * math.exp(-_LOG_ODDS_PER_M * math.sqrt(dx * dx + dy * dy))
                draw = luck.luck(seed, luck.CITY, cell, LOCAL_TASTE, by_cell[i])
                # -log(u) >= 1 - u: most stores are out of the race before a logarithm is taken.
                if 1.0 - draw <= speed * finish[cell, -1]:
                    _insert(shown[cell], finish[cell], by_cell[i], -math.log(draw) / speed)


@njit(cache=True)
def _insert(shown, finish, store, time):
    """Put a store where its time belongs in a list, both (n_examined,); the last drops out."""
    rank = len(shown)
    while rank > 0 and (
        time < finish[rank - 1] or (time == finish[rank - 1] and store < shown[rank - 1])
    ):
        rank -= 1
    for i in range(len(shown) - 1, rank, -1):
        shown[i], finish[i] = shown[i - 1], finish[i - 1]
    if rank < len(shown):
        shown[rank], finish[rank] = store, time
