"""Ranking: the lists are those of the formula, and places are won by weight."""

import numpy as np
import pytest

from sim import luck
from sim.agents.population import draw_stores
from sim.agents.store import STORE
from sim.city import LOCAL_TASTE, draw_city
from sim.ranking import (
    KM_WEIGHT,
    STAR_WEIGHT,
    Races,
    _in_order,
    rank_stores,
)
from sim.scenario import Scenario
from sim.settings import City, Stores
from tests.uncompiled import assert_prints_the_same_uncompiled


def city_and_stores(seed=0, **sections):
    scenario = Scenario(title="test", **sections)
    section = scenario.city.model_copy(update={"seed": seed})
    city = draw_city(section, scenario.consumers.count)
    return city, draw_stores(scenario, city)


def stores_at(city, x_m, y_m, popularity):
    stores = STORE.empty(len(popularity))
    stores["x_m"], stores["y_m"], stores["popularity"] = x_m, y_m, popularity
    stores["shown_quality"] = 4.6
    stores["cell"] = city.cell_of(stores["x_m"], stores["y_m"])
    return stores


def distances_m(city, stores):
    """From each cell's centre to each store, (n_cells, n_stores)."""
    row, column = np.divmod(np.arange(city.n_cells), city.n_cells_x)
    dx = (column[:, None] + 0.5) * city.cell_m - stores["x_m"]
    dy = (row[:, None] + 0.5) * city.cell_m - stores["y_m"]
    return np.hypot(dx, dy)


@pytest.mark.parametrize("seed", range(3))
def test_lists_are_those_of_the_formula(seed):
    n_examined, radius_m = 6, 350
    city, stores = city_and_stores(
        seed, city=City(width_m=800, height_m=620), stores=Stores(count=25)
    )
    away_m = distances_m(city, stores)
    pull = np.log(stores["popularity"]) + STAR_WEIGHT * stores["shown_quality"]
    expected = np.full((city.n_cells, n_examined), -1)
    for cell in range(city.n_cells):
        gumbel = -np.log(
            [luck.exponential(seed, luck.CITY, cell, LOCAL_TASTE, store) for store in range(25)]
        )
        score = pull - KM_WEIGHT * away_m[cell] / 1000 + gumbel
        near = np.flatnonzero(away_m[cell] <= radius_m)
        best = near[np.argsort(-score[near])][:n_examined]
        expected[cell, : len(best)] = best
    assert (expected[:, -1] == -1).any()
    assert (expected[:, -1] >= 0).any()
    assert (rank_stores(city, stores, n_examined, radius_m) == expected).all()


@pytest.mark.parametrize("reach_m", [120, 350, 600])
def test_lists_of_who_reaches_a_cell_are_those_of_a_smaller_radius(reach_m):
    """Whoever no longer reaches it makes room for the next of the race."""
    city, stores = city_and_stores(1, city=City(width_m=800, height_m=620), stores=Stores(count=25))
    races = Races.of(city, stores, 600)
    lists = races.within(np.full(25, float(reach_m)), 6, others=False)
    assert (lists == rank_stores(city, stores, 6, reach_m)).all()


def test_who_does_not_reach_a_cell_keeps_his_place_on_the_list_of_others():
    """Of a race b, d, a, c for two places, d reaches the cell no more, and c neither."""
    city, _ = city_and_stores(city=City(width_m=100, height_m=100))
    stores = stores_at(city, [60, 70, 80, 90], [50] * 4, [1, 1, 1, 1])
    (race,) = rank_stores(city, stores, 4, 500).tolist()
    b, d, a, c = race
    reach_m = np.full(4, 500.0)
    reach_m[[c, d]] = 5
    races = Races.of(city, stores, 500)
    assert races.within(reach_m, 2, others=False).tolist() == [[b, a]]
    assert races.within(reach_m, 2, others=True).tolist() == [[b, a, -1, d]]
    assert races.within(reach_m, 3, others=True).tolist() == [[b, a, -1, -1, d, -1]]
    reach_m[:] = 500
    assert races.within(reach_m, 2, others=True).tolist() == [[b, d, -1, -1]]


def test_a_place_is_won_in_proportion_to_popularity():
    city, _ = city_and_stores(city=City(width_m=2000, height_m=2000, cell_m=20))
    stores = stores_at(city, 1000.0, 1000.0, [3, 2, 1])
    shown = rank_stores(city, stores, 2, 5000)
    first = np.bincount(shown[:, 0], minlength=3) / len(shown)
    share = np.array([3, 2, 1]) / 6
    assert (np.abs(first - share) <= 4 * np.sqrt(share * (1 - share) / len(shown))).all()
    # Once the first has won, the second place goes by the weights that are left: 2 to 1.
    second = (shown[shown[:, 0] == 0, 1] == 1).mean()
    assert abs(second - 2 / 3) <= 4 * np.sqrt(2 / 9 / (shown[:, 0] == 0).sum())


