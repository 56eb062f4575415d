"""A day small enough to know by heart: five orders, three couriers, 100 metres a minute.

c1 is told of o1 and o2 at once, then moves to r2 before o3 is placed; c2 begins where r1 is and
takes o4; c3 does nothing; o5 stays undelivered.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.mdrp import ON_LOCATION, Assignment, Delivery, Move, Solution

FILES = {
    "orders.txt": """\
order x y placement_time restaurant ready_time
o1 300 400 600 r1 610
o2 300 800 604 r1 612
o3 1100 500 645 r2 650
o4 0 250 640 r1 640
o5 1100 200 690 r2 700
""",
    "restaurants.txt": """\
restaurant x y
r1 0 0
r2 1100 200
""",
    "couriers.txt": """\
courier x y on_time off_time
c1 -300 400 600 700
c2 0 0 600 660
c3 5000 5000 630 650
""",
    "instance_parameters.txt": """\
meters_per_minute|pickup service minutes|dropoff service minutes|target click-to-door|\
maximum click-to-door|pay per order|guaranteed pay per hour
100|4|4|20|90|10|15
""",
}

SOLUTION = Solution(
    assignments=(
        Assignment(604, 612, "c1", ("o1", "o2")),
        Assignment(645, 650, "c1", ("o3",)),
        Assignment(640, 642, "c2", ("o4",)),
    ),
    deliveries=(
        Delivery("o1", 600, 610, 612, 621, "c1"),
        Delivery("o2", 604, 612, 612, 629, "c1"),
        Delivery("o3", 645, 650, 650, 657, "c1"),
        Delivery("o4", 640, 640, 642, 649, "c2"),
    ),
    moves=(
        Move("c1", 604, ON_LOCATION, "r1"),  # 5 min
        Move("c1", 614, "r1", "o1"),  # 5 min
        Move("c1", 623, "o1", "o2"),  # 4 min
        Move("c1", 631, "o2", "r2"),  # 10 min, before anyone orders there
        Move("c1", 652, "r2", "o3"),  # 3 min
        Move("c2", 640, ON_LOCATION, "r1"),  # 0 min
        Move("c2", 644, "r1", "o4"),  # 2.5 min, thus 3
    ),
)


def write_instance(folder: Path) -> Path:
    """The files of the instance, in a folder of their own."""
    folder.mkdir()
    for name, text in FILES.items():
        separator = "|" if "|" in text else " "
        (folder / name).write_text(text.replace(separator, "\t"), encoding="utf-8")
    return folder


def with_line(
    solution: Solution, part: str, row: int, line: object = None, **changes: Any
) -> Solution:
    """The solution with another line in place of one of its own, or with some of it changed."""
    lines = list(getattr(solution, part))
    lines[row] = line or replace(lines[row], **changes)
    return replace(solution, **{part: tuple(lines)})


def with_extra(solution: Solution, part: str, row: int, line: object) -> Solution:
    """The solution with one line more, before that row."""
    lines = list(getattr(solution, part))
    lines.insert(row, line)
    return replace(solution, **{part: tuple(lines)})


def without(solution: Solution, part: str, row: int) -> Solution:
    """The solution without one of its lines."""
    lines = list(getattr(solution, part))
    del lines[row]
    return replace(solution, **{part: tuple(lines)})
