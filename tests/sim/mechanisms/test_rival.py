"""A rival platform, by hand: what it asks and promises, whom it reaches, what becomes of an order.

Rides take a minute for 100 m, handling 3; a store needs 10 minutes.
"""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents.store import ENDLESS
from sim.daytime import DAY_MIN
from sim.flow import session
from sim.flow.composed import own
from sim.ledger import ACCOUNTS, KINDS, Account, Kind
from sim.market import Market
from sim.mechanisms.rival import channel, columns, figures, people, reaction
from sim.mechanisms.rival.columns import ASKS, NEVER, PEOPLE, PERSON, RULES_ROW, SEEING, STORES
from sim.order import ORDER, Channel, State
from sim.processes import start
from sim.settings.rival import Rival
from sim.simulation import alive, result_of
from tests.cities import ALIKE, SMALL, scenario
from tests.invariants import lives, money, places
from tests.reproducible.digest import digests
from tests.sim.worlds import Town, only, postings
from tests.uncompiled import assert_tests_pass_uncompiled

RULES = {
    "enabled": True,
    "base_cents": 300,
    "per_km_cents": 100,
    "commission_share": 0.2,
    "margin_min": 5,
    "extra_min": 0,
}


class Contested(Town):
    """A town whose consumers all have the rival's app alone, and whose stores it lists."""

    def __init__(self, *changes, homes=((0, 0),), stores=({},), couriers=(), **rules):
        counts = {"consumers": {"count": len(homes)}, "stores": {"count": len(stores)}}
        mine = {"mechanisms": {"rival": RULES | rules}}
        super().__init__(counts, mine, *changes, homes=homes, stores=stores, couriers=couriers)
        tables = own(self.world, "rival")
        self.people, self.listed = tables[PEOPLE], tables[STORES]
        self.seen = tables[SEEING]
        self.people["has_ours"], self.people["has_rivals"] = False, True
        self.listed["listed"] = True

    @property
    def channel(self):
        """The number of the rival's channel."""
        return self.world.parts.channel_names.index(columns.CHANNEL)


def bought(town, at_min=0.0, until_min=200.0):
    town.needs((at_min, 0))
    town.advance(until_min)
    return town


@pytest.mark.uncompiled
def test_an_order_of_the_rival_s_is_cooked_with_all_others_and_brought_by_nobody_of_ours():
    """10 minutes of cooking, a kilometre in 10, 3 of handling; promised 5 later than that."""
    town = bought(Contested(homes=[(1000, 0)], couriers=[(0, 0)]))
    (order,) = town.orders
    assert order.channel == town.channel
    assert town.life(0) == {"placed": 0, "cooking": 0, "ready": 10, "picked_up": 10, "ended": 23}
    assert (order.expected_min, order.promised_min) == (23, 28)
    assert (town.ending(0), order.courier, order.offers) == ("fulfilled", -1, 0)
    assert town.waiting_orders() == []
    assert town.world.state["n_open"] == 0


@pytest.mark.uncompiled
def test_its_money_is_the_rival_s_and_the_store_has_its_share():
    """Food for 4000, a fee of 300 and 100 for the kilometre; a commission of a fifth."""
    town = bought(Contested(homes=[(1000, 0)]))
    (order,) = town.orders
    basket = int(order.basket_cents)
    assert order.fee_cents == 400
    assert order.commission_cents == round(0.2 * basket)
    food = round(town.scenario.stores.food_cost_share * basket)
    due = basket - round(0.2 * basket)
    assert postings(town.world.book[0]) == {
        ("rival_sale", "consumer"): -basket - 400,
        ("rival_sale", "rival"): basket + 400,
        ("rival_settlement", "rival"): -due,
        ("rival_settlement", "store"): due,
        ("ingredients", "store"): -food,
        ("ingredients", "supplier"): food,
    }
    assert town.world.consumers["spent_cents"][0] == basket + 400


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("day", "paid_beside"), [(-1, 400), (0, 400), (1, 200 - 150), (2, 200 - 150), (3, 400)]
)
def test_a_campaign_lasts_from_one_day_to_another(day, paid_beside):
    """Half the fee and 150 off, from day 1 to day 3."""
    town = Contested(fee_factor=0.5, discount_cents=150, from_day=1, to_day=3)
    town.world.state["day"] = day
    fee = town.call(columns.fee_cents, 1000.0)
    assert fee - town.call(columns.discount_cents, 9999.0) == paid_beside


@pytest.mark.uncompiled
def test_nobody_is_paid_for_ordering():
    town = Contested(discount_cents=5000)
    assert town.call(columns.discount_cents, 4300.0) == 4300


