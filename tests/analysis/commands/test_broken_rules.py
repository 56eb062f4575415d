"""Rules of the state that a scenario is bound to break are told before it is run."""

import pytest

from analysis.commands.notes import notes
from tests.cities import scenario

COUPON = {"use": "threshold", "off_cents": 500, "over_cents": 3000}


def noted(rules, **sections):
    """What `o2o check` adds of a scenario with such rules, without the beginning of each line."""
    on = {"mechanisms": {"regulation": {"enabled": True} | rules}}
    said = list(notes(scenario(on, sections)))
    assert all(line.startswith("mechanisms.regulation: ") for line in said)
    return [line.removeprefix("mechanisms.regulation: ") for line in said]


def test_a_commission_above_the_cap():
    assert noted({"commission_cap": 0.08}) == []
    assert noted({"commission_cap": 0.05}) == [
        "commission_cap (0.05) is bound to be broken: policies.pricing.commission_share (0.08) is"
        " above it, with every order"
    ]
    pricing = {"commission_share": 0.05, "small_commission_share": 0.06}
    assert noted({"commission_cap": 0.05}, policies={"pricing": {"use": "flat", **pricing}}) == [
        "commission_cap (0.05) is bound to be broken: policies.pricing.small_commission_share"
        " (0.06) is above it, with every order of a small store"
    ]


def test_shifts_that_are_longer_than_a_day_of_work():
    """The one through the night has five hours on one day and seven on the next."""
    shifts = [
        {"share": 0.5, "start": "10:00", "end": "20:30"},
        {"share": 0.5, "start": "19:00", "end": "07:00"},
    ]
    rule = {"day_hours": 8}
    assert noted(rule, couriers={"shifts": shifts}) == [
        "day_hours (8) is bound to be broken: shifts are longer: 10:00 to 20:30"
    ]
    assert noted({"day_hours": 10.5}, couriers={"shifts": shifts}) == []
    assert noted(rule, couriers={"shifts": shifts, "count": 0}) == []
    assert noted(rule, policies={"staffing": {"use": "forecast", "lengths_h": [4, 10]}}) == []


@pytest.mark.parametrize(
    ("rule", "policies", "said"),
    [
        ({"promise_floor_min": 30}, {"promise": {"use": "fixed", "minutes": 29}},
         "promise_floor_min (30) is bound to be broken: policies.promise.minutes (29) is below it"),
        ({"same_in_channels": True}, {"pickup_discount_cents": 300},
         "same_in_channels is bound to be broken: policies.pickup_discount_cents (300) makes food"
         " cheaper that is fetched"),
        ({"same_in_channels": True}, {"coupons": [COUPON | {"channels": ["delivery"]}]},
         "same_in_channels is bound to be broken: policies.coupons[0].channels has delivery alone"),
        ({"same_for_all": True}, {"coupons": [COUPON | {"audience": {"lapsed_days": 7}}]},
         "same_for_all is bound to be broken: policies.coupons[0].audience leaves some out"),
        ({"same_for_all": True}, {"coupons": [COUPON | {"targeting": {"rule": "random"}}]},
         "same_for_all is bound to be broken: policies.coupons[0].targeting leaves some out"),
    ],
)  # fmt: skip
def test_what_else_is_told(rule, policies, said):
    assert noted(rule, policies=policies) == [said]


@pytest.mark.parametrize(
    ("rule", "policies"),
    [
        ({"promise_floor_min": 30}, {"promise": {"use": "fixed", "minutes": 30}}),
        ({"promise_floor_min": 30}, {}),  # a promise that is learned
        ({"same_in_channels": True}, {"pickup": False, "pickup_discount_cents": 300}),
        ({"same_in_channels": True, "same_for_all": True}, {"coupons": [COUPON]}),
    ],
)
def test_what_keeps_a_rule_is_not_told(rule, policies):
    assert noted(rule, policies=policies) == []


def test_that_there_is_no_rule():
    assert noted({}) == ["there is no rule; give one its limit, such as commission_cap = 0.15"]
