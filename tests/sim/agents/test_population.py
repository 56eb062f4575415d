"""The population: exact shares, the distributions asked for, and every start value."""

import numpy as np
import pytest
from scipy.stats import norm

from analysis.scenario_file.load import load_scenario
from sim.agents.courier import NOT_YET, Doing
from sim.agents.population import draw_consumers, draw_couriers, draw_stores
from sim.city import draw_city
from sim.scenario import Scenario
from sim.settings import (
    Acceptance,
    Consumers,
    Couriers,
    Kitchen,
    Satisfaction,
    Segment,
    Shift,
    Stock,
    Stores,
)
from sim.settings.town import Town, TownStores

PLAIN = Segment(name="plain", share=1, needs_per_day=2, basket_mean_cents=3000)


def scenario_of(**sections):
    return Scenario(title="test", **sections)


def city_of(scenario, seed=0):
    section = scenario.city.model_copy(update={"seed": seed})
    return draw_city(section, scenario.consumers.count)


def drawn(draw, scenario, seed=0):
    """Rows in the city of `seed`; people under the luck of `seed` too."""
    city = city_of(scenario, seed)
    return draw(scenario, city) if draw is draw_stores else draw(scenario, city, seed)


def draw_fleet(scenario, city, seed):
    return draw_couriers(scenario, city, scenario.policies.staffing(scenario), seed)


def stores_of(stock=None, kitchen=None, **stores):
    return drawn(
        draw_stores,
        scenario_of(
            stores=Stores(**stores),
            kitchen=Kitchen(**kitchen or {}),
            stock=Stock(**stock or {}),
            consumers=Consumers(count=1000, segments=(PLAIN,)),
        ),
    )


def couriers_of(**couriers):
    return drawn(draw_fleet, scenario_of(couriers=Couriers(**couriers)))


def starts_with(rows, **values):
    return {name: set(rows[name]) for name in values} == {n: {v} for n, v in values.items()}


def within_4_standard_errors(draws, mean):
    return abs(draws.mean() - mean) <= 4 * draws.std() / np.sqrt(len(draws))


# Consumers


def test_segments_have_their_exact_shares_in_no_order():
    segments = tuple(PLAIN.model_copy(update={"share": share}) for share in (0.2, 0.35, 0.45))
    group = Consumers(count=10_000, segments=segments)
    consumers = drawn(draw_consumers, scenario_of(consumers=group))
    assert np.bincount(consumers["segment"]).tolist() == [2000, 3500, 4500]
    order = np.corrcoef(consumers["segment"], np.arange(10_000))[0, 1]
    assert abs(order) <= 4 / np.sqrt(10_000)


def test_consumers_start_without_a_history():
    consumers = drawn(draw_consumers, scenario_of(satisfaction=Satisfaction(neutral=3.5)))
    assert starts_with(
        consumers,
        loyalty=0,
        satisfaction=3.5,
        last_store=-1,
        last_order_min=-np.inf,
        coupons=0,
        coupons_used=0,
        n_sessions=0,
        n_orders=0,
        spent_cents=0,
    )


def test_consumers_live_and_work_behind_doors_of_the_city():
    scenario = scenario_of()
    city = city_of(scenario)
    consumers = draw_consumers(scenario, city, 0)

    def doors(rows, prefix=""):
        columns = [rows[prefix + name].tolist() for name in ("x_m", "y_m", "cell")]
        return list(zip(*columns, strict=True))

    assert set(doors(consumers, "home_")) == set(doors(city.homes))
    stay = consumers["work_x_m"] == consumers["home_x_m"]
    assert doors(consumers[stay], "work_") == doors(consumers[stay], "home_")
    assert set(doors(consumers[~stay], "work_")) == set(doors(city.offices))
    for row, segment in enumerate(scenario.consumers.segments):
        share = segment.work_share
        leaves = ~stay[consumers["segment"] == row]
        error = np.sqrt(share * (1 - share) / len(leaves))
        assert abs(leaves.mean() - share) <= 4 * error


def test_price_sensitivity_is_lognormal_around_its_mean_per_cent():
    segment = PLAIN.model_copy(update={"price_factor": 1.5})
    group = Consumers(segments=(segment,), price_sensitivity=0.08, price_sigma=0.4)
    consumers = drawn(draw_consumers, scenario_of(consumers=group))
    assert within_4_standard_errors(consumers["price_sensitivity"], 0.08 / 100 * 1.5)
    logs = np.log(consumers["price_sensitivity"])
    assert within_4_standard_errors((logs - logs.mean()) ** 2, 0.4**2)


