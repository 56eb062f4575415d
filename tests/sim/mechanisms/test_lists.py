"""Lists, by hand: where one looks, who stands there, who is known, and who pays."""

import math

import numpy as np
import pytest

from sim import luck
from sim.flow.choosing import Chosen
from sim.ledger import Kind
from sim.mechanisms import lasting_taste
from sim.mechanisms.lists import figures, learning, order
from sim.mechanisms.lists.columns import (
    CANDIDATES,
    COUNTS_ROW,
    PEOPLE,
    PERSON,
    PLACE,
    PLACES,
    RULES,
    RULES_ROW,
    STORES,
)
from sim.order import Channel
from sim.simulation import alive, run
from tests.cities import ALIKE, CALM, NEVER, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, postings, row_of, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

ALL_READ = {"enabled": True, "position_exponent": 0}
TASTES = {"lasting_taste": {"enabled": True, "lasts_days": 1e6}}
VILLAGE = {
    "city": {"cell_m": 600},
    "consumers": {"count": 60},
    "stores": {"count": 6},
    "couriers": {"count": 2},
    "policies": {"dispatch": {"use": "nearest", "every_min": 20}},
}


class Listed(Town):
    """A town of one consumer and some stores beside one another."""

    def __init__(self, n_stores=4, *changes, **rules):
        mechanisms = {"mechanisms": TASTES | {"lists": ALL_READ | rules}}
        one = {"consumers": {"count": 1}, "stores": {"count": n_stores}}
        super().__init__(one, mechanisms, *changes, stores=[{}] * n_stores)
        names = [part.name for part in self.world.parts.owners]
        self.tables = self.world.own[names.index("lists")]
        self.rules, self.mine = self.tables[RULES_ROW][0], self.tables[PEOPLE][0]
        # Of the place's list each store is a util better than the next.
        self.tables[CANDIDATES]["pull"][0, :n_stores] = np.arange(n_stores, 0.0, -1.0)

    def seen(self, **changes):
        """The list as the consumer sees it."""
        session = session_of(self.world.consumers[0], **changes)
        return [
            int(self.call(order.listed, store, session, rank))
            for rank, store in enumerate(self.world.shown[0].tolist())
        ]


@pytest.mark.parametrize("exponent", [0.5, 1.0])
def test_place_k_is_looked_at_by_one_over_k_to_a_power(exponent):
    places, n = PLACE.empty(9), 4000
    places["share"] = share = np.arange(1.0, 10) ** -exponent
    looked = np.zeros(9)
    for nth in range(n):
        order.look(places, 0, 0, nth)
        looked += places["looked_at"]
    assert (np.abs(looked / n - share) <= 4 * np.sqrt(share * (1 - share) / n)).all()
    assert looked[0] == n


def test_as_many_places_are_looked_at_as_without_it():
    usual = scenario({"mechanisms": {"lists": {"enabled": True}}})
    assert learning.rows(usual)[PLACES]["share"].sum() == pytest.approx(10, abs=0.1)
    assert usual.n_listed == 50
    assert scenario().n_listed == usual.choice.n_examined == 10


@pytest.mark.uncompiled
def test_a_place_that_is_not_looked_at_shows_nothing():
    town = Listed(9, position_exponent=1)
    seen, looked = town.seen(nth=3), town.tables[PLACES]["looked_at"][:9]
    assert 0 < looked.sum() < 9
    assert seen == np.where(looked, np.arange(9), -1).tolist()
    assert town.tables[COUNTS_ROW]["n_sessions"][0] == 1


@pytest.mark.uncompiled
def test_a_list_of_all_stores_is_looked_at_as_the_one_before_it():
    """Place 1 of a rival's list, four places behind the four of ours, moved or not."""
    town = Listed(4, n_listed=4)
    session = session_of(town.world.consumers[0])
    for town.rules.moves in (False, True):
        town.call(order.listed, 0, session, 0)
        assert town.call(order.listed, 3, session, 5) == 3
        town.tables[PLACES]["looked_at"][1] = False
        assert town.call(order.listed, 3, session, 5) == -1


@pytest.mark.uncompiled
def test_a_boost_moves_a_store_up_by_its_log_odds():
    town = Listed(3)
    town.tables[STORES]["boost"] = [0.0, 0.0, 1.5]
    assert town.seen() == [0, 1, 2]  # no policy moves lists
    town.rules.moves = True
    assert town.seen() == [0, 2, 1]


def test_places_are_won_by_weights_as_plackett_has_it():
    """The first by exp(score) among all, the second among those left; local tastes are Gumbel."""
    weights, n = np.array([4.0, 2.0, 1.0]), 4000
    places, first, second = PLACE.empty(3), np.zeros(3), np.zeros(3)
    for cell in range(n):
        for store, weight in enumerate(weights):
            gumbel = -math.log(luck.exponential(0, luck.CITY, cell, 0, store))
            order.put(places, store, store, math.log(weight) + gumbel)
        first[places["store"][0]] += 1
        if places["store"][0] == 0:
            second[places["store"][1]] += 1
    share = weights / weights.sum()
    assert (np.abs(first / n - share) <= 4 * np.sqrt(share * (1 - share) / n)).all()
    assert abs(second[1] / second.sum() - 2 / 3) <= 4 * np.sqrt(2 / 9 / second.sum())


