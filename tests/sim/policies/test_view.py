"""What a policy sees, by hand; and that the page about it is complete."""

import math
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from sim.flow.influences import Sky
from sim.policies.so_far import DaysSoFar
from sim.policies.view import MarketView
from tests.sim.worlds import Town

PAGE = Path(__file__).parents[3] / "docs" / "policies.md"


def test_the_weekday_goes_on_from_that_of_the_first_day():
    town = Town({"demand": {"first_weekday": 5}})
    assert [town.view(day * 1440.0).weekday for day in range(3)] == [5, 6, 0]
    assert town.view(1439.9).weekday == 5


@pytest.mark.parametrize(("sky", "name"), [(Sky.CLEAR, "clear"), (Sky.RAIN, "rain"), (2, "heavy")])
def test_the_weather_has_a_name(sky, name):
    town = Town()
    town.world.state["weather"] = sky
    assert town.view().weather == name


def test_nothing_that_is_seen_can_be_written_to():
    view = Town().view()
    seen = [getattr(view, field.name) for field in fields(view)]
    arrays = [part for part in seen if isinstance(part, np.ndarray)]
    assert len(arrays) > 12
    assert not any(part.flags.writeable for part in arrays)


def test_the_days_so_far_tell_what_became_of_the_orders_of_each_day():
    """Of three deliveries of the first day one is late, one undelivered; then one is open."""
    town = Town(homes=[(0, 0)] * 5)
    town.needs(*((float(nth), nth) for nth in range(4)))
    town.advance(5)
    orders = town.world.orders
    orders["placed_min"][:4] = [0, 600, 1200, 1500]
    orders["promised_min"][:4] = [30, 640, 1240, 1540]
    orders["ended_min"][:4] = [20, 660, 1290, math.nan]
    orders["state"][:4] = [4, 4, 6, 1]
    orders["basket_cents"][:4] = [1000, 2000, 4000, 3000]
    orders["platform_discount_cents"][:4] = [0, 500, 0, 100]
    orders["store_discount_cents"][:4] = [0, 50, 0, 0]
    days = town.view(1600.0).days_so_far
    assert days.n_orders.tolist() == days.n_deliveries.tolist() == [3, 1]
    assert days.fulfilled_share[0] == pytest.approx(2 / 3)
    assert days.late_share[0] == 0.5
    assert days.mean_delivery_min[0] == (20 + 60) / 2
    assert np.isnan([days.fulfilled_share[1], days.late_share[1], days.mean_delivery_min[1]]).all()
    assert days.basket_cents.tolist() == [7000, 3000]
    assert days.discount_cents.tolist() == [550, 100]


def test_before_the_first_order_there_is_a_day_without_any():
    days = Town().view().days_so_far
    assert days.n_orders.tolist() == [0]
    assert math.isnan(days.late_share[0])


def attributes(kind):
    """What users may ask for: the public fields and properties."""
    return {field.name for field in fields(kind)} | {
        name for name, value in vars(kind).items() if isinstance(value, property)
    }


@pytest.mark.parametrize("kind", [MarketView, DaysSoFar])
def test_the_page_tells_of_every_attribute_and_of_no_other(kind):
    section = PAGE.read_text(encoding="utf-8").split(f"## `{kind.__name__}`")[1].split("\n## ")[0]
    rows = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
    assert sorted(rows) == sorted(attributes(kind))
