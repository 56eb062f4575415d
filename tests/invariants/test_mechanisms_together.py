"""All mechanisms at once keep all the rules, and each of their channels is used."""

import math

import pytest

from analysis.kpis.measure import measure
from sim.order import State
from sim.scenario import Mechanisms
from sim.simulation import run
from tests.cities import SMALL, scenario
from tests.invariants.extremes import CHECKS
from tests.uncompiled import assert_tests_pass_uncompiled

VILLAGE = {**SMALL, "consumers": {"count": 240}, "stores": {"count": 5}, "couriers": {"count": 5}}
# So strong that each is seen in a day of so few.
STRONG = {
    "reservation": {"constant": 2, "deposit_cents": 1000, "until_weight": 0.1},
    "channel_habit": {"switch_friction": 2},
    "rival": {"constant": 2, "both_share": 0.6, "only_share": 0.1, "fee_factor": 0.5},
    "membership": {"member_share": 0.5},
    "preorder": {"foreseen_share": 0.5},
    "points": {"use_from_cents": 100},
    "foot_traffic": {"passers_per_store": 100},
    "updates": {"threshold_min": 1},
    "returns": {"wish_share": 1, "delay_min": 10},
}


@pytest.mark.slow
def test_all_mechanisms_together_keep_the_rules():
    on = {name: {"enabled": True} | STRONG.get(name, {}) for name in Mechanisms.model_fields}
    changes = {
        "days": 1,
        "choice": {"walk_radius_m": 1500, "walkin_constant": 0, "pickup_constant": 0},
        "mechanisms": on,
        "policies": {"coupons": [{"use": "threshold", "off_cents": 500, "over_cents": 3000}]},
    }
    result = run(scenario(VILLAGE, changes), 0)
    assert {mechanism.name for mechanism in result.parts.mechanisms} == on.keys()
    for check in CHECKS:
        check(result)
    channels = result.parts.channel_names
    ended = result.orders[result.orders["state"] == State.FULFILLED]
    assert {channels[number] for number in ended["channel"].tolist()} == set(channels)
    assert (result.orders["wanted_min"] > result.orders["placed_min"]).any()
    known = [value for value in measure(result).values() if value is not None]
    assert all(math.isfinite(value) for value in known)


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