@pytest.mark.parametrize(
    ("n_known", "opted_in", "expected"), [(0, True, 0), (5, True, 0.4), (15, True, 0.6), (15, 0, 0)]
)
def test_precision_grows_with_orders_known_and_is_nothing_without_leave(
    n_known, opted_in, expected
):
    rules = row_of(RULES, precision=0.8, known_orders=5)
    person = row_of(PERSON, n_known=n_known, n_seen=99, opted_in=opted_in)
    assert order.precision(person, rules) == pytest.approx(expected)


@pytest.mark.uncompiled
def test_who_is_known_sees_what_he_likes_and_who_is_not_the_list_of_the_place():
    """Known wholly, local tastes count no more: score = pull + taste / its deviation."""
    town = Listed(4)
    town.tables[CANDIDATES]["local"][0, :4] = [9.0, 8.0, 7.0, 6.0]
    town.rules.moves, town.rules.precision = True, 1.0
    town.mine["n_known"] = 1
    assert town.seen() == [0, 1, 2, 3]
    town.mine["opted_in"] = True
    likings = [town.call(lasting_taste.liking, 0, store, 0.0) for store in range(4)]
    scores = np.arange(4, 0, -1) + np.array(likings) / (0.6 * math.sqrt(0.5))
    assert town.seen() == np.argsort(-scores).tolist() != [0, 1, 2, 3]


def sponsored():
    """Five stores, of which all but the first would pay for two places."""
    town = Listed(5)
    rules = town.rules
    town.tables[STORES]["sponsor_draw"] = [0.9, 0.1, 0.1, 0.1, 0.1]
    rules.sponsored_places, rules.sponsor_share = 2, 0.5
    rules.view_cents, rules.sponsor_budget_cents = 30, 100
    return town


def chose_nothing(town, **changes):
    """The consumer has looked at all of the list, and is gone."""
    session = session_of(town.world.consumers[0], **changes)
    town.call(order.chose, session, Chosen(-1, -1, -1, 0.0), 0.0)


@pytest.mark.uncompiled
def test_the_first_places_are_sold_to_those_who_would_pay_sell_now_and_have_something_left():
    town = sponsored()
    stores = town.tables[STORES]
    stores["spent_cents"] = [0, 0, 71, 0, 0]
    town.world.stores["closed"][1] = True
    assert town.seen() == [3, 4, 0, 1, 2]
    assert not town.world.book.any()
    chose_nothing(town)
    assert stores["spent_cents"].tolist() == [0, 0, 71, 30, 30]
    assert town.tables[COUNTS_ROW][0][["n_paid", "paid_cents"]].tolist() == (2, 60)
    assert postings(town.world.book[0]) == {
        ("advertising", "platform"): 60,
        ("advertising", "store"): -60,
    }


@pytest.mark.uncompiled
def test_a_store_that_the_app_does_not_offer_pays_for_no_place():
    town = sponsored()
    town.world.kitchen["safety_buffer"] = 2
    town.world.stores["published_stock"] = [9, 2, 3, 9, 9]
    assert town.seen() == [2, 3, 0, 1, 4]


@pytest.mark.uncompiled
def test_a_look_ahead_is_paid_for_when_something_is_ordered_and_else_when_it_is_taken_again():
    town = sponsored()
    spent = town.tables[STORES]["spent_cents"]
    town.seen(minute=700.0)
    chose_nothing(town, minute=700.0)
    assert not spent.any()
    for _ in range(2):
        town.call(order.bill, 600.0)
        assert spent.tolist() == [0, 30, 30, 0, 0]
    town.seen(now=700.0, minute=700.0)
    chose_nothing(town, now=700.0, minute=700.0)
    assert spent.tolist() == [0, 60, 60, 0, 0]


@pytest.mark.uncompiled
@pytest.mark.parametrize(("integrated", "seen"), [(False, 1), (True, 2)])
def test_orders_in_stores_are_seen_where_it_is_known_who_comes(integrated, seen):
    town = Listed(
        1,
        {"choice": {"walkin_constant": 0, "delivery_constant": NEVER}},
        {"policies": {"crm_integrated": integrated}},
    )
    town.needs((100, 0), (300, 0))
    town.advance(200)
    town.world.segments["walkin_constant"] = NEVER
    town.world.segments["delivery_constant"] = 0
    town.advance(600)
    assert town.orders["channel"].tolist() == [Channel.WALK_IN, Channel.DELIVERY]
    assert town.mine["n_seen"] == seen


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("metres", "band"), [(999.0, "n_near"), (1000.0, "n_middle"), (2000.0, "n_far")]
)
def test_looks_are_counted_by_distance(metres, band):
    town = Listed(1)
    session = session_of(town.world.consumers[0])
    assert town.call(order.store_utils, 0.5, session, 0, metres) == 0.5
    counted = {name: int(town.tables[STORES][name][0]) for name in ("n_near", "n_middle", "n_far")}
    assert counted == {"n_near": 0, "n_middle": 0, "n_far": 0, band: 1}


