"""A recording in memory: its sequence, its city, its digest, and the rows it becomes."""

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agents.consumer import CONSUMER
from sim.agents.courier import Doing
from sim.agents.population import draw_consumers, draw_stores
from sim.agents.recorded import recorded_consumers, recorded_couriers, recorded_stores
from sim.agents.store import ENDLESS, STORE
from sim.city import draw_city
from sim.recording import DAY_MIN, MARGIN_M, RecordedCouriers, Recording, arranged
from sim.scenario import Scenario
from sim.settings import City


def couriers(**changes):
    usual = RecordedCouriers(
        names=("c1", "c2"),
        x_m=np.array([0.0, 700.0]),
        y_m=np.array([50.0, 60.0]),
        on_min=np.array([600.0, 1300.0]),
        off_min=np.array([900.0, 1500.0]),
    )
    return replace(usual, **changes)


def recording(**changes):
    """Four orders of three stores, as a file might have them: neither sorted nor in a corner."""
    usual = Recording(
        placed_min=np.array([700.0, 600.0, 700.0, 650.0]),
        store=np.array([0, 1, 1, 0], np.int32),
        door_x_m=np.array([10.5, 500.0, -20.25, 300.0]),
        door_y_m=np.array([2000.0, 1500.0, 900.0, 1000.0]),
        ready_min=np.array([710.0, np.nan, 705.0, 720.0]),
        basket_cents=np.array([100, 200, 0, 400]),
        order_names=("a", "b", "c", "d"),
        store_names=("s", "t", "u"),
        store_x_m=np.array([100.0, 200.0, 300.0]),
        store_y_m=np.array([100.0, 200.0, 300.0]),
        couriers=couriers(),
        settings={"couriers": {"detour": 1.0}},
    )
    return replace(usual, **changes)


def test_orders_are_sorted_by_time_and_ties_keep_the_sequence_of_the_file():
    sorted_by_time = arranged(recording())
    assert sorted_by_time.order_names == ("b", "d", "a", "c")
    assert sorted_by_time.placed_min.tolist() == [600, 650, 700, 700]
    assert sorted_by_time.store.tolist() == [1, 0, 0, 1]
    assert sorted_by_time.basket_cents.tolist() == [200, 400, 100, 0]
    np.testing.assert_array_equal(sorted_by_time.ready_min, [np.nan, 720, 710, 705])


def test_everyone_moves_by_the_same_whole_metres():
    moved = arranged(recording())
    assert moved.door_x_m.tolist() == [621, 421, 131.5, 100.75]
    assert moved.store_x_m.tolist() == [221, 321, 421]
    assert moved.couriers.x_m.tolist() == [121, 821]
    assert moved.store_y_m.tolist() == [150, 250, 350]
    assert moved.couriers.y_m.tolist() == [100, 110]
    assert moved.extent == (921, 2150)


def test_a_recording_implies_days_city_and_counts():
    implied = arranged(recording(placed_min=np.array([3 * DAY_MIN, 0, 5, 6]))).settings
    assert implied == {
        "days": 4,
        "warmup_days": 0,
        "city": {"width_m": 1000, "height_m": 2200, "cell_m": 100, "zone_m": 1000},
        "consumers": {"count": 4},
        "stores": {"count": 3},
        "couriers": {"count": 2, "detour": 1.0},
    }


def test_without_couriers_their_number_is_not_implied():
    assert "couriers" not in arranged(recording(couriers=None, settings={})).settings


@given(st.floats(0, 197_000), st.floats(0, 197_000))
def test_the_city_holds_everyone_in_a_grid_of_bearable_size(width_m, height_m):
    corners = np.array([-7.5, width_m, 0.0, 0.0])
    wide = arranged(recording(door_x_m=corners, door_y_m=np.array([height_m, 0.0, 0.0, 0.0])))
    city = City(**wide.settings["city"])
    n_cells = math.ceil(city.width_m / city.cell_m) * math.ceil(city.height_m / city.cell_m)
    assert n_cells <= 10_000
    assert wide.door_x_m.min() >= MARGIN_M
    assert wide.door_x_m.max() + MARGIN_M <= wide.extent[0] <= city.width_m
    assert wide.door_y_m.max() + MARGIN_M <= wide.extent[1] <= city.height_m


