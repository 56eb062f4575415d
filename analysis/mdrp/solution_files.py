"""The three official files of a solution, as the evaluator of the instances reads them.

It skips the first line of the assignments whatever that says, finds the columns of the orders by
their header and splits them at single spaces, and keeps only the last block of moves of a courier.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from analysis.mdrp.solution import Assignment, Delivery, Move, Solution, by_courier
from analysis.recordings.faults import MOST_SHOWN
from analysis.results import FolderError, check_free
from analysis.results.folder import replacing, write_bytes
from analysis.scenario_file.faults import Fault, Place

ASSIGNMENTS = "solution_info_assignments.txt"
ORDERS = "solution_info_orders.txt"
COURIERS = "solution_info_couriers.txt"
FILES = (ASSIGNMENTS, ORDERS, COURIERS)

HEADERS = {
    ASSIGNMENTS: "assignment_time pickup_time courier orders",
    ORDERS: "order placement_time ready_time pickup_time dropoff_time courier",
    COURIERS: "courier departure_time origin destination",
}

_Line = TypeVar("_Line")


class SolutionError(ValueError):
    """Files of a solution that cannot be read; holds every fault found, shows the first of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        lines = [str(fault) for fault in faults[:MOST_SHOWN]]
        if len(faults) > MOST_SHOWN:
            lines.append(f"... and {len(faults) - MOST_SHOWN} more")
        super().__init__("\n".join(lines))
        self.faults = list(faults)


def write_solution(folder: Path, solution: Solution) -> None:
    """Write the three files, all or none, in place of those of an earlier solution.

    Couriers stand in blocks, as they first move, each in the sequence of time.

    Raises
    ------
    FolderError
        Where the folder holds anything else, or the evaluator could not be told its path.
    """
    if "=" in str(folder.absolute()):
        raise FolderError(f"{folder.absolute()} has a '=', at which the evaluator splits paths")
    held = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if not held or not held.issubset(FILES):
        check_free(folder, "solution")
    with replacing(folder, FILES) as partial:
        for file, text in texts_of(solution).items():
            write_bytes(partial / file, text.encode())


def texts_of(solution: Solution) -> dict[str, str]:
    """What the three files hold, by their names."""
    return {
        file: "".join(f"{line}\n" for line in (HEADERS[file], *lines))
        for file, lines in _lines(solution).items()
    }


def read_solution(folder: Path) -> Solution:
    """The solution that a folder of the three files holds.

    Raises
    ------
    SolutionError
        Names every fault, each with file, line and what is allowed.
    """
    faults: list[Fault] = []
    solution = Solution(
        _read(folder / ASSIGNMENTS, _assignment, faults),
        _read(folder / ORDERS, _delivery, faults),
        _read(folder / COURIERS, _move, faults),
    )
    if faults:
        raise SolutionError(faults)
    return solution


def _lines(solution: Solution) -> dict[str, Iterable[str]]:
    moves = [
        move
        for block in by_courier(solution.moves).values()
        for move in sorted(block, key=lambda move: move.departure_min)
    ]
    return {
        ASSIGNMENTS: (
            _line(a.assigned_min, a.pickup_min, a.courier, *a.orders) for a in solution.assignments
        ),
        ORDERS: (
            _line(d.order, d.placed_min, d.ready_min, d.pickup_min, d.dropoff_min, d.courier)
            for d in solution.deliveries
        ),
        COURIERS: (_line(m.courier, m.departure_min, m.origin, m.destination) for m in moves),
    }


def _line(*cells: str | float) -> str:
    """Cells with single spaces between them; a time without decimals unless it has some."""
    return " ".join(cell if isinstance(cell, str) else f"{float(cell):.15g}" for cell in cells)


def _read(
    file: Path, line_of: Callable[[list[str]], _Line], faults: list[Fault]
) -> tuple[_Line, ...]:
    """What the lines below the header say; notes what cannot be read."""
    try:
        header, *body = file.read_text(encoding="utf-8").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as error:
        problem = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        faults.append(Fault(Place(str(file)), f"cannot be read: {problem}"))
        return ()
    if not _is_header(header, file.name):
        problem = f"is '{header}'; must be the header '{HEADERS[file.name]}'"
        faults.append(Fault(Place(str(file), 1), problem))
    lines = []
    for number, text in enumerate(body, start=2):
        try:
            lines.append(line_of(text.split(" ")))
        except ValueError as error:
            faults.append(Fault(Place(str(file), number), str(error)))
    return tuple(lines)


def _is_header(line: str, file: str) -> bool:
    """Whether the evaluator finds a header here; only that of the orders must be as it says."""
    if file == ORDERS:
        return line == HEADERS[ORDERS]
    return line.strip() != "" and not any(cell.isdecimal() for cell in line.split())


def _assignment(cells: list[str]) -> Assignment:
    if len(cells) < len(HEADERS[ASSIGNMENTS].split()):
        raise ValueError(_miscounted(ASSIGNMENTS, cells, " or more"))
    assigned, pickup, courier, *orders = _filled(cells)
    return Assignment(
        _minute("assignment_time", assigned), _minute("pickup_time", pickup), courier, tuple(orders)
    )


def _delivery(cells: list[str]) -> Delivery:
    if len(cells) != len(HEADERS[ORDERS].split()):
        raise ValueError(_miscounted(ORDERS, cells))
    order, placed, ready, pickup, dropoff, courier = _filled(cells)
    return Delivery(
        order,
        _minute("placement_time", placed),
        _minute("ready_time", ready),
        _minute("pickup_time", pickup),
        _minute("dropoff_time", dropoff),
        courier,
    )


def _move(cells: list[str]) -> Move:
    if len(cells) != len(HEADERS[COURIERS].split()):
        raise ValueError(_miscounted(COURIERS, cells))
    courier, departure, origin, destination = _filled(cells)
    return Move(courier, _minute("departure_time", departure), origin, destination)


def _miscounted(file: str, cells: list[str], more: str = "") -> str:
    columns = HEADERS[file].split()
    return f"has {len(cells)} cells; must have {len(columns)}{more}: {' '.join(columns)}"


def _filled(cells: list[str]) -> list[str]:
    if not all(cells):
        raise ValueError("has an empty cell; cells stand apart by single spaces")
    return cells


def _minute(column: str, cell: str) -> float:
    try:
        minute = float(cell)
    except ValueError:
        minute = math.nan
    if not math.isfinite(minute):
        raise ValueError(f"{column} = '{cell}': must be minutes from midnight")
    return minute
