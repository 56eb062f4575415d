"""Recorded rows, column by column, in a city of two rows of three zones.

Three orders of two days at two stores, and two couriers.
"""

import numpy as np
import pytest

from sim.agents.courier import NOT_YET, Doing
from sim.agents.recorded import recorded_consumers, recorded_couriers, recorded_stores
from sim.recording import RecordedCouriers, Recording
from tests.cities import scenario

SETTINGS = scenario(
    {
        "consumers": {
            "price_sensitivity": 0.05,
            "minute_value_cents": 70,
            "segments": [
                {
                    "name": name,
                    "share": 0.5,
                    "needs_per_day": 3,
                    "basket_mean_cents": 3000,
                    "price_factor": price_factor,
                    "wait_factor": 2 * price_factor,
                }
                for name, price_factor in (("first", 1.5), ("second", 9))
            ],
        },
        "satisfaction": {"neutral": 3.5},
        "stores": {"quality_mean": 4.4},
        "kitchen": {"preparation_mean_min": 13, "cooks_per_100_orders": 60, "least_cooks": 1},
        "couriers": {"acceptance": {"wage_cents_per_min": 47}},
    }
)
RECORDING = Recording(
    placed_min=np.array([600.0, 601.0, 2000.0]),
    store=np.array([1, 1, 0], np.int32),
    door_x_m=np.array([150.0, 250.0, 50.0]),
    door_y_m=np.array([120.0, 20.0, 70.0]),
    ready_min=np.array([610.0, 609.0, np.nan]),
    basket_cents=np.array([0, 0, 0]),
    order_names=("a", "b", "c"),
    store_names=("s", "t"),
    store_x_m=np.array([160.0, 20.0]),
    store_y_m=np.array([30.0, 130.0]),
    couriers=RecordedCouriers(
        names=("u", "v"),
        x_m=np.array([30.0, 240.0]),
        y_m=np.array([140.0, 60.0]),
        on_min=np.array([600.0, 1500.0]),
        off_min=np.array([900.0, 1800.0]),
    ),
    settings={},
)
ZONES = np.array([10, 11, 12, 13, 14, 15], np.int32)


def cell_of(x_m, y_m):
    """Cells of 100 m, three in a row."""
    return (x_m // 100 + 3 * (y_m // 100)).astype(np.int32)


def columns(rows, **expected):
    for name, values in expected.items():
        assert rows[name].tolist() == pytest.approx(values), name


def test_the_columns_of_recorded_consumers():
    columns(
        recorded_consumers(RECORDING, SETTINGS, cell_of),
        segment=[0] * 3,
        **{f"{place}_x_m": [150, 250, 50] for place in ("home", "work")},
        **{f"{place}_y_m": [120, 20, 70] for place in ("home", "work")},
        **{f"{place}_cell": [4, 2, 0] for place in ("home", "work")},
        price_sensitivity=[0.0005 * 1.5] * 3,
        wait_sensitivity=[0.0005 * 70 * 3] * 3,
        needs_per_day=[0.5] * 3,  # one order in two days
        satisfaction=[3.5] * 3,
        loyalty=[0] * 3,
        last_store=[-1] * 3,
        last_order_min=[-np.inf] * 3,
    )


def test_the_columns_of_recorded_stores():
    columns(
        recorded_stores(RECORDING, SETTINGS, cell_of, ZONES),
        x_m=[160, 20],
        y_m=[30, 130],
        cell=[1, 3],
        zone=[11, 13],
        popularity=[1 / 1.5, 2 / 1.5],
        quality=[4.4] * 2,
        shown_quality=[4.4] * 2,
        price_level=[1] * 2,
        open_min=[0] * 2,
        close_min=[1440] * 2,
        n_cooks=[1, 2],  # two meals at once; by the rule, one order a day needs 0.6 of a cook
        preparation_min=[13] * 2,
        quoted_min=[13] * 2,
        queue_first=[-1] * 2,
        queue_last=[-1] * 2,
        daily_stock=[2**30] * 2,
        physical_stock=[2**30] * 2,
        recorded_stock=[2**30] * 2,
        published_stock=[2**30] * 2,
    )


@pytest.mark.parametrize(
    ("per_100", "least", "cooks"), [(160, 1, [1, 2]), (210, 1, [2, 3]), (60, 4, [4, 4])]
)
def test_cooks_are_those_of_the_rule_of_the_rush_or_the_least(per_100, least, cooks):
    """Half an order and one order a day: 0.8 and 1.6 cooks, or 1.05 and 2.1."""
    kitchen = {"cooks_per_100_orders": per_100, "least_cooks": least}
    settings = SETTINGS.model_copy(update={"kitchen": SETTINGS.kitchen.model_copy(update=kitchen)})
    stores = recorded_stores(RECORDING, settings, cell_of, ZONES)
    assert stores["n_cooks"].tolist() == cooks


def test_the_columns_of_recorded_couriers():
    columns(
        recorded_couriers(RECORDING, SETTINGS, cell_of, ZONES),
        doing=[Doing.OFF] * 2,
        zone=[13, 12],
        **{f"{place}_x_m": [30, 240] for place in ("start", "from", "to")},
        **{f"{place}_y_m": [140, 60] for place in ("start", "from", "to")},
        on_min=[600, 60],
        off_min=[900, 360],
        **{name: [-np.inf] * 2 for name in NOT_YET},
        speed_factor=[1] * 2,
        wage_cents_per_min=[47] * 2,
    )
