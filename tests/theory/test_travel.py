"""Ways through an even city against the geometry of a square, and the rules of riding."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.spatial import cKDTree

from sim.agents.population import draw_consumers, draw_stores
from sim.city import draw_city
from sim.flow.travel import distance_m, ride_min
from sim.simulation import alive
from tests.cities import ALIKE, Tree, scenario
from tests.theory.errors import estimate

SIDE_M = 4000.0
MEAN_STRAIGHT = 0.5214054  # of a square's side, between two random points (Ghosh 1951)
MEAN_ALONG = 2 / 3  # the same along the streets

EVEN: Tree = {
    "city": {
        "width_m": SIDE_M,
        "height_m": SIDE_M,
        "even_share": 1,
        "residents_per_building": 1,
    },
    "consumers": {"count": 2000},
    "stores": {"count": 2000},
}
SEEDS = range(8)


@cache
def even_points(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Homes and stores of an even city, both (2000, 2)."""
    even = scenario(ALIKE, EVEN)
    city = draw_city(even.city.model_copy(update={"seed": seed}), even.consumers.count)
    homes, stores = draw_consumers(even, city, seed), draw_stores(even, city)
    return (
        np.column_stack((homes["home_x_m"], homes["home_y_m"])),
        np.column_stack((stores["x_m"], stores["y_m"])),
    )


@cache  # nobody lives in it: rules are read, by one test after the other
def riding(**couriers: Any) -> Any:
    """A flow with the rules of riding: 300 metres a minute, no detour."""
    plain = {"count": 0, "speed_km_per_h": 18, "detour": 1}
    few = {"consumers": {"count": 1}, "stores": {"count": 1}, "couriers": plain | couriers}
    return alive(scenario(few)).flow


@pytest.mark.parametrize(
    ("metric", "mean"), [("euclidean", MEAN_STRAIGHT), ("manhattan", MEAN_ALONG)]
)
@pytest.mark.parametrize("detour", [1.0, 1.35])
def test_ways_are_as_long_as_between_random_points_of_a_square(metric, mean, detour):
    """Home i to store i: 0.521 sides straight, two thirds along the streets, times the detour."""
    rules = riding(metric=metric, detour=detour).world.travel[0]
    means = [
        np.mean([distance_m(rules, *a, *b) for a, b in zip(*even_points(seed), strict=True)])
        for seed in SEEDS
    ]
    measured = estimate(means)
    assert measured.agrees_with(detour * mean * SIDE_M), str(measured)


def test_the_nearest_store_is_half_a_root_of_the_area_each_has():
    """0.5 sqrt(area / stores) for homes far from the edge (Clark and Evans 1954)."""
    means = []
    for seed in SEEDS:
        homes, stores = even_points(seed)
        inner = homes[(np.abs(homes - SIDE_M / 2) < SIDE_M / 2 - 400).all(axis=1)]
        means.append(cKDTree(stores).query(inner)[0].mean())
    measured = estimate(means)
    assert measured.agrees_with(0.5 * SIDE_M / math.sqrt(2000)), str(measured)


@pytest.mark.parametrize(
    ("metres", "minutes"), [(0, 0), (1, 1), (299.9, 1), (300, 1), (300.1, 2), (900, 3), (901, 4)]
)
def test_whole_minutes_are_rounded_up_but_whole_ones_stay(metres, minutes):
    """As the benchmark's rules have it: a ride begun is a ride paid in full minutes."""
    assert ride_min(riding(whole_minutes=True).columns, 1.0, metres) == minutes


@pytest.mark.parametrize("minutes", range(1, 60))
def test_a_way_of_whole_minutes_stays_so_whatever_the_speed(minutes):
    """Rounding errors of metres and speeds do not cost a minute."""
    flow = riding(whole_minutes=True, speed_km_per_h=19.1)
    assert ride_min(flow.columns, 1.0, 19.1 * 1000 / 60 * minutes) == minutes


def test_a_faster_courier_rides_the_shorter():
    """Minutes are metres over the courier's own speed."""
    assert ride_min(riding().columns, 1.0, 450.0) == 1.5
    assert ride_min(riding().columns, 1.5, 450.0) == 1.0
