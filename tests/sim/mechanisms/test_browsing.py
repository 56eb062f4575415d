"""Browsing, by hand: how far a session comes, how many minutes it takes, what pages cost."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim import luck
from sim.flow import session
from sim.flow.choosing import Chosen
from sim.flow.composed import own
from sim.mechanisms import browsing
from sim.mechanisms.lists.columns import STORES
from sim.order import Channel
from sim.scenario import Scenario
from sim.simulation import run
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, chosen_by, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

ON = {"enabled": True}
NOTHING = Chosen(channel=-1, store_id=-1, coupon=-1, basket_cents=0.0)


class Browsed(Town):
    """A town of one consumer and three stores who looks with draws that are known."""

    def __init__(self, *changes, **rules):
        one = {"consumers": {"count": 1}, "mechanisms": {"browsing": ON | rules}}
        stores = ({}, {}, {"x_m": 1900.0})
        super().__init__(one, *changes, stores=stores)
        self.people, (self.counts,), _ = own(self.world, "browsing")
        self.session = session_of(self.world.consumers[0])

    def draws(self):
        """Of nothing and the app, in the race of nests."""
        return luck.four(0, luck.NEST, 0, 0, 0)[:2]

    def worth(self, eagerness):
        """Let the app's stores weigh so much that the session is so eager."""
        choice = self.world.choice[0]
        nothing, app = self.draws()
        utils = eagerness - math.log(-math.log(nothing)) + math.log(-math.log(app))
        self.world.race[0].weight = math.exp((utils + choice.nothing_constant) / choice.nest_scale)

    def look(self, chosen=NOTHING, **changes):
        self.call(browsing.chose, self.session._replace(**changes), chosen, 0.0)


FREE = {"choice": {"nothing_constant": 0.3, "checkout_steps": 2}}


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("eagerness", "bounced", "menus", "carts"),
    [(-2.01, 1, 0, 0), (-1.99, 0, 1, 0), (-0.51, 0, 1, 0), (-0.49, 0, 1, 1), (3.0, 0, 1, 1)],
)
def test_who_is_eager_enough_opens_a_menu_and_fills_a_cart(eagerness, bounced, menus, carts):
    town = Browsed(FREE, menu_utils=2, cart_utils=0.5, more_menus=0)
    town.worth(eagerness)
    town.look()
    counts = town.counts
    assert (counts.n_sessions, counts.n_bounced) == (1, bounced)
    assert (counts.n_menus, counts.n_carts) == (menus, carts)


@pytest.mark.uncompiled
def test_who_chooses_something_of_the_app_has_filled_a_cart_whatever_the_draws():
    town = Browsed(FREE, menu_utils=0, cart_utils=0, more_menus=0)
    town.world.race[0].weight = 0.0
    town.look(chosen_by(Channel.PICKUP))
    assert (town.counts.n_bounced, town.counts.n_menus, town.counts.n_carts) == (0, 1, 1)


@pytest.mark.uncompiled
def test_eagerness_is_the_best_of_the_app_against_nothing_as_the_race_draws_them():
    """The app wins the race against nothing if and only if it is above 0."""
    town = Browsed(FREE)
    nest, choice = town.world.race[0], town.world.choice[0]
    for weight in (0.2, 1.0, 5.0):
        nest.weight = weight
        nothing, app = town.draws()
        times = (
            -math.log(nothing) / math.exp(choice.nothing_constant),
            -math.log(app) / weight**choice.nest_scale,
        )
        found = town.call(browsing.eagerness, town.session)
        assert found == pytest.approx(math.log(times[0] / times[1]))


@pytest.mark.uncompiled
def test_a_list_without_stores_is_left_at_once():
    town = Browsed(FREE, menu_utils=1000)
    town.world.race[0].weight = 0.0
    town.look()
    assert town.counts.n_bounced == 1


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("change", "seen"),
    [({}, 3), ({"radius_m": 1000}, 2), ({"closed": True}, 2), ({"published_stock": -5}, 2)],
)
def test_stores_are_seen_that_are_open_listed_and_within_reach(change, seen):
    town = Browsed({"stock": {"enabled": True}, "choice": {"radius_m": 4000}})
    for name, value in change.items():
        if name == "radius_m":
            town.world.tariff["radius_m"] = value
        else:
            town.world.stores[1][name] = value
    for _ in range(2):
        town.call(session.decide, town.session)
    assert town.counts.n_impressions == 2 * seen


