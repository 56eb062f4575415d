"""`o2o resume`, `status`, `query` and `merge`: the folder of an experiment."""

import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from rich.markup import escape
from rich.table import Table

from analysis.commands.errors import InputError
from analysis.commands.inputs import check_output
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output
from analysis.lab.archive import forget_failures
from analysis.lab.experiment_folder import ExperimentFolder, NoExperimentError, merged, torn_runs

_MOST_ROWS = 40  # on the screen


def resumed(folder: Path, *, retry: bool) -> list[str]:
    """The arguments of the command that goes on in a folder; that of the command is entered."""
    with refusing():
        found = ExperimentFolder(folder)
        arguments, place = found.arguments, folder.resolve()
    if not found.asked_in.is_dir():
        raise InputError(
            f"{folder}: the command was given in {found.asked_in}, which is not here; its paths "
            f"are meant from there. Give it again yourself: o2o {' '.join(arguments)}"
        )
    if retry:
        forget_failures(folder)
    elif found.failures:
        messages().print(
            f"{len(found.failures)} replications failed before and are not tried again; "
            "--retry does",
            markup=False,
        )
    os.chdir(found.asked_in)
    return [*arguments, "--out", str(place)]


def status(folder: Path, *, json: bool) -> int:
    """Say how far an experiment is."""
    with refusing():
        found = ExperimentFolder(folder)
    tell_torn_runs(folder)
    cpu_s = sum(each.cpu_s for each in found.done)
    n_done, n_planned, failed = len(found.done), found.n_planned, found.failures
    if json:
        print_json(
            {
                "folder": str(folder),
                "kind": found.kind,
                "done": n_done,
                "planned": n_planned,
                "failed": failed,
                "cpu_s": round(cpu_s, 3),
                "tables": found.tables,
            }
        )
        return 0
    console = output()
    planned = "" if n_planned is None else f" of {n_planned}"
    console.print(f"{found.kind} in {folder}", markup=False)
    console.print(f"{n_done}{planned} replications done, {len(failed)} failed", markup=False)
    if n_done:
        console.print(f"{cpu_s:.0f} CPU seconds, {cpu_s / n_done:.2f} each", markup=False)
    if n_planned is not None and n_done and n_done < n_planned:
        left = (n_planned - n_done - len(failed)) * cpu_s / n_done
        console.print(f"about {left:.0f} CPU seconds are left: o2o resume {folder}", markup=False)
    for line in failed:
        console.print(f"failed: {line}", markup=False, style="red")
    return 0


def query(folder: Path, sql: str, *, json: bool) -> int:
    """Answer a question in SQL."""
    with refusing():
        found = ExperimentFolder(folder).query(sql)
        columns, rows = found.columns, found.fetchall()
    tell_torn_runs(folder)
    if json:
        print_json([dict(zip(columns, map(_plain, row), strict=True)) for row in rows])
        return 0
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(escape(column))
    for row in rows[:_MOST_ROWS]:
        table.add_row(*(escape(_shown(cell)) for cell in row))
    output().print(table)
    if len(rows) > _MOST_ROWS:
        output().print(f"{len(rows) - _MOST_ROWS} more rows; o2o export writes all", markup=False)
    return 0


def tell_torn_runs(folder: Path) -> None:
    """Say which runs of an experiment's folder are left out of all that is said of it."""
    torn = torn_runs(folder)
    if torn:
        what, does = (
            ("a run is", "does it") if len(torn) == 1 else (f"{len(torn)} runs are", "does them")
        )
        messages().print(
            f"{what} not whole and left out, {torn[0]}{' first' if len(torn) > 1 else ''}; "
            f"o2o resume {folder} {does} again",
            markup=False,
            style="yellow",
        )


def merge(folders: Sequence[Path], out: Path) -> int:
    """Put shards together."""
    with refusing():
        kind = ExperimentFolder(folders[0]).kind
        check_output(out, kind)
        n_done = merged(list(folders), out)
    output().print(f"{n_done} replications in {out}; o2o resume {out} writes the answer")
    return 0


def _plain(cell: Any) -> Any:
    """A cell as JSON has it: what is no number has no value, a moment is told as text."""
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if isinstance(cell, dict):
        return {str(key): _plain(value) for key, value in cell.items()}
    if isinstance(cell, list | tuple):
        return [_plain(each) for each in cell]
    return cell if cell is None or isinstance(cell, bool | int | str) else str(cell)


def _shown(cell: Any) -> str:
    if cell is None:
        return ""
    return f"{cell:,.4g}".replace(",", " ") if isinstance(cell, float) else str(cell)


@contextmanager
def refusing() -> Iterator[None]:
    """What a folder holds not, and what cannot be asked of it, as messages to the user."""
    try:
        yield
    except NoExperimentError as error:
        raise InputError(str(error)) from None
    except (duckdb.Error, ModuleNotFoundError) as error:  # met when rows are asked for, or written
        first = str(error).strip().splitlines()[0]
        if "'pytz'" in first:
            first = "moments with a time zone need pytz; cast them, as in cast(now() as varchar)"
        raise InputError(first) from None
