"""`o2o export`: what an experiment's folder holds, as one table."""

import errno
import os
from collections.abc import Collection
from pathlib import Path

import duckdb

from analysis.commands.errors import InputError
from analysis.commands.experiments import refusing, tell_torn_runs
from analysis.commands.terminal import output
from analysis.lab.experiment_folder import ExperimentFolder
from analysis.machine.database import of_system, unnamed
from analysis.results import write_csv
from analysis.results.workbook import WorkbookError, as_workbook

_FORMS = (".csv", ".parquet", ".xlsx")
_MOST_BYTES = 255  # of a file's name
_FULL = (errno.ENOSPC, errno.EDQUOT)
_KEPT = 40  # signs of it in that of what is not whole yet

_NUMBERS = {
    *("tinyint", "smallint", "integer", "bigint", "hugeint", "float", "double", "decimal"),
    *("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"),
}
# A workbook has these too, but no clock that knows its zone.
_OF_WORKBOOKS = {*_NUMBERS, "boolean", "date", "time", "timestamp"}


def export(folder: Path, file: Path | None, sql: str | None) -> int:
    """Write all replications, or what a question finds, into a table."""
    target = file or folder / "replications.parquet"
    partial = _partial(target)
    _check(target, partial)
    with refusing():
        experiment = ExperimentFolder(folder)
        found = experiment.query(sql) if sql else experiment.replications()
        _write(found, target, partial)
    tell_torn_runs(folder)
    output().print(str(target), markup=False)
    return 0


def _check(target: Path, partial: Path) -> None:
    """Refuse a file that no table can be written to."""
    if target.suffix not in _FORMS:
        raise InputError(f"{target}: a table is written as {', '.join(_FORMS)}")
    if wrong := unnamed(target):
        raise InputError(wrong)
    if not os.path.isdir(target.parent):
        raise InputError(f"{target}: {target.parent} is no folder")
    if os.path.isdir(target):
        raise InputError(f"{target} is a folder, not a file")
    if len(os.fsencode(target.name)) > _MOST_BYTES:
        raise InputError(f"{target}: a name has at most {_MOST_BYTES} bytes")
    try:
        partial.touch()
    except OSError as error:
        if error.errno in _FULL:
            raise
        raise InputError(f"{target}: cannot be written: {error.strerror}") from None
    partial.unlink(missing_ok=True)


def _write(found: duckdb.DuckDBPyRelation, target: Path, partial: Path) -> None:
    """Write a whole table, or nothing.

    Raises
    ------
    OSError
        It names the file.
    """
    try:
        if target.suffix == ".csv":
            told = _told(found, _NUMBERS)
            with partial.open("w", encoding="utf-8", newline="") as stream:
                write_csv(stream, found.columns, told.iter_rows())
        elif target.suffix == ".parquet":
            found.write_parquet(str(partial))
        else:
            content = as_workbook(found.columns, _told(found, _OF_WORKBOOKS).iter_rows())
            partial.write_bytes(content)
        os.replace(partial, target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from None
    except duckdb.IOException as error:
        raise of_system(error, target) from None
    except WorkbookError as error:
        raise InputError(f"{target}: {error}; write .csv or .parquet") from None
    finally:
        partial.unlink(missing_ok=True)


def _told(found: duckdb.DuckDBPyRelation, kept: Collection[str]) -> duckdb.DuckDBPyRelation:
    """What was found, in which all but the kinds that are kept stand as text."""
    parts = []
    for nth, (name, kind) in enumerate(zip(found.columns, found.types, strict=True), start=1):
        cell = f"#{nth}" if kind.id in kept else f"cast(#{nth} as varchar)"  # names may be equal
        quoted = name.replace('"', '""')
        parts.append(f'{cell} as "{quoted}"')
    return found.project(", ".join(parts))


def _partial(target: Path) -> Path:
    """What is made of a table, beside it, until it is whole."""
    return target.with_name(f".{target.name[:_KEPT]}.{os.getpid()}.partial")
