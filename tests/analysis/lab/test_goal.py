"""Goals and constraints: read as they are written, and refused with what was probably meant."""

import math

import pytest

from analysis.kpis import KPI
from analysis.lab.goal import Bound, Constraint, Goal, read_constraint, read_constraints, read_goal

MONEY, P90 = "platform_contribution_cents_per_day", "click_to_door_p90_min"


def test_a_goal_goes_where_the_kpi_is_better():
    assert read_goal(MONEY) == Goal(MONEY, "max")
    assert read_goal(P90) == Goal(P90, "min")
    assert (read_goal(MONEY).sign, read_goal(P90).sign) == (1, -1)


def test_a_goal_goes_where_it_is_told():
    assert read_goal(f"min:{MONEY}") == Goal(MONEY, "min")
    assert read_goal(f" max: {P90} ") == Goal(P90, "max")


@pytest.mark.parametrize("text", [MONEY, f"min:{MONEY}"])
def test_a_goal_reads_as_it_is_written(text):
    assert read_goal(str(read_goal(text))) == read_goal(text)


NEITHER = next(kpi.name for kpi in KPI.values() if kpi.better == "none" and not kpi.compared)


def test_a_goal_without_a_better_direction_needs_one():
    with pytest.raises(ValueError, match=f"say max:{NEITHER} or min:{NEITHER}"):
        read_goal(NEITHER)
    assert read_goal(f"max:{NEITHER}").direction == "max"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("click_to_door_p9_min", "; nearest: click_to_door_p"),
        ("most:orders_per_day", "'most' is no direction; known: max, min"),
        ("max:min:orders_per_day", "must read NAME, max:NAME or min:NAME"),
        ("", "no KPI named ''"),
        ("cost_per_extra_order_cents", "only in a comparison"),
    ],
)
def test_a_goal_that_cannot_be_read_is_refused_in_one_line(text, said):
    with pytest.raises(ValueError, match=r"\Agoal '.*\Z") as refused:
        read_goal(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "at_most", "offset", "factor"),
    [
        (f"{P90}<=48", True, 48, 0),
        (f" {P90} <= 48.5 ", True, 48.5, 0),
        (f"{P90}≤4.8e1", True, 48, 0),
        (f"{MONEY}>=-1000", False, -1000, 0),
        (f"{P90}<=base", True, 0, 1),
        (f"{P90}<=base+4", True, 4, 1),
        (f"{P90} <= base - 4", True, -4, 1),
        ("orders_per_day>=base*1.05", False, 0, 1.05),
        ("orders_per_day≥base * 1.05 + 10", False, 10, 1.05),
        ("late_share<=0.1", True, 0.1, 0),
    ],
)
def test_a_constraint_says_kpi_side_and_bound(text, at_most, offset, factor):
    found = read_constraint(text)
    assert (found.at_most, found.bound) == (at_most, Bound(offset, factor))
    assert found.sign == (1 if at_most else -1)
    assert read_constraint(str(found)) == found


def test_a_bound_by_hand():
    assert Bound(48).of(100.0) == 48
    assert Bound(48).of(math.nan) == 48
    assert Bound(4, 1.0).of(44.0) == 48
    assert Bound(0, 1.05).of(200.0) == pytest.approx(210)
    assert math.isnan(Bound(4, 1.0).of(math.nan))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("click_to_door_p09_min<=48", "; nearest: click_to_door_p"),
        ("click_to_door_p90_min<48", "must read NAME<=BOUND or NAME>=BOUND"),
        ("click_to_door_p90_min=48", "must read NAME<=BOUND or NAME>=BOUND"),
        ("click_to_door_p90_min", "must read NAME<=BOUND or NAME>=BOUND"),
        ("30<=click_to_door_p90_min<=48", "must read NAME<=BOUND or NAME>=BOUND"),
        ("click_to_door_p90_min<=", "'' is no bound"),
        ("click_to_door_p90_min<=48 min", "'48 min' is no bound"),
        ("click_to_door_p90_min<=4+base", "'4+base' is no bound"),
        ("click_to_door_p90_min<=1e999", "too large"),
        ("click_to_door_p90_min<=nan", "'nan' is no bound"),
        ("late_share<=5", "is a share and lies between 0 and 1"),
        ("cost_per_extra_order_cents<=5", "only in a comparison"),
    ],
)
def test_a_constraint_that_cannot_be_read_is_refused_in_one_line(text, said):
    with pytest.raises(ValueError, match=r"\Aconstraint '.*\Z") as refused:
        read_constraint(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_constraint_that_is_given_twice_counts_once():
    twice = read_constraints([f"{P90}<=48", f"{P90} <= 48.0"])
    assert twice == (Constraint(P90, True, Bound(48)),)
