"""Marketing, by hand: whom messages reach, what they do and cost, and how they wear off."""

import math
import re
from types import SimpleNamespace

import numpy as np
import pytest

from sim.flow.composed import own
from sim.mechanisms import marketing
from sim.mechanisms.talk.columns import OUTSIDE, USER
from sim.order import ORDER, Channel, State
from sim.policies.marketing import AfterSilence, Everyone
from sim.scenario import Scenario
from sim.simulation import run
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, postings, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

NOTE = {"name": "note", "reach_share": 1, "cents": 1.5, "lift_utils": 0.4, "in_app": True}
POSTER = {"name": "poster", "reach_share": 1, "cents": 8, "lift_utils": 0.2, "walkin_utils": 0.6}
ON = {"enabled": True, "mediums": [NOTE, POSTER], "half_life_days": 1, "fatigue_half_life_days": 1}
N = 4


class Told(Town):
    """A town of four people, the last of whom may not have the app."""

    def __init__(self, without_app=False, media=None, **rules):
        talk = {"enabled": True, "sleep_per_day": 0}
        on = {"marketing": ON | rules | ({"mediums": media} if media else {}), "talk": talk}
        super().__init__({"consumers": {"count": N}, "mechanisms": on}, homes=((0.0, 0.0),) * N)
        names = [part.name for part in self.world.parts.owners]
        mine = self.world.own[names.index("marketing")]
        self.people, self.media, (self.counts,) = mine
        self.status = self.world.own[names.index("talk")][0]["status"]
        if without_app:
            self.status[-1] = OUTSIDE
        self.market = SimpleNamespace(
            world=self.world,
            scenario=self.scenario,
            recording=None,
            now_min=0.0,
            first_day=0,
            n_days=9,
        )

    def send(self, medium="note", to=(True,) * N, **policy):
        marketing.send(self.market, Everyone(medium=medium, **policy), np.array(to))

    def midnight(self, day):
        self.world.state["day"] = day
        self.market.now_min = day * 1440.0
        marketing.process(self.market).act(0)


@pytest.mark.uncompiled
def test_a_message_lifts_costs_and_is_booked_to_the_media():
    town = Told()
    town.send(to=(True, True, True, False))
    assert town.people["lift_utils"].tolist() == [0.4, 0.4, 0.4, 0]
    assert town.people["fatigue"].tolist() == [1, 1, 1, 0]
    assert town.media.tolist() == [(3, 0, 4), (0, 0, 0)]  # 4.5 are 4, to the even
    assert postings(town.world.book[0]) == {
        ("marketing", "platform"): -4,
        ("marketing", "media"): 4,
    }


@pytest.mark.uncompiled
def test_the_second_message_does_less_and_all_wears_off_by_halves():
    town = Told(fatigue=0.5, endured=1.5, annoyance=0.1)
    town.send()
    town.send("poster")
    assert town.people["lift_utils"] == pytest.approx(0.4 + 0.2 * math.exp(-0.5))
    assert town.people["walkin_utils"] == pytest.approx(0.6 * math.exp(-0.5))
    assert town.people["app_utils"] == pytest.approx(0.4 + 0.2 * math.exp(-0.5) - 0.1 * 0.5)
    town.midnight(1)
    assert town.people["fatigue"] == pytest.approx(1)
    assert town.people["app_utils"] == pytest.approx((0.4 + 0.2 * math.exp(-0.5)) / 2)
    assert town.people["walkin_utils"] == pytest.approx(0.3 * math.exp(-0.5))
    assert (town.counts.days, town.counts.annoyed_days) == (N, 0)


@pytest.mark.uncompiled
def test_both_lifts_are_felt_where_they_belong():
    town = Told()
    town.people["app_utils"], town.people["walkin_utils"] = 0.3, 0.7
    assert town.call(marketing.opening_utils, 1.0, 2, 0.0) == pytest.approx(1.3)
    session = session_of(town.world.consumers[0])
    utils = [town.call(marketing.channel_utils, 1.0, session, int(c)) for c in Channel]
    assert utils == [1.0, 1.0, pytest.approx(1.7)]


@pytest.mark.uncompiled
def test_who_had_enough_in_seven_days_is_left_out_whoever_sent_it():
    town = Told()
    for day in range(9):
        if day:
            town.midnight(day)
        town.send("note" if day % 2 else "poster", cap_per_week=3)
    # On days 0, 1, 2; that of day 0 is forgotten on day 7, that of day 1 on day 8.
    assert town.media["n_messages"].sum() == 5 * N


@pytest.mark.uncompiled
@pytest.mark.parametrize(("budget", "n"), [(0, 0), (23, 2), (24, 3), (1000, 4), (None, 4)])
def test_a_day_s_money_sends_as_many_as_it_pays_for(budget, n):
    town = Told()
    town.send("poster", daily_budget_cents=budget)
    assert town.media["n_messages"].tolist() == [0, n]
    assert town.media["cents"].tolist() == [0, 8 * n]


@pytest.mark.uncompiled
def test_a_medium_reaches_the_same_people_each_time():
    town = Told(media=[NOTE | {"reach_share": 0.5}])
    town.send()
    first = town.people["fatigue"].copy()
    town.send()
    assert town.people["fatigue"].tolist() == (2 * first).tolist()
    assert 0 < first.sum() < N


