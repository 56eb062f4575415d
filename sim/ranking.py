"""Ranking: which stores the app shows in each cell, and in what order.

    weight = popularity * exp(star weight * shown quality - km weight * distance)

Each cell's list is a race that store j finishes after E / weight, with E a standard exponential
draw of the cell's own for that store: the local taste. So each next rank goes to a store with
probability proportional to its weight (Plackett 1975). Without local taste the same few stores
would fill every list, and most stores would never be seen (measured: two thirds of 160).

Where stores deliver less far for a while, a list is the beginning of the same race among those who
are left: whoever no longer delivers to the cell makes room for the next.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.city import LOCAL_TASTE, CityPlan, Ints
from sim.schema import Rows

# Log-odds of the next rank in the list.
STAR_WEIGHT = 1.0
KM_WEIGHT = 0.3

_LOG_ODDS_PER_M = KM_WEIGHT / 1000.0


class _Field(NamedTuple):
    """Who races, and where: stores in the order of their cells, of a city's grid.

    Those of neighbouring cells of a row stand together: from first_of_cell[west end] to
    first_of_cell[east end + 1].
    """

    store: Ints  # (n_stores,) rows of the table
    first_of_cell: NDArray[np.int64]  # (n_cells + 1,) where the stores of each cell begin
    x_m: NDArray[np.float64]  # (n_stores,)
    y_m: NDArray[np.float64]  # (n_stores,)
    weight: NDArray[np.float64]  # (n_stores,) at no distance
    n_cells: int
    n_cells_x: int
    cell_m: float
    radius_m: float  # how far a store may be from a cell's centre
    seed: int  # the city's


class _Near(NamedTuple):
    """Who races in a cell, (n_stores,) of which the beginning counts."""

    store: NDArray[np.int64]  # row of the table
    at: NDArray[np.int64]  # position in the field
    weight: NDArray[np.float64]  # at no distance
    away: NDArray[np.float64]  # square of metres from the cell's centre; of who entered, log-odds
    draw: NDArray[np.float64]
    pace: NDArray[np.float64]  # at least the speed
    earliest: NDArray[np.float64]  # at most the time


def _field(city: CityPlan, stores: Rows, radius_m: float) -> _Field:
    by_cell = np.argsort(stores["cell"], kind="stable").astype(np.int32)
    first_of_cell = np.searchsorted(stores["cell"][by_cell], np.arange(city.n_cells + 1))
    weight = stores["popularity"] * np.exp(STAR_WEIGHT * stores["shown_quality"])
    return _Field(
        by_cell,
        first_of_cell.astype(np.int64),
        stores["x_m"][by_cell],
        stores["y_m"][by_cell],
        weight[by_cell],
        city.n_cells,
        city.n_cells_x,
        float(city.cell_m),
        float(radius_m),
        city.seed,
    )


def rank_stores(city: CityPlan, stores: Rows, n_examined: int, radius_m: float) -> Ints:
    """Store rows as each cell's app shows them, best first, (n_cells, n_examined); -1: no more.

    Stores with some popularity within `radius_m`, straight, of the cell's centre; a tie goes to
    the earlier row.
    """
    shown = np.full((city.n_cells, n_examined), -1, np.int32)
    _draw(shown, _field(city, stores, radius_m))
    return shown


@dataclass(frozen=True, eq=False)
class Races:
    """All stores in reach of each cell, in the order of the race that its list is drawn by."""

    field: _Field
    ranked: Ints  # (n_pairs,) their positions in the field, cell after cell
    first: NDArray[np.int64]  # (n_cells + 1,) where each cell's begin

    @classmethod
    def of(cls, city: CityPlan, stores: Rows, radius_m: float) -> "Races":
        """The races among the stores within `radius_m`, straight, of each cell's centre."""
        field = _field(city, stores, radius_m)
        return cls(field, *_all_ranked(field))

    def within(self, reach_m: NDArray[np.float64], n_listed: int, *, others: bool) -> Ints:
        """Lists of the stores that reach a cell, each store so far, (n_stores,), as `rank_stores`.

        With `others` each list has as many places more, (n_cells, 2 * n_listed): who would have
        place k if all delivered as far as ever, and does not reach the cell, has n_listed + k; -1
        between them. There a rival sells, who has the store on a list of its own.
        """
        n_places = n_listed * (2 if others else 1)
        shown = np.full((self.field.n_cells, n_places), -1, np.int32)
        _fill(shown, n_listed, self.field, self.ranked, self.first, reach_m)
        return shown