def test_a_kilometre_costs_its_weight_in_log_odds():
    city, _ = city_and_stores(city=City(width_m=4000, height_m=4000, cell_m=50))
    stores = stores_at(city, [100, 3900], [100, 3900], [1, 1])
    away_km = distances_m(city, stores) / 1000
    share = 1 / (1 + np.exp(KM_WEIGHT * (away_km[:, 0] - away_km[:, 1])))
    wins = rank_stores(city, stores, 1, 9000)[:, 0] == 0
    assert abs((wins - share).sum()) <= 4 * np.sqrt((share * (1 - share)).sum())
    near, far = share > 0.6, share < 0.4
    assert wins[near].mean() > wins[far].mean() + 0.2


def test_a_star_counts_its_weight_in_log_odds():
    city, _ = city_and_stores(city=City(width_m=2000, height_m=2000, cell_m=20))
    stores = stores_at(city, 1000.0, 1000.0, [1, 1])
    stores["shown_quality"] = [4.8, 4.3]
    wins = (rank_stores(city, stores, 1, 5000)[:, 0] == 0).mean()
    share = 1 / (1 + np.exp(-STAR_WEIGHT * 0.5))
    assert abs(wins - share) <= 4 * np.sqrt(share * (1 - share) / city.n_cells)


def test_no_store_beyond_the_radius_is_shown():
    city, stores = city_and_stores()
    shown = rank_stores(city, stores, 200, 1000)
    within = (distances_m(city, stores) <= 1000).sum(axis=1)
    assert ((shown >= 0).sum(axis=1) == within).all()
    listed = np.arange(200) < within[:, None]
    assert ((shown >= 0) == listed).all()


def test_a_store_without_popularity_is_never_shown():
    city, _ = city_and_stores(city=City(width_m=500, height_m=500))
    stores = stores_at(city, 250.0, 250.0, [1, 0, 1])
    shown = rank_stores(city, stores, 3, 1000)
    assert {tuple(sorted(cell)) for cell in shown.tolist()} == {(-1, 0, 2)}


def test_a_city_without_stores_shows_none():
    city, _ = city_and_stores()
    assert (rank_stores(city, STORE.empty(0), 5, 3000) == -1).all()


def test_a_tie_goes_to_the_earlier_row():
    finish, store = np.array([1.0, 1.0, 0.5, 2.0, 1.0]), np.array([7, 4, 9, 1, 5])
    assert store[_in_order(finish, store)].tolist() == [9, 4, 5, 7, 1]


def test_who_is_far_slower_than_the_fastest_is_listed_after_it():
    """When most have finished of whom a thousand times as popular ones are by far the fastest."""
    city, _ = city_and_stores(city=City(width_m=300, height_m=300))
    slow, fast = [1.0] * 9, [1e5]
    stores = stores_at(city, 150.0, 150.0, [*slow, *fast, 1e-6])
    draws = np.array(
        [
            [
                luck.exponential(city.seed, luck.CITY, cell, LOCAL_TASTE, store)
                for store in range(11)
            ]
            for cell in range(city.n_cells)
        ]
    )
    order = np.argsort(draws / stores["popularity"], axis=1)  # at one place: as far for all
    for n_examined in (3, 10, 11):
        expected = order[:, :n_examined]
        assert (rank_stores(city, stores, n_examined, 1000) == expected).all()


@pytest.mark.parametrize("seed", range(4))
def test_nearly_every_store_is_on_some_list(seed):
    city, stores = city_and_stores(seed)
    shown = rank_stores(city, stores, 10, 3000)
    assert len(np.unique(shown)) >= 0.95 * len(stores)


SAMPLE = """
from sim.agents.population import draw_stores
from sim.city import draw_city
from sim.ranking import rank_stores
from sim.scenario import Scenario
from sim.settings import City, Stores

scenario = Scenario(
    title="test", city=City(width_m=700, height_m=500), stores=Stores(count=12)
)
city = draw_city(scenario.city, 1000)
stores = draw_stores(scenario, city)
stores["popularity"][3] = 0
print(city.homes.tobytes().hex(), stores.tobytes().hex())
print(rank_stores(city, stores, 5, 400).tolist())
"""


def test_an_uncompiled_city_is_the_same_to_the_bit():
    assert_prints_the_same_uncompiled(SAMPLE)
