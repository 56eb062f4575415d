"""Promises by hand: a fixed time, and the quantile of what the latest orders took longer."""

import pytest

from sim.flow.influences import Sky
from sim.flow.world import N_OVERRUNS, N_OVERRUNS_ALIKE
from sim.policies.promise import PROMISE, FixedPromise, Guarantee, QuantilePromise
from tests.sim.worlds import Town


def after(*overruns):
    """A market whose deliveries took so much longer than expected."""
    town = Town()
    for overrun in overruns:
        seen = town.world.state["n_overruns"][0]
        town.world.overruns[seen % N_OVERRUNS] = overrun, 0
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


def at_noon(*by_zone, latest=(), ended_ago=0, hour=12.5, weather=Sky.CLEAR):
    """A market whose deliveries from each zone took so much longer at noon in a weather.

    Now the sky is clear, and it is so many minutes ago that the latest were handed over.
    """
    now_min = 1440 + hour * 60
    town = Town()
    for zone, overruns in enumerate(by_zone):
        town.world.overruns_alike[weather, zone, 12, : len(overruns)] = overruns
        town.world.n_overruns_alike[weather, zone, 12] = len(overruns)
    town.world.overruns["overrun_min"][: len(latest)] = latest
    town.world.overruns["ended_min"] = now_min - ended_ago
    town.world.state["n_overruns"] = len(latest)
    return town.view(now_min=now_min)


def test_the_pad_of_a_zone_and_hour_is_shrunk_to_the_hour_s_and_this_to_the_latest_orders():
    """Means: 40 of three in zone 0, 12 of one in zone 1, 33 of the hour's four, 8 of the latest.

    The margin: three quarters of the four lie below the fourth, 47, which is 14 above their mean.
    The hour: (4 * 47 + 6 * 8) / 10 = 23.6; zone 0: (3 * 54 + 6 * 23.6) / 9; zone 1: (1 * 26 +
    6 * 23.6) / 7.
    """
    policy = QuantilePromise(quantile=0.75, shrinkage_orders=6, least_orders=1)
    promise = policy(at_noon((47, 32, 41), (12,), latest=(8,)))
    assert promise.pad_min == pytest.approx([(162 + 141.6) / 9, (26 + 141.6) / 7])