def test_equal_recordings_have_equal_digests():
    assert arranged(recording()).digest == arranged(recording()).digest
    assert len(recording().digest) == 64


CHANGES = {
    "placed_min": np.array([700.0, 600.0, 700.0, 650.5]),
    "store": np.array([0, 1, 1, 1], np.int32),
    "door_x_m": np.array([10.5, 500.0, -20.25, 300.5]),
    "door_y_m": np.array([2000.0, 1500.0, 900.0, 1000.5]),
    "ready_min": np.array([710.0, 640.0, 705.0, 720.0]),
    "basket_cents": np.array([100, 200, 300, 400]),
    "order_names": ("a", "b", "c", "e"),
    "store_names": ("s", "t", "v"),
    "store_x_m": np.array([100.0, 200.0, 301.0]),
    "store_y_m": np.array([100.0, 200.0, 301.0]),
    "couriers": couriers(off_min=np.array([900.0, 1501.0])),
    "settings": {"couriers": {"detour": 1.1}},
}


@pytest.mark.parametrize("field", [field.name for field in fields(Recording)])
def test_the_digest_sees_every_field(field):
    assert recording(**{field: CHANGES[field]}).digest != recording().digest


def test_names_do_not_run_together_in_the_digest():
    assert recording(store_names=("st", "u", "")).digest != recording().digest


# The rows it becomes.


@pytest.fixture(scope="module")
def played():
    return arranged(recording())


@pytest.fixture(scope="module")
def scenario(played):
    return Scenario.model_validate({"title": "replay", **played.settings})


@pytest.fixture(scope="module")
def city(scenario):
    return draw_city(scenario.city, 4)


def test_each_order_has_a_consumer_at_its_door(played, scenario, city):
    consumers = recorded_consumers(played, scenario, city.cell_of)
    assert consumers.dtype == CONSUMER.dtype
    for place in ("home", "work"):
        assert consumers[f"{place}_x_m"].tolist() == played.door_x_m.tolist()
        assert consumers[f"{place}_y_m"].tolist() == played.door_y_m.tolist()
        # (621, 1550), (421, 1050), (131.5, 2050), (100.75, 950) in rows of ten cells of 100 m
        assert consumers[f"{place}_cell"].tolist() == [156, 104, 201, 91]
    student = scenario.consumers.segments[0]
    assert consumers["segment"].tolist() == [0, 0, 0, 0]
    assert consumers["price_sensitivity"][0] == pytest.approx(0.0006 * student.price_factor)
    assert consumers["wait_sensitivity"][0] == pytest.approx(0.048 * student.wait_factor)
    assert consumers["needs_per_day"].tolist() == [1, 1, 1, 1]


def test_stores_are_always_open_and_never_sold_out(played, scenario, city):
    stores = recorded_stores(played, scenario, city.cell_of, city.cell_zone)
    assert stores.dtype == STORE.dtype
    assert stores["x_m"].tolist() == [221, 321, 421]
    assert stores["cell"].tolist() == [12, 23, 34]
    assert stores["zone"].tolist() == [0, 0, 0]
    assert (stores["open_min"].tolist(), stores["close_min"].tolist()) == ([0] * 3, [1440] * 3)
    assert (stores["published_stock"] == ENDLESS).all()
    assert (stores["physical_stock"] == ENDLESS).all()


def test_popularity_is_the_share_of_orders_with_mean_one(played, scenario, city):
    three_of_four = replace(played, store=np.array([0, 1, 0, 0], np.int32))
    stores = recorded_stores(three_of_four, scenario, city.cell_of, city.cell_zone)
    assert stores["popularity"].tolist() == [2.25, 0.75, 0]


def test_cooks_suffice_for_all_that_was_in_preparation_at_once(scenario, city):
    # Store 0 cooks [0, 10), [5, 20), [9, 12) and [10, 30); in store 1 the second begins as the
    # first ends, and the time of the third is the kitchen's to say.
    busy = replace(
        recording(),
        placed_min=np.array([0.0, 5.0, 9.0, 10.0, 0.0, 10.0, 40.0]),
        ready_min=np.array([10.0, 20.0, 12.0, 30.0, 10.0, 20.0, np.nan]),
        store=np.array([0, 0, 0, 0, 1, 1, 1], np.int32),
        door_x_m=np.zeros(7),
        door_y_m=np.zeros(7),
    )
    stores = recorded_stores(busy, scenario, city.cell_of, city.cell_zone)
    assert stores["n_cooks"].tolist() == [3, 1, 1]


