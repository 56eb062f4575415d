"""What a path holds as one sheet: a file, or a folder of parts as data engines write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.recordings.delimited import read_cells
from analysis.recordings.encodings import decoded
from analysis.recordings.faults import refused
from analysis.recordings.opening import content_of, kind_of
from analysis.recordings.parquet import read_parquet
from analysis.recordings.sheet import Row, Sheet
from analysis.recordings.workbook import read_workbook

_NO_PART = ("_", ".", "README")  # begins what engines and systems leave beside the parts
_OTHERS = (".md", ".toml", ".json", ".log", ".crc", ".html", ".png", ".pdf", ".py", ".sql")
_UNNAMED = "__HIVE_DEFAULT_PARTITION__"
_MOST_PARTS = 10_000


@dataclass(frozen=True)
class Stated:
    """What is known of how a file is written; None: to be found."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None


def read_text(file: Path, separator: str) -> Sheet:
    """The sheet of a text file whose first line names the columns."""
    content = content_of(file)
    if kind_of(content) != "text":
        raise refused(str(file), "is no text, but a file of another kind")
    return _with_rows(read_cells(decoded(content, file, None).text, file, separator))


def read_sheet(path: Path, stated: Stated) -> Sheet:
    """The sheet of a file, or of all parts of a folder."""
    return _with_rows(_read_folder(path, stated) if path.is_dir() else _read_file(path, stated))


def parts_of(folder: Path) -> list[Path]:
    """The files of a folder that may hold rows, by name; not what is hidden or a marker."""
    parts: list[Path] = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(_NO_PART) or entry.suffix.lower() in _OTHERS:
            continue
        if entry.is_dir() and "=" in entry.name:
            parts += parts_of(entry)
        elif entry.is_file() and entry.stat().st_size:
            parts.append(entry)
    return parts


def _with_rows(sheet: Sheet) -> Sheet:
    if not (sheet.n_rows or sheet.torn):
        raise refused(sheet.source, "has a header without rows")
    return sheet


def _read_file(file: Path, stated: Stated) -> Sheet:
    content = content_of(file)
    kind = kind_of(content)
    if kind == "parquet":
        return read_parquet(file)
    if kind == "workbook":
        return read_workbook(content, file, stated.sheet)
    text, encoding = decoded(content, file, stated.encoding)
    sheet = read_cells(text, file, stated.separator)
    sheet.encoding = encoding
    return sheet


def _read_folder(folder: Path, stated: Stated) -> Sheet:
    files = parts_of(folder)
    if not files:
        raise refused(str(folder), "holds no file with rows")
    if len(files) > _MOST_PARTS:
        raise refused(str(folder), f"holds more than {_MOST_PARTS} files")
    parts = [_with_partition(_read_file(file, stated), folder, file) for file in files]
    header = list(parts[0].columns)
    for part in parts[1:]:
        if sorted(part.columns) != sorted(header):
            problem = f"has other columns than {parts[0].source}: {_differing(header, part)}"
            raise refused(part.source, problem, 1)
    rows = [row for part in parts for row in _rows_of(part, header)]
    whole = Sheet(str(folder), header, rows)
    whole.zones, whole.encoding = parts[0].zones, parts[0].encoding
    for part in parts:
        whole.torn += part.torn
        whole.faults += part.torn
    return whole


def _rows_of(part: Sheet, header: Sequence[str]) -> list[Row]:
    cells = zip(*(part.columns[name] for name in header), strict=True)
    return [(place, list(row)) for place, row in zip(part.places, cells, strict=True)]


def _with_partition(part: Sheet, folder: Path, file: Path) -> Sheet:
    """The part with the columns that its path says: ``day=2024-05-17/part-0.parquet``."""
    for step in file.relative_to(folder).parts[:-1]:
        name, _, value = step.partition("=")
        part.columns.setdefault(name, ("" if value == _UNNAMED else value,) * part.n_rows)
    return part


def _differing(header: Sequence[str], part: Sheet) -> str:
    return ", ".join(sorted(set(header) ^ set(part.columns)))