def village(*changes, **lists):
    mechanisms = {"mechanisms": TASTES | {"lists": {"enabled": True} | lists}}
    return scenario(ALIKE, CALM, SMALL, VILLAGE, mechanisms, *changes)


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_all_is_read_and_nothing_moved_it_is_as_if_it_were_not_there():
    as_without = ALL_READ | {"n_listed": 10}
    with_it = run(village(**as_without), 0)
    without = run(scenario(ALIKE, CALM, SMALL, VILLAGE, {"mechanisms": TASTES}), 0)
    assert len(without.orders) > 5
    assert differing(with_it, without) == []


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_without_leave_nothing_personal_is_used():
    """Nobody lets his data be used: all is as if there were nothing personal; who does sees it."""
    personal = {"policies": {"ranking": {"use": "personal", "precision": 1, "known_orders": 0}}}
    place = {"policies": {"ranking": {"use": "popular", "popularity_weight": 0}}}
    past = {"past": {"days": 20}}

    def lived(policy, transparency):
        trust = {"enabled": True, "transparency_weight": 1000, "usual_transparency": 0.5}
        changes = {"mechanisms": {"trust": trust}, "policies": {"transparency": transparency}}
        return run(village(past, policy, changes), 0)

    assert differing(lived(personal, 0), lived(place, 0)) == []
    assert differing(lived(personal, 1), lived(place, 1)) != []


@pytest.mark.uncompiled
def test_who_never_had_the_app_is_known_by_no_order():
    talk = {"mechanisms": {"talk": {"enabled": True, "without_app_share": 0.5}}}
    with_all = alive(village({"past": {"days": 20}}), 0).world.own[-1][PEOPLE]["n_known"]
    market = alive(village({"past": {"days": 20}}, talk), 0)
    outside = np.isinf(market.world.consumers["last_order_min"])
    expected = np.where(outside, 0, with_all)
    assert with_all[outside].any()
    assert market.world.own[-1][PEOPLE]["n_known"].tolist() == expected.tolist()


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_people_are_learnt_anew_after_so_many_days_and_sponsors_spend_anew_each_day():
    ranking = {"use": "personal", "retrain_days": 2, "every_min": 1440}
    days = {"days": 4, "warmup_days": 0, "policies": {"ranking": ranking}}
    market = alive(village({"past": {"days": 20}}, days), 0)
    names = [part.name for part in market.parts.owners]
    tables = market.world.own[names.index("lists")]
    people = tables[PEOPLE]
    assert people["n_known"].tolist() == people["n_seen"].tolist()
    assert people["n_seen"].sum() > 0
    learnt = []
    for day in range(4):
        people["n_seen"] += 1
        tables[STORES]["spent_cents"] = 7
        while market.now_min <= day * 1440.0:
            market.step()
        learnt.append(float(tables[RULES_ROW]["trained_min"][0]))
        assert not tables[STORES]["spent_cents"].any()
    assert learnt == [0, 0, 2 * 1440.0, 2 * 1440.0]


def test_concentration_and_variety_have_their_closed_forms():
    even, one = np.full(20, 5.0), np.append(np.zeros(19), 3.0)
    assert figures.hhi(even) == pytest.approx(500)
    assert figures.hhi(one) == 10_000
    assert figures.equal_stores(even) == pytest.approx(20)
    assert figures.equal_stores(one) == pytest.approx(1)
    assert figures.top_tenth_share(even) == 0.1
    assert figures.top_tenth_share(one) == 1
    assert figures.hhi(np.zeros(3)) is figures.equal_stores(np.zeros(3)) is None
    assert figures.by_distance(np.array([10.0, 999, 1000, 2500])).tolist() == [2, 1, 1]


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_what_is_measured_is_that_of_views_orders_and_payments():
    sponsors = {"use": "by_place", "sponsored_places": 2, "sponsor_share": 1}
    result = run(village({"policies": {"ranking": sponsors}}), 0)
    kpis = figures.kpis(result)
    paid = result.book[:, Kind.ADVERTISING].sum(axis=0)
    assert kpis["advertising_cents_per_day"] == paid.max() > 0
    assert 0 < kpis["paid_view_share"] < 1
    assert kpis["profile_precision"] == 0
    assert 1 < kpis["views_per_session"] <= 7
    assert kpis["small_store_share"] < 1


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
