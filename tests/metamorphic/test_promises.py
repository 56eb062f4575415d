"""Promises over weeks: a lie is seen through, unless nobody learns; a kept one goes on winning."""

import numpy as np
import pytest

from tests.benchmarks.promises import LIE, UNBELIEVING, Lived, faster_kitchens, third
from tests.theory.errors import estimate

DAYS, SEEDS = 21, 4

pytestmark = pytest.mark.slow


def changes(arm, base, first, last):
    """Of orders a day in some days, (n_seeds,)."""
    return (arm.orders - base.orders)[:, first:last].mean(axis=1)


@pytest.fixture(scope="module")
def usual():
    base = third(DAYS)
    return Lived(base, base, SEEDS)


@pytest.fixture(scope="module")
def lie():
    return Lived(third(DAYS, LIE), third(DAYS), SEEDS)


def test_a_lie_gains_on_the_first_day_and_loses_in_the_third_week(usual, lie):
    assert estimate(changes(lie, usual, 0, 1)).lies_between(0, np.inf)
    assert estimate(changes(lie, usual, 14, 21)).lies_between(-np.inf, 0)


def test_a_lie_that_is_always_believed_keeps_more_of_its_orders(usual, lie):
    """Though those who were kept waiting come back less often."""
    naive = third(DAYS, UNBELIEVING)
    believed = Lived(third(DAYS, UNBELIEVING, LIE), naive, SEEDS)
    gained = changes(believed, Lived(naive, naive, SEEDS), 14, 21)
    assert estimate(gained - changes(lie, usual, 14, 21)).lies_between(0, np.inf)


def test_a_promise_that_is_shorter_and_kept_gains_and_goes_on_gaining(usual):
    faster = Lived(third(DAYS, faster_kitchens(DAYS)), third(DAYS), SEEDS)
    assert faster.promised_min < usual.promised_min
    for first, last in ((0, 7), (14, 21)):
        assert estimate(changes(faster, usual, first, last)).lies_between(0, np.inf)
