"""Every built-in policy keeps the rules of all policies, and says what it is."""

from typing import Literal, get_args, get_origin

import pytest
from pydantic import ValidationError

from sim.check import check_policy
from sim.policies.families import BUILT_IN
from sim.policies.family import Policy
from tests.cities import scenario

POLICIES = [
    pytest.param(family, name, policy, id=f"{family}-{name}")
    for family, policies in BUILT_IN.items()
    for name, policy in policies.items()
]


def families(policy: type[Policy]) -> list[type[Policy]]:
    """The bases that a policy stands on."""
    return [base for base in policy.__mro__[1:] if issubclass(base, Policy)]


@pytest.mark.parametrize(("family", "name", "policy"), POLICIES)
def test_a_built_in_policy_keeps_the_rules(family, name, policy):
    """By the checker that users have for their own."""
    check_policy(policy())


@pytest.mark.parametrize(("family", "name", "policy"), POLICIES)
def test_a_built_in_policy_is_named_as_in_the_table(family, name, policy):
    """`use` is the literal that scenario files write, and the default."""
    use = policy.model_fields["use"]
    assert get_origin(use.annotation) is Literal
    assert get_args(use.annotation) == (name,)
    assert use.default == name


@pytest.mark.parametrize(("family", "name", "policy"), POLICIES)
def test_a_built_in_policy_says_what_it_does_and_what_its_parameters_mean(family, name, policy):
    """A docstring of its own, and a description for each field it adds."""
    assert policy.__doc__
    assert policy.__doc__ != policy.__mro__[1].__doc__
    for field in set(policy.__annotations__) & set(policy.model_fields) - {"use"}:
        adds = not any(field in base.model_fields for base in families(policy))
        assert not adds or policy.model_fields[field].description, field


@pytest.mark.parametrize(("family", "name", "policy"), POLICIES)
def test_a_built_in_policy_refuses_what_it_does_not_know(family, name, policy):
    """Unknown parameters, and changes after it was made."""
    with pytest.raises(ValidationError, match="Extra inputs"):
        policy(misspelt=1)
    with pytest.raises(ValidationError, match="frozen"):
        policy().use = "other"


@pytest.mark.parametrize(("family", "name", "policy"), POLICIES)
def test_a_scenario_takes_a_built_in_policy_by_name(family, name, policy):
    """The table under its family becomes the policy."""
    table = {"use": name}
    listed = family in ("coupons", "marketing")
    policies = {family: [table] if listed else table}
    looked_at = {"lists": {"enabled": True}, "lasting_taste": {"enabled": True}}
    found = getattr(scenario({"policies": policies, "mechanisms": looked_at}).policies, family)
    assert (found[0] if listed else found) == policy()