@pytest.mark.uncompiled
def test_who_does_not_have_the_app_gets_no_push_and_may_get_the_app_for_an_advert():
    town = Told(without_app=True, media=[NOTE, POSTER | {"adopt_share": 1}])
    town.send()
    assert (town.people["fatigue"][-1], town.status[-1]) == (0, OUTSIDE)
    town.send("poster")
    assert (town.people["fatigue"][-1], town.status[-1]) == (1, USER)
    assert town.media["n_adopted"].tolist() == [0, 1]
    assert own(town.world, "talk")[2]["n_adopted"] == 1


@pytest.mark.uncompiled
@pytest.mark.parametrize(("share", "by_visit"), [(0, 0), (1, 1)])
def test_guests_from_the_street_of_yesterday_become_users(share, by_visit):
    town = Told(without_app=True, visit_adopt_share=share)
    orders = ORDER.empty(4)
    orders["consumer"], orders["state"] = (-1, -1, 0, -1), State.FULFILLED
    orders["ended_min"] = (100, 1440 + 5, 200, 300)
    town.world.orders[:4] = orders
    town.world.state["n_orders"] = 4
    town.midnight(1)
    assert town.counts.n_by_visit == by_visit
    assert own(town.world, "talk")[2]["n_adopted"] == by_visit
    assert town.status[-1] == (USER if by_visit else OUTSIDE)


@pytest.mark.uncompiled
def test_where_orders_are_on_record_nobody_is_sent_anything():
    town = Told()
    town.market.recording = object()
    town.send()
    assert town.media["n_messages"].sum() == 0
    assert marketing.process(town.market) is None


@pytest.mark.uncompiled
def test_policies_mean_everyone_or_who_is_silent():
    town = Told()
    town.world.consumers["last_order_min"] = (-math.inf, -4320, -4319, 0)
    view = town.view(0.0)
    assert Everyone()(view).to.tolist() == [True] * N
    assert Everyone(share=0)(view).to.tolist() == [False] * N
    assert AfterSilence(idle_days=3)(view).to.tolist() == [True, True, False, False]


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_nothing_is_sent_it_is_as_if_it_were_not_there():
    village = {"consumers": {"count": 60}, "stores": {"count": 3}, "couriers": {"count": 2}}
    changes = ({"mechanisms": {"marketing": {"enabled": True}}}, {})
    with_it, without = (run(scenario(ALIKE, CALM, SMALL, village, each), 0) for each in changes)
    assert [part.name for part in with_it.parts.mechanisms] == ["marketing"]
    assert len(without.orders) > 5
    assert differing(with_it, without) == []


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_messages_are_sent_on_their_weekdays_and_paid_on_the_day():
    """Days 0 and 1 are a Monday and a Tuesday."""
    village = {"days": 2, "consumers": {"count": 60}, "stores": {"count": 3}}
    sent = {"use": "everyone", "medium": "advert", "weekdays": [1]}
    on = {"mechanisms": {"marketing": {"enabled": True}}, "policies": {"marketing": [sent]}}
    result = run(scenario(ALIKE, CALM, SMALL, village, {"couriers": {"count": 2}}, on), 0)
    paid = [dict(postings(page)).get(("marketing", "media"), 0) for page in result.book]
    n_messages = int(result.own["marketing"][1]["n_messages"].sum())
    assert 30 < n_messages < 60
    assert paid[:2] == [0, 10 * n_messages]


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ({"medium": "radio"}, "no medium named 'radio'; known: push, email, social, advert"),
        ({"segments": ["giants"]}, "no segment named 'giants'; known: student"),
        ({"window": ["11:00", "12:00"]}, "window: messages are sent at midnight"),
    ],
)
def test_a_policy_that_cannot_work_is_refused(policy, message):
    on = {"marketing": {"enabled": True}}
    tree = {
        "title": "t",
        "mechanisms": on,
        "policies": {"marketing": [{"use": "everyone"} | policy]},
    }
    with pytest.raises(ValueError, match=re.escape(message)):
        Scenario.model_validate(tree)


def test_two_media_of_one_name_are_refused():
    tree = {"title": "test", "mechanisms": {"marketing": {"mediums": [NOTE, NOTE]}}}
    with pytest.raises(ValueError, match="two are named 'note'"):
        Scenario.model_validate(tree)


def test_figures_are_sums_of_media_and_days():
    people = np.zeros(4, marketing.PEOPLE.dtype)
    people["fatigue"] = (1, 2, 3, 0)
    media = np.array([(30, 1, 60), (10, 2, 140)], marketing.MEDIA.dtype)
    counts = np.array([(2, 3, 12)], marketing.COUNTS.dtype)
    orders = ORDER.empty(5)
    orders["channel"] = [0, 0, 1, 1, 2]
    result = SimpleNamespace(
        own={"marketing": (people, media, counts)},
        days=2,
        orders=orders,
        parts=SimpleNamespace(takers=np.array([0, 0, 1])),
    )
    assert marketing.kpis(result) == {
        "messages_per_day": 20,
        "marketing_cents_per_day": 100,
        "marketing_per_order_cents": 50,
        "message_fatigue": 1.5,
        "annoyed_share": 0.25,
        "new_by_advert": 3,
        "new_by_visit": 2,
        "marketing_per_new_user_cents": 200 / 3,
    }


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