@pytest.mark.uncompiled
def test_only_places_that_are_looked_at_are_seen():
    town = Browsed({"mechanisms": {"lists": ON | {"position_exponent": 3}}})
    for nth in range(9):
        town.call(session.decide, town.session._replace(nth=nth))
    looks = own(town.world, "lists")[STORES]
    n_looks = sum(looks[band].sum() for band in ("n_near", "n_middle", "n_far"))
    assert 9 < town.counts.n_impressions == n_looks < 27


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("eagerness", "chosen", "minutes"),
    [
        # Hard twice as much: a page of 1 min; three pages and a menu of 4 min; two steps of 0.5.
        (-9.0, NOTHING, 2 * 1.0),
        (-1.0, NOTHING, 2 * (3 * 1.0 + 4.0)),
        (5.0, chosen_by(Channel.DELIVERY), 2 * (3 * 1.0 + 4.0 + 2 * 0.5)),
        (5.0, chosen_by(Channel.WALK_IN), 2 * (3 * 1.0 + 4.0)),
    ],
)
def test_minutes_are_of_pages_menus_and_steps_longer_where_they_are_hard(
    eagerness, chosen, minutes
):
    rules = {"pages": 3, "page_min": 1, "menu_min": 4, "step_min": 0.5}
    town = Browsed(FREE, menu_utils=2, cart_utils=0, more_menus=0, **rules)
    town.world.segments["friction"] = 2
    town.worth(eagerness)
    town.look(chosen)
    assert town.people["minutes"].tolist() == [pytest.approx(minutes)]
    assert town.counts.minutes == pytest.approx(minutes)


@pytest.mark.uncompiled
def test_what_happens_in_a_warm_up_is_not_counted():
    town = Browsed(FREE)
    town.worth(0.0)
    town.look(now=-10.0)
    assert town.counts.tolist() == (0,) * len(town.counts.dtype.names)


@pytest.mark.uncompiled
def test_pages_and_steps_beyond_the_usual_are_felt_by_their_trouble_and_their_minutes():
    """Two pages and one step more: twice (0.2 * 2 + 0.048 * (2 * 1 + 1 * 0.5)); walking none."""
    rules = {"pages": 4, "usual_pages": 2, "usual_steps": 1, "page_weight": 0.2}
    town = Browsed(FREE, page_min=1, step_min=0.5, **rules)
    town.world.segments["friction"] = 2
    lost = 2 * (0.2 * 2 + 0.048 * 2.5)
    utils = [town.call(browsing.channel_utils, 1.0, town.session, int(c)) for c in Channel]
    assert utils == [pytest.approx(1 - lost), pytest.approx(1 - lost), 1.0]


@pytest.mark.uncompiled
def test_more_menus_are_poisson():
    town = Browsed(FREE, more_menus=0.7)
    town.worth(9.0)
    rules = town.world.own[0][2][0]
    found = [
        town.call(browsing.n_menus, town.session._replace(nth=nth), 9.0, rules)
        for nth in range(400)
    ]
    assert min(found) == 1
    assert np.mean(found) == pytest.approx(1.7, abs=4 * math.sqrt(0.7 / 400))


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_at_the_usual_it_is_as_if_it_were_not_there_and_who_orders_has_filled_a_cart():
    village = {"consumers": {"count": 60}, "stores": {"count": 3}, "couriers": {"count": 2}}
    changes = ({"mechanisms": {"browsing": ON}}, {})
    with_it, without = (run(scenario(ALIKE, CALM, SMALL, village, each), 0) for each in changes)
    assert [part.name for part in with_it.parts.mechanisms] == ["browsing"]
    assert len(without.orders) > 5
    assert differing(with_it, without) == []
    counts = with_it.own["browsing"][1][0]
    app = with_it.orders["channel"] != Channel.WALK_IN
    assert counts["n_orders"] == app.sum() <= counts["n_carts"] <= counts["n_menus"]
    assert counts["n_sessions"] == with_it.funnel.sum(axis=(0, 1, 2))[1] > counts["n_bounced"]


def test_a_cart_is_filled_from_a_menu():
    wrong = {"title": "test", "mechanisms": {"browsing": {"menu_utils": 1, "cart_utils": 1.5}}}
    with pytest.raises(ValueError, match=r"cart_utils \(1.5\) must not exceed menu_utils"):
        Scenario.model_validate(wrong)


def test_figures_are_shares_of_the_step_before():
    counts = np.zeros(1, browsing.COUNTS.dtype)
    counts[0] = (10, 80, 4, 8, 3, 25.0, 2, 9.0)
    steps = [0, 10, 2, 0, 0, 8, 2, 2]
    result = SimpleNamespace(
        own={"browsing": (None, counts, None)}, funnel=np.array(steps).reshape(1, 1, 1, 8)
    )
    assert browsing.kpis(result) == {
        "impressions_per_session": 8.0,
        "bounce_share": 0.4,
        "menu_share": 0.1,
        "cart_share": 0.375,
        "cart_order_share": pytest.approx(2 / 3),
        "session_mean_min": 2.5,
        "open_to_order_mean_min": 4.5,
    }
    counts[0] = (0,) * 8
    assert set(browsing.kpis(result).values()) == {None}


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
