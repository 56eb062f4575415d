"""Promises by hand: a fixed time, and the quantile of what the latest orders took longer."""

import pytest

from sim.flow.world import N_OVERRUNS
from sim.policies.promise import FixedPromise, QuantilePromise
from tests.sim.worlds import Town


def after(*overruns):
    """A market whose deliveries took so much longer than expected."""
    town = Town()
    for overrun in overruns:
        seen = town.world.state["n_overruns"][0]
        town.world.overruns[seen % N_OVERRUNS] = overrun
        town.world.state["n_overruns"] += 1
    return town.view()


def test_a_fixed_promise_ignores_everything():
    promise = FixedPromise(minutes=33)(after(*[500] * 100))
    assert promise.pad_min.tolist() == [33, 33]
    assert promise.estimate_weight == 0


def test_until_enough_was_seen_the_pad_is_the_prior_one():
    policy = QuantilePromise(prior_pad_min=17, least_orders=3)
    for overruns, pad in (((), 17), ((1, 2), 17), ((1, 2, 3), 3)):
        promise = policy(after(*overruns))
        assert promise.pad_min.tolist() == [pad, pad]
        assert promise.estimate_weight == 1


@pytest.mark.parametrize(
    ("quantile", "pad"), [(0.05, 1), (0.5, 6), (0.89, 9), (0.9, 10), (0.99, 10)]
)
def test_the_pad_is_a_quantile_of_the_overruns(quantile, pad):
    """Of 1 to 10, so many lie below it as the share asks."""
    policy = QuantilePromise(quantile=quantile, least_orders=10)
    assert policy(after(7, 3, 10, 1, 9, 2, 8, 5, 4, 6)).pad_min[0] == pad


def test_a_promise_is_never_shorter_than_what_is_expected():
    assert QuantilePromise(least_orders=2)(after(-5, -3)).pad_min.tolist() == [0, 0]


def test_only_the_latest_orders_count():
    """The ring forgets: 200 quick orders after 200 slow ones."""
    view = after(*[60] * N_OVERRUNS, *[4] * N_OVERRUNS)
    assert len(view.overruns_min) == N_OVERRUNS
    assert QuantilePromise()(view).pad_min[0] == 4
    assert QuantilePromise(quantile=0.99)(after(*[60] * N_OVERRUNS, 4)).pad_min[0] == 60
