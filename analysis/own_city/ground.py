"""The ground of a city of one's own: its positions in metres from a corner, and its cells.

Degrees are projected as those of recorded orders are (`analysis.recordings.places.projected`), so
that both lie on one map. A cell belongs to the zone that has most of it, or to the nearest.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.places import Points, projected
from sim.recording import MARGIN_M

Floats = NDArray[np.float64]

MOST_CELLS = 10_000
_CELL_SIDES_M = (20.0, 50.0, 100.0, 200.0, 250.0, 500.0, 1000.0, 2000.0, 2500.0, 5000.0)


@dataclass(frozen=True, eq=False)
class Ground:
    """Where a city's corner is, how large it is, and how wide its cells are, metres."""

    middle: Floats | None  # degrees of latitude and longitude; None: positions are metres
    corner_m: Floats  # (2,) of its south-west, in metres from the middle, or as they are
    width_m: float
    height_m: float
    cell_m: float

    @property
    def n_cells_x(self) -> int:
        """Cells from west to east."""
        return math.ceil(self.width_m / self.cell_m)

    @property
    def n_cells_y(self) -> int:
        """Cells from south to north."""
        return math.ceil(self.height_m / self.cell_m)

    def placed(self, points: Points) -> Points:
        """Points (n, 2), degrees of latitude and longitude or metres, in metres from the corner."""
        in_metres = points if self.middle is None else projected(points, self.middle)
        return in_metres - self.corner_m

    def shape(self, shape: Any) -> Any:
        """A polygon, (longitude, latitude) or metres, in metres from the corner."""
        from shapely import transform

        order = slice(None) if self.middle is None else slice(None, None, -1)
        return transform(shape, lambda points: self.placed(points[:, order]))


def ground_of(groups: Sequence[Points], *, in_degrees: bool, cell_m: float) -> Ground:
    """The ground that holds all points of several groups (n, 2), with a margin around them.

    Cells are of `cell_m`, or of the next round width of which there are not too many.
    """
    points = np.concatenate(groups)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2 if in_degrees else None
    in_metres = points if middle is None else projected(points, middle)
    corner = np.floor(in_metres.min(axis=0)) - MARGIN_M
    side = np.ceil(in_metres.max(axis=0)) + MARGIN_M - corner
    sizes = (cell_m, *(each for each in _CELL_SIDES_M if each > cell_m))
    n_cells = [np.ceil(side / each) for each in sizes]
    chosen = next((nth for nth, n in enumerate(n_cells) if n.prod() <= MOST_CELLS), -1)
    width_m, height_m = n_cells[chosen] * sizes[chosen]
    return Ground(middle, corner, float(width_m), float(height_m), sizes[chosen])


def cells_of(ground: Ground, shapes: Sequence[Any]) -> tuple[NDArray[np.int64], Floats]:
    """The zone of each cell, and the share of the cell that lies in it, both (n_cells,)."""
    import shapely

    column, row = np.meshgrid(np.arange(ground.n_cells_x), np.arange(ground.n_cells_y))
    west, south = column.ravel() * ground.cell_m, row.ravel() * ground.cell_m
    boxes = shapely.box(west, south, west + ground.cell_m, south + ground.cell_m)
    area_m2 = np.zeros((len(shapes), len(boxes)))
    zone, cell = shapely.STRtree(boxes).query(shapes, predicate="intersects")
    whole = np.asarray(shapes, dtype=object)
    area_m2[zone, cell] = shapely.area(shapely.intersection(whole[zone], boxes[cell]))
    best = area_m2.argmax(axis=0)
    share = np.minimum(area_m2.max(axis=0) / ground.cell_m**2, 1.0)
    outside = np.flatnonzero(share == 0)
    middles = shapely.points(west[outside] + ground.cell_m / 2, south[outside] + ground.cell_m / 2)
    _, nearest = shapely.STRtree(shapes).query_nearest(middles, all_matches=False)
    best[outside] = nearest
    return best, share
