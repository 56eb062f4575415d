"""Store KPIs, by hand."""

import pandas as pd
import pytest

from analysis.kpis.measure import measure
from sim.agents.store import STORE
from tests.analysis.handmade import orders, rows, run_of


def test_kitchens_are_open_for_their_hours_on_every_day():
    stores = rows(
        STORE,
        {"n_cooks": 2, "open_min": 600, "close_min": 1200, "cooking_min": 480},
        {"n_cooks": 1, "open_min": 0, "close_min": 1440},  # all night
        {"n_cooks": 3, "open_min": 1320, "close_min": 120},  # over midnight
    )
    kpis = measure(run_of(stores=stores))
    cook_minutes = 2 * 600 + 1440 + 3 * 240
    assert kpis["kitchen_utilisation_share"] == pytest.approx(480 / (2 * cook_minutes))


def test_stock_outs_and_concentration():
    stores = rows(STORE, *({"n_sold_out": n} for n in [3, 0, 0, 1] + [0] * 7))
    placed = orders(*({"store": store} for store in [4, 4, 4, 9, 9, 0, 1]))
    kpis = measure(run_of(placed, stores=stores))
    assert kpis["sold_out_stores_share"] == pytest.approx(2 / 11)
    assert kpis["top_tenth_share"] == pytest.approx(5 / 7)  # two of eleven stores


def test_stores_are_told_apart_by_record_and_shelf():
    """Eight times open: six times on the app, twice of these empty; once hidden; thrice wrong."""
    timeline = pd.DataFrame(
        {
            "open_stores": [5.0, 3.0],
            "listed_stores": [4.0, 2.0],
            "phantom_stores": [2.0, 0.0],
            "hidden_stores": [0.0, 1.0],
            "misrecorded_stores": [2.0, 1.0],
        }
    )
    kpis = measure(run_of(timeline=timeline))
    assert kpis["phantom_share"] == pytest.approx(2 / 6)
    assert kpis["hidden_share"] == pytest.approx(1 / 5)
    assert kpis["misrecorded_share"] == pytest.approx(3 / 8)
