"""Add-on sales, by hand: who buys something besides, for how much, and who gains."""

import math

import numpy as np
import pytest

from sim import luck
from sim.mechanisms import addons
from sim.mechanisms.addons import COUNTS_ROW, MECHANISM, RULES_ROW
from sim.mechanisms.reservation.slots import CHANNEL_NAME
from sim.order import Cause, Channel, State
from sim.simulation import run
from tests.cities import SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, postings
from tests.uncompiled import assert_tests_pass_uncompiled

BUYS, SIZE, _, _ = luck.four(0, luck.ADDONS, 0, 0, 0)
BASKET_CENTS = 20000
FEW = {"consumers": {"count": 400}}
SOLD_CENTS = round(-math.log(SIZE) * 0.5 * BASKET_CENTS)


class Counter(Town):
    """A town of one consumer whose order ends at 100; who buys, spends half of it on average."""

    def __init__(self, share):
        settings = {"enabled": True, "share": share, "size_share": 0.5}
        changes = {"consumers": {"count": 1}, "mechanisms": {"addons": settings}}
        super().__init__(changes, homes=[(50, 0)])
        self.counts, self.rules = self.world.own[0]

    def end(self, channel, cause=Cause.NONE):
        self.end_one(100, cause, channel=channel, promised_min=100, basket_cents=BASKET_CENTS)
        gained = postings(self.world.book[0])
        kinds = ("addon_sale", "addon_cost")
        return {key: cents for key, cents in gained.items() if key[0] in kinds}

    def n(self):
        counted = self.counts[0]
        return {name: int(counted[name]) for name in counted.dtype.names if counted[name]}


@pytest.mark.uncompiled
def test_who_fetches_an_order_buys_something_besides_with_the_odds_that_are_set():
    cost_cents = round(0.4 * SOLD_CENTS)
    buys = Counter(BUYS + 1e-9)
    assert buys.end(Channel.PICKUP) == {
        ("addon_sale", "consumer"): -SOLD_CENTS,
        ("addon_sale", "store"): SOLD_CENTS,
        ("addon_cost", "store"): -cost_cents,
        ("addon_cost", "supplier"): cost_cents,
    }
    counted = {"n_visits": 1, "n_bought": 1, "sale_cents": SOLD_CENTS, "cost_cents": cost_cents}
    assert buys.n() == counted
    goes = Counter(BUYS - 1e-9)
    assert goes.end(Channel.PICKUP) == {}
    assert goes.n() == {"n_visits": 1}


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("channel", "cause"),
    [
        (Channel.DELIVERY, Cause.NONE),
        (Channel.WALK_IN, Cause.NONE),
        (Channel.PICKUP, Cause.NO_SHOW),
    ],
)
def test_who_did_not_come_for_what_he_ordered_buys_nothing_besides(channel, cause):
    counter = Counter(1.0)
    assert counter.end(channel, cause) == {}
    assert counter.n() == {}


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("draw", "cents"), [(math.exp(-1), 10000), (math.exp(-0.5), 5000), (1 - 1e-12, 0)]
)
def test_what_is_spent_is_exponential(draw, cents):
    assert addons.sale_cents(Counter(1.0).rules[0], BASKET_CENTS, draw) == cents


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_a_day_of_guests_and_pickups_sells_what_is_expected():
    changes = {
        "addons": {"enabled": True, "share": 0.4, "size_share": 0.3},
        "reservation": {"enabled": True},
    }
    result = run(scenario(SMALL, FEW, {"mechanisms": changes}), 1)
    counts, rules = result.own[addons.NAME][COUNTS_ROW][0], result.own[addons.NAME][RULES_ROW][0]
    names = np.array(result.parts.channel_names)[result.orders["channel"]]
    came = np.isin(names, ("pickup", CHANNEL_NAME))
    ended_well = came & (result.orders["state"] == State.FULFILLED)
    assert set(names) >= {"pickup", CHANNEL_NAME}
    assert counts.n_visits == ended_well.sum()
    share = counts.n_bought / counts.n_visits
    assert share == pytest.approx(rules.share, abs=4 * math.sqrt(0.24 / counts.n_visits))
    figures = addons.kpis(result)
    assert figures["addon_share"] == share
    assert figures["addon_sales_cents_per_day"] == counts.sale_cents / result.days


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_nobody_buys_anything_all_else_is_as_without_it():
    without = run(scenario(SMALL, FEW), 3)
    changes = {"mechanisms": {"addons": {"enabled": True, "share": 0}}}
    assert differing(run(scenario(SMALL, FEW, changes), 3), without) == []


def test_it_is_said_what_it_moves():
    assert {row for effect in MECHANISM.effects for row in effect.rows} == {2, 3, 50}


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
