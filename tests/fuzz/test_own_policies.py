"""Own policies that return nonsense fail their run, in one line that blames their file."""

import pytest

from sim.policies.error import PolicyError
from sim.policies.families import FAMILIES
from sim.scenario import Mechanisms
from sim.simulation import run
from tests.analysis.handmade import TINY
from tests.fuzz.nonsense import BASES, policies

BLAMED = "nonsense.py:"
# Families that are asked only where a mechanism is on, for which all code is compiled.
NEEDING = {"ranking": Mechanisms.model_validate({"lists": {"enabled": True}})}
LISTS = {family.name for family in FAMILIES if family.is_list}


def _refusal(scenario):
    """In which words a run is refused; none: it came to its end."""
    try:
        run(scenario, 0)
    except PolicyError as error:
        return str(error)
    return ""


def _refuses_all(n_policies, seed, families):
    for nth, (family, kind, policy) in enumerate(policies(n_policies, seed, families)):
        chosen = {family: (policy,) if family in LISTS else policy}
        city = {
            "warmup_days": 0,
            "policies": TINY.policies.model_copy(update=chosen),
            "mechanisms": NEEDING.get(family, TINY.mechanisms),
        }
        told = _refusal(TINY.model_copy(update=city))
        assert BLAMED in told, (nth, family, kind, told)
        assert f"(policies.{family})" in told, (nth, kind, told)
        assert "\n" not in told, (nth, kind, told)


def test_nonsense_is_made_of_what_every_family_decides():
    assert BASES.keys() == {family.name for family in FAMILIES}


def test_nonsense_of_own_policies_is_refused():
    _refuses_all(14, 0, [family for family in BASES if family not in NEEDING])


@pytest.mark.slow
def test_nonsense_of_1000_own_policies_is_refused():
    _refuses_all(1000, 1, BASES)
