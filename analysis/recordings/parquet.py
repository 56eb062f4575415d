"""Parquet: columns of types, written as text in the forms in which CSV has them."""

import glob
import json
from pathlib import Path
from typing import Any

from analysis.machine.database import database, unnamed
from analysis.recordings.delimited import clean, sheet_of
from analysis.recordings.faults import refused
from analysis.recordings.mapping import check_zone
from analysis.recordings.sheet import Sheet
from analysis.scenario_file.faults import Place

_READ = "read_parquet(?, hive_partitioning = false)"
# A moment is written with its offset, +00, so that it is not taken for a time of the town.
_MOMENT = "strftime({0} AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S.%f+00:00')"
_BINARY = "decode({0})"
_TEXT = "{0}::VARCHAR"
_FORMS = {"TIMESTAMP WITH TIME ZONE": _MOMENT, "BLOB": _BINARY}


def read_parquet(file: Path) -> Sheet:
    """The sheet of a Parquet file; its lines are row numbers from 1."""
    import duckdb  # slow to import, and seldom needed

    source = str(file)
    if wrong := unnamed(file):
        raise refused(source, wrong.removeprefix(f"{source} "))
    pattern = glob.escape(source)
    with database(n_threads=None) as connection:
        connection.execute("SET TimeZone = 'UTC'")  # else the machine's own decides
        try:
            described = connection.execute(f"DESCRIBE SELECT * FROM {_READ}", [pattern]).fetchall()
            types = {row[0]: row[1] for row in described}
            cells = ", ".join(_as_text(name, type_) for name, type_ in types.items())
            values = connection.execute(f"SELECT {cells} FROM {_READ}", [pattern]).fetchall()
            zones = _zones(connection, pattern)
        except duckdb.Error as error:
            problem = str(error).splitlines()[0]
            raise refused(source, f"cannot be read as Parquet: {problem}") from None
    rows = [
        (Place(source, line), [_cell(value) for value in row])
        for line, row in enumerate(values, start=1)
    ]
    sheet = sheet_of(source, [clean(name) for name in types], rows)
    sheet.zones = {clean(name): zone for name, zone in zones.items()}
    return sheet


def _as_text(name: str, type_: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    return _FORMS.get(type_, _TEXT).format(quoted)


def _zones(connection: Any, pattern: str) -> dict[str, str]:
    """The zone of columns of moments, which pandas notes beside the columns."""
    noted = connection.execute(
        "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'pandas'", [pattern]
    ).fetchone()
    if noted is None:
        return {}
    try:
        columns = json.loads(noted[0])["columns"]
        noted_zones = {
            column["name"]: column["metadata"]["timezone"]
            for column in columns
            if isinstance(column.get("metadata"), dict) and "timezone" in column["metadata"]
        }
        return {name: zone for name, zone in noted_zones.items() if _is_zone(zone)}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}  # a note of another form says nothing


def _is_zone(name: Any) -> bool:
    """Whether a note names a zone in a form that is known; other forms say nothing."""
    try:
        return isinstance(name, str) and check_zone(name) == name
    except ValueError:
        return False


def _cell(value: str | None) -> str:
    return "" if value is None or value == "nan" else clean(value)