def test_the_margin_is_one_for_all_hours_each_of_which_counts_by_its_orders():
    """At noon seven tenths lie below 14, 5 above the mean; at 18:00 all are alike, and none is.

    300 orders were seen at noon and 100 at 18:00, of both the latest 50 are kept:
    (300 * 5 + 100 * 0) / 400.
    """
    town = Town()
    town.world.overruns_alike[0, 0, 12] = [4, 14] * (N_OVERRUNS_ALIKE // 2)
    town.world.overruns_alike[0, 1, 18] = 30
    town.world.n_overruns_alike[0, 0, 12] = 300
    town.world.n_overruns_alike[0, 1, 18] = 100
    policy = QuantilePromise(quantile=0.7, shrinkage_orders=0.001)
    for hour, mean_min in ((12, 9), (18, 30)):
        pad_min = policy(town.view(now_min=1440 + hour * 60)).pad_min
        assert pad_min == pytest.approx([mean_min + 3.75] * 2, rel=1e-3)


def test_a_zone_that_was_never_seen_at_this_hour_has_the_hour_s_mean():
    """No margin: the two are alike. The latest are too few, so that all of the weather count."""
    policy = QuantilePromise(quantile=0.5, shrinkage_orders=2, least_orders=2)
    promise = policy(at_noon((), (20, 20), latest=(9,)))
    assert promise.pad_min == pytest.approx([20, 20])
    promise = policy(at_noon((), (20, 20), latest=(9, 9)))
    assert promise.pad_min == pytest.approx([14.5, (2 * 20 + 2 * 14.5) / 4])


def test_of_other_hours_the_margin_counts_alone():
    """At 13:00 one took 20; at noon, of four with the mean 32, the third lies 6 above it.

    The hour has (1 * 0) / 5 from its own order and (4 * 6) / 5 from noon's: 24.8. The latest: 8.
    """
    policy = QuantilePromise(quantile=0.5, least_orders=1, shrinkage_orders=1)
    assert policy(at_noon((50, 30, 38), (10,), latest=(8,), hour=13)).pad_min.tolist() == [8, 8]
    town = Town()
    town.world.overruns_alike[0, 0, 12, :4] = 50, 30, 38, 10
    town.world.n_overruns_alike[0, 0, 12] = 4
    town.world.overruns_alike[0, 0, 13, 0] = 20
    town.world.n_overruns_alike[0, 0, 13] = 1
    town.world.overruns[0] = 8, 1440 + 780
    town.world.state["n_overruns"] = 1
    of_hour_min = (24.8 + 8) / 2
    pad_min = policy(town.view(now_min=1440 + 780)).pad_min
    assert pad_min == pytest.approx([(24.8 + of_hour_min) / 2, of_hour_min])


@pytest.mark.parametrize(
    ("ended_ago", "least_orders", "pad"), [(20, 2, 9), (20, 3, 40), (21, 2, 40), (21, 6, 17)]
)
def test_what_was_handed_over_long_ago_is_not_of_the_latest(ended_ago, least_orders, pad):
    """9 of two latest of 20 minutes, else 38 of five of this weather and 2 of margin, else 17."""
    rule = {"quantile": 0.5, "recent_min": 20, "least_orders": least_orders, "prior_pad_min": 17}
    by_zone = (50, 30, 40), (10, 60)
    view = at_noon(*by_zone, latest=(8, 9), ended_ago=ended_ago, hour=14)
    assert QuantilePromise(**rule)(view).pad_min.tolist() == [pad, pad]


def test_of_the_latest_that_are_too_old_none_counts():
    town = Town()
    for nth, ago in enumerate((31, 31, 30, 31)):
        town.world.overruns[nth] = 8 if ago == 30 else 90, 600 - ago
    town.world.state["n_overruns"] = 4
    view = town.view(now_min=600)
    assert view.overruns_within_min(30).tolist() == [8]
    assert sorted(view.overruns_min) == [8, 90, 90, 90]
    assert QuantilePromise(least_orders=1)(view).pad_min.tolist() == [8, 8]


def test_what_took_longer_in_the_rain_does_not_count_when_the_sky_is_clear():
    policy = QuantilePromise(quantile=0.5, least_orders=1)
    view = at_noon((50, 30, 40), (10,), latest=(8,), weather=Sky.HEAVY)
    assert policy(view).pad_min.tolist() == [8, 8]


def test_of_a_zone_and_hour_only_the_latest_orders_count():
    town = Town()
    town.world.overruns_alike[0, :, 0] = 7
    town.world.n_overruns_alike[0, :, 0] = 3 * N_OVERRUNS_ALIKE
    pad = QuantilePromise(shrinkage_orders=0.001)(town.view()).pad_min
    assert pad == pytest.approx([7, 7], rel=1e-3)


def test_a_guarantee_is_in_force_with_its_promise():
    """Whatever the policy; without one nothing is paid back."""
    for policy, amounts in (
        (FixedPromise(), (0, 0, 0)),
        (QuantilePromise(guarantee=Guarantee(share=0.2, cents=300, grace_min=5)), (0.2, 300, 5)),
    ):
        town = Town()
        PROMISE.apply(town, policy, policy(town.view()), 0)
        rates = town.world.rates[0]
        found = rates.late_refund_share, rates.late_refund_cents, rates.late_grace_min
        assert found == amounts
        assert rates.late_claim_share == policy.guarantee.claim_share


@pytest.mark.parametrize(
    ("quantile", "pad"), [(0.05, 1), (0.5, 6), (0.89, 9), (0.9, 10), (0.99, 10)]
)
def test_the_pad_is_a_quantile_of_the_overruns(quantile, pad):
    """Of 1 to 10, so many lie below it as the share asks."""
    policy = QuantilePromise(quantile=quantile, least_orders=10)
    assert policy(after(7, 3, 10, 1, 9, 2, 8, 5, 4, 6)).pad_min[0] == pad


def test_a_promise_is_never_shorter_than_what_is_expected():
    policy = QuantilePromise(least_orders=2, quantile=0.5, shrinkage_orders=1)
    assert policy(after(-5, -3)).pad_min.tolist() == [0, 0]
    assert policy(at_noon((-9, -9), latest=(-5, -3))).pad_min.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("extra_min", "unknown", "of_the_hour", "of_the_zone"),
    [(0, 8, 28, 35.5), (4.5, 12.5, 32.5, 40), (-10, 0, 18, 25.5)],
)
def test_minutes_are_added_to_what_was_learned(extra_min, unknown, of_the_hour, of_the_zone):
    """8 of the latest; five of 40 in zone 1 at noon weigh 5 of 8: 28 for the hour, 35.5 there.

    No promise is shorter than what is expected.
    """
    rule = {"quantile": 0.5, "least_orders": 1, "shrinkage_orders": 3, "extra_min": extra_min}
    policy = QuantilePromise(**rule)
    assert policy(after(8)).pad_min.tolist() == [unknown, unknown]
    promise = policy(at_noon((), (40,) * 5, latest=(8,)))
    assert promise.pad_min == pytest.approx([of_the_hour, of_the_zone])


def test_only_the_latest_orders_count():
    """The ring forgets: 200 quick orders after 200 slow ones."""
    view = after(*[60] * N_OVERRUNS, *[4] * N_OVERRUNS)
    assert len(view.overruns_min) == N_OVERRUNS
    assert QuantilePromise()(view).pad_min[0] == 4
    assert QuantilePromise(quantile=0.99)(after(*[60] * N_OVERRUNS, 4)).pad_min[0] == 60
