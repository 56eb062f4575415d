"""Random small cities: whatever happens in them, the compiled flow and the reference agree."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.order import State
from tests.reference.compare import agreed_log
from tests.strategies import LOOSE_COURIERS, cities

ENDS = (State.FULFILLED, State.CANCELLED, State.UNDELIVERED)


def agree(city, seed):
    log = agreed_log(city, seed)
    assert np.isin(log["orders"]["state"], ENDS).all()
    assert log["book"].sum() == 0


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(city=cities(), seed=st.integers(0, 2**31))
def test_any_small_city_gives_the_same_log(city, seed):
    agree(city, seed)


@pytest.mark.slow
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(city=cities(most_consumers=250), seed=st.integers(0, 2**31))
def test_many_small_cities_give_the_same_log(city, seed):
    agree(city, seed)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(city=cities(mechanisms=LOOSE_COURIERS), seed=st.integers(0, 2**31))
def test_cities_whose_couriers_come_and_go_give_the_same_log(city, seed):
    agree(city, seed)
