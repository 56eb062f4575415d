"""Imprecise addresses, by hand: the search at the door, the drop that fails, the correction."""

import math

import numpy as np
import pytest

from sim import luck
from sim.ledger import Account, Kind
from sim.mechanisms import addresses
from sim.mechanisms.addresses import COUNTS_ROW, MECHANISM, OF_DELIVERY, PEOPLE_ROWS
from sim.simulation import run
from tests.cities import ASLEEP, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, postings
from tests.uncompiled import assert_tests_pass_uncompiled


def drawn(consumer, need):
    """Of a delivery: the search in means, and the draw by which the address is corrected."""
    search, corrected, _, _ = luck.four(0, luck.ADDRESSES, consumer, need, OF_DELIVERY)
    return -math.log(search), corrected


def town(imprecise=True, **rules):
    """Two meals, an hour apart, that a courier brings to a door 600 m away."""
    settings = {"enabled": True, "give_up_min": 1000, "corrected_share": 0} | rules
    it = Town(
        {"mechanisms": {"addresses": settings}},
        homes=[(600, 0)],
        couriers=[(0, 0)],
    )
    it.world.rates["pay_order_cents"] = 450
    tables(it)[PEOPLE_ROWS]["imprecise"] = imprecise
    it.start_shift(0, 1440.0, 0.0)
    it.needs((600, 0), (900, 0))
    for order, at_min in ((0, 600), (1, 900)):
        it.advance(at_min + 1)
        it.offer(at_min + 1, (order, 0, 0, 1))
        it.advance(at_min + 200)
    return it


def tables(it):
    return it.world.own[0]


def counts(it):
    return tables(it)[COUNTS_ROW][0].tolist()


def way_min(it, order):
    """From the store to the consumer's hands."""
    row = it.orders[order]
    return float(row["ended_min"] - row["picked_up_min"])


@pytest.mark.uncompiled
def test_a_precise_address_is_not_searched_for():
    """A minute at the counter, six of riding, two of parking."""
    it = town(imprecise=False)
    assert [way_min(it, order) for order in range(2)] == [9, 9]
    assert counts(it) == (2, 0, 0)


@pytest.mark.uncompiled
def test_each_delivery_to_an_imprecise_one_has_a_search_of_its_own():
    it = town(search_min=4)
    searches = [4 * drawn(0, need)[0] for need in range(2)]
    assert [way_min(it, order) for order in range(2)] == pytest.approx(
        [9 + search for search in searches]
    )
    assert counts(it) == pytest.approx((2, 0, sum(searches)))
    assert tables(it)[PEOPLE_ROWS]["imprecise"][0]


@pytest.mark.uncompiled
def test_who_is_not_found_in_time_gets_all_back_and_the_courier_and_the_store_are_paid():
    it = town(give_up_min=0.001)
    assert [way_min(it, order) for order in range(2)] == pytest.approx([9.001] * 2)
    assert [it.ending(order) for order in range(2)] == ["cancelled not_found"] * 2
    assert counts(it) == pytest.approx((2, 2, 0.002))
    order, courier, feel = it.orders[0], it.world.couriers[0], it.world.satisfaction[0]
    assert order.refund_cents == order.basket_cents + order.fee_cents
    assert order.reliability_score == -feel.failure_weight
    assert it.world.consumers["satisfaction"][0] < 4
    assert (courier.n_delivered, courier.on_board, courier.n_stops) == (0, 0, 0)
    assert courier.earned_cents == 900
    book = it.world.book[0]
    assert book[Kind.REFUND, Account.CONSUMER] == it.orders["refund_cents"].sum()
    assert book[Kind.SETTLEMENT, Account.STORE] == it.orders["basket_cents"].sum()
    assert sum(postings(book).values()) == 0


@pytest.mark.uncompiled
def test_an_address_that_was_found_is_corrected_with_a_probability():
    _, draw = drawn(0, 0)
    after = town(corrected_share=draw + 1e-6)
    assert [way_min(after, order) for order in range(2)] == pytest.approx(
        [9 + 4.5 * drawn(0, 0)[0], 9]
    )
    assert not tables(after)[PEOPLE_ROWS]["imprecise"][0]
    before = town(corrected_share=draw - 1e-6)
    assert way_min(before, 1) > 9


@pytest.mark.uncompiled
def test_what_was_not_found_is_not_corrected():
    assert tables(town(give_up_min=0.001, corrected_share=1))[PEOPLE_ROWS]["imprecise"].all()


def test_the_share_that_fails_and_the_mean_search_are_those_of_the_exponential():
    """exp(-10 / 4.5) is 0.108, and what is searched until then 4.5 times the rest: 4.01 min."""
    needed = 4.5 * np.array([drawn(who, 0)[0] for who in range(4000)])
    failed = math.exp(-10 / 4.5)
    assert np.mean(needed > 10) == pytest.approx(failed, abs=4 * math.sqrt(failed / 4000))
    assert np.minimum(needed, 10).mean() == pytest.approx(4.5 * (1 - failed), abs=4 * 4.5 / 63)


@pytest.mark.uncompiled
def test_whose_address_is_imprecise_is_a_share_of_the_people_and_lasts():
    people = [
        tables(_many({"imprecise_share": share}))[PEOPLE_ROWS]["imprecise"] for share in (0.3, 0.6)
    ]
    for share, who in zip((0.3, 0.6), people, strict=True):
        assert np.mean(who) == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / 1000))
    assert (people[1] >= people[0]).all()


def _many(settings):
    it = Town(
        {
            "consumers": {"count": 1000},
            "mechanisms": {"addresses": {"enabled": True} | settings},
        }
    )
    addresses.live_past(it.world, it.scenario)
    return it


def test_figures():
    people = addresses.PEOPLE.empty(4)
    people["imprecise"][0] = True
    counted = addresses.COUNTS.empty(1)
    result = type("Result", (), {"own": {"addresses": (people, counted, None)}})
    assert MECHANISM.kpis(result) == {
        "door_search_mean_min": None,
        "failed_drop_share": None,
        "imprecise_address_share": 0.25,
    }
    counted[0] = (8, 1, 12.0)
    assert MECHANISM.kpis(result) == {
        "door_search_mean_min": 1.5,
        "failed_drop_share": 0.125,
        "imprecise_address_share": 0.25,
    }


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_all_are_precise_it_changes_nothing():
    few = {"consumers": {"count": 20}, "past": {"days": 0}}
    precise = {"mechanisms": {"addresses": {"enabled": True, "imprecise_share": 0}}}
    without = run(scenario(SMALL, ASLEEP, few), 3)
    assert not differing(without, run(scenario(SMALL, ASLEEP, few, precise), 3))


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
