"""Appetite, by hand: what fills, for how long, and that only what is unusual moves anybody."""

import math
import pickle

import numpy as np
import pytest

from sim.market import Market
from sim.mechanisms import appetite
from sim.order import Cause, Channel
from sim.processes import start
from sim.simulation import alive, result_of, run
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.reproducible.digest import digests
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, chosen_by, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

DAY = 1440.0
RULES = {
    "enabled": True,
    "meal_weight": 1,
    "meal_half_life_hours": 6,
    "pantry_weight": 4,
    "pantry_half_life_days": 2,
    "pantry_share": 0.25,
    "outside_share": 0.5,
    "usual_meal": 0,
    "usual_pantry": 0,
    "swing_utils": 0,
}


def near(value):
    return pytest.approx(value, abs=1e-12)


class Hungry(Town):
    """A town of one consumer, to whom usual food costs 4000, 3200 in its store."""

    def __init__(self, *changes, **rules):
        rules = {"mechanisms": {"appetite": RULES | rules}}
        super().__init__(rules, *changes, stores=[{"price_level": 0.8}])
        self.stock = self.world.own[0][0]

    def holds(self, meals, pantry, at_min=0.0):
        self.stock["meals"], self.stock["pantry"], self.stock["at_min"] = meals, pantry, at_min

    def has(self):
        return self.stock[0].meals, self.stock[0].pantry

    def utils(self, now):
        """What is added to 0.5 of others."""
        return self.call(appetite.opening_utils, 0.5, 0, now) - 0.5


@pytest.mark.uncompiled
def test_of_each_meal_of_the_past_is_left_what_time_has_not_taken():
    """6 hours before the run, and two days."""
    town = Hungry()
    town.call(appetite.lived, 0, 0, 0.25, 0.5)
    assert town.has() == near((0.75 / 2, 0.25 * 2**-0.125))
    town.call(appetite.lived, 0, 1, 2.0, 0.5)
    assert town.has() == near((0.75 / 2 + 0.75 / 256, 0.25 * 2**-0.125 + 0.25 / 2))


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("holds", "now", "utils"),
    [
        ((0, 0), 0, 0),
        ((1, 0), 0, -1),
        ((1, 0), 12 * 60, -1 / 4),
        ((0, 1), 0, -4),
        ((0, 1), 4 * DAY, -1),
        ((2, 0.5), 2 * DAY, -2 / 256 - 1),
    ],
)
def test_what_was_bought_fills_for_hours_and_what_was_kept_for_days(holds, now, utils):
    town = Hungry()
    town.holds(*holds)
    assert town.utils(float(now)) == near(utils)


@pytest.mark.uncompiled
@pytest.mark.parametrize("channel", list(Channel))
def test_an_order_of_any_channel_fills_by_its_basket(channel):
    """6400 are two usual meals at 3200, of which half a one is kept; others fade meanwhile."""
    town = Hungry()
    town.holds(1, 1)
    town.end_one(2 * DAY, channel=channel, basket_cents=6400)
    assert town.has() == near((1 / 256 + 1.5, 0.5 + 0.5))
    assert town.stock[0].at_min == 2 * DAY


@pytest.mark.uncompiled
def test_an_order_that_does_not_come_fills_nobody():
    town = Hungry()
    town.end_one(60.0, Cause.OUT_OF_STOCK, channel=Channel.DELIVERY, basket_cents=6400)
    assert town.has() == (0, 0)


@pytest.mark.uncompiled
def test_who_finds_nothing_eats_elsewhere_and_takes_nothing_home():
    town = Hungry()
    session = session_of(town.world.consumers[0])
    town.call(appetite.chose, session, chosen_by(Channel.PICKUP), 0.0)
    assert town.has() == (0, 0)
    town.call(appetite.chose, session._replace(minute=session.minute + 1), chosen_by(-1), 0.0)
    assert town.has() == (0, 0)  # a meal of later
    town.call(appetite.chose, session, chosen_by(-1), 0.0)
    assert town.has() == near((0.5 * 0.75, 0))
    assert town.stock[0].at_min == session.now


@pytest.mark.uncompiled
def test_nothing_is_said_while_the_core_says_that_a_meal_fills():
    town = Hungry({"choice": {"sated_min": 180}})
    town.holds(1, 1)
    town.world.consumers["last_order_min"] = 0
    assert town.utils(179.0) == 0
    assert town.utils(181.0) < -4
    counts = town.world.own[0][2][0]
    assert counts.n_needs == 1


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("rules", "rate", "usual"),
    [
        # An order in two days holds 0.25 * 2 / ln 2 / 2 meals at home.
        ({"meal_weight": 0, "usual_pantry": 1}, 0.5, 4 * 0.25 / math.log(2)),
        ({"meal_weight": 0, "usual_pantry": 0.5}, 0.25, 0.5 * 2 * 0.25 / math.log(2)),
        ({"pantry_weight": 0, "usual_meal": 2}, 0.5, 2 * 0.75 * 0.25 / math.log(2) / 2),
        ({"swing_utils": 0.25}, 0.5, 0.25),
    ],
)
def test_what_ones_own_rate_of_orders_keeps_in_stock_is_usual(rules, rate, usual):
    """Also for who has not ordered lately: he is hungrier than usual."""
    people = {
        "segments": [{"name": "p", "share": 1, "needs_per_day": 1, "basket_mean_cents": 4000}]
    }
    people["segments"][0]["orders_per_need"] = rate
    calm = {"demand": {"weekend_factor": 1}, "consumers": people}
    assert Hungry(calm, **rules).utils(0.0) == near(usual)


