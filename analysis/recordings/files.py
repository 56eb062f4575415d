"""Opens the files of a recording: delimited text, where lines count, and Parquet."""

import csv
import glob
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from analysis.recordings.faults import RecordingError, refused
from analysis.recordings.sheet import Sheet

_PARQUET_MAGIC = b"PAR1"
_AS_TEXT = "SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?, hive_partitioning = false)"


def is_parquet(file: Path) -> bool:
    """Whether a file is Parquet, whatever its name."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(_PARQUET_MAGIC)) == _PARQUET_MAGIC
    except OSError as error:
        raise _unreadable(file, error) from None


def read_text(file: Path, separator: str) -> Sheet:
    """The sheet of a text file whose first line names the columns."""
    source = str(file)
    reader = csv.reader(io.StringIO(_text(file), newline=""), delimiter=separator, strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if row]
    except csv.Error as error:
        raise refused(source, f"cannot be split into cells: {error}", reader.line_num) from None
    if not rows:
        raise refused(source, "is empty; the first line must name the columns")
    (_, header), *body = rows
    return _sheet(source, header, body)


def read_parquet(file: Path) -> Sheet:
    """The sheet of a Parquet file; its lines are row numbers from 1."""
    import duckdb  # slow to import, and seldom needed

    source = str(file)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")  # else the machine's own decides
        try:
            table = connection.execute(_AS_TEXT, [glob.escape(source)])
            header = [column[0] for column in table.description]
            values = table.fetchall()
        except duckdb.Error as error:
            problem = str(error).splitlines()[0]
            raise refused(source, f"cannot be read as Parquet: {problem}") from None
    rows = [[_cell(value) for value in row] for row in values]
    return _sheet(source, header, list(enumerate(rows, start=1)))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _unreadable(file, error) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise refused(str(file), "is not UTF-8 text; save it as UTF-8", line) from None


def _unreadable(file: Path, error: OSError) -> RecordingError:
    return refused(str(file), f"cannot be read: {error.strerror}")


def _sheet(source: str, header: list[str], body: Sequence[tuple[int, list[str]]]) -> Sheet:
    twice = [name for name, count in Counter(header).items() if count > 1 and name]
    if twice:
        raise refused(source, f"names a column twice: {', '.join(twice)}", 1)
    if not body:
        raise refused(source, "has a header without rows")
    return Sheet(source, header, body)


def _cell(value: str | None) -> str:
    return "" if value is None or value == "nan" else value.strip()
