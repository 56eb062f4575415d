"""What a scenario is unsure of: read, refused, and drawn."""

import math

import pytest

from analysis.loading import load_arm
from analysis.scenario_file import ScenarioError, load_scenario, overriding, uncertain
from analysis.scenario_file.at_path import laid_over, value_at
from analysis.scenario_file.distribution import Distribution

GOOD = """
extends = "baseline"
title = "Unsure"
[uncertain]
choice.fee_salience = [0.5, 2]
couriers.count = [200, 260]
"policies.pricing.base_cents" = { triangular = [200, 350, 800] }
consumers.price_sensitivity = { normal = [0.06, 0.01] }
city.seed = { choices = [1, 2, 7], weights = [1, 1, 2] }
[uncertain.couriers.shifts]
"""


@pytest.fixture
def written(tmp_path):
    def write(text, name="unsure"):
        file = tmp_path / f"{name}.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_every_form_is_read_with_the_kind_of_its_setting(written):
    found = load_scenario(written(GOOD.replace("[uncertain.couriers.shifts]", ""))).uncertain
    assert {path: each.kind for path, each in found.items()} == {
        "choice.fee_salience": "uniform",
        "couriers.count": "uniform",
        "policies.pricing.base_cents": "triangular",
        "consumers.price_sensitivity": "normal",
        "city.seed": "choices",
    }
    whole = {path for path, each in found.items() if each.whole}
    assert whole == {"couriers.count", "policies.pricing.base_cents"}
    assert found["consumers.price_sensitivity"].ends == pytest.approx((0.02, 0.1))


def test_the_example_of_the_module_is_in_order(written):
    _, example, _ = uncertain.__doc__.split("\n\n", 2)
    found = load_scenario(written(f'extends = "baseline"\ntitle = "Unsure"\n{example}')).uncertain
    assert {each.kind for each in found.values()} >= set(uncertain.KINDS)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("couriers.cout = [1, 2]", "no such setting in couriers; did you mean 'count'?"),
        ("kitchens.x = [1, 2]", "no such setting; did you mean 'kitchen'?"),
        ("couriers.count = 3", "must be a range [low, high], or a table with normal"),
        ("couriers.count = [3]", "a range has two numbers, low and high, not 1"),
        ("couriers.count = [260, 200]", "low (260) must be smaller than high (200)"),
        ("couriers.count = [200, 260.5]", "must be whole numbers, as couriers.count is"),
        ("couriers.count = [-1, 260]", "at -1: must be at least"),
        ("couriers.count = { nomal = [1, 2] }", "did you mean 'normal'?"),
        ("couriers.count = { normal = [240, 0] }", "a spread of 0 must be above 0"),
        ("couriers.count = { normal = [240, 9], hig = 1 }", "normal has no 'hig'; did you mean"),
        ("couriers.count = { normal = [240] }", "must be [mean, standard deviation]"),
        ("couriers.count = { lognormal = [-1, 1] }", "a median of -1 must be above 0"),
        ("couriers.count = { triangular = [1, 9, 5] }", "must rise from low by mode to high"),
        ("couriers.count = { choices = [200, 200] }", "a value stands there twice"),
        ("couriers.count = { choices = [200, 1.5] }", "at 1.5: must be a whole number"),
        ("couriers.count = { choices = [200], weights = [0] }", "not be negative, nor all 0"),
        ("couriers.count = [1, inf]", "inf must be a finite number"),
        ("policies.pricing.use = [1, 2]", "policies.pricing.use is no number: give choices"),
        ("consumers.price_sensitivity = { normal = [0.06, 0.03] }", "at -0.06: must be at least 0"),
        ('couriers.count = "many"', '"many": must be a range'),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_path(written, line, problem):
    text = f'extends = "baseline"\ntitle = "Unsure"\n[uncertain]\n{line}\n'
    with pytest.raises(ScenarioError) as refused:
        load_scenario(written(text))
    (told,) = str(refused.value).splitlines()
    path = line.partition(" =")[0]
    assert problem in told
    assert f"unsure.toml:4: uncertain.{path.split('.')[0]}" in told


def test_a_file_that_extends_another_is_as_unsure_and_may_say_better(written):
    written(GOOD.replace("[uncertain.couriers.shifts]", ""))
    better = 'extends = "unsure.toml"\ntitle = "Better"\n'
    better += "[uncertain]\ncouriers.count = { choices = [210, 220] }\n"
    found = load_scenario(written(better, "better")).uncertain
    assert found["couriers.count"].options == (210, 220)
    assert len(found) == 5


def test_what_is_set_is_known_and_a_setting_may_be_called_uncertain_by_hand(written):
    file = written(GOOD.replace("[uncertain.couriers.shifts]", ""))
    laid = overriding({"couriers.count": 240, "uncertain.city.seed": {"choices": [3, 4]}})
    arm = load_arm(file, laid)
    assert "couriers.count" not in arm.uncertain
    assert arm.scenario.couriers.count == 240
    assert arm.uncertain["city.seed"].options == (3, 4)


def test_a_run_has_its_own_values_and_the_address_it_would_have_without():
    plain, unsure = (
        load_arm("baseline", overriding(said))
        for said in ({}, {"uncertain.couriers.count": [200, 260]})
    )
    assert unsure.uncertain
    assert unsure.scenario == plain.scenario


def test_a_setting_is_changed_wherever_it_lies():
    scenario = load_arm("lunch-coupon").scenario
    coupon = ("policies", "coupons", 0, "off_cents")
    changed = laid_over(scenario, coupon, 777)
    assert (value_at(changed, coupon), value_at(scenario, coupon) == 777) == (777, False)
    assert changed.couriers is scenario.couriers


def test_uniform_whole_numbers_have_equal_shares():
    each = Distribution("x", "uniform", (1, 3), 1, 3, whole=True)
    drawn = [each.at((nth + 0.5) / 300) for nth in range(300)]
    assert [drawn.count(value) for value in (1, 2, 3)] == [100, 100, 100]


@pytest.mark.parametrize(
    ("law", "u", "value"),
    [
        (Distribution("x", "uniform", (2, 4), 2, 4), 0.25, 2.5),
        (Distribution("x", "normal", (10, 2), 2, 18), 0.5, 10),
        (Distribution("x", "normal", (10, 2), 10, 18), 1e-9, 10),
        (Distribution("x", "lognormal", (5, 0.3), 1, 25), 0.5, 5),
        (Distribution("x", "triangular", (0, 1, 2), 0, 2), 0.125, 0.5),
        (Distribution("x", "choices", options=("a", "b"), weights=(1.0, 3.0)), 0.24, "a"),
        (Distribution("x", "choices", options=("a", "b"), weights=(1.0, 3.0)), 0.26, "b"),
    ],
)
def test_what_is_drawn_by_hand(law, u, value):
    found = law.at(u)
    assert found == value if isinstance(value, str) else math.isclose(found, value, rel_tol=1e-3)
