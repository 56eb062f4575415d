"""Points by square: each is met in one ring, wherever the search begins and whoever has moved."""

from itertools import chain

import numpy as np
import pytest

from sim.policies.dispatch.index import (
    add,
    around,
    city_index,
    in_ring,
    index_of,
    least_way_m,
    n_rings,
    square_of,
    take_away,
)
from sim.schema import Schema
from tests.sim.worlds import Town

POINT = Schema(("x_m", "f8", "metres east"), ("y_m", "f8", "metres north"))


def scattered(n_points):
    points = POINT.empty(n_points)
    draw = np.random.default_rng(n_points)
    points["x_m"], points["y_m"] = draw.uniform(0, 3000, n_points), draw.uniform(0, 900, n_points)
    return points


def met(found, x_m, y_m, n_points):
    """The points of each ring around a position."""
    rows = np.empty(n_points, np.int32)
    middle = square_of(found, x_m, y_m)
    return [rows[: in_ring(found, middle, ring, rows)].tolist() for ring in range(n_rings(found))]


@pytest.mark.parametrize("n_points", [1, 5, 200])
@pytest.mark.parametrize(("x_m", "y_m"), [(0, 0), (1500, 450), (9000, -50)])
def test_every_point_is_met_once(n_points, x_m, y_m):
    found = index_of(scattered(n_points))
    assert sorted(chain(*met(found, x_m, y_m, n_points))) == list(range(n_points))


def test_no_point_is_nearer_than_its_ring_says():
    points = scattered(200)
    found = index_of(points)
    travel = Town().world.travel[0]
    for ring, rows in enumerate(met(found, 1500, 450, 200)):
        away_m = np.hypot(points["x_m"][rows] - 1500, points["y_m"][rows] - 450) * travel.detour
        assert (away_m >= least_way_m(travel, found, ring)).all()


def test_a_point_that_moves_is_met_where_it_is_now():
    points = scattered(50)
    found = index_of(points)
    take_away(found, 7, points["x_m"][7], points["y_m"][7])
    assert 7 not in chain(*met(found, 0, 0, 50))
    add(found, 7, 0.0, 0.0)
    around = met(found, 0, 0, 50)
    assert 7 in around[0]
    assert sorted(chain(*around)) == list(range(50))


def test_around_a_square_are_its_points_and_those_of_its_neighbours():
    """Line by line from the south-west, in each square the latest first; a border cuts it short."""
    town = Town({"city": {"width_m": 3000, "height_m": 3000, "zone_m": 1000}})
    found = city_index(town.columns, 1000.0, 9)
    for row in range(9):
        add(found, row, 500.0 + 1000 * (row % 3), 500.0 + 1000 * (row // 3))
    rows = np.empty(9, np.int32)

    def met_around(x_m, y_m):
        return rows[: around(found, square_of(found, x_m, y_m), rows)].tolist()

    assert met_around(1500, 1500) == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    assert met_around(0, 2999) == [3, 4, 6, 7]