def test_waiting_costs_the_mean_price_sensitivity_times_the_value_of_a_minute():
    segment = PLAIN.model_copy(update={"wait_factor": 1.3, "price_factor": 9})
    group = Consumers(count=50, segments=(segment,), price_sensitivity=0.06, minute_value_cents=80)
    consumers = drawn(draw_consumers, scenario_of(consumers=group))
    assert consumers["wait_sensitivity"] == pytest.approx(0.0006 * 80 * 1.3)
    assert starts_with(consumers, needs_per_day=2)


def test_a_single_consumer_has_the_commonest_segment():
    segments = tuple(PLAIN.model_copy(update={"share": share}) for share in (0.2, 0.5, 0.3))
    alone = Consumers(count=1, segments=segments)
    assert drawn(draw_consumers, scenario_of(consumers=alone))["segment"].tolist() == [1]


# Stores


def test_stores_start_empty_with_full_shelves():
    stores = stores_of()
    assert starts_with(
        stores, n_cooking=0, n_queued=0, queue_first=-1, queue_last=-1, n_orders=0, n_sold_out=0
    )
    assert (stores["physical_stock"] == stores["daily_stock"]).all()
    for full in ("recorded_stock", "published_stock", "n_filled"):
        assert (stores[full] == stores["daily_stock"]).all()
    assert (stores["quoted_min"] == stores["preparation_min"]).all()


def test_stores_stand_where_the_density_put_them():
    scenario = scenario_of()
    city = city_of(scenario)
    stores = draw_stores(scenario, city)
    assert (stores["cell"] == city.cell_of(stores["x_m"], stores["y_m"])).all()
    assert (stores["zone"] == city.cell_zone[stores["cell"]]).all()
    usual = city.store_density[stores["cell"]].mean()
    assert usual > 1.5 * city.store_density.mean()


def test_popularity_is_lognormal_with_mean_one():
    popularity = stores_of(count=20_000, popularity_sigma=0.6)["popularity"]
    assert within_4_standard_errors(popularity, 1)
    # The upper decile of a lognormal holds Phi(sigma - z(0.9)) of its mass.
    top = np.sort(popularity)[-2000:].sum() / popularity.sum()
    assert top == pytest.approx(norm.cdf(0.6 - norm.ppf(0.9)), rel=0.03)


def test_prices_and_cooks_times_are_lognormal_around_their_means():
    stores = stores_of(
        count=20_000, price_sigma=0.2, kitchen={"preparation_mean_min": 13, "store_sigma": 0.35}
    )
    assert within_4_standard_errors(stores["price_level"], 1)
    assert within_4_standard_errors(stores["preparation_min"], 13)
    logs = np.log(stores["preparation_min"])
    assert within_4_standard_errors((logs - logs.mean()) ** 2, 0.35**2)


def test_shown_quality_errs_around_true_quality():
    stores = stores_of(count=20_000, quality_mean=3.5, quality_sd=0.2, rating_error_sd=0.1)
    assert within_4_standard_errors(stores["quality"], 3.5)
    assert within_4_standard_errors((stores["quality"] - 3.5) ** 2, 0.2**2)
    error = stores["shown_quality"] - stores["quality"]
    assert within_4_standard_errors(error, 0)
    assert within_4_standard_errors(error**2, 0.1**2)


def test_stars_stay_between_one_and_five():
    stores = stores_of(count=2000, quality_sd=2, rating_error_sd=2)
    for name in ("quality", "shown_quality"):
        assert (stores[name].min(), stores[name].max()) == (1, 5)


def test_kitchens_and_shelves_are_sized_for_the_orders_that_popularity_promises():
    stores = stores_of(
        count=10,
        expected_orders_per_need=0.25,
        kitchen={"cooks_per_100_orders": 6, "least_cooks": 2},
        stock={"days_of_demand": 1.5},
    )
    orders = 1000 * 2 * 0.25 * stores["popularity"] / stores["popularity"].sum()
    assert orders.sum() == pytest.approx(500)
    assert stores["n_cooks"].tolist() == np.maximum(2, np.ceil(orders * 0.06)).tolist()
    assert stores["daily_stock"].tolist() == np.ceil(1.5 * orders).tolist()


def test_the_least_popular_store_stocks_a_few_portions():
    assert stores_of(count=1000)["daily_stock"].min() == 5


def test_late_stores_never_close_and_the_others_vary_by_half_an_hour():
    stores = stores_of(count=200, opens="07:00", closes="22:30", late_share=0.15)
    late = stores["close_min"] == 1440
    assert late.sum() == 30
    assert set(stores["open_min"][late]) == {0}
    steps = set(range(-30, 31, 5))
    assert set(stores["open_min"][~late] - 420) == steps
    assert (stores["close_min"] - stores["open_min"])[~late].tolist() == [930] * 170


