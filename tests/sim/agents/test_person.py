"""Agents over rows: what one is told and shows is a row of the model's columns."""

from types import SimpleNamespace

import mesa
import pytest
from mesa.discrete_space import OrthogonalMooreGrid

from sim.agents.consumer import CONSUMER
from sim.agents.courier import COURIER
from sim.agents.person import Consumer, Courier, Store
from sim.agents.store import STORE


@pytest.fixture
def model():
    """A model with three rows of each kind."""
    model = mesa.Model()
    model.world = SimpleNamespace(
        consumers=CONSUMER.empty(3), stores=STORE.empty(3), couriers=COURIER.empty(3)
    )
    model.world.consumers["satisfaction"] = [1.5, 2.5, 3.5]
    model.world.stores["quality"] = [4.1, 4.2, 4.3]
    model.world.couriers["earned_cents"] = [10, 20, 30]
    model.now_min = 15.0
    return model


@pytest.fixture
def cell(model):
    return OrthogonalMooreGrid((2, 2), torus=False, random=model.random)[(0, 1)]


def test_each_kind_shows_the_columns_of_its_own_row(model, cell):
    assert Consumer(model, 1).satisfaction == 2.5
    assert Store(model, 2, cell).quality == 4.3
    assert Courier(model, 0).earned_cents == 10
    courier = Courier(model, 2)
    assert (courier.row, courier.model, courier.columns.earned_cents) == (2, model, 30)


def test_what_is_shown_is_the_present(model):
    consumer = Consumer(model, 1)
    model.world.consumers["satisfaction"][1] = 4.5
    assert consumer.satisfaction == 4.5


def test_what_is_no_column_is_no_attribute(model):
    with pytest.raises(AttributeError):
        _ = Consumer(model, 1).quality


@pytest.mark.parametrize("name", ["_hidden", "row", "model"])
def test_a_half_made_agent_does_not_look_for_its_row(name):
    """What copies or unpickles an agent asks before it has a row."""
    with pytest.raises(AttributeError, match=name):
        getattr(Consumer.__new__(Consumer), name)


def test_a_store_stands_on_its_cell(model, cell):
    store = Store(model, 0, cell)
    assert store.cell is cell
    assert store in cell.agents


def test_a_courier_is_on_the_way_at_the_model_s_time(model):
    courier = model.world.couriers[1]
    courier.from_x_m, courier.to_x_m, courier.to_y_m = 100, 300, 40
    courier.depart_min, courier.arrive_min = 10, 20
    assert Courier(model, 1).position == (200.0, 20.0)
