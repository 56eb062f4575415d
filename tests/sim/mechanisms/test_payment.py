"""Payment, by hand: who pays how, and how often that fails."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.flow import checkout
from sim.market import Market
from sim.mechanisms import payment
from sim.scenario import Scenario
from sim.settings.payment import METHODS
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.worlds import Town, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

WAYS = [
    {"name": "wallet", "share": 0.5, "failure_factor": 0.5},
    {"name": "chat", "share": 0.3, "failure_factor": 0.5},
    {"name": "card", "share": 0.2, "failure_factor": 3.0},
]


def town(*refused, leave_share=0.6, failures=0.02):
    """A town of one consumer, whose app does not take these ways."""
    ways = [way | {"accepted": way["name"] not in refused} for way in WAYS]
    settings = {"enabled": True, "methods": ways, "leave_share": leave_share}
    changes = {"consumers": {"count": 1}, "choice": {"payment_failure_share": failures}}
    return Town(changes, {"mechanisms": {"payment": settings}})


def failing(of, method, now=600.0):
    of.world.own[0][0]["method"] = method
    usual = float(of.world.choice[0].payment_failure_share)
    session = session_of(of.world.consumers[0], now=now)
    return of.call(payment.payment_failure, usual, session)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("refused", "failures", "shares"),
    [
        ((), 0.02, [0.01, 0.01, 0.06]),
        ((), 0.5, [0.25, 0.25, 1.0]),
        # Who has no chat pays by wallet or card: (0.5 * 0.5 + 0.2 * 3) / 0.7 of the usual failures.
        (("chat",), 0.02, [0.01, 0.6 + 0.4 * 0.02 * 0.85 / 0.7, 0.06]),
        (("chat", "card"), 0.02, [0.01, 0.6 + 0.4 * 0.01, 0.6 + 0.4 * 0.01]),
        (("wallet", "chat", "card"), 0.02, [1.0, 1.0, 1.0]),
    ],
)
def test_a_payment_fails_by_its_way_and_most_where_the_app_does_not_take_it(
    refused, failures, shares
):
    of = town(*refused, failures=failures)
    assert [failing(of, method) for method in range(3)] == pytest.approx(shares)


@pytest.mark.uncompiled
def test_payments_are_counted_and_those_by_a_way_that_is_not_taken():
    of = town("card")
    for method, now in ((0, 600.0), (2, 600.0), (2, 700.0), (2, -5.0)):
        failing(of, method, now)
    assert of.world.own[0][2][0].tolist() == (3, 2)


@pytest.mark.uncompiled
def test_a_failure_is_the_payment_s_own_draw():
    of = town("card")
    of.world.own[0][0]["method"] = 2
    fails = failing(of, 2)
    draws = (fails - 1e-9, fails + 1e-9)
    consumer = of.world.consumers[0]
    paid = [
        of.call(checkout.payment_succeeds, session_of(consumer, payment_draw=draw))
        for draw in draws
    ]
    assert paid == [False, True]


@pytest.mark.uncompiled
def test_people_have_ways_to_pay_by_their_shares():
    changes = {"consumers": {"count": 2000}, "couriers": {"count": 0}}
    on = {"mechanisms": {"payment": {"enabled": True, "methods": WAYS}}}
    market = Market(scenario(ALIKE, CALM, SMALL, changes, on), 0)
    found = np.bincount(market.world.own[0][0]["method"], minlength=3) / 2000
    assert found == pytest.approx([0.5, 0.3, 0.2], abs=4 * math.sqrt(0.25 / 2000))


def test_by_default_as_many_fail_as_without():
    assert sum(way.share * way.failure_factor for way in METHODS) == pytest.approx(1)


def test_shares_of_ways_add_up():
    wrong = {"title": "test", "mechanisms": {"payment": {"methods": WAYS[:2]}}}
    with pytest.raises(ValueError, match=r"the methods must add up to 1, not 0\.8"):
        Scenario.model_validate(wrong)


@pytest.mark.parametrize(("counts", "share"), [((4, 1), 0.25), ((0, 0), None)])
def test_what_is_measured_is_the_share_of_payments_by_ways_that_are_not_taken(counts, share):
    table = np.array([counts], payment.COUNTS.dtype)
    result = SimpleNamespace(own={"payment": (None, None, table, None)})
    assert payment.kpis(result) == {"method_refused_share": share}


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
