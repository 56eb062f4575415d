"""Lasting taste: its distribution by its transform, and choices of a first session as before."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim import luck
from sim.flow.past import quantile
from sim.mechanisms import lasting_taste
from sim.mechanisms.lasting_taste import COUNTS_ROW, QUANTILES, stable_quantiles
from sim.simulation import run
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, chosen_by, only, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

ON = {"enabled": True}
N = 4000


class Tasteful(Town):
    """A town of one consumer and two stores beside one another."""

    def __init__(self, **rules):
        one = {"consumers": {"count": 1}, "mechanisms": {"lasting_taste": ON | rules}}
        super().__init__(one, stores=({}, {}))
        self.tables = self.world.own[0]

    def liking(self, store, consumer=0, now=600.0):
        return self.call(lasting_taste.liking, consumer, store, now)

    def utils(self, store, **changes):
        session = session_of(self.world.consumers[0], **changes)
        return self.call(lasting_taste.store_utils, 0.5, session, store, 100.0)


def looked_up(quantiles):
    """Evenly spaced values of what is looked up."""
    at = (np.arange(N) + 0.5) / N * lasting_taste.PARTS
    return np.interp(at, np.arange(lasting_taste.PARTS + 1), quantiles)


@pytest.mark.parametrize("index", [0.4, 0.6, math.sqrt(0.5), 0.95])
def test_what_is_looked_up_is_the_log_of_a_positive_stable_variable(index):
    """E[exp(-t S)] = exp(-t^a); the variance that it takes from a Gumbel's is 1 - a^2 of it."""
    logs = looked_up(stable_quantiles(index))
    for t in (0.2, 1.0, 4.0):
        found = np.exp(-t * np.exp(logs / index)).mean()
        assert found == pytest.approx(math.exp(-(t**index)), abs=2e-3)
    assert logs.mean() == pytest.approx(np.euler_gamma * (1 - index), abs=0.01)
    assert logs.var() == pytest.approx((1 - index**2) * math.pi**2 / 6, rel=0.02)


@pytest.mark.parametrize("index", [1.0, math.sqrt(1 - 1e-5)])
def test_next_to_nothing_that_lasts_is_nothing(index):
    assert not stable_quantiles(index).any()


def test_a_taste_is_drawn_anew_after_its_days_one_store_after_the_other():
    """Tastes of two moments t apart are the same for 1 - t / days of consumers and stores."""
    days, apart = 10.0, 3.0
    pairs = [(who, store) for who in range(40) for store in range(50)]
    turns = [
        [lasting_taste.turn(who, store, at * 1440.0, 1 / (days * 1440.0)) for who, store in pairs]
        for at in (-7.0, -7.0 + apart, -7.0 + days)
    ]
    same = np.equal(turns[0], turns[1]).mean()
    assert same == pytest.approx(1 - apart / days, abs=0.01)
    assert np.array_equal(np.array(turns[0]) + 1, turns[2])


@pytest.mark.uncompiled
def test_a_taste_is_that_of_consumer_and_store_and_lasts():
    town = Tasteful(lasts_days=1e6)
    draw = luck.luck(0, luck.LIKING, 0, 0, 1)
    expected = quantile(town.tables[QUANTILES]["liking"], draw)
    assert town.liking(1) == town.liking(1, now=90000.0) == pytest.approx(expected)
    assert len({town.liking(store, who) for store in range(2) for who in range(2)}) == 4


@pytest.mark.uncompiled
def test_a_list_is_remembered_by_what_each_of_its_stores_was_worth_when_one_ordered():
    town = Tasteful(lasts_days=10.0)
    town.world.consumers["last_order_min"] = -4321.0
    listed, plain = np.array([1, 0], np.int32), np.array([0.5, -0.25])
    found = town.call(lasting_taste.remembered_utils, plain.copy(), 0, listed)
    liked = [town.liking(store, now=-4321.0) for store in listed]
    assert found.tolist() == (plain + liked).tolist()


