"""A solution that keeps the rules passes; each rule broken is found, alone where it can be."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from analysis.mdrp import (
    ON_LOCATION,
    Assignment,
    Delivery,
    Instance,
    Move,
    Rule,
    Solution,
    check,
    read_solution,
    write_solution,
)
from tests.analysis.mdrp.tiny import SOLUTION, with_extra, with_line, without


def changed(part: str, row: int, line: object = None, **changes: object) -> Solution:
    return with_line(SOLUTION, part, row, line, **changes)


def of_o4(pickup_min: float, leaves_min: float, dropoff_min: float) -> Solution:
    """Other times for the work of c2, who is told at 640."""
    solution = changed("assignments", 2, pickup_min=pickup_min)
    solution = with_line(solution, "moves", 6, departure_min=leaves_min)
    return with_line(solution, "deliveries", 3, pickup_min=pickup_min, dropoff_min=dropoff_min)


def waits_at_r1() -> Solution:
    """c2 moves to r1 at once and waits there: its on-location is the same point."""
    return changed("moves", 5, departure_min=600)


def told_of_o3(assigned_min: float) -> Solution:
    """c1 is told of o3 at another time, where o3 is placed at 620."""
    solution = changed("assignments", 1, assigned_min=assigned_min)
    return with_line(solution, "deliveries", 2, placed_min=620)


def with_o5() -> Solution:
    """c2 takes o5 along, which is of the other restaurant."""
    solution = changed("assignments", 2, orders=("o4", "o5"))
    solution = with_extra(solution, "deliveries", 4, Delivery("o5", 690, 700, 642, 664, "c2"))
    return with_extra(solution, "moves", 7, Move("c2", 651, "o4", "o5"))


def by_way_of_r1() -> Solution:
    """c1 returns to r1 between the doors of its bundle."""
    solution = changed("moves", 2, origin="r1")
    return with_extra(solution, "moves", 2, Move("c1", 623, "o1", "r1"))


def in_two_blocks() -> Solution:
    """The last move of c1 stands below those of c2."""
    return with_extra(without(SOLUTION, "moves", 4), "moves", 6, SOLUTION.moves[4])


def picked_up_early() -> Solution:
    """The bundle of o1 and o2 a minute before o2 is ready."""
    solution = changed("assignments", 0, pickup_min=611)
    for row in (0, 1):
        solution = with_line(solution, "deliveries", row, pickup_min=611)
    return solution


def early(instance: Instance) -> Instance:
    """The instance with o3 placed at 620."""
    placed_min = instance.orders.placed_min.copy()
    placed_min[2] = 620
    return replace(instance, orders=replace(instance.orders, placed_min=placed_min))


def late_shift(instance: Instance) -> Instance:
    """The instance with the shift of c2 beginning at 641."""
    on_min = instance.couriers.on_min.copy()
    on_min[1] = 641
    return replace(instance, couriers=replace(instance.couriers, on_min=on_min))


# A solution, and all that is wrong with it.
BROKEN: list[tuple[Solution, list[str]]] = [
    (
        changed("deliveries", 3, order="o9"),
        ["o9: the orders name it, but the instance has no such order (unknown order)"],
    ),
    (
        changed("assignments", 2, orders=("o4", "o9")),
        ["o9: the assignments name it, but the instance has no such order (unknown order)"],
    ),
    (
        changed("deliveries", 3, courier="c9"),
        ["c9: the orders name it, but the instance has no such courier (unknown courier)"],
    ),
    (
        changed("moves", 6, destination="r9"),
        ["c2: its move at 644 has destination 'r9', neither order nor restaurant (unknown place)"],
    ),
    (
        changed("moves", 6, destination=ON_LOCATION),
        ["c2: its move at 644 has destination '0', neither order nor restaurant (unknown place)"],
    ),
    (
        changed("moves", 4, origin="c1"),
        ["c1: its move at 652 has origin 'c1', neither order nor restaurant (unknown place)"],
    ),
    (
        with_extra(SOLUTION, "assignments", 3, Assignment(650, 652, "c2", ("o1",))),
        ["o1: stands in the assignments 2 times (order twice)"],
    ),
    (
        with_extra(SOLUTION, "deliveries", 4, SOLUTION.deliveries[0]),
        ["o1: stands in the orders 2 times (order twice)"],
    ),
    (
        changed("assignments", 2, pickup_min=642.5),
        ["c2: pickup_time of o4 is 642.5 (not whole minutes)"],
    ),
    (
        changed("deliveries", 3, dropoff_min=649.1),
        ["o4: dropoff_time is 649.1 (not whole minutes)"],
    ),
    (
        changed("moves", 5, departure_min=640.25),
        ["c2: departure_time from 0 to r1 is 640.25 (not whole minutes)"],
    ),
    (
        changed("deliveries", 3, placed_min=641),
        ["o4: placement_time is 641, but 640 in the instance (not as placed)"],
    ),
    (
        changed("deliveries", 3, ready_min=639),
        ["o4: ready_time is 639, but 640 in the instance (not as placed)"],
    ),
    (
        without(SOLUTION, "assignments", 2),
        [
            "o4: delivered by c2, but in no assignment (not assigned)",
            "c2: moves to o4 more often than its assignments say (moves differ)",
        ],
    ),
    (
        without(SOLUTION, "deliveries", 3),
        ["o4: assigned to c2, but not in the file of orders (not delivered)"],
    ),
    (
        changed("deliveries", 3, courier="c3"),
        ["o4: delivered by c3, but assigned to c2 (files differ)"],
    ),
    (
        changed("deliveries", 3, pickup_min=643),
        ["o4: picked up at 643, but its assignment at 642 (files differ)"],
    ),
    (
        without(SOLUTION, "moves", 6),
        ["c2: o4 is assigned to it, but no move leads there (moves differ)"],
    ),
    (
        with_extra(SOLUTION, "moves", 7, Move("c3", 640, ON_LOCATION, "o5")),
        ["c3: moves to o5 more often than its assignments say (moves differ)"],
    ),
    (
        changed("assignments", 0, orders=("o2", "o1")),
        ["c1: goes to o1 o2 o3, but is to go to o2 o1 o3 (wrong sequence)"],
    ),
    (by_way_of_r1(), ["c1: goes elsewhere between o1 and o2 of one assignment (detour)"]),
    (in_two_blocks(), ["c1: its moves stand in 2 blocks, but must stand in one (block split)"]),
    (with_o5(), ["c2: o4 o5 are of r1 and r2 (several restaurants)"]),
    (
        changed("assignments", 2, assigned_min=639),
        ["o4: c2 is told at 639, but it is placed at 640 (told before placed)"],
    ),
    (
        changed("moves", 5, departure_min=599),
        ["c2: leaves at 599, but its shift begins at 600 (left before shift)"],
    ),
    (
        changed("moves", 0, departure_min=603),
        ["c1: is told of o1 o2 at 604, but leaves for r1 at 603 (left before told)"],
    ),
    (changed("moves", 5, origin="r1"), ["c2: leaves r1 at 640, but stands at 0 (not where last)"]),
    (
        with_extra(SOLUTION, "moves", 4, Move("c1", 640, "r2", "r2")),
        ["c1: leaves r2 at 640, but arrives at r2 at 641 (left before arrival)"],
    ),
    (
        of_o4(642, 643, 648),
        ["c2: leaves r1 at 643, but its service ends at 644 (left before pick-up)"],
    ),
    (
        changed("moves", 3, departure_min=630),
        ["c1: leaves o2 at 630, but its service ends at 631 (left before drop-off)"],
    ),
    (
        changed("moves", 6, origin=ON_LOCATION),
        ["c2: leaves 0 at 644, but stands at r1 (not where last)"],
    ),
    (
        without(changed("moves", 6, origin=ON_LOCATION), "moves", 5),
        ["c2: picks up o4 of r1 at 0 (not at restaurant)"],
    ),
    (
        of_o4(641, 644, 649),
        ["c2: picks up o4 at 641, but is there at 640, served at 642 (pick-up before arrival)"],
    ),
    (
        with_line(waits_at_r1(), "assignments", 2, assigned_min=641),
        ["c2: picks up o4 at 642, but is there at 641, served at 643 (pick-up before arrival)"],
    ),
    (
        picked_up_early(),
        ["c1: picks up o1 o2 at 611, but o2 is ready at 612 (pick-up before ready)"],
    ),
    (
        of_o4(661, 663, 668),
        ["c2: picks up o4 at 661, but its shift ends at 660 (pick-up after shift)"],
    ),
    (
        changed("deliveries", 3, dropoff_min=650),
        [
            "o4: dropped off at 650, but c2 arrives at 647, hands over at 649 "
            "(drop-off not on arrival)"
        ],
    ),
    (
        changed("deliveries", 2, dropoff_min=656),
        [
            "o3: dropped off at 656, but c1 arrives at 655, hands over at 657 "
            "(drop-off not on arrival)",
            "o3: delivered in 11 min, but takes 12 at the least (below bound)",
        ],
    ),
]

# The same, where it takes another instance to break one rule alone.
BROKEN_ELSEWHERE: list[tuple[Callable[[Instance], Instance], Solution, list[str]]] = [
    (
        early,
        told_of_o3(630),
        ["c1: is told of o3 at 630, but is busy with o2 until 631 (told while busy)"],
    ),
    (
        early,
        told_of_o3(635),
        ["c1: is told of o3 at 635, but leaves for r2 at 631 (left before told)"],
    ),
    (
        early,
        with_extra(told_of_o3(635), "moves", 4, Move("c1", 641, "r2", "r2")),
        ["c1: is told of o3 at 635, but moves to r2 until 641 (told while moving)"],
    ),
    (
        late_shift,
        with_line(of_o4(643, 645, 650), "moves", 5, departure_min=641),
        ["c2: is told of o4 at 640, but its shift begins at 641 (told before shift)"],
    ),
]


LINES = [
    *[("assignments", row) for row in range(3)],
    *[("deliveries", row) for row in range(4)],
    *[("moves", row) for row in range(7)],
]

TIGHT = [
    *[("assignments", row, "assigned_min") for row in range(3)],
    *[("assignments", row, "pickup_min") for row in range(3)],
    *[("deliveries", row, "pickup_min") for row in range(4)],
    *[("deliveries", row, "dropoff_min") for row in range(4)],
    *[("moves", row, "departure_min") for row in range(7) if row != 5],  # c2 may await o4 at r1
]


def test_a_solution_that_keeps_the_rules_passes(instance):
    assert check(instance, SOLUTION) == []


def test_its_files_alone_pass_too(instance, tmp_path):
    write_solution(tmp_path / "solution", SOLUTION)
    assert check(instance, read_solution(tmp_path / "solution")) == []


def test_a_solution_without_anything_passes(instance):
    assert check(instance, Solution((), (), ())) == []


@pytest.mark.parametrize(("solution", "lines"), BROKEN)
def test_a_broken_rule_is_found(instance, solution, lines):
    assert [str(violation) for violation in check(instance, solution)] == lines


@pytest.mark.parametrize(("elsewhere", "solution", "lines"), BROKEN_ELSEWHERE)
def test_a_broken_rule_is_found_elsewhere(instance, elsewhere, solution, lines):
    assert [str(violation) for violation in check(elsewhere(instance), solution)] == lines


def test_the_cases_above_break_every_rule():
    found = [line for *_, lines in (*BROKEN, *BROKEN_ELSEWHERE) for line in lines]
    names = {match[1] for line in found if (match := re.search(r"\(([^()]+)\)$", line))}
    assert names == {str(rule) for rule in Rule}


@pytest.mark.parametrize(("part", "row", "field"), TIGHT)
def test_nothing_can_happen_a_minute_earlier(instance, part, row, field):
    minute = getattr(getattr(SOLUTION, part)[row], field)
    assert check(instance, changed(part, row, **{field: minute - 1}))


@pytest.mark.parametrize(("part", "row"), LINES)
def test_no_line_can_be_missing_or_stand_twice(instance, part, row):
    assert check(instance, without(SOLUTION, part, row))
    assert check(instance, with_extra(SOLUTION, part, row, getattr(SOLUTION, part)[row]))


def test_a_courier_may_wait_at_the_restaurant_with_or_without_a_move_of_no_way(instance):
    assert check(instance, waits_at_r1()) == []
    stays = Move("c2", 640, "r1", "r1")
    assert check(instance, with_extra(waits_at_r1(), "moves", 6, stays)) == []


def test_a_courier_may_be_told_of_more_the_moment_it_arrives(instance):
    solution = told_of_o3(641)
    assert check(early(instance), solution) == []


def test_a_drop_off_may_come_after_the_shift_but_no_pick_up(instance):
    assert check(instance, of_o4(660, 662, 667)) == []
    (violation,) = check(instance, of_o4(661, 663, 668))
    assert violation.rule == Rule.PICKUP_AFTER_SHIFT


def test_a_courier_may_end_its_day_with_a_move(instance):
    home = Move("c1", 659, "o3", "r1")
    assert check(instance, with_extra(SOLUTION, "moves", 5, home)) == []
    (violation,) = check(
        instance, with_extra(SOLUTION, "moves", 5, replace(home, departure_min=658))
    )
    assert violation.rule == Rule.LEFT_BEFORE_DROPOFF