def test_hours_pass_midnight():
    stores = stores_of(count=100, opens="09:00", closes="23:50", late_share=0)
    assert stores["close_min"].max() < 1440
    assert (stores["close_min"] < stores["open_min"]).any()
    assert set((stores["close_min"] - stores["open_min"]) % 1440) == {890}


def test_what_a_table_says_of_stores_is_laid_over_what_is_drawn():
    """Of the first all is known, of the second only where it is, of the third all but one hour.

    Popularity is in the mean of what is known (30 orders a day), a price level in the mean basket
    of a need: three of four are of ¥20, one of ¥40.
    """
    known = TownStores(
        names=("a", "b", "c"),
        x_m=(150, 2950, 1250),
        y_m=(50, 2850, 1450),
        open_min=(480, None, None),
        close_min=(1200, None, 1320),
        n_cooks=(7, None, 2),
        preparation_min=(12, None, 21),
        basket_cents=(4500, None, 1500),
        rating=(4.4, None, 3.1),
        orders_per_day=(45, None, 15),
        on_app=(1, None, 0),
    )
    often = PLAIN.model_copy(update={"share": 0.6, "basket_mean_cents": 2000})
    rare = PLAIN.model_copy(update={"share": 0.4, "needs_per_day": 1, "basket_mean_cents": 4000})
    group = Consumers(count=1000, segments=(often, rare))
    plain = scenario_of(stores=Stores(count=3), consumers=group)
    city = plain.city.model_copy(update={"town": Town(stores=known)})
    by_draw, stores = (
        drawn(draw_stores, scenario)
        for scenario in (plain, plain.model_copy(update={"city": city}))
    )
    assert stores["x_m"].tolist() == [150, 2950, 1250]
    assert stores["y_m"].tolist() == [50, 2850, 1450]
    plan = city_of(plain)
    assert stores["cell"].tolist() == plan.cell_of(stores["x_m"], stores["y_m"]).tolist()
    assert stores["zone"].tolist() == plan.cell_zone[stores["cell"]].tolist()
    assert len(set(stores["zone"])) == 3
    said = {
        "popularity": (1.5, 0.5),
        "price_level": (1.8, 0.6),
        "quality": (4.4, 3.1),
        "shown_quality": (4.4, 3.1),
        "close_min": (1200, 1320),
        "n_cooks": (7, 2),
        "preparation_min": (12, 21),
        "quoted_min": (12, 21),
    }
    for name, (first, third) in said.items():
        if name != "n_cooks":  # the second has cooks for its share of all orders
            assert stores[name][1] == by_draw[name][1], name
        assert stores[name][[0, 2]] == pytest.approx([first, third]), name
    assert stores["open_min"].tolist() == [480, *by_draw["open_min"][1:].tolist()]
    assert stores["off_app"].tolist() == [0, 0, 1]


def test_stores_of_which_no_table_says_otherwise_are_on_the_app():
    known = TownStores(names=("a", "b"), x_m=(150, 2950), y_m=(50, 2850))
    plain = scenario_of(stores=Stores(count=2))
    city = plain.city.model_copy(update={"town": Town(stores=known)})
    stores = drawn(draw_stores, plain.model_copy(update={"city": city}))
    assert starts_with(stores, off_app=0, closed=0, paused=0)


# Couriers


def test_couriers_start_off_duty_where_their_shifts_begin():
    couriers = couriers_of()
    own = {
        *("start_x_m", "start_y_m", "from_x_m", "from_y_m", "to_x_m", "to_y_m"),
        *("zone", "on_min", "off_min", "speed_factor", "wage_cents_per_min", *NOT_YET),
    }
    for name in set(couriers.dtype.names) - own:
        assert starts_with(couriers, **{name: 0}), name
    assert Doing.OFF == 0
    assert starts_with(couriers, **dict.fromkeys(NOT_YET, -np.inf))
    for place in ("from", "to"):
        assert (couriers[f"{place}_x_m"] == couriers["start_x_m"]).all()
        assert (couriers[f"{place}_y_m"] == couriers["start_y_m"]).all()


def test_couriers_start_where_stores_are_dense():
    scenario = scenario_of(couriers=Couriers(count=2000))
    city = city_of(scenario)
    couriers = draw_fleet(scenario, city, 0)
    cell = city.cell_of(couriers["start_x_m"], couriers["start_y_m"])
    assert (couriers["zone"] == city.cell_zone[cell]).all()
    by_zone = np.bincount(city.cell_zone, city.store_density)
    error = np.sqrt(2000 * by_zone * (1 - by_zone))
    couriers_by_zone = np.bincount(couriers["zone"], minlength=city.n_zones)
    assert (np.abs(couriers_by_zone - 2000 * by_zone) <= 4 * error).all()


