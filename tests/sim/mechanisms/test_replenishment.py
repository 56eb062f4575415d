"""Replenishment, by hand and by closed forms: what is ordered, what is left, and what it costs."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.agents.store import ENDLESS
from sim.ledger import Account, Kind
from sim.market import Market
from sim.mechanisms import replenishment
from sim.processes import stock
from sim.settings.replenishment import Replenishment
from sim.simulation import run
from tests.cities import SMALL, scenario
from tests.theory.errors import estimate
from tests.uncompiled import assert_tests_pass_uncompiled

# Stores know what is usual, and keep to it.
SURE = {"at_first_factor": 1, "known_days": 1e6, "newest_share": 0}
RULES = {"enabled": True, "forecast_sigma": 0, "spoiled_share": 0} | SURE
RIGHT = {"record_error_sd": 0, "count_days": 1, "days_of_demand": 2}


class Trade:
    """Stores that usually sell so many portions a day; a test says what is taken."""

    def __init__(self, usual=20, n_stores=3, days=40, seed=0, **rules):
        tables = {"mechanisms": {"replenishment": RULES | rules}, "stores": {"count": n_stores}}
        changes = {"days": days, "consumers": {"count": 1}, "past": {"days": 0}, "stock": RIGHT}
        self.market = Market(scenario(SMALL, tables, changes), seed)
        self.stores = self.market.world.stores
        self.stores["daily_stock"] = 2 * usual
        self.stores["recorded_stock"] = self.stores["physical_stock"] = 2 * usual
        self.plan, _, self.counts = self.market.world.own[0]
        mine, core = replenishment.replenish(self.market), stock.replenish(self.market)
        self.acts = (mine.act, core.act)
        self.nth = 0

    def fill(self):
        """The next midnight; what is on the shelves then."""
        for act in self.acts:
            act(self.nth)
        self.nth += 1
        return self.stores["physical_stock"].tolist()

    def sell(self, portions):
        """A day on which so much is asked for."""
        taken = np.minimum(portions, self.stores["physical_stock"])
        for known in ("physical_stock", "recorded_stock"):
            self.stores[known] -= taken


@pytest.mark.uncompiled
def test_without_lead_shelves_are_filled_up_to_the_level():
    """ceil(20 + 1.5 * sqrt(20)) = 27."""
    trade = Trade(lead_days=0)
    assert trade.fill() == [27] * 3
    trade.sell([0, 5, 99])
    assert trade.fill() == [27] * 3
    assert trade.counts["n_delivered"] == 3 * 20 + 0 + 5 + 27  # at first a usual day was sold


@pytest.mark.uncompiled
def test_what_is_ordered_comes_so_many_nights_later():
    """ceil(60 + 1.5 * sqrt(60)) = 72, of which twice 20 are on their way and 20 were sold."""
    trade = Trade(lead_days=2)
    assert trade.fill() == [32] * 3
    trade.sell([0, 20, 30])
    assert trade.fill() == [52, 32, 22]
    trade.sell([0, 0, 0])
    assert trade.fill() == [72, 52, 42]  # what was ordered in the first night has come
    trade.sell([0, 0, 0])
    assert trade.fill() == [72, 72, 72]
    assert (trade.plan["on_order"] == 0).all()


@pytest.mark.uncompiled
def test_stores_begin_as_they_go_on():
    """Where each day is as usual, every morning and every order is like the first."""
    trade = Trade(lead_days=2)
    mornings = []
    for _ in range(6):
        mornings.append(trade.fill())
        trade.sell([20, 20, 20])
    assert mornings == [[32] * 3] * 6


@pytest.mark.uncompiled
def test_what_is_left_spoils_or_is_paid_for():
    trade = Trade(lead_days=0, spoiled_share=0.25, holding_cents=7)
    trade.plan["portion_cents"] = 0
    trade.fill()
    trade.plan["portion_cents"] = [100, 200, 300]
    trade.sell([27, 7, 17])
    trade.fill()
    wasted = np.array([0, 5, 3])  # half portions go too
    book = trade.market.world.book[0]
    assert book[Kind.WASTE, Account.SUPPLIER] == wasted @ [100, 200, 300]
    assert book[Kind.HOLDING, Account.STORE] == -7 * (30 - 8)
    assert trade.counts["n_wasted"] == trade.stores["n_shrunk"].sum() == 8
    assert trade.counts["n_left"] == 30


@pytest.mark.uncompiled
def test_a_shelf_that_never_ends_is_not_ordered_for_and_costs_nothing():
    trade = Trade(lead_days=1, spoiled_share=0.5, holding_cents=7)
    for column in ("daily_stock", "physical_stock", "recorded_stock", "published_stock"):
        trade.stores[column] = ENDLESS
    before = trade.stores.tolist()
    for _ in range(3):
        trade.fill()
    assert trade.stores.tolist() == before
    assert not trade.market.world.book.any()
    assert set(trade.counts[0].tolist()) == {0}


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_it_goes_on_through_a_warm_up_and_counts_from_minute_zero():
    rules = {"replenishment": RULES | {"lead_days": 2, "spoiled_share": 0.5}}
    changes = {"days": 1, "warmup_days": 1, "mechanisms": rules, "stock": RIGHT}
    result = run(scenario(SMALL, {"consumers": {"count": 40}}, changes), 0)
    plan, coming, counts = result.own["replenishment"]
    assert (plan["on_order"] == coming["portions"].reshape(len(plan), 2).sum(axis=1)).all()
    left = counts["n_left"][0]
    assert 0 < left <= counts["n_delivered"][0] + result.stores["n_filled"].sum()
    costs = result.book[:, Kind.WASTE, Account.SUPPLIER].sum()
    assert costs == counts["waste_cents"][0] > 0


@pytest.mark.uncompiled
def test_what_is_usual_follows_what_is_taken_but_not_what_could_not_be_sold():
    trade = Trade(lead_days=0, newest_share=0.5)
    trade.fill()
    trade.sell([10, 27, 0])
    trade.stores["recorded_stock"][2] = 0  # it holds 27 of which nobody knows
    trade.plan["began"][2] = 5
    trade.fill()
    assert trade.plan["usual"].tolist() == [15, 23.5, 20]


@pytest.mark.parametrize(("sigma", "level"), [(0, 80), (math.sqrt(math.log(1.25)), 130)])
def test_who_forecasts_worse_holds_more_for_safety(sigma, level):
    """64 + 2 * 8; 64 + 2 * sqrt(64 + 0.25 * 64^2) = 64 + 2 * 32.98 = 129.97."""
    one = Replenishment(lead_days=0, safety_sds=2, forecast_sigma=sigma)
    assert replenishment._level(np.array([64.0]), one).tolist() == [level]


@pytest.mark.uncompiled
def test_stores_begin_by_expecting_a_share_and_then_what_the_days_were_in_the_mean():
    """0.75 * 20; the first day; the mean of two; of three; then 0.3 are the last."""
    trade = Trade(lead_days=0, safety_sds=6, newest_share=0.3, at_first_factor=0.75, known_days=0)
    trade.fill()
    seen = [trade.plan["usual"][0]]
    for portions in (24, 12, 9, 20):
        trade.sell([portions] * 3)
        trade.fill()
        seen.append(trade.plan["usual"][0])
    assert seen == pytest.approx([15, 24, 18, 15, 0.7 * 15 + 0.3 * 20])


@pytest.mark.uncompiled
def test_what_they_begin_with_is_worth_so_many_days():
    """(3 * 20 + 10) / 4."""
    trade = Trade(lead_days=0, known_days=3)
    trade.fill()
    trade.sell([10, 20, 0])
    trade.fill()
    assert trade.plan["usual"].tolist() == [17.5, 20, 15]


@pytest.mark.uncompiled
def test_a_day_that_was_not_seen_is_no_day_of_the_mean():
    """It sold out at 8 of 15 on the first day, so the mean is that of the second and third."""
    trade = Trade(lead_days=0, at_first_factor=0.75, known_days=0)
    trade.fill()
    trade.stores["recorded_stock"] = trade.stores["physical_stock"] = 0
    trade.plan["began"] = 8
    trade.fill()
    assert (trade.plan["usual"][0], trade.plan["days_seen"][0]) == (15, 0)
    for portions in (12, 6):
        trade.sell([portions] * 3)
        trade.fill()
    assert (trade.plan["usual"][0], trade.plan["days_seen"][0]) == (9, 2)


@pytest.mark.uncompiled
def test_who_sold_nothing_has_a_portion_still_and_learns_when_it_goes():
    trade = Trade(lead_days=0, spoiled_share=1, known_days=0)
    trade.fill()
    trade.sell([0, 0, 0])
    assert trade.fill() == [1] * 3
    trade.sell([1, 0, 0])
    trade.fill()
    assert trade.plan["usual"].tolist() == [0.5, 0, 0]


@pytest.mark.parametrize(
    ("newest_share", "known_days", "days"),
    [(0.1, 0, 10), (0.3, 0, 4), (1, 0, 1), (0.001, 0, 30), (0, 0, 30), (0.1, 4, 6), (0, 1e6, 0)],
)
def test_they_know_after_so_many_days(newest_share, known_days, days):
    one = Replenishment(newest_share=newest_share, known_days=known_days)
    assert one.settles_days == days


@pytest.mark.uncompiled
def test_a_forecast_errs_by_store_and_night_and_is_right_in_the_mean():
    one, other = (replenishment._forecast(0, np.full(4000, 20.0), day, 0.3) for day in (3, 4))
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(0, abs=0.1)
    assert estimate(one).agrees_with(20)
    assert np.log(one).std() == pytest.approx(0.3, rel=0.05)


@pytest.mark.uncompiled
def test_the_newsvendor_throws_away_and_lacks_what_theory_says():
    """All that is left is thrown away: E max(0, S - D) portions, for S = 20 and D ~ Poisson(20)."""
    trade = Trade(n_stores=60, lead_days=0, safety_sds=0, spoiled_share=1)
    luck = np.random.default_rng(5)
    left, lacking = [], []
    for _ in range(40):
        there = np.array(trade.fill())
        assert (there == 20).all()
        asked = luck.poisson(20, 60)
        trade.sell(asked)
        left.append((there - np.minimum(asked, there)).mean())
        lacking.append((asked - np.minimum(asked, there)).mean())
    poisson = stats.poisson(20)
    over = sum((20 - d) * poisson.pmf(d) for d in range(20))
    assert estimate(np.array(left)).agrees_with(over)
    assert estimate(np.array(lacking)).agrees_with(over)  # the mean of D is S
    assert trade.counts["n_wasted"] == round(60 * sum(left[:-1]))


@pytest.mark.uncompiled
@pytest.mark.parametrize("lead_days", [1, 3])
def test_a_base_stock_that_never_runs_out_has_what_theory_says(lead_days):
    """After a delivery the shelf holds S less what was taken in the lead: mean and variance."""
    trade = Trade(n_stores=200, lead_days=lead_days, safety_sds=6)
    mean = 20 * (lead_days + 1)
    level = np.ceil(mean + 6 * np.sqrt(mean))
    luck = np.random.default_rng(6)
    for _ in range(2 * lead_days + 2):
        trade.fill()
        trade.sell(luck.poisson(20, 200))
    there = np.array(trade.fill(), float)
    held = level - 20 * lead_days
    assert estimate(there).agrees_with(held)
    squares = (there - held) ** 2
    assert estimate(squares).agrees_with(20 * lead_days)


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
