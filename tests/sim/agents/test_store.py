"""What stores do, by hand: hours, quotes, the list, and the counting of shelves."""

import numpy as np
import pytest

from sim.agents import store as stores
from sim.agents.store import STORE
from tests.sim.worlds import row_of


@pytest.mark.parametrize(
    ("opens_min", "closes_min", "minute", "is_open"),
    [
        (600.0, 1320.0, 599.9, False),
        (600.0, 1320.0, 600.0, True),
        (600.0, 1320.0, 1319.9, True),
        (600.0, 1320.0, 1320.0, False),
        (0.0, 1440.0, 0.0, True),  # day and night
        (0.0, 1440.0, 1439.9, True),
        (1080.0, 120.0, 1079.9, False),  # from 18:00 to 02:00
        (1080.0, 120.0, 1080.0, True),
        (1080.0, 120.0, 0.0, True),
        (1080.0, 120.0, 119.9, True),
        (1080.0, 120.0, 120.0, False),
        (600.0, 600.0, 600.0, False),  # no hours at all
    ],
)
def test_a_store_is_open_from_its_first_minute_to_before_its_last(
    opens_min, closes_min, minute, is_open
):
    store = row_of(STORE, open_min=opens_min, close_min=closes_min)
    assert stores.is_open(store, minute) == is_open
    store.closed = True
    assert not stores.is_open(store, minute)


def test_the_hours_of_many_stores():
    opens, closes = np.array([600.0, 1200.0, 0.0, 600.0]), np.array([1200.0, 120.0, 1440.0, 600.0])
    assert stores.hours_min(opens, closes).tolist() == [600, 360, 1440, 0]


@pytest.mark.parametrize(
    ("n_cooks", "n_cooking", "n_queued", "quoted_min"),
    [
        (1, 0, 0, 12),  # a cook is free
        (2, 1, 0, 12),
        (1, 1, 0, 12 + 12),  # one completion away
        (1, 1, 2, 3 * 12 + 12),
        (3, 3, 0, 4 + 12),  # three cooks end an order every four minutes
        (3, 3, 2, 3 * 4 + 12),
        (2, 3, 0, 6 + 12),  # a cook has gone home
    ],
)
def test_a_store_quotes_the_completions_before_and_its_own_time(
    n_cooks, n_cooking, n_queued, quoted_min
):
    store = row_of(
        STORE, preparation_min=12, n_cooks=n_cooks, n_cooking=n_cooking, n_queued=n_queued
    )
    assert stores.quote(store) == pytest.approx(quoted_min)


@pytest.mark.parametrize(
    ("published", "physical", "buffer", "listed"),
    [(1, 0, 0, True), (0, 9, 0, False), (3, 9, 3, False), (4, 9, 3, True)],
)
def test_a_store_is_listed_while_its_record_is_above_the_buffer(
    published, physical, buffer, listed
):
    store = row_of(STORE, published_stock=published, physical_stock=physical)
    assert stores.is_listed(store, buffer) == listed


@pytest.mark.parametrize(
    ("popularity", "small"),
    [
        ([3.0, 0.5, 1.0], [False, True, False]),  # the median one is none
        ([3.0, 0.5, 1.0, 2.0], [False, True, True, False]),
        ([1.0, 1.0], [False, False]),
    ],
)
def test_the_less_popular_half_of_stores_is_small(popularity, small):
    rows = STORE.empty(len(popularity))
    rows["popularity"] = popularity
    assert stores.is_small(rows).tolist() == small
