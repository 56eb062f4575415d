"""How a fee follows pressure, by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.policies import lag
from sim.policies.pricing import PRICING, FlatFee, SurgeFee

SURGE = SurgeFee(base_cents=100, slope=1, threshold=1, cap=3)


def sampled(waiting, fee, policy=SURGE):
    """A zone with one idle courier, sampled each ten minutes."""
    timeline = pd.DataFrame(
        {
            "at_min": 10.0 * np.arange(len(waiting)),
            "zone": 0,
            "waiting_orders": waiting,
            "idle_couriers": 1,
            "base_fee_cents": fee,
        }
    )
    policies = SimpleNamespace(pricing=policy)
    scenario = SimpleNamespace(policies=policies, sample_min=10)
    return PRICING.kpis(SimpleNamespace(timeline=timeline, scenario=scenario))


def test_a_fee_at_once_has_no_lag_misses_nothing_and_never_overshoots():
    assert sampled([0, 2, 3, 1], [100, 200, 300, 100]) == {
        "fee_lag_min": 0,
        "fee_missed_share": 0,
        "fee_overshoot_share": 0,
    }


def test_a_late_fee_lags_misses_and_outlives_the_pressure():
    """Asked for are 200, 300, 300 and then nothing; raised from the third on, and one beyond."""
    found = sampled([0, 2, 3, 4, 0, 0], [100, 100, 100, 300, 300, 100])
    assert found == {
        "fee_lag_min": 20,
        "fee_missed_share": pytest.approx(2 / 3),
        "fee_overshoot_share": pytest.approx(200 / 400),
    }


def test_an_episode_that_nobody_answers_has_no_lag_and_each_zone_has_its_own():
    asked = np.array([[1, 0], [1, 1], [0, 1], [1, 1]], bool)
    raised = np.array([[0, 0], [1, 0], [1, 0], [0, 1]], bool)
    assert lag.lag_samples(asked, raised) == [1, 2]


def test_where_nothing_was_asked_for_there_is_nothing_to_tell():
    assert set(sampled([0, 1, 0], [100, 100, 100]).values()) == {None}
    assert sampled([0, 2], [100, 100], FlatFee()) == {}
