"""Talk, by hand: who is heard of, what is told, who gets the app, leaves it and comes back."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.agenda import Agenda
from sim.agents.consumer import CONSUMER
from sim.flow.world import OFFERED
from sim.ledger import Account, Kind
from sim.market import Market
from sim.mechanisms import talk
from sim.mechanisms.talk import daily
from sim.mechanisms.talk.columns import ASLEEP, OUTSIDE, PEOPLE, USER
from sim.mechanisms.talk.network import draw_links
from sim.mechanisms.talk.offers import look_at_offers
from sim.order import Cause, Channel
from sim.policies.coupons import CouponTerms
from sim.policies.issuing import issue
from sim.settings.talk import Talk
from sim.simulation import alive, result_of
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.worlds import Town
from tests.theory.errors import estimate
from tests.uncompiled import assert_tests_pass_uncompiled

DAY = 1440.0
NEUTRAL = 4.0


def circle(links, *, status=(), satisfaction=(), stars=(), weight=(), last_order_min=0.0):
    """People who know one another as a test says."""
    consumers, people = CONSUMER.empty(len(links)), PEOPLE.empty(len(links))
    consumers["satisfaction"], consumers["last_order_min"] = NEUTRAL, last_order_min
    for rows, name, values in (
        (consumers, "satisfaction", satisfaction),
        (people, "status", status),
        (people, "stars", stars),
        (people, "weight", weight),
    ):
        rows[name][: len(values)] = values
    return daily.Circle(consumers, people, np.array(links, np.int32), NEUTRAL, 500.0)


ALL_THE_OTHERS = [[1, 2], [0, 2], [0, 1]]


@pytest.mark.uncompiled
def test_people_hear_of_those_who_live_and_work_nearby():
    """Two homes and two offices of fifty each, crosswise: links stay within but at their edges."""
    n = 200
    consumers = CONSUMER.empty(n)
    consumers["home_cell"], consumers["work_cell"] = np.arange(n) % 2, np.arange(n) // 100
    links = draw_links(consumers, Talk(n_neighbours=2, n_colleagues=4, far_share=0), 7)
    assert links.shape == (n, 6)
    assert (links != np.arange(n)[:, None]).all()
    same_home = (consumers["home_cell"][links] == consumers["home_cell"][:, None])[:, :2]
    same_work = (consumers["work_cell"][links] == consumers["work_cell"][:, None])[:, 2:]
    assert (~same_home).sum() == 2 * 2  # at both ends of each half of the ring
    assert (~same_work).sum() == 2 * 2 * (1 + 2)
    assert len(np.unique(links[:, :2])) == n  # everyone is somebody's neighbour


@pytest.mark.uncompiled
def test_some_links_lead_anywhere():
    consumers = CONSUMER.empty(4000)
    consumers["home_cell"] = consumers["work_cell"] = np.arange(4000) // 40
    near = draw_links(consumers, Talk(far_share=0), 3)
    far = draw_links(consumers, Talk(far_share=0.2), 3)
    moved = (near != far).mean(axis=0)
    assert moved == pytest.approx(np.full(8, 0.2), abs=4 * math.sqrt(0.16 / 4000))


@pytest.mark.uncompiled
@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_smallest_towns_have_links_too(n):
    links = draw_links(CONSUMER.empty(n), Talk(n_neighbours=5), 0)
    assert links.shape == (n, 9)
    assert ((links >= 0) & (links < n)).all()


@pytest.mark.uncompiled
def test_nobody_known_is_nothing_told():
    alone = circle(np.empty((2, 0)), status=[OUTSIDE, USER])
    assert daily.told_utils(alone, Talk()).tolist() == [0, 0]
    assert daily.talk_hazard(alone, Talk()).tolist() == [0, 0]


@pytest.mark.uncompiled
def test_what_is_told_shrinks_to_nothing_and_fades():
    """0.5 * (3 - 7) / (2 + 1 + 5) for the first; half of it all is left after ln 2 of memory."""
    known = circle(ALL_THE_OTHERS, stars=[9, 3, -7], weight=[4, 1, 5])
    settings = Talk(told_weight=0.5, told_orders=2, memory_days=1 / math.log(2))
    assert daily.told_utils(known, settings)[0] == pytest.approx(-0.25)
    daily.fade(known.people, settings)
    assert daily.told_utils(known, settings)[0] == pytest.approx(-0.5 * 2 / 5)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("satisfaction", "status", "share"),
    [
        ((4, 4.5), (USER, USER), 1),
        ((4, 3.5), (USER, USER), 0.5),  # neither good nor bad
        ((5, 2.9), (USER, USER), 0),  # 1 - 2 is less than nothing
        ((4, 4), (USER, ASLEEP), 0.5),
        ((4, 4), (OUTSIDE, OUTSIDE), 0),
    ],
)
def test_good_users_bring_others_and_bad_ones_keep_them_away(satisfaction, status, share):
    known = circle(ALL_THE_OTHERS, satisfaction=(4, *satisfaction), status=(OUTSIDE, *status))
    hazard = daily.talk_hazard(known, Talk(imitate_per_day=0.1))
    assert hazard[0] == pytest.approx(0.1 * share)


@pytest.mark.uncompiled
def test_a_reward_raises_talk_by_half_of_its_lift_at_half_of_it():
    settings = Talk(referrer_cents=600, friend_cents=400, reward_lift=2, half_reward_cents=1000)
    assert daily.contacts(settings) == 2
    assert daily.contacts(Talk(contact_factor=3)) == 3


@pytest.mark.uncompiled
def test_who_is_displeased_and_idle_leaves_sooner():
    """0.01 * 10 / 30 * exp(1 * (4 - 3)); who never ordered is idle for all of it."""
    known = circle([[0], [0]], satisfaction=[3, 4], last_order_min=-10 * DAY)
    known.consumers["last_order_min"][1] = -math.inf
    hazard = daily.sleep_hazard(known, Talk(sleep_per_day=0.01, sleep_slope=1, idle_days=30), 0.0)
    assert hazard.tolist() == pytest.approx([0.01 / 3 * math.e, 0.01])


@pytest.mark.uncompiled
def test_a_coupon_wakes_by_what_it_is_worth():
    """0.1 + 0.2 * 2 W / (W + 500): a cent next to nothing, the usual one 0.2, none twice that."""
    settings = Talk(wake_per_day=0.1, coupon_wake_per_day=0.2)
    hazard = daily.wake_hazard(settings, np.array([0.0, 1.0, 500.0, 2000.0, 1e12]), 500.0)
    assert hazard.tolist() == pytest.approx([0.1, 0.1 + 0.4 / 501, 0.3, 0.42, 0.5])


@pytest.mark.uncompiled
def test_a_coupon_for_a_first_order_brings_people_by_what_it_is_worth():
    """(0.02 + 0.01) * (1 + 3 W / (W + 1000))."""
    settings = Talk(adopt_per_day=0.02, welcome_lift=3, half_reward_cents=1000)
    worths = np.array([0.0, 1.0, 1000.0, 3000.0])
    hazard = daily.adopt_hazard(np.full(4, 0.01), settings, worths)
    assert hazard.tolist() == pytest.approx([0.03, 0.03 * (1 + 3 / 1001), 0.075, 0.0975])


@pytest.mark.uncompiled
def test_who_comes_for_a_coupon_is_told_of_the_app_as_often_as_who_comes_without_one():
    """Half of the hazard is talk, of 0.1 and of 0.2; 1 - exp(-0.2) > 0.15 > 1 - exp(-0.1)."""
    draws = np.array([[0.15, 0.49, 1, 1], [0.15, 0.51, 1, 1]])
    settings = Talk(adopt_per_day=0.05, imitate_per_day=0.1, welcome_lift=2, half_reward_cents=1000)
    for first, came in ((0, 0), (1000, 2)):
        known = circle([[2, 3], [2, 3], [2, 3], [2, 3]], status=[OUTSIDE] * 2 + [USER, OUTSIDE])
        known.people["first_cents"] = first
        everyone = np.vstack((draws, np.ones((2, 4))))
        changed = daily.a_day(known, settings, everyone, 0.0)
        assert (changed["n_adopted"], changed["n_referred"]) == (came, came // 2)


@pytest.mark.uncompiled
def test_a_day_changes_who_has_the_app():
    """Everything happens to a draw of 0, nothing to one near 1."""
    known = circle(np.tile([1, 2], (6, 1)), status=[OUTSIDE, USER, USER, USER, ASLEEP, OUTSIDE])
    draws = np.full((6, 4), 0.999999)
    draws[0, :2] = draws[3, 2] = draws[4, 3] = draws[5, 0] = 0.0
    changed = daily.a_day(known, Talk(imitate_per_day=0.5), draws, 100 * DAY)
    assert known.people["status"].tolist() == [USER, USER, USER, ASLEEP, USER, USER]
    assert changed == {"n_adopted": 2, "n_referred": 1, "n_left": 1, "n_reactivated": 1}


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_all_know_all_the_app_spreads_as_bass_says():
    """F(t) = (1 - exp(-(p + q) t)) / (1 + q / p exp(-(p + q) t)), small steps, many people."""
    n, p, q, n_days = 300, 0.001, 0.005, 300
    everyone = np.tile(np.arange(n, dtype=np.int32), (n, 1))
    settings = Talk(adopt_per_day=p, imitate_per_day=q, sleep_per_day=0)
    reached = []
    for seed in range(20):
        random = np.random.default_rng(seed)
        known = circle(everyone, status=[OUTSIDE] * n)
        for day in range(n_days):
            daily.a_day(known, settings, random.random((n, 4)), day * DAY)
        reached.append((known.people["status"] == USER).mean())
    fading = math.exp(-(p + q) * n_days)
    assert estimate(reached).agrees_with((1 - fading) / (1 + q / p * fading))


class Talking(Town):
    """A town of two consumers."""

    def __init__(self, **settings):
        two = {"consumers": {"count": 2}, "mechanisms": {"talk": {"enabled": True, **settings}}}
        super().__init__(two, homes=[(0, 0)] * 2)
        self.people = self.world.own[0][0]


@pytest.mark.uncompiled
def test_only_who_has_the_app_opens_it_and_more_by_what_is_told():
    town = Talking(awake_utils=0.25)
    town.people["told_utils"] = 0.125
    town.people["status"] = [USER, ASLEEP]
    assert town.call(talk.opening_utils, 1.0, 0, 0.0) == 1.375
    assert town.call(talk.opening_utils, 1.0, 1, 0.0) < -1000


@pytest.mark.uncompiled
def test_only_users_use_the_app():
    town = Talking()
    for status, uses in ((USER, True), (OUTSIDE, False), (ASLEEP, False)):
        town.people["status"] = [status, USER]
        assert town.call(talk.uses_app, True, 0) == uses
        assert not town.call(talk.uses_app, False, 0)  # says who was asked before


COUPON = {"use": "threshold", "off_cents": 500, "over_cents": 3000}
FIRST = {"first_order": True}


class Offering(Town):
    """A town of three, whose coupons are issued at midnights and looked at before the next.

    They usually buy food for 4000; a delivery costs 400. The last has ordered before.
    """

    def __init__(self, *coupons, **talk):
        rules = {"enabled": True, "sleep_per_day": 0, **talk}
        buying = {"name": "all", "share": 1, "needs_per_day": 1, "basket_mean_cents": 4000}
        tree = {
            "days": 20,
            "consumers": {"count": 3, "segments": [buying]},
            "mechanisms": {"talk": rules},
            "policies": {"coupons": coupons},
        }
        super().__init__(tree, homes=[(0, 0)] * 3)
        self.world.tariff["base_cents"] = 400
        self.world.choice["top_up_loss_share"] = 0.5
        self.world.consumers["last_order_min"] = [-math.inf, -math.inf, -100]
        self.people = self.world.own[0][0]
        n_campaigns = len(coupons)
        self.market = SimpleNamespace(
            world=self.world,
            flow=self,
            scenario=self.scenario,
            agenda=Agenda(offered=np.zeros((20, n_campaigns), OFFERED.dtype)),
        )

    def at(self, day):
        self.world.state["day"] = day
        self.market.weekday, self.market.now_min = day % 7, day * DAY
        self.market.view = self.view(day * DAY)

    def issue(self, day):
        self.at(day)
        for nth, policy in enumerate(self.scenario.policies.coupons):
            issue(self.market, policy, policy(self.market.view), nth)

    def dusk(self):
        """What coupons are worth at the midnight that comes: for a first order, and all."""
        look_at_offers(self.market, self.people)
        return self.people["first_cents"].tolist(), self.people["held_cents"].tolist()

    def worth(self):
        """To who has never ordered: a first order, and all."""
        self.issue(0)
        first, held = self.dusk()
        assert first[0] == first[1]
        assert held[0] == held[1]
        return first[0], held[0]


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("coupon", "worth"),
    [
        ({}, 500),
        ({"off_cents": 1, "over_cents": 0}, 1),
        ({"over_cents": 4000}, 500),
        ({"over_cents": 4600}, 500 - 0.5 * 600),
        ({"over_cents": 5000}, 0),  # half of 1000 is lost
        ({"ladder": [{"over_cents": 4800, "off_cents": 1200}]}, 1200 - 0.5 * 800),
        ({"ladder": [{"over_cents": 4800, "off_cents": 800}]}, 500),
        ({"budget_cents": 300}, 300),
        ({"daily_budget_cents": 200}, 200),
        ({"budget_cents": 0}, 0),
        ({"use": "percent", "percent": 10, "cap_cents": 900, "off_cents": None}, 400),
        ({"use": "percent", "percent": 50, "cap_cents": 900, "off_cents": None}, 900),
        ({"use": "free_delivery", "fee_share": 0.5, "off_cents": None}, 200),
    ],
)
def test_a_coupon_is_worth_what_it_takes_off_the_usual_basket_and_fee(coupon, worth):
    """4000 and 400; what fills the basket up loses half; no more than the budgets pay."""
    fields = {name: value for name, value in (COUPON | coupon).items() if value is not None}
    assert Offering(fields | {"audience": FIRST}).worth() == pytest.approx((worth, worth))


@pytest.mark.uncompiled
def test_the_best_coupon_counts_and_one_for_all_is_none_for_a_first_order():
    few, more = COUPON | {"audience": FIRST}, COUPON | {"off_cents": 700, "audience": FIRST}
    for_all = COUPON | {"off_cents": 900}
    assert Offering(few, more).worth() == (700, 700)
    assert Offering(few, for_all).worth() == (500, 900)
    assert Offering(for_all).worth() == (0, 900)


@pytest.mark.uncompiled
def test_a_days_budget_that_was_spent_is_there_again_and_a_campaigns_is_not():
    town = Offering(COUPON | {"audience": FIRST, "daily_budget_cents": 800, "budget_cents": 9000})
    town.issue(0)
    town.world.campaigns["day_left_cents"] = 0
    assert town.dusk()[0] == [500, 500, 0]
    town.world.campaigns["budget_left_cents"] = 40
    assert town.dusk()[0] == [40, 40, 0]


@pytest.mark.uncompiled
def test_what_is_used_or_does_not_hold_tomorrow_brings_nobody():
    town = Offering(COUPON | {"weekdays": [0, 2]})
    town.issue(0)
    assert town.dusk()[1] == [0, 0, 0]
    town.issue(1)
    assert town.dusk()[1] == [500, 500, 500]
    town.world.consumers["coupons_used"][1] = 1
    assert town.dusk()[1] == [500, 0, 500]


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({}, range(1, 8)),
        ({"valid_days": 3}, range(1, 8)),
        ({"every_days": 15}, range(1, 8)),
        ({"weekdays": [2, 4]}, (2, 4)),
        ({"weekdays": [2, 4], "valid_days": 2}, (2, 4)),
    ],
)
def test_who_comes_for_a_coupon_holds_it_on_the_day_he_comes(fields, days):
    """On whatever day he gets the app, from the second on, if the coupon brings him at all."""
    brought = []
    for came in range(1, 8):
        town = Offering(COUPON | {"audience": FIRST} | fields)
        town.people["status"][0] = OUTSIDE
        for day in range(came):
            town.issue(day)
        offered = town.market.agenda.offered["n_eligible"][:came, 0]
        assert offered.max() <= 1  # he is shown it only
        if town.dusk()[0][0] > 0:
            brought.append(came)
            town.people["status"][0] = USER
            town.issue(came)
            assert town.world.consumers["coupons"][0] == 1
            assert town.market.agenda.offered["n_issued"][came, 0] >= 1
    assert brought == list(days)


@pytest.mark.uncompiled
def test_a_policy_of_ones_own_counts_by_its_terms():
    """Its audience leaves out who has ordered, which nothing in the file says."""
    town = Offering(COUPON)
    town.at(0)
    policy = town.scenario.policies.coupons[0]
    never = np.isneginf(town.world.consumers["last_order_min"])
    terms = CouponTerms(never, off_cents=200, fee_share=0.25)
    issue(town.market, policy, terms, 0)
    assert town.dusk()[0] == [300, 300, 0]
    issue(town.market, policy, CouponTerms(np.ones(3, np.bool_), off_cents=200), 0)
    assert town.dusk() == ([0, 0, 0], [200, 200, 200])


@pytest.mark.uncompiled
@pytest.mark.parametrize("came", [True, False])
def test_bad_experiences_are_told_more(came):
    """Stars from the neutral 4, doubled below it, and from what is usual of that."""
    town = Talking(negative_weight=2, usual_told=0.25)
    cause = Cause.NONE if came else Cause.IMPATIENCE
    order = town.end_one(20.0, cause, consumer=1, channel=Channel.DELIVERY, promised_min=30.0)
    stars = order.satisfaction - NEUTRAL
    assert (stars > 0) == came
    told = (stars if came else 2 * stars) - 0.25
    assert town.people["weight"].tolist() == [0, 1]
    assert town.people["stars"].tolist() == [0, pytest.approx(told)]


def hamlet(*changes, **settings):
    few = {"consumers": {"count": 60}, "couriers": {"count": 2}, "days": 2, "sample_min": 1440}
    rules = {"mechanisms": {"talk": {"enabled": True, **settings}}}
    return scenario(ALIKE, CALM, SMALL, few, rules, *changes)


@pytest.mark.uncompiled
def test_who_has_no_app_is_a_share_without_a_past_and_orders_nothing_until_it_comes():
    changes = {"without_app_share": 0.5, "adopt_per_day": 1, "sleep_per_day": 0}
    market = alive(hamlet(**changes), 1)
    people = market.world.own[0][0]
    outside = people["status"] == OUTSIDE
    assert 15 < outside.sum() < 45
    market.step()
    ordered = market.world.consumers["n_orders"] > 0
    assert ordered[~outside].any()
    assert not ordered[outside].any()
    market.live()
    kpis = talk.kpis(result_of(market))
    assert 0.4 * outside.sum() < kpis["new_users"] < outside.sum()
    assert kpis["new_by_talk_share"] < 0.1


@pytest.mark.uncompiled
def test_a_coupon_for_a_first_order_brings_more_people_who_use_it():
    """Those whom nothing brings without it come with it too; who comes holds it, and uses it."""
    rules = {"without_app_share": 0.5, "adopt_per_day": 0.2, "imitate_per_day": 0}
    coupon = {"use": "threshold", "off_cents": 1000, "over_cents": 1000, "audience": FIRST}
    came = []
    for coupons in ([], [coupon]):
        market = alive(hamlet({"policies": {"coupons": coupons}}, **rules), 1)
        people, consumers = market.world.own[0][0], market.world.consumers
        outside = people["status"] == OUTSIDE
        market.live()
        came.append(outside & (people["status"] == USER))
    assert (came[1] >= came[0]).all()
    assert came[1].sum() > came[0].sum() > 0
    assert (consumers["coupons"][came[1]] == 1).all()
    assert consumers["coupons_used"][came[1]].any()
    assert market.agenda.offered["n_eligible"][0, 0] == (~outside).sum()  # nobody has a past


@pytest.mark.uncompiled
def test_rewards_are_paid_for_each_friend_by_the_platform():
    changes = {
        "without_app_share": 0.5,
        "adopt_per_day": 0,
        "imitate_per_day": 1,
        "referrer_cents": 700,
        "friend_cents": 300,
    }
    market = alive(hamlet(**changes), 1)
    market.live()
    result = result_of(market)
    kpis = talk.kpis(result)
    assert kpis["new_users"] > 0
    assert kpis["new_by_talk_share"] == 1
    paid = result.book[:, Kind.REFERRAL].sum(axis=0)
    assert paid[Account.CONSUMER] == 1000 * kpis["new_users"] == -paid[Account.PLATFORM]
    assert kpis["referral_cents_per_day"] == 500 * kpis["new_users"]


@pytest.mark.uncompiled
def test_people_begin_with_as_many_sleepers_as_there_are_in_the_long_run():
    """Who is neutral and idle for ever: sleep / (sleep + wake) of them."""
    past = SMALL | {
        "past": {"days": 1},
        "stores": {"count": 2},
        "consumers": {"count": 800, "segments": [IDLE]},
    }
    rules = {"enabled": True, "sleep_per_day": 0.02, "wake_per_day": 0.03}
    market = Market(scenario(ALIKE, CALM, past, {"mechanisms": {"talk": rules}}), 0)
    asleep = (market.world.own[0][0]["status"] == ASLEEP).mean()
    assert asleep == pytest.approx(0.4, abs=4 * math.sqrt(0.24 / 800))


IDLE = {
    "name": "idle",
    "share": 1,
    "needs_per_day": 0.01,
    "basket_mean_cents": 4000,
    "orders_per_need": 0,
}


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
