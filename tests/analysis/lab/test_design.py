"""Designs: which points there are, what they are called, and the arms made of them."""

import re

import pytest

from analysis.lab.design import MOST_POINTS, arms_of, labels_of, points, short_names
from analysis.lab.lever import read_levers
from analysis.scenario_file import ScenarioError, overriding

FEE = "policies.pricing.base_cents"


def test_a_full_design_has_every_combination_in_the_order_written():
    found = points(read_levers(["a=1,2", "b=x,y,z"]))
    assert [tuple(point.values()) for point in found] == [
        *((1, "x"), (1, "y"), (1, "z")),
        *((2, "x"), (2, "y"), (2, "z")),
    ]


def test_a_full_design_takes_so_many_levels_of_each_range():
    found = points(read_levers(["a=1,2", "b=0.0..1"]), "full", 3)
    assert [point["b"] for point in found] == [0, 0.5, 1, 0, 0.5, 1]


@pytest.mark.parametrize("n", [4, 7])
def test_a_latin_hypercube_meets_each_slice_of_each_lever_once(n):
    found = points(read_levers(["a=0.0..1", "b=10.0..20"]), "lhs", n)
    for path, low, width in (("a", 0, 1), ("b", 10, 10)):
        slices = sorted(int((point[path] - low) / width * n) for point in found)
        assert slices == list(range(n))


def test_a_sobol_sequence_of_a_power_of_two_fills_each_quarter_alike():
    found = points(read_levers(["a=0.0..1", "b=0.0..1"]), "sobol", 16)
    quarters = [(point["a"] > 0.5, point["b"] > 0.5) for point in found]
    assert {quarters.count(each) for each in quarters} == {4}


def test_a_longer_sobol_sequence_begins_with_the_shorter():
    levers = read_levers(["a=0.0..1", "b=200..400"])
    assert points(levers, "sobol", 16)[:5] == points(levers, "sobol", 5)


def test_points_that_repeat_are_tried_once():
    assert len(points(read_levers(["a=1..2"]), "lhs", 50)) == 2
    assert len(points(read_levers(["a=1..2"]), "full", 5)) == 2


@pytest.mark.parametrize(
    ("over", "design", "n", "said"),
    [
        (["a=0..1"], "full", None, "how many levels"),
        (["a=0..1"], "full", 1, "how many levels"),
        (["a=0,1"], "full", 5, "every lever lists its values"),
        (["a=0..1"], "full", 10**20, f"{10**20} levels of a range; it must be from 2 to"),
        (["a=0..1"], "lhs", None, "how many points"),
        (["a=0..1"], "sobol", 0, "must be from 1 to"),
        (["a=0..1"], "sobol", MOST_POINTS + 1, "must be from 1 to"),
        (["a=0..1000", "b=0..1000"], "full", 200, "40000 combinations"),
        (["a=0..1"], "grid", 5, "no design 'grid'; known: full, lhs, sobol"),
    ],
)
def test_a_design_without_meaning_is_refused(over, design, n, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        points(read_levers(over), design, n)


def test_labels_say_values_where_these_are_few_and_plain():
    assert labels_of(points(read_levers([f"{FEE}=150,250"]))) == [
        "base_cents=150",
        "base_cents=250",
    ]
    assert labels_of(points(read_levers(["couriers.count=9", "stores.count=5,6"]))) == [
        "couriers.count=9,stores.count=5",
        "couriers.count=9,stores.count=6",
    ]


@pytest.mark.parametrize(
    "over", [['a="x y",z'], ["a=[1],[2]"], ["a=1,2", "b=1", "c=1", "d=1"], ["a=1,'1'"]]
)
def test_other_labels_are_numbers(over):
    assert labels_of(points(read_levers(over))) == ["p1", "p2"]


def test_numbers_in_labels_sort_as_they_count():
    values = ",".join(f'"a {nth}"' for nth in range(12))
    labels = labels_of(points(read_levers([f"x={values}"])))
    assert (labels[0], labels[-1]) == ("p01", "p12")


def test_short_names_tell_levers_apart():
    assert short_names(["policies.pricing.base_cents", "couriers.count"]) == {
        "policies.pricing.base_cents": "base_cents",
        "couriers.count": "couriers.count",
    }
    assert list(short_names(["a.b.x_min", "a.c.x_min"]).values()) == ["b.x_min", "c.x_min"]


def test_an_arm_is_the_base_with_the_point_over_it():
    levers = read_levers([f"{FEE}=150,350", "couriers.count=80,90"])
    arms = arms_of("baseline", levers, points(levers), overriding({"days": 2}))
    assert [arm.scenario.days for arm in arms] == [2] * 4
    assert [arm.scenario.policies.pricing.base_cents for arm in arms] == [150, 150, 350, 350]
    assert [arm.scenario.couriers.count for arm in arms] == [80, 90, 80, 90]


def test_a_fault_of_a_lever_is_told_once_with_what_was_written():
    levers = read_levers(["couriers.cuont=80,90,100"])
    with pytest.raises(ScenarioError) as refused:
        arms_of("baseline", levers, points(levers))
    (line,) = str(refused.value).splitlines()
    assert line.startswith("--over couriers.cuont=80,90,100: couriers.cuont: unknown key")
    assert "did you mean 'count'?" in line