@pytest.mark.uncompiled
def test_the_store_of_the_last_order_loses_what_taste_explains_and_one_tires_of_it():
    """Two days after it, with a half-life of one: a quarter of 2 utils is left."""
    rules = {"usual_utils": 0.25, "variety_weight": 2, "variety_half_life_days": 1}
    town = Tasteful(**rules)
    town.world.consumers["last_store"] = 1
    town.world.consumers["last_order_min"] = 600.0 - 2 * 1440.0
    assert town.utils(0) == pytest.approx(0.5 + town.liking(0))
    assert town.utils(1) == pytest.approx(0.5 + town.liking(1) - 0.25 - 2 / 4)


@pytest.mark.uncompiled
def test_a_first_session_ends_as_without_it_by_the_shares_of_the_nested_logit():
    """Two stores of weights 1 and 2, deliveries only, against nothing: scale 0.6."""
    town = Tasteful(lasting_share=0.6, lasts_days=1e6)
    quantiles, rules = town.tables[QUANTILES], town.tables[2][0]
    scale, momentary = rules.scale, rules.momentary
    weights, nothing, n = np.array([1.0, 2.0]), 1.5, 3000
    chosen = np.zeros(3)
    for who in range(n):
        likings = [town.liking(store, who) for store in range(2)]
        split = weights ** (1 / momentary) * np.exp(np.array(likings) / (scale * momentary))
        draws = luck.four(0, luck.NEST, who, 0, 0)
        draw = town.call(lasting_taste.nest_draw, draws[1], who, 0, 0)
        arrives = -math.log(draw) / split.sum() ** (scale * momentary)
        first = -math.log(draws[0]) / nothing
        times = [luck.exponential(0, luck.TASTE, who, 0, store) for store in range(2)]
        chosen[2 if first < arrives else np.argmin(np.array(times) / split)] += 1
    nest = weights.sum() ** scale
    expected = np.append(weights / weights.sum() * nest, nothing) / (nest + nothing)
    assert np.abs(chosen / n - expected).max() <= 4 * np.sqrt(0.25 / n)
    assert quantiles["liking"].max() > 1


@pytest.mark.uncompiled
def test_each_stranger_has_a_taste_of_his_own():
    town = Tasteful()
    quantiles = town.tables[QUANTILES]["liking"]
    for nth in range(3):
        draw = luck.luck(0, luck.LIKING, -1, nth, 1)
        found = town.call(lasting_taste.passer_utils, 0.5, only(consumer=-1, nth=nth), 1)
        assert found == pytest.approx(0.5 + quantile(quantiles, draw))


@pytest.mark.uncompiled
def test_chosen_stores_are_counted_and_those_chosen_again():
    town = Tasteful()
    consumer = town.world.consumers[0]
    consumer["last_store"] = -1
    counts = town.tables[COUNTS_ROW][0]
    town.call(lasting_taste.chose, session_of(consumer), chosen_by(0), 0.0)
    for last in (0, 1):
        consumer["last_store"] = last
        town.call(lasting_taste.chose, session_of(consumer), chosen_by(0), 0.0)
    town.call(lasting_taste.chose, session_of(consumer, now=-5.0), chosen_by(0), 0.0)
    town.call(lasting_taste.chose, session_of(consumer), chosen_by(-1), 0.0)
    assert counts.tolist() == pytest.approx((3, 3 * town.liking(0), 2, 1))


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_nothing_lasts_it_is_as_if_it_were_not_there():
    village = {"consumers": {"count": 60}, "stores": {"count": 3}, "couriers": {"count": 2}}
    village |= {"policies": {"dispatch": {"use": "nearest", "every_min": 20}}}
    changes = ({"mechanisms": {"lasting_taste": ON | {"lasting_share": 0}}}, {})
    with_it, without = (run(scenario(ALIKE, CALM, SMALL, village, each), 0) for each in changes)
    assert [part.name for part in with_it.parts.mechanisms] == ["lasting_taste"]
    assert len(without.orders) > 5
    assert differing(with_it, without) == []


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("counts", "found"), [((4, 2.0, 2, 1), (0.5, 0.5)), ((0, 0.0, 0, 0), (None, None))]
)
def test_what_is_measured_is_how_much_chosen_stores_are_liked_and_how_often_again(counts, found):
    rows = np.array([counts], Tasteful().tables[COUNTS_ROW].dtype)
    kpis = lasting_taste.kpis(SimpleNamespace(own={"lasting_taste": (None, rows, None)}))
    assert tuple(kpis.values()) == found


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
