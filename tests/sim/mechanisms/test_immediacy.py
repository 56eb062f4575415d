"""Immediacy, by hand: for whom a minute weighs more, and how orders answer to promises."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.flow.composed import number_of, own
from sim.market import Market
from sim.mechanisms import immediacy
from sim.order import Channel
from sim.simulation import run
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

ON = {"enabled": True}
USUAL = {"usual_delivery_min": 40, "usual_pickup_min": 20, "usual_walkin_min": 10}


class Hasty(Town):
    """A town of one consumer, whose app promises 30 minutes."""

    def __init__(self, *changes, **rules):
        one = {"consumers": {"count": 1}, "mechanisms": {"immediacy": ON | rules}}
        promise = {"policies": {"promise": {"use": "fixed", "minutes": 30}}}
        super().__init__(one, promise, *changes)
        self.people, (self.counts,), _ = own(self.world, "immediacy")
        self.session = session_of(self.world.consumers[0])
        self.world.tariff["pad_min"], self.world.rates["estimate_weight"] = 30, 0


@pytest.mark.uncompiled
@pytest.mark.whole_run
@pytest.mark.parametrize(("share", "factor"), [(0.3, 2.0), (1.0, 1.5), (0.0, 9.0)])
def test_a_minute_weighs_more_for_a_share_of_the_people(share, factor):
    crowd = {"consumers": {"count": 400}, "couriers": {"count": 0}}
    rules = {"impatient_share": share, "factor": factor}
    changes = ({"mechanisms": {"immediacy": ON | rules}}, {})
    after, before = (Market(scenario(CALM, SMALL, crowd, each), 0) for each in changes)
    ratio = after.world.consumers["wait_sensitivity"] / before.world.consumers["wait_sensitivity"]
    changed = ~np.isclose(ratio, 1)
    assert ratio[changed] == pytest.approx(factor)
    spread = math.sqrt(share * (1 - share) / 400)
    assert changed.mean() == pytest.approx(share, abs=4 * spread)
    more = after.world.consumers["wait_sensitivity"] - before.world.consumers["wait_sensitivity"]
    assert after.world.own[0][0]["gained"] == pytest.approx(more)


@pytest.mark.uncompiled
def test_a_usual_wait_is_worth_what_it_was():
    town = Hasty(**USUAL)
    town.people["gained"] = 0.05
    utils = [town.call(immediacy.channel_utils, 1.0, town.session, int(c)) for c in Channel]
    assert utils == [pytest.approx(3.0), pytest.approx(2.0), pytest.approx(1.5)]


@pytest.mark.uncompiled
def test_a_usual_wait_for_a_rival_s_delivery_is_worth_what_it_was():
    town = Hasty({"mechanisms": {"rival": ON}}, **USUAL)
    town.people["gained"] = 0.05
    number = number_of(town.world, "rival_delivery")
    assert town.call(immediacy.channel_utils, 1.0, town.session, number) == pytest.approx(3.0)


@pytest.mark.uncompiled
def test_orders_answer_to_promises_by_the_derivative_of_the_nested_logit():
    """Against a difference of probabilities: all promises longer by a thousandth."""
    town = Hasty({"choice": {"nothing_constant": 0.4, "nest_scale": 0.5}})
    world, wait = town.world, 0.048
    weights = np.exp(np.array([0.3, -0.2, 1.1]) / 0.5)
    promise = 30.0

    def share(longer):
        app = (weights * math.exp(-wait * promise * longer / 0.5)).sum() ** 0.5
        return app / (app + 0.7**0.5 + math.exp(0.4))

    world.race["weight"] = (weights.sum(), 0.7)
    world.race[0].channel, world.race[0].store = Channel.DELIVERY, 0
    town.call(immediacy.chose, town.session, None, 0.0)
    found = town.counts.moved / town.counts.chosen
    assert town.counts.chosen == pytest.approx(share(0))
    assert found == pytest.approx((share(1e-6) - share(-1e-6)) / 2e-6 / share(0), rel=1e-5)


@pytest.mark.uncompiled
def test_where_a_pickup_comes_first_no_promise_counts_and_without_stores_nothing():
    town = Hasty()
    town.world.race["weight"] = (2.0, 0.0)
    town.world.race[0].channel = Channel.PICKUP
    town.call(immediacy.chose, town.session, None, 0.0)
    assert (town.counts.moved, town.counts.chosen > 0) == (0, True)
    before = town.counts.tolist()
    town.call(immediacy.chose, town.session._replace(now=-1.0), None, 0.0)
    town.world.race["weight"] = 0.0
    town.call(immediacy.chose, town.session, None, 0.0)
    assert town.counts.tolist() == before


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_nobody_is_impatient_it_is_as_if_it_were_not_there():
    village = {"consumers": {"count": 60}, "stores": {"count": 3}, "couriers": {"count": 2}}
    changes = ({"mechanisms": {"immediacy": ON | {"impatient_share": 0}}}, {})
    with_it, without = (run(scenario(ALIKE, CALM, SMALL, village, each), 0) for each in changes)
    assert [part.name for part in with_it.parts.mechanisms] == ["immediacy"]
    assert len(without.orders) > 5
    assert differing(with_it, without) == []
    assert immediacy.kpis(with_it)["promise_elasticity"] < 0


def test_without_sessions_there_is_no_elasticity():
    counts = np.zeros(1, immediacy.COUNTS.dtype)
    result = SimpleNamespace(own={"immediacy": (None, counts, None)})
    assert immediacy.kpis(result) == {"promise_elasticity": None}


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
