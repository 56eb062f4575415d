"""`o2o resume`, `status`, `query`, `export` and `merge`: the folder of an experiment."""

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
from analysis.lab.archive import FAILURES
from analysis.lab.experiment_folder import ExperimentFolder, NoExperimentError, merged

_MOST_ROWS = 40  # on the screen
_FORMS = (".csv", ".parquet", ".xlsx")
_MOST_BYTES = 255  # of a file's name
_KEPT = 40  # signs of it in that of what is not whole yet


def resumed(folder: Path, *, retry: bool) -> list[str]:
    """The arguments of the command that goes on in a folder; that of the command is entered."""
    with _refused():
        found = ExperimentFolder(folder)
        arguments, place = found.arguments, folder.resolve()
    if not found.asked_in.is_dir():
        raise InputError(
            f"{folder}: the command was given in {found.asked_in}, which is not here; its paths "
            f"are meant from there. Give it again yourself: o2o {' '.join(arguments)}"
        )
    if retry:
        (folder / FAILURES).unlink(missing_ok=True)
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
    with _refused():
        found = ExperimentFolder(folder)
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
    with _refused():
        found = ExperimentFolder(folder).query(sql)
        columns, rows = found.columns, found.fetchall()
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


def export(folder: Path, file: Path | None, sql: str | None) -> int:
    """Write all replications, or what a question finds, into a table."""
    target = file or folder / "replications.parquet"
    if target.suffix not in _FORMS:
        raise InputError(f"{target}: a table is written as {', '.join(_FORMS)}")
    if not target.parent.is_dir():
        raise InputError(f"{target}: {target.parent} is no folder")
    if len(os.fsencode(target.name)) > _MOST_BYTES:
        raise InputError(f"{target}: a name has at most {_MOST_BYTES} bytes")
    with _refused():
        asked = sql or "select * from replications order by label, seed"
        found = ExperimentFolder(folder).query(asked)
        _write(found, target)
    output().print(str(target), markup=False)
    return 0


def merge(folders: Sequence[Path], out: Path) -> int:
    """Put shards together."""
    with _refused():
        kind = ExperimentFolder(folders[0]).kind
        check_output(out, kind)
        n_done = merged(list(folders), out)
    output().print(f"{n_done} replications in {out}; o2o resume {out} writes the answer")
    return 0


def _write(found: Any, target: Path) -> None:
    partial = target.with_name(f".{target.name[:_KEPT]}.{os.getpid()}.partial")
    try:
        if target.suffix == ".csv":
            found.write_csv(str(partial))
        elif target.suffix == ".parquet":
            found.write_parquet(str(partial))
        else:
            found.df().to_excel(partial, index=False, engine="openpyxl")
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


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
def _refused() -> Iterator[None]:
    try:
        yield
    except NoExperimentError as error:
        raise InputError(str(error)) from None
    except (duckdb.Error, ModuleNotFoundError) as error:  # met when rows are asked for, or written
        first = str(error).strip().splitlines()[0]
        if "'pytz'" in first:
            first = "moments with a time zone need pytz; cast them, as in cast(now() as varchar)"
        raise InputError(first) from None
