"""Distances and riding times, by hand."""

import pytest

from sim.flow.travel import distance_m, ride_min
from tests.sim.worlds import Town


def riding(**couriers):
    return Town({"couriers": couriers})


@pytest.mark.parametrize(
    ("rules", "metres"),
    [
        ({"metric": "euclidean", "detour": 1}, 500),
        ({"metric": "manhattan", "detour": 1}, 700),
        ({"metric": "euclidean", "detour": 1.4}, 700),
        ({"metric": "manhattan", "detour": 2}, 1400),
    ],
)
def test_a_way_is_straight_or_along_the_grid_times_the_detour(rules, metres):
    rules = riding(**rules).world.travel[0]
    assert distance_m(rules, 100.0, 200.0, 400.0, 600.0) == pytest.approx(metres)
    assert distance_m(rules, 400.0, 600.0, 100.0, 200.0) == pytest.approx(metres)


def test_riding_takes_distance_over_speed():
    """12 km/h are 200 m a minute; a courier half as fast again needs two thirds of the time."""
    town = riding(speed_km_per_h=12)
    assert town.call(ride_min, 1.0, 900.0) == pytest.approx(4.5)
    assert town.call(ride_min, 1.5, 900.0) == pytest.approx(3)


@pytest.mark.parametrize(("metres", "minutes"), [(0, 0), (1, 1), (300, 3), (301, 4)])
def test_whole_minutes_round_up_and_leave_whole_ones_alone(metres, minutes):
    town = riding(speed_km_per_h=6, whole_minutes=True)
    assert town.call(ride_min, 1.0, float(metres)) == minutes


def test_rounding_noise_does_not_cost_a_minute():
    """At 320 m a minute (19.2 km/h), k * 320 m are k minutes even where floats say a bit more."""
    town = riding(speed_km_per_h=19.2, whole_minutes=True)
    assert [town.call(ride_min, 1.0, 320.0 * k) for k in range(200)] == list(range(200))