@pytest.mark.uncompiled
@pytest.mark.parametrize(("promised", "said_min"), [(None, 25), (30, 30)])
def test_it_promises_what_is_expected_and_a_margin_or_the_same_to_everybody(promised, said_min):
    town = Contested(promise_min=promised)
    assert town.call(columns.promise_min, 20.0) == said_min


@pytest.mark.uncompiled
def test_what_its_deliveries_are_worth_is_the_nested_logit_s():
    """V = 0.6 + 0.0006 * (50 - 1.5 * 200) - 0.048 * (10 + 3 + 2 * 10 + 5), over a scale of 0.5."""
    town = Contested(
        {"choice": {"nest_scale": 0.5, "fee_salience": 1.5}},
        way_factor=2,
        fee_factor=0.5,
        discount_cents=50,
    )
    session = only(
        consumer_id=0, consumer=town.world.consumers[0], work_factor=1.0, prediction_error_min=0.0
    )
    candidate = only(
        store_id=0, store=town.world.stores[0], metres=1000.0, listed=False, basket_cents=4000.0
    )
    v = 0.6 + 0.0006 * (50 - 1.5 * 200) - 0.048 * (10 + 3 + 2 * 10 + 5)
    weight, coupon, basket = town.call(channel.alternative, session, candidate, 0.6)
    assert weight == pytest.approx(math.exp(v / 0.5))
    assert (coupon, basket) == (-1, 4000)
    store = town.world.stores[0]
    store.off_app = 1  # which is the platform's business
    assert town.call(channel.alternative, session, candidate, 0.6)[0] == weight
    store.paused = True
    assert town.call(channel.alternative, session, candidate, 0.6) == (0, -1, 0)
    store.paused, store.published_stock = False, 0
    assert town.call(channel.alternative, session, candidate, 0.6) == (0, -1, 0)
    store.published_stock = ENDLESS
    town.listed["listed"] = False
    assert town.call(channel.alternative, session, candidate, 0.6) == (0, -1, 0)
    town.listed["listed"], town.people["has_rivals"] = True, False
    assert town.call(channel.alternative, session, candidate, 0.6) == (0, -1, 0)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("loyalty", "moved", "liking", "opens", "ours", "rivals"),
    [
        (0.4, 0.0, 0.4, 0.4, 0.0, 0.0),  # alike
        (0.4, -0.3, 0.4, 0.4, -0.6, 0.0),  # annoyed: the rival's is opened as often as before
        (0.4, 0.1, -0.1, 0.5, 0.0, -1.2),
        (0.4, -2000.0, 0.1, 0.1, NEVER, 0.0),  # has left the platform's app
    ],
)
def test_a_need_opens_the_app_that_is_liked_better(loyalty, moved, liking, opens, ours, rivals):
    """A log-odds less weighs 2 utils here."""
    town = Contested(liking_weight=2)
    town.people["has_ours"], town.people["liking"] = True, liking
    town.world.consumers["loyalty"] = loyalty
    utils = town.call(people.opening_utils, moved, 0, 0.0)
    assert loyalty + utils == pytest.approx(opens)
    worth = [
        town.call(people.channel_utils, 0.0, only(consumer_id=0), number)
        for number in (Channel.DELIVERY, Channel.PICKUP, Channel.WALK_IN, town.channel)
    ]
    assert worth == pytest.approx([ours, ours, 0, rivals])


@pytest.mark.uncompiled
def test_who_has_one_app_opens_that_one_as_if_there_were_no_other():
    town = Contested()
    town.world.consumers["loyalty"], town.people["liking"] = 0.4, 0.1
    assert town.call(people.opening_utils, 0.2, 0, 0.0) == pytest.approx(0.1 - 0.4)
    assert town.seen["ours_utils"] == NEVER
    town.people["has_ours"], town.people["has_rivals"] = True, False
    assert town.call(people.opening_utils, 0.2, 0, 0.0) == 0.2
    assert town.seen["rivals_utils"] == NEVER


@pytest.mark.uncompiled
def test_who_opens_apps_seldom_opens_either_seldom():
    """The app liked more is opened as often as it is liked, less by what all are in the segment."""
    town = Contested()
    town.world.segments["opening_shift"] = -2.0
    town.people["has_ours"] = True
    for loyalty, liking in ((0.4, 0.1), (0.1, 0.4)):
        town.world.consumers["loyalty"], town.people["liking"] = loyalty, liking
        opened = town.call(people.opening_utils, -2.0, 0, 0.0)
        assert loyalty + opened == pytest.approx(0.4 - 2)
        weight = own(town.world, "rival")[RULES_ROW][0].liking_weight
        seen = (town.seen["ours_utils"][0], town.seen["rivals_utils"][0])
        assert sorted(seen) == pytest.approx([-0.3 * weight, 0])


