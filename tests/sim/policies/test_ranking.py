"""The order of lists, by hand: by place, by what was sold, by person; and what is refused."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.flow.parts import Taker
from sim.order import Channel
from sim.policies.ranking import MOST_BOOST, RANKING, ByPlace, Personal, Popular, Ranking, sells
from tests.cities import scenario
from tests.sim.worlds import Town
from tests.uncompiled import assert_tests_pass_uncompiled

BOTH = {"lists": {"enabled": True}, "lasting_taste": {"enabled": True}}


def town_that_sold(*n_orders):
    """A town whose stores have had so many deliveries."""
    town = Town(stores=[{}] * len(n_orders))
    sell(town, *n_orders)
    return town


def sell(town, *n_orders, channel=Channel.DELIVERY):
    """Let stores have so many orders more."""
    before = int(town.world.state["n_orders"][0])
    town.world.state["n_orders"] += sum(n_orders)
    town.orders["store"][before:] = np.repeat(np.arange(len(n_orders)), n_orders)
    town.orders["channel"][before:] = channel


def test_by_place_moves_no_store():
    ranking = ByPlace()(town_that_sold(3, 5).view())
    assert ranking.boost.tolist() == [0, 0]
    assert ranking.precision == 0


def test_what_has_sold_lately_moves_up_and_older_orders_count_less():
    """A day later, with a half-life of one: 4 and 0 count 2 and 0, and 0 and 8 are new."""
    policy = Popular(popularity_weight=2, half_life_days=1, prior_orders=5)
    town = town_that_sold(10, 10)
    memory = policy.begin(town.view())
    assert policy(town.view(), memory).boost.tolist() == [0, 0]
    sell(town, 4, 0)
    policy(town.view(), memory)
    sell(town, 0, 8)
    boost = policy(town.view(1440.0), memory).boost
    assert boost == pytest.approx([2 * math.log(7 / 10), 2 * math.log(13 / 10)])


@pytest.mark.slow
def test_what_is_sold_at_the_counter_or_by_a_rival_makes_no_store_popular():
    both = {"rival": {"enabled": True}, "foot_traffic": {"enabled": True}}
    town = Town({"mechanisms": both}, stores=[{}, {}, {}])
    policy, view = Popular(popularity_weight=1, prior_orders=1), town.view()
    memory = policy.begin(view)
    channels = view.takers != Taker.PLATFORM
    for channel in np.flatnonzero(channels).tolist():
        sell(town, 5, channel=channel)
    sell(town, 0, 1, channel=Channel.PICKUP)
    sell(town, 0, 0, 3)
    policy(town.view(), memory)
    assert channels.sum() == 3
    assert memory.recent.tolist() == [0, 1, 3]


def test_who_sells_nothing_now_stands_last_where_the_policy_says_so():
    town = Town(stores=[{}, {"closed": True}, {"close_min": 600.0}, {"published_stock": 0}])
    assert sells(town.view(700.0)).tolist() == [True, False, False, False]
    town.world.stores["paused"][0] = True
    assert not sells(town.view(700.0)).any()
    town.world.stores["paused"][0] = False
    town.world.kitchen["safety_buffer"] = town.world.stores["published_stock"][0]
    assert not sells(town.view(700.0)).any()
    town.world.kitchen["safety_buffer"] = 0
    night = Town(stores=[{"open_min": 1200.0, "close_min": 120.0}])
    assert [sells(night.view(at)).tolist() for at in (100.0, 700.0, 1300.0)] == [
        [True],
        [False],
        [True],
    ]
    for hides, expected in ((False, [0] * 4), (True, [0, *[-MOST_BOOST] * 3])):
        policy = Popular(hides_closed=hides)
        view = town.view(700.0)
        assert policy(view, policy.begin(view)).boost.tolist() == expected


def test_a_personal_ranking_says_how_well_it_knows_people():
    policy = Personal(precision=0.7, known_orders=3, retrain_days=2)
    view = town_that_sold(1).view()
    ranking = policy(view, policy.begin(view))
    assert (ranking.precision, ranking.known_orders, ranking.retrain_days) == (0.7, 3, 2)
    assert ranking.boost.tolist() == [0]


@pytest.mark.parametrize(
    ("ranking", "fault"),
    [
        (Ranking(np.zeros(3)), "the shape"),
        (Ranking(np.array([0.0, 2 * MOST_BOOST])), "boost must hold numbers from"),
        (Ranking(np.array([0.0, np.nan])), "boost must hold numbers from"),
        (Ranking(np.zeros(2), precision=1.5), "precision must be a number from 0 to 1"),
        (Ranking(np.zeros(2), retrain_days=-1), "retrain_days"),
    ],
)
def test_a_ranking_that_cannot_be_is_refused(ranking, fault):
    (found,) = RANKING.faults(ranking, town_that_sold(1, 2).view())
    assert fault in found


@pytest.mark.parametrize(
    ("ranking", "mechanisms", "told"),
    [
        ({"use": "popular"}, {}, "mechanisms.lists.enabled"),
        ({"use": "by_place", "sponsored_places": 1}, {}, "mechanisms.lists.enabled"),
        ({"use": "personal"}, {"lists": BOTH["lists"]}, "mechanisms.lasting_taste.enabled"),
    ],
)
def test_a_ranking_without_what_it_works_through_is_refused(ranking, mechanisms, told):
    with pytest.raises(ValueError, match=told):
        scenario({"policies": {"ranking": ranking}, "mechanisms": mechanisms})
    assert scenario({"policies": {"ranking": ranking}, "mechanisms": BOTH})


def test_where_lists_are_not_looked_at_nothing_is_asked():
    market = SimpleNamespace(world=town_that_sold(1, 2).world)
    assert not RANKING.due(market, ByPlace())


@pytest.mark.slow
def test_a_decision_is_put_in_force_with_the_places_that_are_sold():
    town = Town({"mechanisms": BOTH, "stores": {"count": 2}}, stores=[{}, {}])
    market = SimpleNamespace(world=town.world)
    names = [part.name for part in town.world.parts.owners]
    tables = town.world.own[names.index("lists")]
    policy = Personal(sponsored_places=2, view_cents=25, sponsor_budget_cents=900, sponsor_share=1)
    assert RANKING.due(market, policy)
    RANKING.apply(market, policy, Ranking(np.array([0.0, 1.0]), 0.5, 4.0, 3.0), 0)
    rules = tables[4][0]
    assert tables[1]["boost"].tolist() == [0, 1]
    assert (rules.moves, rules.precision, rules.known_orders) == (True, 0.5, 4)
    assert (rules.retrain_days, rules.sponsored_places, rules.sponsor_share) == (3, 2, 1)
    assert (rules.view_cents, rules.sponsor_budget_cents) == (25, 900)
    RANKING.apply(market, ByPlace(), ByPlace()(town.view()), 0)
    assert not rules.moves


def test_mechanisms_uncompiled():
    assert_tests_pass_uncompiled(__file__)
