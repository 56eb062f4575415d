"""The city: a grid of cells, its zones, where homes, offices and stores are dense, and its doors.

Drawn once a run from the scenario's city section, whose seed is the city's own: runs of other seeds
are other days of other people in the same city. Cells are numbered row by row from the south-west
corner; a zone is a block of whole cells.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from sim import luck
from sim.schema import Rows, Schema
from sim.settings.city import City
from sim.settings.town import Town

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

# What is drawn for a city, each with its own `nth`.
_HOME_CENTRES, _OFFICE_CENTRES, _STORE_CENTRES, _HOMES, _OFFICES, LOCAL_TASTE = range(6)

# Centres keep this share of the city's side away from its edges.
_MARGIN = 0.1
# Spread of office and store centres, relative to that of home centres.
_OFFICE_SPREAD = 0.5
_STORE_SPREAD = 0.5
# Share of the store centres that stand at an office or home centre.
_SHARED_CENTRES = 0.5

PLACE = Schema(
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
    ("cell", "i4", "grid cell"),
)


@dataclass(frozen=True, eq=False)
class CityPlan:
    """A city as drawn. Densities are shares of the city's homes, offices and stores."""

    seed: int
    cell_m: float
    n_cells_x: int
    n_cells_y: int
    n_zones_x: int
    n_zones_y: int
    cell_zone: Ints  # (n_cells,)
    home_density: Floats  # (n_cells,) sums to 1
    office_density: Floats  # (n_cells,) sums to 1
    store_density: Floats  # (n_cells,) sums to 1
    homes: Rows  # (n_homes,) PLACE, doors that residents share
    offices: Rows  # (n_offices,) PLACE, doors that workers share

    @property
    def n_cells(self) -> int:
        """Cells in the grid."""
        return self.n_cells_x * self.n_cells_y

    @property
    def n_zones(self) -> int:
        """Zones in the city."""
        return self.n_zones_x * self.n_zones_y

    def cell_of(self, x_m: ArrayLike, y_m: ArrayLike) -> Ints:
        """Cells of positions; outside the city, the nearest cell at its edge."""
        column = np.clip(np.asarray(x_m) / self.cell_m, 0, self.n_cells_x - 1).astype(np.int32)
        row = np.clip(np.asarray(y_m) / self.cell_m, 0, self.n_cells_y - 1).astype(np.int32)
        return np.asarray(row * np.int32(self.n_cells_x) + column)

    def zone_of(self, x_m: ArrayLike, y_m: ArrayLike) -> Ints:
        """Zones of positions; outside the city, the nearest zone."""
        return self.cell_zone[self.cell_of(x_m, y_m)]


@njit(cache=True)
def cell_at(x_m, y_m, cell_m, n_cells_x, n_cells_y):
    """Cell of one position; outside the city, the nearest cell at its edge.

    Parameters
    ----------
    x_m, y_m : float
        Metres east and north of the city's corner.
    cell_m : float
        Width of a cell, metres.
    n_cells_x, n_cells_y : int
        Cells along each side.
    """
    column = int(min(max(x_m / cell_m, 0.0), n_cells_x - 1.0))
    row = int(min(max(y_m / cell_m, 0.0), n_cells_y - 1.0))
    return row * n_cells_x + column


@njit(cache=True)
def zone_at(x_m, y_m, cell_m, n_cells_x, n_cells_y, cell_zone):
    """Zone of one position; outside the city, the nearest zone.

    Parameters
    ----------
    x_m, y_m, cell_m, n_cells_x, n_cells_y
        As in `cell_at`.
    cell_zone : (n_cells,) int
        The zone of each cell.
    """
    return cell_zone[cell_at(x_m, y_m, cell_m, n_cells_x, n_cells_y)]


