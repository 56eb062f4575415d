"""What `o2o policies` says is what the policies are."""

import json

import pytest

from analysis.commands import catalogue
from sim.policies.families import BUILT_IN


@pytest.fixture
def families(capsys):
    assert catalogue.policies(as_json=True) == 0
    return json.loads(capsys.readouterr().out)["families"]


def test_every_built_in_policy_is_described(families):
    assert {family: list(known) for family, known in families.items()} == {
        family: list(known) for family, known in BUILT_IN.items()
    }
    for known in families.values():
        for policy in known.values():
            assert policy["meaning"]


def test_parameters_have_the_defaults_of_the_policy(families):
    flat = families["pricing"]["flat"]["parameters"]
    assert flat["base_cents"] == {
        "default": BUILT_IN["pricing"]["flat"]().model_dump()["base_cents"],
        "type": "int",
        "meaning": "the fee",
    }
    assert "use" not in flat


def test_sections_of_a_policy_are_told_by_path_with_the_defaults_in_force(families):
    threshold = families["coupons"]["threshold"]["parameters"]
    assert threshold["funded_by.platform"]["default"] == 1
    assert threshold["audience.lapsed_days"]["default"] == 0
    assert "funded_by" not in threshold


def test_people_see_every_policy_and_parameter(families, capsys):
    assert catalogue.policies(as_json=False) == 0
    shown = capsys.readouterr().out
    for known in families.values():
        for use, policy in known.items():
            assert f'use = "{use}"' in shown
            assert all(name in shown for name in policy["parameters"])
