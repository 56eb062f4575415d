"""Issuing, by hand: who holds a coupon on which day."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.agenda import Agenda
from sim.flow.world import OFFERED
from sim.policies.coupons import ThresholdCoupon
from sim.policies.issuing import issue
from tests.sim.worlds import Town

DAYS = 10


class Midnights:
    """A town of four consumers in which campaigns are issued day after day."""

    def __init__(self, *further, **fields):
        self.policies = [ThresholdCoupon(**each) for each in (fields, *further)]
        trees = [{"use": "threshold", **each.model_dump(exclude={"use"})} for each in self.policies]
        tree = {"days": DAYS, "policies": {"coupons": trees}, "choice": {"nothing_constant": 0}}
        self.town = Town(tree, homes=[(0, 0)] * 4)
        self.market = SimpleNamespace(
            world=self.town.world,
            flow=self.town,
            scenario=self.town.scenario,
            weekday=0,
            agenda=Agenda(offered=np.zeros((DAYS, len(trees)), OFFERED.dtype)),
        )

    def midnight(self, day):
        """Who holds the first coupon when the day begins."""
        self.town.world.state["day"] = day
        self.market.weekday, self.market.now_min = day % 7, day * 1440.0
        self.market.view = self.town.view(day * 1440.0)
        for nth, policy in enumerate(self.policies):
            issue(self.market, policy, policy(self.market.view), nth)
        return self.held()

    def held(self, nth=0):
        people, bit = self.town.world.consumers, np.uint64(1 << nth)
        return np.flatnonzero(people["coupons"] & ~people["coupons_used"] & bit).tolist()

    def use(self, *who):
        self.town.world.consumers["coupons_used"][list(who)] |= np.uint64(1)

    def offered(self, name):
        return self.market.agenda.offered[name][:, 0].tolist()


def test_a_coupon_of_a_day_is_issued_anew_each_day():
    city = Midnights()
    assert city.midnight(0) == [0, 1, 2, 3]
    city.use(1, 2)
    assert city.held() == [0, 3]
    assert city.midnight(1) == [0, 1, 2, 3]
    assert city.offered("n_issued")[:3] == [4, 4, 0]


def test_a_coupon_of_three_days_is_kept_until_it_expires_and_used_once():
    city = Midnights(valid_days=3)
    city.midnight(0)
    city.use(1)
    assert city.midnight(1) == [0, 2, 3]
    city.use(2)
    assert city.midnight(2) == [0, 3]
    assert city.midnight(3) == [0, 1, 2, 3]  # expired, and issued anew
    assert city.offered("n_issued")[:4] == [4, 0, 0, 4]
    assert city.offered("n_eligible")[:4] == [4, 3, 2, 4]


def test_the_next_coupon_waits_for_its_day():
    city = Midnights(valid_days=2, every_days=4)
    assert [len(city.midnight(day)) for day in range(6)] == [4, 4, 0, 0, 4, 4]


def test_who_lapses_later_gets_his_own_days():
    """Consumer 0 has not ordered for two days from day 1 on, consumer 1 from day 3 on."""
    city = Midnights(valid_days=3, every_days=30, audience={"lapsed_days": 2})
    city.town.world.consumers["last_order_min"] = [-1440, 1440, 9e9, 9e9]
    held = [city.midnight(day) for day in range(7)]
    assert held == [[], [0], [0], [0, 1], [1], [1], []]


def test_a_first_order_coupon_is_for_who_has_never_ordered():
    city = Midnights(audience={"first_order": True})
    city.town.world.consumers["last_order_min"] = [-np.inf, 5, -np.inf, -100]
    assert city.midnight(0) == [0, 2]


def test_those_held_out_go_without_and_are_written_down():
    city = Midnights(targeting={"holdout_share": 0.5})
    held = city.midnight(2)
    sent = city.market.agenda.sent[2, 0]
    assert np.flatnonzero(np.unpackbits(sent.offered)[:4]).tolist() == held
    out = np.flatnonzero(np.unpackbits(sent.held_out)[:4]).tolist()
    assert sorted(held + out) == [0, 1, 2, 3]
    assert city.offered("n_held_out")[2] == len(out)
    assert city.midnight(3) == held  # for good


@pytest.mark.parametrize("share", [0, 0.25, 0.5, 1])
def test_a_random_share_is_targeted_and_nested(share):
    city = Midnights(targeting={"rule": "random", "share": share})
    few = Midnights(targeting={"rule": "random", "share": 0.25})
    held = city.midnight(0)
    assert len(held) == round(4 * share)
    assert share == 0 or set(few.midnight(0)) <= set(held)


def test_a_coupon_is_issued_only_on_its_weekdays():
    city = Midnights(weekdays=[5, 6])
    for day in range(7):
        city.midnight(day)
    assert city.offered("n_issued")[:7] == [0, 0, 0, 0, 0, 4, 4]


@pytest.mark.parametrize(
    ("fields", "held", "issued"),
    [
        ({"weekdays": [5, 6], "every_days": 7}, [0] * 5 + [4, 0, 0], [0] * 5 + [4, 0, 0]),
        ({"weekdays": [2], "valid_days": 3}, [0, 0, 4, 4, 4, 0, 0, 0], [0, 0, 4] + [0] * 5),
        ({"weekdays": [0, 4], "every_days": 2}, [4, 0, 0, 0, 4, 0, 0, 4], [4, 0, 0, 0, 4, 0, 0, 4]),
    ],
)
def test_a_coupon_held_for_days_is_issued_only_on_its_weekdays(fields, held, issued):
    city = Midnights(**fields)
    assert [len(city.midnight(day)) for day in range(8)] == held
    assert city.offered("n_issued")[:8] == issued


def test_whom_a_policy_means_is_left_as_it_is_who_gets_none_included():
    """A policy may return the same array each day."""
    city = Midnights(valid_days=3, weekdays=[1], pacing="even", daily_budget_cents=1)
    (policy,) = city.policies
    terms = policy(city.town.view(0.0))
    issue(city.market, policy, terms, 0)
    assert city.held() == []
    assert terms.eligible.all()


def sharing(**fields):
    """A coupon that shares more money than there is to spend with others."""
    return {"targeting": {"rule": "dual", "budget_cents": 10**6}, **fields}


def test_of_coupons_that_share_a_budget_the_dearer_is_not_judged_by_what_yesterday_left_of_it():
    small, large = sharing(off_cents=100), sharing(off_cents=900, daily_budget_cents=5000)
    city = Midnights(large, **small)
    city.town.world.campaigns[1].day_left_cents = 0.0
    assert city.midnight(0) == []
    assert city.held(1) == [0, 1, 2, 3]
    assert city.town.world.campaigns["day_left_cents"].tolist() == [np.inf, 5000]


def test_coupons_that_share_a_budget_share_it_among_those_on_today():
    small, large = sharing(off_cents=100, weekdays=[0, 2]), sharing(off_cents=900, weekdays=[1, 2])
    city = Midnights(large, **small)
    held = [(city.midnight(day), city.held(1)) for day in range(3)]
    everybody = [0, 1, 2, 3]
    assert held == [(everybody, []), (everybody, everybody), ([], everybody)]


def test_who_got_a_share_of_the_budget_yesterday_has_it_for_the_rest_of_the_night():
    late, early = sharing(window=("22:00", "02:00"), weekdays=[0]), sharing(weekdays=[1])
    city = Midnights(early, **late)
    held = city.midnight(0), city.midnight(1), city.held(1)
    assert held == ([0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3])
