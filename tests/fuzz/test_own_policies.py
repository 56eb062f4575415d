"""Own policies that return nonsense fail their run, in one line that blames their file."""

import pytest

from sim.policies.asking import PolicyError
from sim.simulation import run
from tests.analysis.handmade import TINY
from tests.fuzz.nonsense import BASES, policies

BLAMED = "nonsense.py:"


def _refusal(scenario):
    """In which words a run is refused; none: it came to its end."""
    try:
        run(scenario, 0)
    except PolicyError as error:
        return str(error)
    return ""


def _refused(n_policies, seed):
    """Which families had nonsense refused."""
    small = TINY.model_copy(update={"warmup_days": 0})
    seen = set()
    for nth, (family, kind, policy) in enumerate(policies(n_policies, seed)):
        chosen = {family: (policy,) if family in ("coupons", "marketing") else policy}
        decided = small.policies.model_copy(update=chosen)
        told = _refusal(small.model_copy(update={"policies": decided}))
        assert BLAMED in told, (nth, family, kind, told)
        assert f"(policies.{family})" in told, (nth, kind, told)
        assert "\n" not in told, (nth, kind, told)
        seen.add(family)
    return seen


def test_nonsense_of_own_policies_is_refused():
    assert _refused(14, seed=0) == BASES.keys()


@pytest.mark.slow
def test_nonsense_of_1000_own_policies_is_refused():
    assert _refused(1000, seed=1) == BASES.keys()