def test_a_kitchen_has_at_least_the_cooks_of_the_usual_rule(played, scenario, city):
    kitchen = scenario.kitchen.model_copy(update={"cooks_per_100_orders": 170})
    generous = scenario.model_copy(update={"kitchen": kitchen})
    stores = recorded_stores(played, generous, city.cell_of, city.cell_zone)
    assert stores["n_cooks"].tolist() == [4, 4, 1]  # 2 * 1.7, rounded up; at least one


def test_couriers_wait_off_duty_for_their_shift(played, scenario, city):
    rows = recorded_couriers(played, scenario, city.cell_of, city.cell_zone)
    assert rows["doing"].tolist() == [Doing.OFF, Doing.OFF]
    for point in ("start", "from", "to"):
        assert rows[f"{point}_x_m"].tolist() == [121, 821]
        assert rows[f"{point}_y_m"].tolist() == [100, 110]
    assert rows["on_min"].tolist() == [600, 1300]
    assert rows["off_min"].tolist() == [900, 60]  # after midnight
    assert rows["speed_factor"].tolist() == [1, 1]
    assert np.isneginf(rows["refused_min"]).all()
    assert rows["wage_cents_per_min"][0] == scenario.couriers.acceptance.wage_cents_per_min


def test_a_recording_without_couriers_has_no_rows_of_them(played, scenario, city):
    with pytest.raises(ValueError, match="no couriers"):
        recorded_couriers(replace(played, couriers=None), scenario, city.cell_of, city.cell_zone)


def test_recorded_rows_begin_as_drawn_ones_do(played, scenario, city):
    """What nobody has a history of yet is the same for recorded and for drawn rows."""
    many = Scenario.model_validate({"title": "many", "consumers": {"count": 20_000}})
    wide = draw_city(many.city, 500)
    stores = recorded_stores(played, scenario, city.cell_of, city.cell_zone)
    pairs = [
        (recorded_consumers(played, scenario, city.cell_of), draw_consumers(many, wide, seed=0)),
        (stores, draw_stores(many, wide)),
    ]
    compared = set()
    for recorded, drawn in pairs:
        for name in drawn.dtype.names:
            if (drawn[name] == drawn[name][0]).all():
                assert (recorded[name] == drawn[name][0]).all(), name
                compared.add(name)
    assert {"last_store", "last_order_min", "satisfaction", "queue_first", "n_cooking"} <= compared


def test_there_are_as_many_of_all_kinds_as_are_on_record(played):
    told = {"title": "few", **{kind: {"count": 1} for kind in ("consumers", "stores", "couriers")}}
    counted = played.counted(Scenario.model_validate(told))
    assert counted.consumers.count == played.n_orders > 1
    assert counted.stores.count == played.n_stores > 1
    assert counted.couriers.count == len(played.couriers.names) > 1
    alone = replace(played, couriers=None).counted(Scenario.model_validate(told))
    assert alone.couriers.count == 1


def test_a_store_is_found_by_its_name():
    named = recording(store_names=("Jade", "17", "u"))
    assert [named.row_of_store(key) for key in ("Jade", "17", 17, "u")] == [0, 1, 1, 2]
    with pytest.raises(ValueError, match="no recorded store is named 'Jde'; did you mean 'Jade'"):
        named.row_of_store("Jde")
    with pytest.raises(ValueError, match="no recorded store is named '0'; the first is 'Jade'"):
        named.row_of_store(0)


def test_no_crowd_stands_in_for_couriers_where_orders_are_on_record():
    crowd = {"enabled": True, "share": 0.5}
    on = Scenario.model_validate({"title": "test", "mechanisms": {"crowd": crowd}})
    assert on.mechanisms.crowd.fleet(10)[0] == 5
    assert recording().counted(on).mechanisms.crowd.fleet(10) == (10, 0)
