"""What stores do, by hand: hours, quotes, the list, and the counting of shelves."""

import numpy as np
import pytest

from sim import luck
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


# Counting

SEED, NTH = 3, 5


def published(recorded, *, daily=100, error_sd=4.0):
    """What the app believes of twenty shelves of the same record."""
    shelves = STORE.empty(20)
    shelves["recorded_stock"] = recorded
    shelves["daily_stock"] = daily
    shelves["published_stock"] = -77
    stores.publish(shelves, SEED, NTH, error_sd)
    return shelves["published_stock"].tolist()


def errors(error_sd=4.0):
    return [error_sd * luck.normal(SEED, luck.STOCK, row, NTH) for row in range(20)]


@pytest.mark.parametrize("error_sd", [4.0, 0.75])
def test_a_record_is_told_with_an_error_in_whole_portions(error_sd):
    counts = published(50, error_sd=error_sd)
    assert counts == [50 + round(error) for error in errors(error_sd)]
    assert len(set(counts)) > 2


def test_no_fewer_than_no_portions_are_told():
    counts = [2 + round(error) for error in errors()]
    assert min(counts) < 0 < max(counts)
    assert published(2) == np.maximum(counts, 0).tolist()


def test_without_an_error_the_record_itself_is_shown():
    assert published(50, error_sd=0.0) == [50] * 20


def test_a_shelf_that_is_never_filled_is_known_to_be_empty():
    assert published(0, daily=0) == [0] * 20
    assert published(7, daily=0) == [7] * 20
    assert published(50, daily=1) == published(50)
