"""Refusals that last, by hand: the spread of each kind, and what it leaves as it is."""

import math

import numpy as np
import pytest

from sim import luck
from sim.agents import odds
from sim.mechanisms import refusals
from tests.cities import CALM, SMALL, scenario
from tests.sim.worlds import Town
from tests.uncompiled import assert_tests_pass_uncompiled

NO_SPREAD = {"order_sd": 0, "store_sd": 0, "courier_sd": 0}


def town(**spreads):
    """Two stores, two couriers and orders 0 to 2: of consumers 0, 0 and 1, store 0, 1 and 0."""
    settings = {"enabled": True} | NO_SPREAD | spreads
    of = Town({"mechanisms": {"refusals": settings}}, stores=[{}, {}], couriers=[(0, 0)] * 2)
    orders = of.world.orders
    orders["consumer"][:3], orders["need"][:3], orders["store"][:3] = (
        [0, 0, 1],
        [0, 1, 0],
        [0, 1, 0],
    )
    return of


def answers(of, utils=0.0):
    """Log-odds of couriers 0 and 1 for orders 0 to 2."""
    return np.array(
        [
            [of.call(refusals.acceptance_utils, utils, who, order) for order in range(3)]
            for who in range(2)
        ]
    )


@pytest.mark.uncompiled
def test_without_spreads_an_offer_is_judged_by_way_and_pay_alone():
    assert (answers(town(), 1.25) == 1.25).all()


@pytest.mark.uncompiled
def test_what_lasts_of_an_order_is_the_same_to_everyone():
    drawn = [2.0 * luck.normal(0, luck.REFUSALS_BY_ORDER, *key) for key in ((0, 0), (0, 1), (1, 0))]
    assert answers(town(order_sd=2.0)) == pytest.approx(np.tile(drawn, (2, 1)))


@pytest.mark.uncompiled
def test_what_lasts_of_a_store_is_the_same_of_all_its_orders():
    drawn = [0.7 * luck.normal(0, luck.REFUSALS_BY_STORE, store, 0) for store in (0, 1, 0)]
    assert answers(town(store_sd=0.7)) == pytest.approx(np.tile(drawn, (2, 1)))


@pytest.mark.uncompiled
def test_what_lasts_of_a_courier_is_the_same_of_all_orders():
    drawn = [0.7 * luck.normal(0, luck.REFUSALS_BY_COURIER, who, 0) for who in range(2)]
    assert answers(town(courier_sd=0.7)) == pytest.approx(np.tile(drawn, (3, 1)).T)


@pytest.mark.uncompiled
def test_way_and_pay_are_stretched_by_all_spreads_together():
    """16 sqrt(3) / (15 pi) is 0.588, its square 0.3458."""
    spread = answers(town(order_sd=1.0, store_sd=2.0, courier_sd=2.0), 3.0)
    without = answers(town(order_sd=1.0, store_sd=2.0, courier_sd=2.0))
    assert spread - without == pytest.approx(
        np.full((2, 3), 3 * math.sqrt(1 + 9 * 0.3458)), abs=1e-3
    )


@pytest.mark.parametrize("utils", [-2.0, 0.0, 1.0, 2.1, 4.0])
@pytest.mark.parametrize("spreads", [(0.5,), (1.1, 0.5, 0.5), (2.0,)])
def test_the_first_offer_is_as_likely_to_be_taken_as_without(utils, spreads):
    """The mean over the spread, by quadrature: within a point and a half of the logistic itself."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    spread = math.sqrt(sum(each**2 for each in spreads))
    scores = refusals.stretch(*spreads) * utils + spread * nodes
    mean = float((weights / (1 + np.exp(-scores))).sum() / weights.sum())
    assert mean == pytest.approx(odds.logistic(utils), abs=0.015)


@pytest.mark.uncompiled
def test_whatever_the_settings_log_odds_are_numbers():
    of = town(order_sd=10, store_sd=10, courier_sd=10)
    assert np.isfinite(answers(of, 1e9)).all()


def result_of(offers, channels):
    orders = np.zeros(len(offers), [("offers", "i4"), ("channel", "i4")])
    orders["offers"], orders["channel"] = offers, channels
    return type("Result", (), {"orders": orders})


@pytest.mark.parametrize(
    ("offers", "channels", "share", "each"),
    [
        ([1, 1, 3, 0, 2, 1], [0, 0, 0, 0, 0, 1], 2 / 4, 2.5),
        ([1, 1], [0, 0], 0.0, None),
        ([0, 2], [0, 1], None, None),
    ],
)
def test_what_is_measured_is_deliveries_offered_more_than_once(offers, channels, share, each):
    assert refusals.kpis(result_of(offers, channels)) == {
        "reoffered_share": share,
        "offers_per_reoffered": each,
    }


def test_off_it_is_not_there():
    off = scenario(SMALL, CALM, {"mechanisms": {"refusals": {"order_sd": 3}}})
    assert not refusals.MECHANISM.is_on(off.mechanisms.tables())


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
