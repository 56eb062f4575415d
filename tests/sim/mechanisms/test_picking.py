"""Picking, by hand: when an order is wrong, what that takes and costs, and what machines do.

Food takes ten minutes of the only cook; a consumer has 4000 cents of it brought, or collects it.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from sim import luck
from sim.agents import odds
from sim.agents.store import STORE
from sim.ledger import Account, Kind
from sim.mechanisms import picking
from sim.mechanisms.care.columns import Stage, Trouble
from sim.mechanisms.picking import RULES, load_of, refund_cents, wrong_share
from sim.order import ORDER, Cause, Channel, State
from sim.simulation import alive, run
from tests.cities import ALIKE, ASLEEP, CALM, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import PICKUP_ONLY, WALK_IN_ONLY, Town, postings, row_of
from tests.uncompiled import assert_tests_pass_uncompiled

# Every order is wrong, or as many as a test says.
RULES_OF_TOWN = {"enabled": True, "base_share": 1, "usual_load": 1, "most_share": 1}


def town_of(*changes, people=1, **rules):
    """A town whose consumers order a minute apart, the first of them at 100."""
    on = {"mechanisms": {"picking": RULES_OF_TOWN | rules}}
    town = Town(on, *changes, homes=[(500, 0)] * people)
    town.needs(*((100.0 + nth, nth) for nth in range(people)))
    return town


@pytest.mark.parametrize(
    ("load", "elasticity", "automated", "share"),
    [
        (0.5, 1.0, False, 0.02),
        (1.0, 1.0, False, 0.04),
        (0.25, 1.0, False, 0.01),
        (1.0, 2.0, False, 0.08),
        (1.0, 0.0, False, 0.02),
        (1.0, 0.5, False, 0.02 * 2**0.5),
        (1.0, 1.0, True, 0.01),
        (5.0, 1.0, False, 0.2),
        (5.0, 2.0, False, 0.2),  # 2 were it not for the bound
        (5.0, 2.0, True, 0.2),
    ],
)
def test_the_share_grows_with_the_load_up_to_its_bound(load, elasticity, automated, share):
    rules = row_of(
        RULES,
        base_share=0.02,
        usual_load=0.5,
        elasticity=elasticity,
        most_share=0.2,
        machine_error_factor=0.25,
    )
    assert wrong_share(load, automated, rules) == pytest.approx(share)


def test_the_load_is_all_that_cooks_have_in_hand():
    assert load_of(row_of(STORE, n_cooks=4, n_cooking=4, n_queued=2)) == 1.5
    assert load_of(row_of(STORE, n_cooks=4, n_cooking=1)) == 0.25


@pytest.mark.uncompiled
@pytest.mark.parametrize("wrong", [True, False])
def test_the_order_s_own_draw_decides_when_it_is_ready(wrong):
    draw = luck.luck(0, luck.PICKING, 0, 0)
    town = town_of(base_share=draw + (1e-9 if wrong else -1e-9))
    town.advance(109)
    assert town.orders["wrong"].tolist() == [0]
    town.advance(111)
    assert town.orders["wrong"].tolist() == [int(wrong)]


@pytest.mark.uncompiled
def test_who_waits_makes_the_orders_before_his_go_wrong():
    """Three at one cook, ready one after the other with 3, 2 and 1 in hand."""
    draws = [luck.luck(0, luck.PICKING, who, who) for who in range(3)]
    town = town_of(people=3, base_share=0.2, elasticity=2)
    town.advance(140)
    expected = [int(draw < min(1, 0.2 * n**2)) for draw, n in zip(draws, (3, 2, 1), strict=True)]
    assert town.orders["wrong"].tolist() == expected
    _, (counts,), _ = town.world.own[0]
    assert counts.load == 3 + 2 + 1


@pytest.mark.uncompiled
def test_who_walks_in_has_it_put_right_and_is_load_all_the_same():
    town = town_of(WALK_IN_ONLY)
    town.advance(300)
    assert (town.ending(0), town.orders["wrong"][0]) == ("fulfilled", 0)
    assert ("wrong_refund", "store") not in postings(town.world.book[0])
    _, (counts,), _ = town.world.own[0]
    assert counts.load == 0


@pytest.mark.uncompiled
def test_a_wrong_order_that_is_collected_is_paid_back_in_part_by_its_store():
    town = town_of(PICKUP_ONLY, refund_share=0.25, usual_share=0.1)
    town.advance(300)
    assert (town.ending(0), town.orders["wrong"][0]) == ("fulfilled", 1)
    basket = int(town.orders["basket_cents"][0])
    page = postings(town.world.book[0])
    cents = round(0.25 * basket)
    assert (page[("wrong_refund", "store")], page[("wrong_refund", "consumer")]) == (-cents, cents)
    assert town.orders["quality_score"][0] == pytest.approx(0.5 * -0.9)
    assert town.orders["reliability_score"][0] == pytest.approx(-0.9)
    _, (counts,), _ = town.world.own[0]
    assert counts.refund_cents == cents


class Ended(Town):
    """A town of one consumer, whose order of 4000 and a fee of 300 ends at 100."""

    def __init__(self, *, care=None, **rules):
        on = {"picking": RULES_OF_TOWN | rules} | ({"care": care} if care else {})
        super().__init__({"consumers": {"count": 1}, "mechanisms": on})

    def end(self, wrong=1, cause=Cause.NONE, **columns):
        paid = {"basket_cents": 4000, "fee_cents": 300, "promised_min": 100.0, "wrong": wrong}
        return self.end_one(100.0, cause, **paid | columns)


@pytest.mark.uncompiled
@pytest.mark.parametrize("wrong", [0, 1])
def test_what_is_wrong_is_measured_from_what_usually_is(wrong):
    town = Ended(usual_share=0.25, quality_weight=0.4, reliability_weight=2)
    order, feel = town.end(wrong), town.world.satisfaction[0]
    assert order.quality_score == pytest.approx(0.4 * (0.25 - wrong))
    assert order.reliability_score == pytest.approx(2 * (0.25 - wrong))
    felt = odds.logistic(feel.constant + 2.4 * (0.25 - wrong))
    assert order.satisfaction == pytest.approx(1 + 4 * felt)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("columns", "cause"),
    [
        ({"channel": Channel.WALK_IN, "wrong": 0}, Cause.NONE),
        ({"state": State.READY}, Cause.IMPATIENCE),
        ({"state": State.READY}, Cause.NO_COURIER),
    ],
)
def test_an_order_of_the_counter_or_one_that_failed_brings_no_money_for_errors(columns, cause):
    town = Ended()
    order = town.end(cause=cause, **columns)
    assert order.quality_score == 0
    assert not town.world.book[:, Kind.WRONG_REFUND].any()


@pytest.mark.parametrize(
    ("share", "columns", "cents"),
    [
        (0.3, {}, 1200),
        (0, {}, 0),
        (1, {}, 4000),
        (1, {"platform_discount_cents": 1000}, 3300),
        (0.3, {"late_refund_cents": 4000}, 300),
        (0.3, {"late_refund_cents": 4300}, 0),
    ],
)
def test_a_store_pays_back_a_part_of_the_food_and_no_more_than_is_left(share, columns, cents):
    order = row_of(ORDER, basket_cents=4000, fee_cents=300, **columns)
    assert refund_cents(order, row_of(RULES, refund_share=share)) == cents


@pytest.mark.uncompiled
def test_who_gets_a_wrong_order_may_ask_for_help_and_nothing_else_is_missing():
    care = {"enabled": True, "missing_share": 1, "wrong": {"contact_share": 1}}
    for wrong, asks in ((1, True), (0, False)):
        town = Ended(care=care, usual_share=0)
        order = town.end(wrong)
        (mine,), counts = town.world.own[1][0], town.world.own[1][3]
        assert counts["n_troubles"].tolist() == [
            int(asks and each == Trouble.WRONG) for each in Trouble
        ]
        assert mine.stage == (Stage.AHEAD if asks else Stage.NONE)
        assert order.reliability_score == -wrong


MACHINES = {
    "enabled": True,
    "automated_stores_share": 0.3,
    "machine_time_factor": 0.5,
    "machine_cents_per_day": 700,
}


def village(**settings):
    few = {**SMALL, "consumers": {"count": 2}, "days": 2}
    return scenario(ALIKE, CALM, ASLEEP, few, {"mechanisms": {"picking": MACHINES | settings}})


@pytest.mark.uncompiled
def test_some_stores_have_machines_with_which_they_are_faster():
    one, other = alive(village(), 1).world, alive(village(automated_stores_share=0), 1).world
    automated = one.own[0][0]["automated"]
    assert automated.sum() == 3
    for name in ("preparation_min", "quoted_min"):
        expected = other.stores[name] * np.where(automated, 0.5, 1)
        assert one.stores[name] == pytest.approx(expected)
    more = alive(village(automated_stores_share=0.6), 2).world.own[0][0]["automated"]
    assert more.sum() == 6
    assert (more >= automated).all()  # the city's, whatever the run's luck


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_stores_pay_for_their_machines_each_day():
    result = run(village(), 1)
    for day in range(2):
        page = result.book[day, Kind.MACHINES]
        assert (page[Account.STORE], page[Account.SUPPLIER]) == (-2100, 2100)
    figures = picking.kpis(result)
    assert figures["automated_stores"] == 3
    assert figures["machine_cents_per_day"] == 2100


def test_figures_are_of_orders_of_the_app_that_were_made():
    orders = ORDER.empty(4)
    orders["channel"] = [Channel.DELIVERY, Channel.PICKUP, Channel.DELIVERY, Channel.WALK_IN]
    orders["ready_min"] = [50, 60, np.nan, 70]
    orders["wrong"] = [1, 0, 0, 0]
    counts = row_of(picking.COUNTS, load=1.5, refund_cents=1200)
    result = SimpleNamespace(
        own={"picking": (picking.STORES.empty(2), [counts], None)},
        orders=orders,
        parts=SimpleNamespace(takers=np.array([0, 0, 1])),
        book=np.zeros((2, 40, 12), np.int64),
        days=2,
    )
    assert picking.kpis(result) == {
        "wrong_order_share": 0.5,
        "orders_per_cook": 0.75,
        "wrong_refund_cents_per_day": 600,
        "automated_stores": 0,
        "machine_cents_per_day": 0,
    }


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_nothing_goes_wrong_it_changes_nothing():
    never = {"enabled": True, "base_share": 0, "usual_share": 0}
    few = {**ASLEEP, **SMALL, "consumers": {"count": 40}, "past": {"days": 0}}
    assert not differing(
        run(scenario(few), 3), run(scenario(few, {"mechanisms": {"picking": never}}), 3)
    )


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
