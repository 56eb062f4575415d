"""Waves, by hand."""

import numpy as np

from analysis.validation.waves import waves
from tests.analysis.handmade import orders

# Courier 0 has two orders at once and, after a rest, a third; the last begins as the wave ends.
TAKEN = [
    {"courier": 0, "assigned_min": 10, "ended_min": 40},
    {"courier": 1, "assigned_min": 5, "ended_min": 25},
    {"courier": 0, "assigned_min": 20, "ended_min": 30},
    {"courier": 0, "assigned_min": 40, "ended_min": 52},
]


def test_a_wave_lasts_until_nothing_is_in_hand():
    found = waves(orders(*TAKEN))
    assert found.n_orders.tolist() == [2, 1, 1]
    assert found.minutes.tolist() == [30, 12, 20]


def test_orders_stand_wave_by_wave_as_they_were_handed_over():
    found = waves(orders(*TAKEN))
    assert found.rows.tolist() == [2, 0, 3, 1]
    assert found.wave.tolist() == [0, 0, 1, 2]


def test_another_couriers_long_order_does_not_lengthen_a_wave():
    long = {"courier": 0, "assigned_min": 0, "ended_min": 100}
    short = [{"courier": 1, "assigned_min": at, "ended_min": at + 5} for at in (10, 20)]
    assert waves(orders(long, *short)).minutes.tolist() == [100, 5, 5]


def test_without_deliveries_there_are_no_waves():
    assert len(waves(orders()).n_orders) == 0
    assert np.size(waves(orders()).minutes) == 0
