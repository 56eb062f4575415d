"""The three files hold a solution as the evaluator reads them, and nothing else passes for one."""

from dataclasses import replace

import pytest

from analysis.mdrp import Solution, SolutionError, read_solution, write_solution
from analysis.mdrp.solution_files import ASSIGNMENTS, COURIERS, FILES, ORDERS
from analysis.results import FolderError
from tests.analysis.mdrp.tiny import SOLUTION, with_line


@pytest.fixture
def written(tmp_path):
    write_solution(tmp_path / "solution", SOLUTION)
    return tmp_path / "solution"


def faults_of(folder) -> list[str]:
    with pytest.raises(SolutionError) as caught:
        read_solution(folder)
    return [line.replace(f"{folder}/", "") for line in str(caught.value).splitlines()]


def test_the_files_are_the_official_ones(written):
    assert {file.name: file.read_text(encoding="utf-8") for file in written.iterdir()} == {
        "solution_info_assignments.txt": """\
assignment_time pickup_time courier orders
604 612 c1 o1 o2
645 650 c1 o3
640 642 c2 o4
""",
        "solution_info_orders.txt": """\
order placement_time ready_time pickup_time dropoff_time courier
o1 600 610 612 621 c1
o2 604 612 612 629 c1
o3 645 650 650 657 c1
o4 640 640 642 649 c2
""",
        "solution_info_couriers.txt": """\
courier departure_time origin destination
c1 604 0 r1
c1 614 r1 o1
c1 623 o1 o2
c1 631 o2 r2
c1 652 r2 o3
c2 640 0 r1
c2 644 r1 o4
""",
    }


def test_what_is_written_is_read(written):
    assert read_solution(written) == SOLUTION


def test_a_solution_without_anything_is_written_and_read(tmp_path):
    empty = Solution((), (), ())
    write_solution(tmp_path / "empty", empty)
    assert read_solution(tmp_path / "empty") == empty


def test_a_fraction_of_a_minute_survives_for_the_checker_to_find(tmp_path):
    solution = with_line(SOLUTION, "assignments", 2, pickup_min=642.25)
    write_solution(tmp_path / "solution", solution)
    assert read_solution(tmp_path / "solution") == solution


def test_moves_are_written_courier_by_courier_in_the_sequence_of_time(tmp_path):
    mixed = replace(SOLUTION, moves=tuple(SOLUTION.moves[row] for row in (3, 6, 0, 2, 5, 4, 1)))
    write_solution(tmp_path / "solution", mixed)
    assert read_solution(tmp_path / "solution").moves == SOLUTION.moves


def test_the_files_of_an_earlier_solution_are_replaced(written):
    less = replace(SOLUTION, assignments=SOLUTION.assignments[:1])
    write_solution(written, less)
    assert read_solution(written) == less
    assert {path.name for path in written.parent.iterdir()} == {written.name}


def test_a_folder_that_holds_anything_else_is_left_alone(written):
    (written / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError, match="is not empty and holds no solution"):
        write_solution(written, SOLUTION)
    assert {path.name for path in written.iterdir()} == {*FILES, "notes.txt"}


def test_a_path_that_the_evaluator_would_split_is_refused(tmp_path):
    folder = tmp_path / "seed=3" / "solution"
    with pytest.raises(FolderError, match="has a '=', at which the evaluator splits paths"):
        write_solution(folder, SOLUTION)
    assert not folder.parent.exists()


@pytest.mark.parametrize(
    ("file", "was", "becomes", "fault"),
    [
        (
            ASSIGNMENTS,
            "assignment_time pickup_time courier orders\n",
            "",
            "1: is '604 612 c1 o1 o2'; "
            "must be the header 'assignment_time pickup_time courier orders'",
        ),
        (
            ASSIGNMENTS,
            "645 650 c1 o3",
            "645 650 c1",
            "3: has 3 cells; must have 4 or more: assignment_time pickup_time courier orders",
        ),
        (
            ASSIGNMENTS,
            "645 650",
            "645 soon",
            "3: pickup_time = 'soon': must be minutes from midnight",
        ),
        (
            ASSIGNMENTS,
            "604 612 c1 o1 o2",
            "604 612 c1 o1  o2",
            "2: has an empty cell; cells stand apart by single spaces",
        ),
        (
            ORDERS,
            "dropoff_time courier",
            "dropoff_time driver",
            "1: is 'order placement_time ready_time pickup_time dropoff_time driver'; "
            "must be the header 'order placement_time ready_time pickup_time dropoff_time courier'",
        ),
        (
            ORDERS,
            "o2 604 612 612 629 c1",
            "o2 604 612 612 nan c1",
            "3: dropoff_time = 'nan': must be minutes from midnight",
        ),
        (
            ORDERS,
            "o4 640",
            "o4  640",
            "5: has 7 cells; must have 6: "
            "order placement_time ready_time pickup_time dropoff_time courier",
        ),
        (
            COURIERS,
            "c1 604 0 r1",
            "c1 0 r1",
            "2: has 3 cells; must have 4: courier departure_time origin destination",
        ),
        (
            COURIERS,
            "c2 640 0",
            "c2 ? 0",
            "7: departure_time = '?': must be minutes from midnight",
        ),
    ],
)
def test_a_line_that_cannot_be_read_is_told(written, file, was, becomes, fault):
    text = (written / file).read_text(encoding="utf-8")
    assert text.count(was) == 1
    (written / file).write_text(text.replace(was, becomes), encoding="utf-8")
    assert faults_of(written) == [f"{file}:{fault}"]


def test_faults_of_all_files_come_at_once(written):
    (written / ASSIGNMENTS).unlink()
    (written / ORDERS).write_bytes(b"\xff")
    (written / COURIERS).write_text("", encoding="utf-8")
    assert faults_of(written) == [
        "solution_info_assignments.txt: cannot be read: No such file or directory",
        "solution_info_orders.txt: cannot be read: not UTF-8 text",
        "solution_info_couriers.txt:1: is ''; "
        "must be the header 'courier departure_time origin destination'",
    ]


def test_many_faults_are_not_all_shown(written):
    (written / COURIERS).write_text(
        "courier departure_time origin destination\n" + "c1\n" * 30, encoding="utf-8"
    )
    lines = faults_of(written)
    assert len(lines) == 21
    assert lines[-1] == "... and 10 more"
