"""Pairs of orders by hand: the same needs, and needs near in time."""

import numpy as np
import pytest

from analysis.lab.same_orders import read_pairs
from analysis.results.tables import write_tables
from tests.analysis.handmade import orders, run_of

HOUR = 60.0


def order(consumer, need, at_hour=12.0, **other):
    return {"consumer": consumer, "need": need, "wanted_min": at_hour * HOUR} | other


@pytest.fixture
def paired(tmp_path):
    """Pairs of two runs as (consumer, base's hour, arm's hour, moved), None for no order."""

    def pair(base, other, window_min=24 * HOUR):
        for name, placed in (("base", base), ("other", other)):
            (tmp_path / name).mkdir(exist_ok=True)
            write_tables(tmp_path / name, run_of(orders(*placed)))
        pairs = read_pairs(tmp_path / "base", tmp_path / "other", window_min)
        hours = [np.where(side.there, side.wanted_min / HOUR, None) for side in pairs.sides]
        return list(zip(pairs.consumer.tolist(), *hours, pairs.moved.tolist(), strict=True))

    return pair


def test_one_need_is_one_pair_wherever_it_is_met(paired):
    found = paired([order(0, 1, store=0)], [order(0, 1, store=1)])
    assert found == [(0, 12, 12, False)]


def test_one_need_met_more_than_half_an_hour_apart_moved(paired):
    assert paired([order(0, 1, 12)], [order(0, 1, 12.5)]) == [(0, 12, 12.5, False)]
    assert paired([order(0, 1, 12)], [order(0, 1, 12.6)]) == [(0, 12, 12.6, True)]


def test_an_order_lost_and_one_won_within_the_window_are_one_that_moved(paired):
    base, other = [order(0, 1, 12)], [order(0, 2, 18)]
    assert paired(base, other) == [(0, 12, 18, True)]
    apart = [(0, 12, None, False), (0, None, 18, False)]
    assert paired(base, other, 5.9 * HOUR) == apart
    assert paired(base, other, 0) == apart


def test_orders_of_different_people_are_never_one(paired):
    found = paired([order(0, 1, 12)], [order(1, 2, 12)])
    assert found == [(0, 12, None, False), (1, None, 12, False)]


def test_the_nearest_are_paired_first_and_no_order_twice(paired):
    found = paired([order(0, 1, 10), order(0, 2, 13)], [order(0, 3, 14), order(0, 4, 40)])
    assert found == [(0, 10, None, False), (0, 13, 14, True), (0, None, 40, False)]


def test_strangers_are_nobody_who_could_come_at_another_time(paired):
    found = paired([order(-1, 1, 12)], [order(-1, 2, 13)])
    assert found == [(-1, 12, None, False), (-1, None, 13, False)]
