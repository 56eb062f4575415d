"""What a verdict speaks of is what its scenario moves."""

import pytest

from analysis.experiment.asked import ANSWERS, NEWS, asked_about
from analysis.kpis import KPI
from sim.mechanisms import MECHANISMS
from tests.cities import SMALL, scenario

# Their KPIs are means of what people think, of which satisfaction and orders tell.
SILENT = {"belief", "appetite"}


def asked(*changes):
    return asked_about(scenario(SMALL), scenario(SMALL, *changes))


def test_of_every_mechanism_that_measures_something_a_verdict_speaks():
    measuring = {each.name for each in MECHANISMS if each.kpis is not None}
    assert measuring - SILENT == (NEWS.keys() | ANSWERS.keys()) - {"stock", "guarantee"}


@pytest.mark.parametrize("name", [*NEWS])
def test_what_is_switched_on_is_asked_about(name):
    assert set(NEWS[name]) <= asked({"mechanisms": {name: {"enabled": True}}})
    assert all(KPI[kpi].short["zh"] for kpi in NEWS[name])


@pytest.mark.parametrize(
    ("change", "kpi"),
    [
        ({"stock": {"scan_miss_share": 0.02}}, "out_of_stock_share"),
        ({"stock": {"scan_miss_share": 0.02}}, "line_filled_share"),
        ({"kitchen": {"shape": 3}}, "paused_share"),
        ({"policies": {"tracking": 0.9}}, "trust_share"),
        ({"policies": {"pricing": {"use": "surge"}}}, "annoyance_loss_share"),
        ({"policies": {"promise": {"use": "fixed"}}}, "guarantee_cost_per_order_cents"),
        ({"policies": {"coupons": [{"use": "threshold"}]}}, "coupon_failure_share"),
        ({"policies": {"ranking": {"use": "popular"}}}, "order_hhi"),
        ({"policies": {"marketing": [{"use": "everyone"}]}}, "marketing_cents_per_day"),
        ({"mechanisms": {"care": {"agents_factor": 0.5}}}, "care_answer_mean_min"),
    ],
)
def test_what_a_setting_or_a_policy_moves_is_asked_about(change, kpi):
    usual = {"mechanisms": {"lists": {"enabled": True}}}
    base, moved, dearer = (
        scenario(SMALL, usual, each)
        for each in ({}, change, {"policies": {"service_fee_cents": 1}})
    )
    assert kpi in asked_about(base, moved)
    assert kpi not in asked_about(base, dearer)


def test_equal_scenarios_ask_nothing():
    assert asked() == frozenset()
    assert asked({"days": 2}) == frozenset()