@njit(cache=True, forceinline=True)
def centre_m(cell, n_cells_x, cell_m):
    """Where the centre of a cell is, metres, of a grid with so many cells in a row."""
    return (cell % n_cells_x + 0.5) * cell_m, (cell // n_cells_x + 0.5) * cell_m


@njit(cache=True, error_model="numpy")
def _draw(shown, field):
    """Let stores race cell by cell.

    Parameters
    ----------
    shown : (n_cells, n_examined) int
        To be filled: rows of stores, -1 so far.
    field : _Field
        Who races.
    """
    n_stores, n_examined = len(field.store), shown.shape[1]
    near = _room(n_stores)
    store, finish = np.empty(n_stores, np.int64), np.empty(n_stores)
    for cell in range(len(shown)):
        n = _near(near, field, cell)
        n_wanted = min(n, n_examined)
        if n_wanted == 0:
            continue
        _enter(near, n, field, cell)
        # Until then four standard deviations more finish than are wanted, at such a pace: only of
        # these, nearly always enough, the time is worth a logarithm and an exponential.
        until = (n_examined + 4.0 * math.sqrt(n_examined) + 4.0) / near.pace[:n].sum()
        n_in = 0
        while n_in < n_wanted:
            n_in = 0
            for nth in range(n):
                if near.earliest[nth] <= until:
                    time = _time(near, nth)
                    if time <= until:
                        store[n_in], finish[n_in] = near.store[nth], time
                        n_in += 1
            until *= 2.0
        order = _in_order(finish[:n_in], store)
        for rank in range(n_wanted):
            shown[cell, rank] = store[order[rank]]


@njit(cache=True)
def _in_order(finish, store):
    """Who is first, who second, by their times; of equal ones the earlier row comes first.

    In gaps that get smaller (Shell 1959, gaps of Knuth 1973), which compiles in an instant.
    """
    order = np.arange(len(finish))
    gap = 1
    while gap < len(order) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for last in range(gap, len(order)):
            one, rank = order[last], last
            while rank >= gap:
                before = order[rank - gap]
                if (finish[before], store[before]) <= (finish[one], store[one]):
                    break
                order[rank] = before
                rank -= gap
            order[rank] = one
        gap //= 3
    return order


@njit(cache=True)
def _room(n_stores):
    """Room for all who may race in a cell."""
    return _Near(
        np.empty(n_stores, np.int64),
        np.empty(n_stores, np.int64),
        np.empty(n_stores),
        np.empty(n_stores),
        np.empty(n_stores),
        np.empty(n_stores),
        np.empty(n_stores),
    )


@njit(cache=True)
def _near(near, field, cell):
    """Look who races in a cell, and how many do.

    Parameters
    ----------
    near : _Near
        Whose beginning is filled.
    field : _Field
        Who may race.
    cell : int
        Where.
    """
    radius_m, n_cells_x = field.radius_m, field.n_cells_x
    reach, n_cells_y = int(radius_m / field.cell_m) + 1, field.n_cells // n_cells_x
    row, column = cell // n_cells_x, cell % n_cells_x
    centre_x, centre_y = centre_m(cell, n_cells_x, field.cell_m)
    west, east = max(0, column - reach), min(n_cells_x - 1, column + reach)
    n = 0
    for other in range(max(0, row - reach), min(n_cells_y - 1, row + reach) + 1):
        first = field.first_of_cell[other * n_cells_x + west]
        end = field.first_of_cell[other * n_cells_x + east + 1]
        for i in range(first, end):
            dx, dy = field.x_m[i] - centre_x, field.y_m[i] - centre_y
            if field.weight[i] == 0.0 or dx * dx + dy * dy > radius_m * radius_m:
                continue
            near.at[n], near.store[n], near.weight[n] = i, field.store[i], field.weight[i]
            near.away[n] = dx * dx + dy * dy
            n += 1
    return n


@njit(cache=True, error_model="numpy")
def _enter(near, n, field, cell):
    """Draw for those near, of whom there are n, and how soon each can finish.

    Off columns and without looks for zeros, so that it is done for several at once.
    """
    for nth in range(n):
        draw = luck.luck(field.seed, luck.CITY, cell, LOCAL_TASTE, near.store[nth])
        away = _LOG_ODDS_PER_M * math.sqrt(near.away[nth])
        # exp(x) >= 1 + x + x^2 / 2, and -log(u) >= 1 - u; a millionth is more than any rounding.
        pace = near.weight[nth] / (1.0 + away + 0.5 * away * away)
        near.draw[nth], near.away[nth], near.pace[nth] = draw, away, pace
        near.earliest[nth] = 0.999999 * (1.0 - draw) / pace


@njit(cache=True, forceinline=True)
def _time(near, nth):
    """When one of those near finishes."""
    return -math.log(near.draw[nth]) / (near.weight[nth] * math.exp(-near.away[nth]))


@njit(cache=True)
def _all_ranked(field):
    """Positions of all in reach in the order of each cell's race, and where each cell's begin."""
    near = _room(len(field.store))
    first = np.zeros(field.n_cells + 1, np.int64)
    for cell in range(field.n_cells):
        first[cell + 1] = first[cell] + _near(near, field, cell)
    ranked = np.empty(first[-1], np.int32)
    for cell in range(field.n_cells):
        n = _near(near, field, cell)
        _enter(near, n, field, cell)
        finish = np.array([_time(near, nth) for nth in range(n)])
        order = _in_order(finish, near.store)
        ranked[first[cell] : first[cell + 1]] = near.at[order]
    return ranked, first


@njit(cache=True)
def _fill(shown, n_listed, field, ranked, first, reach_m):
    """Write the lists of who reaches each cell, and who else was listed; see `Races.within`.

    Parameters
    ----------
    shown : (n_cells, n_listed or 2 * n_listed) int
        To be filled, -1 so far.
    n_listed : int
        Places of a list.
    field, ranked, first
        See `Races`.
    reach_m : (n_stores,) float
        How far each store may be from a cell's centre, metres, by its row.
    """
    for cell in range(len(shown)):
        centre_x, centre_y = centre_m(cell, field.n_cells_x, field.cell_m)
        n = 0
        for k in range(first[cell + 1] - first[cell]):
            i = ranked[first[cell] + k]
            store = field.store[i]
            dx, dy = field.x_m[i] - centre_x, field.y_m[i] - centre_y
            if dx * dx + dy * dy <= reach_m[store] * reach_m[store]:
                if n < n_listed:
                    shown[cell, n] = store
                    n += 1
            elif n_listed + k < shown.shape[1]:
                shown[cell, n_listed + k] = store