def draw_city(section: City, n_consumers: int) -> CityPlan:
    """Draw the city of `section` with doors for `n_consumers`."""
    home_centres = _centres(section, section.n_home_centres, _HOME_CENTRES)
    office_centres = _centres(section, section.n_office_centres, _OFFICE_CENTRES)
    n_shared = int(_SHARED_CENTRES * section.n_store_centres)
    shared = np.concatenate((office_centres, home_centres))[:n_shared]
    own = _centres(section, section.n_store_centres - len(shared), _STORE_CENTRES)
    store_centres = np.concatenate((shared, own))

    home_density = _density(section, home_centres, section.spread_m)
    office_density = _density(section, office_centres, _OFFICE_SPREAD * section.spread_m)
    store_density = _density(section, store_centres, _STORE_SPREAD * section.spread_m)

    town = section.town
    if town is not None and town.zones:
        home_density = _in_zones(town, home_density, town.home_share)
        office_density = _in_zones(town, office_density, town.office_share)
        store_density = _in_zones(town, store_density, ())

    n_homes = math.ceil(n_consumers / section.residents_per_building)
    n_offices = math.ceil(n_consumers / section.workers_per_building)
    home_draws = luck.uniforms(section.seed, luck.CITY, n_homes, _HOMES)
    office_draws = luck.uniforms(section.seed, luck.CITY, n_offices, _OFFICES)

    edges_x, edges_y = _edges(section)
    zone_x, zone_y = _blocks(section, len(edges_x) - 1), _blocks(section, len(edges_y) - 1)
    n_zones_x, n_zones_y = int(zone_x[-1]) + 1, int(zone_y[-1]) + 1
    cell_zone = (zone_y[:, None] * np.int32(n_zones_x) + zone_x).ravel()
    if town is not None and town.zones:
        # Zones of any shape stand in one row; what is by zone has a number for each all the same.
        n_zones_x, n_zones_y = len(town.zones), 1
        cell_zone = np.array(town.cell_zone, np.int32)
    return CityPlan(
        seed=section.seed,
        cell_m=section.cell_m,
        n_cells_x=len(zone_x),
        n_cells_y=len(zone_y),
        n_zones_x=n_zones_x,
        n_zones_y=n_zones_y,
        cell_zone=cell_zone,
        home_density=home_density,
        office_density=office_density,
        store_density=store_density,
        homes=draw_places(section, home_density, home_draws),
        offices=draw_places(section, office_density, office_draws),
    )


def _in_zones(town: Town, density: Floats, zone_share: Sequence[float]) -> Floats:
    """A density (n_cells,) kept to the zones, of which each has its share, if that is known.

    Within a zone it stays as drawn; where nothing was drawn in a zone, it is even.
    """
    inside, zone = np.array(town.cell_share), np.array(town.cell_zone)
    drawn = density * inside
    of_zone = np.bincount(zone, drawn, len(town.zones))
    share = np.array(zone_share) if len(zone_share) else of_zone
    if not share.sum() > 0:
        share = np.bincount(zone, inside, len(town.zones))
    empty = (of_zone == 0)[zone]
    drawn = np.where(empty, inside, drawn)
    of_zone = np.bincount(zone, drawn, len(town.zones))
    kept = drawn * (share / share.sum() / of_zone)[zone]
    return np.asarray(kept)


def draw_places(section: City, density: Floats, draws: Floats) -> Rows:
    """Places (n,) by `density`: the first of the `draws` (n, 4) picks the cell, two the spot."""
    edges_x, edges_y = _edges(section)
    cumulated = np.cumsum(density)
    places = PLACE.empty(len(draws))
    places["cell"] = np.searchsorted(cumulated, draws[:, 0] * cumulated[-1], side="right")
    row, column = np.divmod(places["cell"], len(edges_x) - 1)
    places["x_m"] = edges_x[column] + draws[:, 1] * np.diff(edges_x)[column]
    places["y_m"] = edges_y[row] + draws[:, 2] * np.diff(edges_y)[row]
    return places


def _edges(section: City) -> tuple[Floats, Floats]:
    """Borders of the cells, east (n_cells_x + 1,) and north; the last cell may be narrower."""
    east = np.arange(math.ceil(section.width_m / section.cell_m)) * section.cell_m
    north = np.arange(math.ceil(section.height_m / section.cell_m)) * section.cell_m
    return np.append(east, section.width_m), np.append(north, section.height_m)


def _blocks(section: City, n_cells: int) -> Ints:
    """Zone's number along one side for each cell along it, (n_cells,)."""
    return np.arange(n_cells, dtype=np.int32) // np.int32(section.cells_per_zone)


def _centres(section: City, count: int, nth: int) -> Floats:
    """Centres (count, 3): x and y in metres, and a weight between 0.5 and 1.5."""
    draws = luck.uniforms(section.seed, luck.CITY, count, nth)
    inner = _MARGIN + (1 - 2 * _MARGIN) * draws
    return np.column_stack(
        (section.width_m * inner[:, 0], section.height_m * inner[:, 1], 0.5 + draws[:, 2])
    )


def _density(section: City, centres: Floats, spread_m: float) -> Floats:
    """Share of each cell, (n_cells,): a normal hill at each centre, on even ground.

    A hill's mass in a cell is exact: two differences of its distribution function, multiplied.
    """
    from scipy.special import ndtr  # slow to import, and whoever reads a scenario draws no city

    edges_x, edges_y = _edges(section)
    x_m, y_m, weight = centres.T
    mass_x = np.diff(ndtr((edges_x - x_m[:, None]) / spread_m))  # (n_centres, n_cells_x)
    mass_y = np.diff(ndtr((edges_y - y_m[:, None]) / spread_m))  # (n_centres, n_cells_y)
    # Not a matrix product, whose order of summation may depend on the number of threads.
    hills = np.einsum("cy,cx->yx", mass_y, weight[:, None] * mass_x)
    ground = np.outer(np.diff(edges_y), np.diff(edges_x))
    even = section.even_share
    density: Floats = (1 - even) * hills / hills.sum() + even * ground / ground.sum()
    return density.ravel()