@pytest.mark.uncompiled
@pytest.mark.parametrize("mechanism", ["marketing", "accessibility"])
def test_what_opens_the_app_does_nothing_while_the_rival_s_is_liked_more(mechanism):
    town = Contested({"mechanisms": {mechanism: {"enabled": True}}})
    town.people["has_ours"], town.people["liking"] = True, 1.0
    before = town.call(session.opening_share, 0, 0, 0.0)
    persons, *_, rules = own(town.world, mechanism)
    if mechanism == "marketing":
        persons["app_utils"] = 0.9
    else:
        persons["hard"], rules["opening_utils"] = 1, 0.9
    assert town.call(session.opening_share, 0, 0, 0.0) == before
    assert town.seen["ours_utils"] == pytest.approx(
        -0.1 * own(town.world, "rival")[RULES_ROW][0].liking_weight
    )


@pytest.mark.uncompiled
def test_a_meal_of_the_rival_s_fills_and_is_no_order_of_ours():
    """Within three hours a need is looked after a quarter as often: 0.5 becomes 0.125."""
    sated = {"sated_min": 180, "sated_factor": 0.25, "opening_constant": -0.2}
    town = Contested({"choice": sated})
    town.people["liking"] = 0.2
    assert town.call(people.opening_utils, 0.0, 0, 100.0) == pytest.approx(0.2)
    town.people["ordered_min"] = 0.0
    utils = town.call(people.opening_utils, 0.0, 0, 100.0)
    assert utils - 0.2 == pytest.approx(math.log(0.125 / 0.875))
    assert town.call(people.opening_utils, 0.0, 0, 180.0) == pytest.approx(0.2)
    eaten = bought(Contested())
    assert eaten.people["ordered_min"][0] == 0
    assert eaten.world.consumers["last_order_min"][0] == -math.inf


@pytest.mark.uncompiled
@pytest.mark.parametrize(("promised", "better"), [(1, False), (33, True)])
def test_the_rival_is_liked_by_its_orders_as_the_platform_by_its_own(promised, better):
    """There after 13 minutes: 12 late, or 20 early."""
    town = bought(Contested(promise_min=promised))
    (order,) = town.orders
    feel = town.scenario.satisfaction
    score = 1.0 * 2**0.8 if better else -2.0 * 1.2**0.8
    assert order.satisfaction == pytest.approx(1 + 4 / (1 + math.exp(-feel.constant - score)))
    moved = feel.loyalty_gain * (order.satisfaction - feel.neutral)
    assert town.people["liking"][0] == pytest.approx(moved)
    assert (moved > 0) == better
    assert town.world.consumers["loyalty"][0] == 0
    assert town.world.consumers["satisfaction"][0] == 4


@pytest.mark.uncompiled
def test_food_of_the_rival_s_that_is_sold_out_is_cancelled_and_costs_nobody():
    town = bought(
        Contested({"stock": {"enabled": True, "safety_buffer": 0}}, stores=[{"physical_stock": 0}])
    )
    assert town.ending(0) == "cancelled out_of_stock"
    assert postings(town.world.book[0]) == {}
    assert town.people["liking"][0] < 0


@pytest.mark.uncompiled
def test_who_gives_up_food_that_is_cooked_has_it_paid_to_the_store_by_the_rival():
    """Cooked for 60 minutes, promised in 1: nobody waits so long."""
    hasty = {"enabled": True, "hazard_per_min": 10, "cooked_factor": 1}
    town = bought(Contested({"patience": hasty}, stores=[{"preparation_min": 60}], promise_min=1))
    (order,) = town.orders
    assert town.ending(0) == "cancelled impatience"
    assert not math.isnan(order.cooking_min)
    assert town.world.book[0].sum(axis=0)[[0, 3]].tolist() == [0, 0]  # consumer, platform
    assert town.world.book[0].sum() == 0
    assert town.world.consumers["spent_cents"][0] == 0


def city(**rules):
    """A city whose people bring ten days along."""
    changes = {
        "consumers": {"count": 150},
        "stores": {"count": 60},
        "couriers": {"count": 0},
        "mechanisms": {"rival": {"enabled": True, **rules}},
        "past": {"days": 10},
    }
    return Market(scenario(ALIKE, changes), 0)


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_people_and_stores_are_with_the_rival_as_often_as_is_said_and_like_both_apps_alike():
    """Shares within 4 standard errors."""
    market = city(both_share=0.5, only_share=0.2, stores_share=0.7)
    who, listed = own(market.world, "rival")[PEOPLE], own(market.world, "rival")[STORES]
    assert (who["has_ours"] | who["has_rivals"]).all()
    for share, seen in (
        (0.5, who["has_ours"] & who["has_rivals"]),
        (0.2, ~who["has_ours"]),
        (0.7, listed["listed"]),
    ):
        assert abs(seen.mean() - share) < 4 * math.sqrt(share * (1 - share) / len(seen))
    there = who["has_rivals"]
    assert (who["liking"][there] == market.world.consumers["loyalty"][there]).all()
    assert who["liking"][there].std() > 0.1


