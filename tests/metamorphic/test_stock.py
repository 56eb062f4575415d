"""Told sooner what is in stock the app cancels less, down to what records say wrongly."""

from functools import cache

import numpy as np
import pytest

from analysis.kpis.parts import platform_orders
from sim.order import Cause
from sim.simulation import run
from tests.cities import SMALL, scenario

# A street that takes half of a stock that does not last the day.
CITY = {
    "days": 2,
    "sample_min": 1440,
    "choice": {"walkin_constant": -1.0},
    "world": {"weather": {"mode": "clear"}},
}
STOCK = {"days_of_demand": 0.7, "safety_buffer": 0}
RIGHT = {"record_error_sd": 0, "scan_miss_share": 0, "shrink_share": 0}
WRONG = {"record_error_sd": 1, "scan_miss_share": 0.05, "shrink_share": 0.05, "count_days": 7}
FEW_MIN = (0, 15, 240, 1440)
ALL_MIN = (0, 1, 5, 15, 60, 240, 1440)
SEEDS = range(6)


@cache
def n_cancelled(sync_min, *errors):
    stock = STOCK | dict(errors) | {"sync_min": sync_min}
    results = (run(scenario(SMALL, CITY, {"stock": stock}), seed) for seed in SEEDS)
    return sum(np.sum(platform_orders(it)["cause"] == Cause.OUT_OF_STOCK) for it in results)


@pytest.mark.parametrize(
    ("errors", "syncs_min"),
    [
        (WRONG, FEW_MIN),
        pytest.param(WRONG, ALL_MIN, marks=pytest.mark.slow),
        pytest.param(RIGHT, ALL_MIN, marks=pytest.mark.slow),
    ],
)
def test_the_sooner_the_app_is_told_the_fewer_orders_are_cancelled(errors, syncs_min):
    cancelled = [n_cancelled(sync_min, *errors.items()) for sync_min in syncs_min]
    assert (np.diff(cancelled) >= 0).all(), cancelled
    assert cancelled[-1] > cancelled[0]


def test_told_at_once_of_what_is_right_the_app_cancels_nothing():
    assert n_cancelled(0, *RIGHT.items()) == 0


def test_what_records_say_wrongly_is_a_floor_that_no_synchronisation_lowers():
    assert n_cancelled(0, *WRONG.items()) > 0
