"""Owners by hand: what they pass on, what is left to them, who leaves and who comes back."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim import luck
from sim.flow.composed import own
from sim.mechanisms import owners
from sim.mechanisms.owners import OWNER
from sim.order import Channel, State
from sim.settings.owners import Owners
from sim.simulation import run
from tests.cities import ASLEEP, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town
from tests.uncompiled import assert_tests_pass_uncompiled

DAY = 1440.0


class Trade:
    """Stores of a town whose owners answer; a test says when, and what was sold until then."""

    def __init__(self, n_stores=3, **rules):
        owners_on = {"enabled": True, "usual_commission_share": 0.18} | rules
        on = {"mechanisms": {"owners": owners_on}, "stores": {"count": n_stores}}
        on["mechanisms"]["reservation"] = {"enabled": True}
        self.town = Town(on, stores=[{"x_m": 0, "y_m": 0, "price_level": 2.0}] * n_stores)
        self.world, self.stores = self.town.world, self.town.world.stores
        owners.live_past(self.world, self.town.scenario)
        self.owners = own(self.world, owners.NAME)
        self.settings = self.town.scenario.mechanisms.owners

    def sell(self, *orders):
        """Fulfilled orders, each a store, a minute, and columns that are not as usual."""
        for store, ended_min, columns in orders:
            row = self.world.orders[self.world.state["n_orders"][0]]
            usual = {"state": State.FULFILLED, "basket_cents": 4000, "commission_cents": 880}
            for name, value in ({"store": store, "ended_min": ended_min} | usual | columns).items():
                row[name] = value
            self.world.state["n_orders"] += 1

    def answer(self, nth, commission, small=None):
        self.world.terms["commission_share"] = commission
        self.world.terms["small_commission_share"] = commission if small is None else small
        now = (self.settings.notice_days + nth * self.settings.every_days) * DAY
        owners._answer(SimpleNamespace(world=self.world, now_min=now, seed=0), self.settings, nth)
        return self.owners["away"].tolist()


@pytest.mark.parametrize(
    ("rules", "commission", "factor"),
    [
        ({}, 0.18, 1),
        ({"pass_through": 1}, 0.22, 0.82 / 0.78),
        ({"pass_through": 0.5}, 0.22, 1 + 0.5 * (0.82 / 0.78 - 1)),
        ({"pass_through": 0}, 1.0, 1),
        ({"pass_through": 1}, 0.0, 0.82),
        ({"most_factor": 1.2}, 0.59, 1.2),
        ({"most_factor": 1.2}, 1.0, 1.2),
    ],
)
def test_a_part_of_the_commission_is_passed_on(rules, commission, factor):
    settings = Owners(usual_commission_share=0.18, **rules)
    found = owners.target(settings, np.array([commission, 0.18]))
    assert found == pytest.approx([factor, 1], rel=1e-12)


def test_cost_plus_leaves_an_owner_what_he_had_of_a_meal():
    factor = owners.target(Owners(pass_through=1, usual_commission_share=0.18), np.array(0.25))
    assert factor * (1 - 0.25) == pytest.approx(1 - 0.18)


@pytest.mark.uncompiled
def test_those_adjust_whose_lot_it_is_and_the_others_keep_their_price():
    trade = Trade(40, adjust_share=0.3, least_cents_per_day=0)
    risen = 2 * (1 + 0.5 * (0.82 / 0.78 - 1))
    adjusts = [luck.uniforms(0, luck.OWNERS, 40, nth)[:, 0] < 0.3 for nth in range(2)]
    trade.answer(0, 0.22)
    assert 0 < adjusts[0].sum() < 40
    assert trade.stores["price_level"] == pytest.approx(np.where(adjusts[0], risen, 2))
    trade.answer(1, 0.22)
    assert trade.stores["price_level"] == pytest.approx(np.where(adjusts[0] | adjusts[1], risen, 2))


@pytest.mark.uncompiled
def test_each_answers_what_is_taken_of_him():
    """From 18 to 22 % of the second store, to 10 % of the small ones beside it, who stay."""
    trade = Trade(adjust_share=1, pass_through=1, least_cents_per_day=1000)
    trade.stores["small"] = [True, False, True]
    trade.sell(*[(store, 100, {}) for store in (0, 2) for _ in range(9)])
    assert trade.answer(0, 0.22, small=0.10) == [False, True, False]
    assert trade.stores["price_level"] == pytest.approx(2 * 0.82 / np.array([0.90, 0.78, 0.90]))
    assert trade.owners["left_share"].tolist() == [0, 0.22, 0]


@pytest.mark.uncompiled
def test_a_price_is_the_usual_one_again_when_the_commission_is():
    trade = Trade(adjust_share=1, least_cents_per_day=0)
    for nth, commission in enumerate((0.22, 0.3, 0.18)):
        trade.answer(nth, commission)
    assert trade.stores["price_level"].tolist() == [2, 2, 2]


@pytest.mark.uncompiled
def test_what_is_kept_of_an_order():
    """4000 less 880 of commission, 120 of a coupon and 1600 of food; a table pays no commission."""
    trade = Trade()
    table = trade.world.parts.channel_names.index("reserve")
    trade.sell(
        (0, 100, {"store_discount_cents": 120}),
        (0, 200, {"channel": Channel.PICKUP}),
        (1, 300, {"channel": Channel.WALK_IN}),
        (1, 400, {"state": State.CANCELLED}),
        (2, 99.9, {}),
        (2, 1440, {}),
        (2, 500, {"channel": table, "commission_cents": 0}),
    )
    assert owners.kept_cents(trade.world, 100, 1440).tolist() == [1400 + 1520, 0, 2400]
    assert owners.kept_cents(trade.world, 0, 1441).tolist() == [1400 + 1520, 0, 2400 + 3040]


@pytest.mark.uncompiled
def test_who_keeps_too_little_a_day_leaves_and_is_back_after_a_time():
    """Two days since the run began: 1520 or 3040 of them. Then nobody sells anything."""
    rules = {"notice_days": 2, "every_days": 3, "away_days": 6, "adjust_share": 0}
    trade = Trade(least_cents_per_day=1000, **rules)
    trade.sell((0, 100, {}), (0, 1500, {}), (1, 1500, {}))
    assert trade.answer(0, 0.22) == [False, True, True]
    assert trade.stores["off_app"].tolist() == [0, 1, 1]
    trade.sell((0, 3 * DAY, {}), (0, 4 * DAY, {}))
    assert trade.answer(1, 0.22) == [False, True, True]  # 3040 of three days
    assert trade.answer(2, 0.22) == [True, False, False]
    assert trade.stores["off_app"].tolist() == [1, 0, 0]
    assert trade.owners["left_min"].tolist() == [8 * DAY, 2 * DAY, 2 * DAY]
    assert not trade.stores["closed"].any()  # whoever walks in is served


@pytest.mark.uncompiled
@pytest.mark.parametrize(("commission", "away"), [(0.22, True), (0.25, True), (0.21, False)])
def test_who_left_is_back_sooner_when_the_commission_has_fallen(commission, away):
    trade = Trade()
    assert trade.answer(0, 0.22) == [True] * 3
    assert trade.answer(1, commission) == [away] * 3


@pytest.mark.uncompiled
def test_who_is_off_the_app_already_has_nothing_to_leave():
    trade = Trade()
    trade.stores["off_app"][1] = 1
    assert trade.answer(0, 0.22) == [True, False, True]
    assert trade.stores["off_app"].tolist() == [1, 1, 1]
    assert trade.answer(1, 0.18) == [False] * 3
    assert trade.stores["off_app"].tolist() == [0, 1, 0]


@pytest.mark.uncompiled
def test_at_the_first_midnight_there_is_nothing_to_look_back_on():
    assert Trade(notice_days=0).answer(0, 0.22) == [False] * 3


def test_answers_come_at_their_midnights():
    settings = Owners(notice_days=3, every_days=2)
    market = SimpleNamespace(
        recording=None,
        n_days=8,
        scenario=SimpleNamespace(mechanisms=SimpleNamespace(owners=settings)),
    )
    moment = owners.process(market).moment
    assert [moment(nth) / DAY for nth in range(4)] == [3, 5, 7, float("inf")]
    assert owners.process(SimpleNamespace(recording="orders")) is None


def test_figures():
    mine = OWNER.empty(4)
    mine["factor"], mine["away"][1] = (1, 1.1, 1.1, 1), True
    result = SimpleNamespace(own={"owners": mine})
    assert owners.kpis(result) == {
        "owners_price_index": pytest.approx(1.05),
        "stores_away_share": 0.25,
    }


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_at_the_usual_commission_with_nothing_too_little_it_changes_nothing():
    few = {"days": 2, "consumers": {"count": 20}, "past": {"days": 0}}
    idle = {"enabled": True, "notice_days": 0, "every_days": 1, "least_cents_per_day": 0}
    without = run(scenario(SMALL, ASLEEP, few), 3)
    assert not differing(without, run(scenario(SMALL, ASLEEP, few, _on(idle)), 3))


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_who_has_left_sells_nothing_by_the_app():
    few = {"days": 2, "consumers": {"count": 40}, "past": {"days": 0}}
    all_leave = {"enabled": True, "notice_days": 1, "least_cents_per_day": 10**8}
    result = run(scenario(SMALL, ASLEEP, few, _on(all_leave)), 3)
    second = result.orders[result.orders["placed_min"] >= DAY]
    assert result.own["owners"]["away"].all()
    assert (result.orders["channel"] != Channel.WALK_IN).any()
    assert (second["channel"] == Channel.WALK_IN).all()


def _on(settings):
    return {"mechanisms": {"owners": settings}}


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