@pytest.mark.uncompiled
def test_the_platform_s_policies_do_not_hear_of_what_the_rival_takes():
    town = bought(Contested())
    assert len(town.orders) == 1
    assert town.view(200.0).days_so_far.n_orders.tolist() == [0]


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_days_of_a_village_with_a_rival_keep_the_rules_and_go_on_where_they_were_stopped():
    """It follows the platform's fees from the second day on."""
    rival = {"enabled": True, "both_share": 0.6, "only_share": 0.3, "reacts": "match"}
    market = alive(scenario(SMALL, VILLAGE, {"mechanisms": {"rival": rival}}), 0)
    while market.now_min < DAY_MIN:
        market.step()
    stopped = start(Market.restore(market.snapshot()))
    for each in (market, stopped):
        each.live()
    result = result_of(market)
    for check in (*money.CHECKS, *lives.CHECKS, *places.CHECKS):
        check(result)
    assert digests(result_of(stopped)) == digests(result)
    figures_of_rival = figures.kpis(result)
    assert figures_of_rival["rival_orders_per_day"] > 5
    assert own(market.world, "rival")[ASKS]["base_cents"][0] == 350


VILLAGE = {
    "days": 2,
    "consumers": {"count": 100},
    "stores": {"count": 5},
    "couriers": {"count": 5},
}


def placed(*orders):
    rows = ORDER.empty(len(orders))
    for row, (day, by, fee, off) in zip(rows, orders, strict=True):
        row.placed_min, row.channel = day * 1440 + 600, by
        row.fee_cents, row.platform_discount_cents = fee, off
    return rows


def test_it_matches_what_deliveries_of_the_day_cost_beside_their_food():
    orders = placed((0, 0, 350, 0), (1, 0, 300, 100), (1, 0, 400, 0), (1, 1, 50, 50), (1, 3, 9, 0))
    assert reaction.matched_cents(orders, 0, 0.0) == 350
    assert reaction.matched_cents(orders, 1, 0.0) == (200 + 400) / 2
    assert reaction.matched_cents(orders, 1, 320.0) == 320
    assert reaction.matched_cents(orders, 2, 0.0) is None
    assert reaction.matched_cents(placed((0, 0, 100, 300)), 0, 0.0) == 0


def test_shares_of_orders_money_and_people():
    """Of 4 deliveries 2 are the rival's; consumer 0 buys at both, for 50 here and 49 there."""
    orders = placed((0, 0, 20, 0), (0, 0, 20, 0), (0, 3, 30, 11), (0, 3, 30, 0), (0, 2, 0, 0))
    orders["consumer"] = [0, 1, 0, 2, 0]
    orders["basket_cents"] = 30
    orders["state"], orders["promised_min"] = State.FULFILLED, 610
    orders["ended_min"] = [600, 600, 605, 620, 600]
    who = PERSON.empty(3)
    who["has_ours"], who["has_rivals"] = [True, True, False], [True, False, True]
    who["liking"] = [0.5, 0, 0]
    book = np.zeros((2, len(KINDS), len(ACCOUNTS)), np.int64)
    book[0, Kind.RIVAL_SETTLEMENT, Account.STORE] = 48
    result = SimpleNamespace(
        orders=orders,
        days=2,
        parts=SimpleNamespace(channel_names=("delivery", "pickup", "walk_in", columns.CHANNEL)),
        consumers={"loyalty": np.array([0.2, 0, 0])},
        own={"rival": (who,)},
        book=book,
    )
    assert figures.kpis(result) == pytest.approx(
        {
            "rival_orders_per_day": 1,
            "rival_delivery_share": 0.5,
            "wallet_share": 50 / 99,
            "multi_homing_share": 1 / 3,
            "rival_fee_mean_cents": (19 + 30) / 2,
            "rival_late_share": 0.5,
            "rival_liking_gap": 0.3,
            "stores_from_rival_cents_per_day": 24,
        }
    )
    result.orders = orders[:0]
    alone = figures.kpis(result)
    assert alone["rival_delivery_share"] is None
    assert alone["wallet_share"] is None


def test_days_and_shares_must_fit():
    with pytest.raises(ValueError, match=r"both_share \(0.8\) and only_share \(0.3\)"):
        Rival(both_share=0.8, only_share=0.3)
    with pytest.raises(ValueError, match=r"to_day \(2\) must come after from_day \(2\)"):
        Rival(from_day=2, to_day=2)


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
