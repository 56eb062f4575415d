"""Every column of a few drawn rows, reckoned once more from the luck that belongs to it."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from sim import luck
from sim.agents.population import draw_consumers, draw_couriers, draw_stores
from sim.agents.store import STORE
from sim.city import draw_city, draw_places
from tests.cities import scenario

SEED = 4
CITY = {
    "city": {"seed": 9, "width_m": 3000, "height_m": 2000},
    "consumers": {
        "count": 8,
        "price_sensitivity": 0.05,
        "price_sigma": 0.4,
        "minute_value_cents": 70,
        "segments": [
            {
                "name": "near",
                "share": 0.75,
                "needs_per_day": 2,
                "basket_mean_cents": 3000,
                "price_factor": 1.5,
                "wait_factor": 0.5,
                "work_share": 0.6,
            },
            {
                "name": "far",
                "share": 0.25,
                "needs_per_day": 0.5,
                "basket_mean_cents": 5000,
                "price_factor": 0.8,
                "wait_factor": 2,
                "work_share": 0.3,
            },
        ],
    },
    "stores": {
        "count": 12,
        "popularity_sigma": 0.6,
        "quality_mean": 4.5,
        "quality_sd": 0.4,
        "rating_error_sd": 0.3,
        "price_sigma": 0.2,
        "opens": "00:10",
        "closes": "23:50",
        "late_share": 0.25,
        "expected_orders_per_need": 25,
    },
    "kitchen": {
        "preparation_mean_min": 13,
        "store_sigma": 0.35,
        "cooks_per_100_orders": 6,
        "least_cooks": 2,
    },
    "stock": {"days_of_demand": 0.3},
    "couriers": {
        "count": 8,
        "shifts": [
            {"share": 0.75, "start": "00:00", "end": "08:50"},
            {"share": 0.25, "start": "16:40", "end": "00:05"},
        ],
        "speed_sigma": 0.1,
        "acceptance": {"wage_cents_per_min": 45, "wage_sigma": 0.3},
    },
}


@pytest.fixture(scope="module")
def settings():
    return scenario(CITY)


@pytest.fixture(scope="module")
def city(settings):
    return draw_city(settings.city, settings.consumers.count)


def draws(seed, nth, count):
    """Four columns of uniforms."""
    return luck.uniforms(seed, luck.POPULATION, count, nth).T


def lognormal(draw, sigma):
    """Of mean 1."""
    return math.exp(sigma * norm.ppf(draw) - sigma * sigma / 2)


def dealt(draw, n_first):
    """0 for those with the smallest draws, 1 for the others."""
    return (np.argsort(np.argsort(draw)) >= n_first).astype(int)


def minutes_off(draw, n_steps):
    """Steps of five minutes, up to so many to either side."""
    return 5 * (math.floor(draw * (2 * n_steps + 1)) - n_steps)


def test_the_columns_of_consumers(settings, city):
    consumers = draw_consumers(settings, city, SEED)
    segment_draws, price_draws, _, _ = draws(SEED, 0, 8)
    home_draws, work_draws, office_draws, _ = draws(SEED, 1, 8)
    segments = dealt(segment_draws, 6)
    at_office = []
    for row, consumer in enumerate(consumers):
        kind = segments[row]
        assert consumer.segment == kind
        assert consumer.needs_per_day == (2, 0.5)[kind]
        mean = 0.0005 * (1.5, 0.8)[kind]
        assert consumer.price_sensitivity == pytest.approx(mean * lognormal(price_draws[row], 0.4))
        assert consumer.wait_sensitivity == pytest.approx(0.0005 * 70 * (0.5, 2)[kind])
        home = city.homes[math.floor(home_draws[row] * len(city.homes))]
        office = city.offices[math.floor(office_draws[row] * len(city.offices))]
        at_office.append(work_draws[row] < (0.6, 0.3)[kind])
        work = office if at_office[-1] else home
        for name in ("cell", "x_m", "y_m"):
            assert consumer[f"home_{name}"] == home[name]
            assert consumer[f"work_{name}"] == work[name]
    assert 0 < sum(at_office) < 8


def test_the_columns_of_stores(settings, city):
    stores = draw_stores(settings, city)
    place_draws, kind_draws, hours_draws = (draws(9, nth, 12) for nth in (2, 3, 4))
    places = draw_places(settings.city, city.store_density, place_draws.T)
    popularity = np.array([lognormal(draw, 0.6) for draw in place_draws[3]])
    daily_orders = 25 * 8 * (0.75 * 2 + 0.25 * 0.5) * popularity / popularity.sum()
    late = dealt(hours_draws[0], 3) == 0
    for row, store in enumerate(stores):
        place = places[row]
        assert (store.cell, store.x_m, store.y_m) == (place.cell, place.x_m, place.y_m)
        assert store.zone == city.cell_zone[store.cell]
        assert store.popularity == pytest.approx(popularity[row])
        quality = 4.5 + 0.4 * norm.ppf(kind_draws[0, row])
        shown = quality + 0.3 * norm.ppf(kind_draws[1, row])
        assert store.quality == pytest.approx(min(5, quality))
        assert store.shown_quality == pytest.approx(min(5, shown))
        assert store.price_level == pytest.approx(lognormal(kind_draws[2, row], 0.2))
        preparation = 13 * lognormal(kind_draws[3, row], 0.35)
        assert store.preparation_min == store.quoted_min == pytest.approx(preparation)
        assert store.n_cooks == max(2, math.ceil(0.06 * daily_orders[row]))
        portions = max(5, math.ceil(0.3 * daily_orders[row]))
        assert (store.daily_stock, store.physical_stock, store.published_stock) == (portions,) * 3
        off = minutes_off(hours_draws[1, row], 6)
        hours = (0, 1440) if late[row] else ((10 + off) % 1440, (1430 + off) % 1440)
        assert (store.open_min, store.close_min) == hours
    # Each bound holds somewhere, and somewhere not.
    for name, bound in (("quality", 5), ("shown_quality", 5), ("n_cooks", 2), ("daily_stock", 5)):
        assert 0 < np.sum(stores[name] == bound) < 12, name
    # Midnight is passed in both directions.
    assert min(stores["close_min"]) < 20
    assert max(stores["open_min"]) > 1420


def test_the_columns_of_couriers(settings, city):
    roster = settings.policies.staffing(settings)
    couriers = draw_couriers(settings, city, roster, SEED)
    places = draw_places(settings.city, city.store_density, draws(SEED, 5, 8).T)
    shift_draws, jitter_draws, speed_draws, wage_draws = draws(SEED, 6, 8)
    shifts = dealt(shift_draws, 6)
    for row, courier in enumerate(couriers):
        x_m, y_m = places["x_m"][row], places["y_m"][row]
        for place in ("start", "from", "to"):
            assert (courier[f"{place}_x_m"], courier[f"{place}_y_m"]) == (x_m, y_m)
        assert courier.zone == city.cell_zone[places["cell"][row]]
        off = minutes_off(jitter_draws[row], 4)
        start, end = ((0, 530), (1000, 5))[shifts[row]]
        assert (courier.on_min, courier.off_min) == ((start + off) % 1440, (end + off) % 1440)
        assert courier.speed_factor == pytest.approx(lognormal(speed_draws[row], 0.1))
        wage = 45 * lognormal(wage_draws[row], 0.3)
        assert courier.wage_cents_per_min == pytest.approx(wage)
    # Midnight is passed in both directions.
    assert max(couriers["on_min"]) > 1420 < max(couriers["off_min"])
    assert min(couriers["on_min"]) < 20 > min(couriers["off_min"])


def test_a_store_of_no_quality_has_one_star(settings, city):
    poor = scenario(CITY, {"stores": {"quality_mean": 1.2, "quality_sd": 1, "rating_error_sd": 1}})
    stores = draw_stores(poor, city)
    assert stores.dtype == STORE.dtype
    assert (stores["quality"].min(), stores["shown_quality"].min()) == (1, 1)
