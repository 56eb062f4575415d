"""The city: cells, zones, densities and doors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import luck
from sim.city import cell_at, draw_city, draw_places, zone_at
from sim.settings import City

UNEVEN = City(width_m=450, height_m=310, cell_m=100, zone_m=200)


def city_of(n_consumers=2000, seed=0, **section):
    section = {"seed": seed, "width_m": 4000, "height_m": 4000, **section}
    return draw_city(City(**section), n_consumers)


def test_cells_are_numbered_row_by_row_from_the_south_west():
    city = city_of(width_m=1000, height_m=500)
    assert (city.n_cells_x, city.n_cells_y, city.n_cells) == (10, 5, 50)
    x_m, y_m = [0, 250, 999, 250, 999], [0, 0, 0, 130, 499]
    assert city.cell_of(x_m, y_m).tolist() == [0, 2, 9, 12, 49]


def test_zones_are_blocks_of_whole_cells():
    city = draw_city(UNEVEN, 10)
    assert (city.n_zones_x, city.n_zones_y, city.n_zones) == (3, 2, 6)
    assert city.cell_zone.reshape(4, 5).tolist() == [
        [0, 0, 1, 1, 2],
        [0, 0, 1, 1, 2],
        [3, 3, 4, 4, 5],
        [3, 3, 4, 4, 5],
    ]
    assert city.zone_of([50, 449, 250], [50, 50, 309]).tolist() == [0, 2, 4]


def test_a_zone_smaller_than_a_cell_is_a_cell():
    city = city_of(width_m=2000, height_m=2000, cell_m=1000, zone_m=300)
    assert city.cell_zone.tolist() == [0, 1, 2, 3]


def test_a_city_of_one_cell_has_one_zone_and_all_its_doors():
    city = city_of(width_m=100, height_m=100, cell_m=100)
    assert (city.n_cells, city.n_zones) == (1, 1)
    assert set(city.homes["cell"]) == set(city.offices["cell"]) == {0}


@settings(deadline=None)  # the first call compiles
@given(x_m=st.floats(-1e6, 1e6), y_m=st.floats(-1e6, 1e6))
def test_compiled_lookups_agree_with_those_of_the_plan(x_m, y_m):
    city = draw_city(UNEVEN, 10)
    grid = (city.cell_m, city.n_cells_x, city.n_cells_y)
    assert cell_at(x_m, y_m, *grid) == city.cell_of(x_m, y_m)
    assert zone_at(x_m, y_m, *grid, city.cell_zone) == city.zone_of(x_m, y_m)


@pytest.mark.parametrize("outside", [(-10, 155), (-1e5, 155)])
def test_a_position_outside_counts_to_the_nearest_cell(outside):
    assert draw_city(UNEVEN, 10).cell_of(*outside) == 5


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("map_", ["home_density", "office_density", "store_density"])
def test_a_density_is_positive_and_adds_up_to_one(map_, seed):
    density = getattr(city_of(seed=seed), map_)
    assert density.shape == (40 * 40,)
    assert density.min() > 0
    assert density.sum() == pytest.approx(1)


def test_an_even_city_is_as_dense_everywhere():
    city = draw_city(UNEVEN.model_copy(update={"even_share": 1.0}), 10)
    area_m2 = np.outer([100, 100, 100, 10], [100, 100, 100, 100, 50]).ravel()
    assert city.home_density == pytest.approx(area_m2 / (450 * 310))


@pytest.mark.parametrize("seed", range(5))
def test_a_centre_spreads_as_far_as_the_scenario_says(seed):
    city = city_of(seed=seed, n_home_centres=1, even_share=0, spread_m=90, cell_m=50)
    middle_m = (np.arange(80) + 0.5) * 50
    along_x = city.home_density.reshape(80, 80).sum(axis=0)
    mean_m = along_x @ middle_m
    # A histogram's variance is that of the distribution plus a twelfth of the bin's square.
    assert along_x @ (middle_m - mean_m) ** 2 == pytest.approx(90**2 + 50**2 / 12, rel=1e-3)


def test_offices_stand_closer_together_than_homes():
    city = city_of(n_home_centres=1, n_office_centres=1, even_share=0)
    assert city.office_density.max() > 2 * city.home_density.max()


@pytest.mark.parametrize(("n_store_centres", "shared"), [(1, False), (2, True)])
def test_half_of_the_store_centres_stand_at_offices_or_homes(n_store_centres, shared):
    city = city_of(
        n_home_centres=1,
        n_office_centres=1,
        n_store_centres=n_store_centres,
        even_share=0,
        spread_m=5,
    )
    assert (city.store_density @ city.office_density > 0.1) == shared


def test_doors_are_shared_by_as_many_as_the_scenario_says():
    city = city_of(n_consumers=2001, residents_per_building=40, workers_per_building=150)
    assert (len(city.homes), len(city.offices)) == (51, 14)


@pytest.mark.parametrize("section", [City(), UNEVEN])
def test_a_door_stands_in_its_cell(section):
    city = draw_city(section, 100_000)
    for doors in (city.homes, city.offices):
        assert (city.cell_of(doors["x_m"], doors["y_m"]) == doors["cell"]).all()
        assert (doors["x_m"] < section.width_m).all()
        assert (doors["y_m"] < section.height_m).all()


def test_places_follow_the_density():
    section = City(width_m=400, height_m=300, n_store_centres=2, spread_m=100)
    city = draw_city(section, 10)
    n = 20_000
    places = draw_places(section, city.store_density, luck.uniforms(0, luck.CITY, n, 99))
    counts = np.bincount(places["cell"], minlength=12)
    error = np.sqrt(n * city.store_density * (1 - city.store_density))
    assert (np.abs(counts - n * city.store_density) <= 4 * error).all()
    within_m = places["x_m"] % 100
    assert abs(within_m.mean() - 50) <= 4 * 100 / np.sqrt(12 * n)


def test_the_same_seed_draws_the_same_city_and_another_seed_another():
    one, same, other = city_of(seed=1), city_of(seed=1), city_of(seed=2)
    assert one.homes.tobytes() == same.homes.tobytes()
    assert one.store_density.tobytes() == same.store_density.tobytes()
    assert (one.store_density != other.store_density).any()
    assert (one.homes["x_m"] != other.homes["x_m"]).all()


def test_a_city_with_more_consumers_keeps_the_doors_of_one_with_fewer():
    few, many = city_of(n_consumers=1000), city_of(n_consumers=3000)
    assert (many.homes[: len(few.homes)] == few.homes).all()