def test_shifts_have_their_exact_shares_and_their_whole_length():
    shifts = (
        Shift(share=0.75, start="10:10", end="20:50"),
        Shift(share=0.25, start="16:40", end="21:00"),
    )
    couriers = couriers_of(count=400, shifts=shifts)
    lengths = couriers["off_min"] - couriers["on_min"]
    assert sorted(lengths.tolist()) == [260] * 100 + [640] * 300
    jitter_min = couriers["on_min"] - np.where(lengths == 640, 610, 1000)
    assert set(jitter_min) == set(range(-20, 21, 5))


def test_a_shift_may_pass_midnight():
    couriers = couriers_of(count=100, shifts=(Shift(share=1, start="23:50", end="06:30"),))
    assert couriers["on_min"].min() < 30  # begun after midnight
    assert couriers["on_min"].max() < 1440
    assert set((couriers["off_min"] - couriers["on_min"]) % 1440) == {400}


def test_speeds_and_wages_are_lognormal_around_their_means():
    couriers = couriers_of(
        count=20_000, speed_sigma=0.1, acceptance=Acceptance(wage_cents_per_min=45, wage_sigma=0.3)
    )
    assert within_4_standard_errors(couriers["speed_factor"], 1)
    assert within_4_standard_errors(couriers["wage_cents_per_min"], 45)
    for name, sigma in (("speed_factor", 0.1), ("wage_cents_per_min", 0.3)):
        logs = np.log(couriers[name])
        assert within_4_standard_errors((logs - logs.mean()) ** 2, sigma**2)


def test_a_city_may_have_no_courier():
    assert len(couriers_of(count=0)) == 0


def test_who_keeps_no_shift_comes_after_who_does_and_has_no_hours():
    fleet = scenario_of(couriers=Couriers(count=50))
    roster = fleet.policies.staffing(fleet)
    couriers = draw_couriers(fleet, city_of(fleet), roster, 0, sizes=(20, 5))
    kept = draw_couriers(fleet, city_of(fleet), roster, 0, sizes=(20, 0))
    assert len(couriers) == 25
    for name in ("on_min", "off_min"):
        assert couriers[name][:20].tolist() == kept[name].tolist()
        assert np.isfinite(kept[name]).all()
        assert np.isinf(couriers[name][20:]).all()


def test_a_smaller_fleet_is_a_part_of_the_larger():
    few, many = couriers_of(count=50), couriers_of(count=80)
    for name in ("start_x_m", "start_y_m", "speed_factor", "wage_cents_per_min"):
        assert (few[name] == many[name][:50]).all()


# All


@pytest.mark.parametrize(
    ("draw", "place", "nature"),
    [
        (draw_consumers, "home", ("segment", "price_sensitivity")),
        (draw_stores, "", ("popularity", "quality", "price_level", "preparation_min", "open_min")),
        (draw_fleet, "start", ("on_min", "speed_factor", "wage_cents_per_min")),
    ],
)
def test_what_a_row_is_like_does_not_depend_on_where_it_stands(draw, place, nature):
    n = 20_000
    rows = drawn(draw, scenario_of(stores=Stores(count=n), couriers=Couriers(count=n)))
    where = [rows[f"{place}_{axis}".lstrip("_")] for axis in ("x_m", "y_m")]
    correlations = np.corrcoef(where + [rows[name] for name in nature])
    assert np.abs(correlations[:2, 2:]).max() <= 4 / np.sqrt(n)


@pytest.mark.parametrize("draw", [draw_consumers, draw_stores, draw_fleet])
def test_the_same_seed_draws_the_same_rows_and_another_seed_others(draw):
    scenario = scenario_of()
    assert drawn(draw, scenario, 1).tobytes() == drawn(draw, scenario, 1).tobytes()
    assert drawn(draw, scenario, 1).tobytes() != drawn(draw, scenario, 2).tobytes()


def test_a_third_of_the_cooks_for_an_order_leaves_half_of_them_since_no_store_has_none():
    """What `overwhelmed-kitchens` says of itself."""
    n_cooks = []
    for name in ("baseline", "overwhelmed-kitchens"):
        scenario = load_scenario(name).scenario
        n_cooks.append(draw_stores(scenario, city_of(scenario, 7))["n_cooks"].sum())
    assert n_cooks == [353, 189]
