"""What a program asks for and cannot have is refused in words, before anything is run."""

import numpy as np
import pytest

import analysis
import sim
from analysis.lab.lever import lever

FEE = "policies.pricing.base_cents"


@pytest.fixture(scope="module")
def base():
    return analysis.load("baseline", {"days": 1})


def test_what_is_no_scenario_is_told_what_it_is(base):
    with pytest.raises(TypeError, match=r"analysis\.load.*not FlatFee; a policy as an object goes"):
        analysis.compare([base, sim.Policies().pricing])
    with pytest.raises(TypeError, match="not Scenario"):
        analysis.explain(base, base.scenario)


@pytest.mark.parametrize("ask", [analysis.sweep, analysis.sensitivity])
def test_a_base_that_is_loaded_already_is_told_to_be_named(base, ask):
    with pytest.raises(TypeError, match="must be a name or a path, not the loaded scenario 'base"):
        ask(base, {FEE: [1, 2]})


@pytest.mark.parametrize(
    ("n", "replications", "problem"), [(1, 2, "1 to compare"), (2, 0, "0 replications; at least 1")]
)
def test_a_comparison_of_nothing_is_refused(base, n, replications, problem):
    with pytest.raises(ValueError, match=problem):
        analysis.compare([base] * n, replications=replications)


def test_a_policy_as_an_object_goes_into_a_scenario(base):
    dear = sim.Policies().pricing.model_copy(update={"base_cents": 900})
    assert analysis.load("baseline", {"policies.pricing": dear}).scenario.policies.pricing == dear


def test_numbers_of_numpy_are_numbers_and_objects_are_no_values():
    assert lever(FEE, np.linspace(100, 300, 3), "here") == lever(FEE, [100.0, 200.0, 300.0], "here")
    assert lever(FEE, list(np.arange(2)), "here") == lever(FEE, [0, 1], "here")
    with pytest.raises(ValueError, match="a FlatFee is no value that stands in a scenario file"):
        lever("policies.pricing", [sim.Policies().pricing], "here")
