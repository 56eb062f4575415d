"""Pacing, by hand: what a day has of a budget, and how many get the coupon."""

from types import SimpleNamespace

import pytest

from sim.agenda import Agenda, Pace
from sim.policies import pacing
from sim.policies.coupons import ThresholdCoupon
from sim.simulation import run
from tests.cities import scenario
from tests.sim.worlds import Town


class Noon:
    """A town whose needs all come at noon and at one, in equal parts; the third of seven days."""

    def __init__(self, **fields):
        self.policy = ThresholdCoupon(**fields)
        tree = {"use": "threshold", **self.policy.model_dump(exclude={"use"})}
        hours = [0] * 12 + [1, 1] + [0] * 10
        demand = {"weekday_hours": hours, "weekend_hours": hours}
        self.town = Town({"days": 7, "demand": demand, "policies": {"coupons": [tree]}})
        self.campaign = self.town.world.campaigns[0]
        self.campaign.today = True
        self.town.world.state["day"] = 2
        self.market = SimpleNamespace(
            world=self.town.world,
            scenario=self.town.scenario,
            weekday=2,
            now_min=2 * 1440.0,
            agenda=Agenda(),
        )

    def share(self, left_cents=0.0):
        return pacing.share(self.market, self.policy, 0, left_cents)

    def used_at(self, minute):
        row = self.town.world.orders[0]
        row.placed_min, row.coupon = 1440.0 + minute, 0
        self.town.world.state["n_orders"] = 1


@pytest.mark.parametrize(
    ("fields", "left_cents", "of_the_day"),
    [
        ({"budget_cents": 9999}, 1000, 200),  # five days are left
        ({"budget_cents": 9999}, 1004, 200),  # in whole cents
        ({"budget_cents": 9999, "weekdays": (2, 3, 6)}, 1000, 333),
        ({"budget_cents": 9999, "weekdays": (0,)}, 1000, 1000),  # on no day that is left
        ({"budget_cents": 9999, "daily_budget_cents": 150}, 1000, 150),
        ({"daily_budget_cents": 150}, float("inf"), 150),
    ],
)
def test_a_day_has_its_part_of_what_is_left(fields, left_cents, of_the_day):
    town = Noon(pacing="even", **fields)
    town.campaign.budget_left_cents = left_cents
    assert town.share() == 1  # nothing is known yet
    assert town.campaign.day_left_cents == of_the_day
    assert town.market.agenda.paces[0] == Pace(1.0, of_the_day, True)


@pytest.mark.parametrize(
    ("before", "left_cents", "until_min", "share"),
    [
        (Pace(0.8, 1000.0, True), 0.0, 13 * 60, 0.8 * 600 / 2000),  # gone when half had come
        (Pace(0.8, 1000.0, True), 250.0, 900, 0.8 * 600 / 750),
        (Pace(0.8, 1000.0, True), 900.0, 900, 1.0),  # at most everybody
        (Pace(0.8, 1000.0, True), 1000.0, 900, 1.0),  # nobody used one
        (Pace(0.02, 9000.0, True), 0.0, 13 * 60, 0.01),  # at least a few
        (Pace(0.8, 1000.0, False), 1000.0, 900, 0.8),  # it did not hold
    ],
)
def test_so_many_get_it_that_the_day_s_part_lasts(before, left_cents, until_min, share):
    town = Noon(pacing="even", daily_budget_cents=600)
    town.market.agenda.paces[0] = before
    town.used_at(until_min)
    assert town.share(left_cents) == pytest.approx(share)


@pytest.fixture(scope="module")
def spent():
    """What a coupon took off by day, and until when it was used, paced and not."""
    found = {}
    for how in ("none", "even"):
        coupon = {"use": "threshold", "off_cents": 900, "budget_cents": 90001, "pacing": how}
        town = {"days": 3, "consumers": {"count": 600}, "stores": {"count": 8}}
        town["couriers"] = {"count": 15}
        result = run(scenario(town, {"policies": {"coupons": [coupon]}}), 0)
        found[how] = result
    return found


def test_a_budget_is_spent_to_the_cent_and_not_overspent(spent):
    for result in spent.values():
        assert result.orders["platform_discount_cents"].sum() <= 90001
    assert spent["none"].orders["platform_discount_cents"].sum() == 90001
    assert spent["none"].campaigns["budget_left_cents"][-1] == 0


def test_a_paced_budget_lasts_for_all_days(spent):
    days = {how: result.campaigns["platform_cents"] for how, result in spent.items()}
    assert days["none"][-1] < 0.05 * 90001
    assert days["even"][0] == 30000  # a third, in whole cents
    assert min(days["even"]) > 0.15 * 90001
    assert max(days["even"]) < 0.5 * 90001