@pytest.mark.uncompiled
def test_regular_orders_keep_the_mean_that_is_called_usual():
    """The mean of a sawtooth: each fill times mean life over the time between two."""
    town, every_min = Hungry(), 1.5 * DAY
    rules = town.world.own[0][3][0]
    for nth in range(40):
        town.end_one(nth * every_min, channel=Channel.DELIVERY, basket_cents=3200)
    moments = 39 * every_min + (np.arange(3000) + 0.5) / 3000 * every_min
    mean = np.mean([appetite_left(town, rules, at_min) for at_min in moments], axis=0)
    settings = town.scenario.mechanisms.appetite
    held = np.array([0.75 * settings.meal_life_days, 0.25 * settings.pantry_life_days]) / 1.5
    assert mean == pytest.approx(held, rel=1e-5)


def appetite_left(town, rules, at_min):
    return appetite.left(town.stock[0], rules, float(at_min))


@pytest.mark.uncompiled
def test_people_bring_what_their_past_has_left_them():
    """Poisson orders: rate * fill * life in the mean, rate * fill^2 * life / 2 of variance."""
    eager = {"name": "eager", "share": 1, "basket_mean_cents": 4000, "needs_per_day": 2}
    people = {"count": 300, "segments": [eager | {"orders_per_need": 0.5}]}
    calm = {"demand": {"weekend_factor": 1}, "consumers": people, "past": {"days": 25}}
    small = {**SMALL, "stores": {"count": 2}, "couriers": {"count": 0}, "warmup_days": 2}
    market = Market(scenario(ALIKE, CALM, small, calm, {"mechanisms": {"appetite": RULES}}), 0)
    stock = market.world.own[0][0]
    assert set(stock["at_min"]) == {-2 * DAY}
    settings = market.scenario.mechanisms.appetite
    for name, fill, life in (
        ("meals", 0.75, settings.meal_life_days),
        ("pantry", 0.25, settings.pantry_life_days),
    ):
        error = math.sqrt(fill**2 * life / 2 / len(stock))
        assert stock[name].mean() == pytest.approx(fill * life, abs=4 * error)


def test_most_of_a_change_is_there_after_two_half_lives():
    settings = scenario({"mechanisms": {"appetite": RULES}}).mechanisms.appetite
    assert settings.settles_days == 4
    slow = settings.model_copy(update={"meal_half_life_hours": 100})
    assert slow.settles_days == 9


def village(*changes, **rules):
    few = {"consumers": {"count": 60}, "stores": {"count": 3}, "couriers": {"count": 2}}
    rules = {"mechanisms": {"appetite": RULES | rules}}
    return scenario(ALIKE, CALM, SMALL, few, rules, *changes)


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_that_weighs_nothing_it_is_as_if_it_were_not_there():
    nothing = {"meal_weight": 0, "pantry_weight": 0}
    off = {"mechanisms": {"appetite": {"enabled": False}}}
    with_it, without = run(village(**nothing), 0), run(village(off), 0)
    assert [part.name for part in with_it.parts.mechanisms] == ["appetite"]
    assert len(without.orders) > 5
    assert differing(with_it, without) == []


@pytest.mark.uncompiled
def test_who_has_food_at_home_opens_the_app_less():
    """At log-odds of 1, and up to 4 less for a meal at home."""
    market = alive(village({"choice": {"opening_constant": 1}}, pantry_weight=4), 0)
    stock, counts, consumers = (
        market.world.own[0][0],
        market.world.own[0][2],
        market.world.consumers,
    )
    stock["pantry"][::2] = 1
    market.live()
    assert 0 < 5 * consumers["n_sessions"][::2].sum() < consumers["n_sessions"][1::2].sum()
    result = result_of(market)
    assert appetite.kpis(result)["appetite_utils"] == counts["utils"][0] / counts["n_needs"][0] < -1
    usual = appetite.usual(result)
    assert usual["usual_pantry"] > 1  # they have more than the past would have left


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_a_run_that_is_stopped_goes_on_with_what_is_left():
    straight = alive(village(), 3)
    straight.live()
    stopped = alive(village(), 3)
    while stopped.now_min < 780:
        stopped.step()
    again = start(Market.restore(pickle.loads(pickle.dumps(stopped.snapshot()))))
    again.live()
    assert digests(result_of(again)) == digests(result_of(straight))


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
