"""States of an order: what each means, for one order or for many."""

import numpy as np
import pytest
from numba import njit

from sim.order import State, is_at_store, is_cooked, is_open, is_used_up

MEANS = {
    is_at_store: {State.PLACED, State.COOKING, State.READY},
    is_cooked: {State.COOKING, State.READY},
    is_used_up: {State.COOKING, State.READY, State.PICKED_UP, State.FULFILLED},
    is_open: {State.BOOKED, State.PLACED, State.COOKING, State.READY, State.PICKED_UP},
}


@pytest.mark.parametrize("means", MEANS, ids=lambda means: means.__name__)
def test_a_state_means_the_same_alone_in_a_column_and_compiled(means):
    @njit
    def compiled(state):
        return means(state)

    expected = [state in MEANS[means] for state in State]
    assert [means(state) for state in State] == expected
    assert means(np.array(State, np.int32)).tolist() == expected
    assert [compiled(state) for state in np.array(State, np.int32)] == expected
