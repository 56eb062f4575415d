"""What differs between scenarios."""

from analysis.report.settings import settings
from sim.scenario import Scenario


def scenario(**given):
    return Scenario.model_validate({"title": "a"} | given)


def test_equal_scenarios_differ_in_nothing():
    renamed = scenario(title="b", why="another name", title_zh="二", why_zh="另名")
    assert settings({"a": scenario(), "b": renamed}) == []


def test_a_setting_is_shown_with_the_value_of_each():
    found = settings({"a": scenario(), "b": scenario(couriers={"count": 77}), "c": scenario()})
    usual = str(Scenario(title="a").couriers.count)
    assert found == [("couriers.count", [usual, "77", usual])]


def test_a_policy_that_only_one_has_is_listed_key_by_key():
    coupon = {"use": "threshold", "off_cents": 700, "window": ("11:00", "13:30")}
    rows = dict(settings({"a": scenario(), "b": scenario(policies={"coupons": [coupon]})}))
    assert rows["policies.coupons[0].off_cents"] == [None, "700"]
    assert rows["policies.coupons[0].window"] == [None, "[11:00, 13:30]"]
    assert rows["policies.coupons[0].funded_by.platform"] == [None, "1"]
    assert "policies.coupons" not in rows


def test_settings_that_differ_in_their_seventh_digit_are_told_apart():
    fitted, refitted = (scenario(past={"lasting_sd": 0.1 + part}) for part in (0.0, 2e-8))
    found = settings({"a": fitted, "b": refitted})
    assert found == [("past.lasting_sd", ["0.1", "0.10000002"])]
