"""A folder of files about a city: which of them tells what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.own_city.roles import NEEDED, kind_of_table
from analysis.own_city.town import FILES
from analysis.own_city.zones import is_geojson
from analysis.recordings.faults import RecordingError, not_found, refused
from analysis.recordings.files import Stated, read_sheet
from analysis.recordings.opening import unreadable

_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".gz", ".geojson", ".json")


@dataclass(frozen=True)
class Folder:
    """Files by what they tell, and files that are none of a city's, with the reason."""

    path: Path
    files: Mapping[str, Path]
    others: tuple[tuple[str, str], ...]


def read_folder(path: Path) -> Folder:
    """Which files of a folder tell of stores, zones, demand and couriers, by their columns.

    Raises
    ------
    RecordingError
        It is no folder, holds none of these, two files that tell the same, or one that is called
        by what it tells and cannot be read, or has not its columns.
    """
    try:
        if not path.exists():
            raise not_found(path)
        if not path.is_dir():
            raise refused(str(path), "is no folder; name the one that holds the city's tables")
        entries = sorted(path.iterdir())
    except OSError as error:
        raise unreadable(path, error) from None
    found: dict[str, list[Path]] = {}
    others: list[tuple[str, str]] = []
    for entry in entries:
        if entry.suffix.lower() not in _TABLES or entry.name.startswith((".", "~")):
            continue
        if not entry.is_file():
            if _is_meant(entry):
                raise refused(str(entry), "is no file that can be read")
            continue
        kind, why = _kind_of(entry)
        if kind is None:
            others.append((entry.name, why))
        else:
            found.setdefault(kind, []).append(entry)
    for kind, several in found.items():
        if len(several) > 1:
            raise refused(str(path), _several(kind, several))
    if not found:
        told = "; ".join(f"{name}: {why}" for name, why in others)
        raise refused(str(path), f"holds no table of stores, zones, demand or shifts{_in(told)}")
    return Folder(path, {kind: found[kind][0] for kind in FILES if kind in found}, tuple(others))


def _kind_of(file: Path) -> tuple[str | None, str]:
    if is_geojson(file):
        return "zones", ""
    try:
        sheet = read_sheet(file, Stated())
    except RecordingError as error:
        if _is_meant(file):
            raise
        return None, error.faults[0].problem
    kind = kind_of_table(sheet.columns)
    if kind is None and _is_meant(file):
        needed = NEEDED[_called(file)]
        problem = f"is called {_called(file)}, but has not {needed}; the header has {sheet.header}"
        raise refused(str(file), problem, 1)
    return kind, "" if kind else f"columns {sheet.header} are none of a city's tables"


def _is_meant(file: Path) -> bool:
    """Whether a file is called by what it tells: a city without it would be another."""
    return _called(file) in FILES


def _called(file: Path) -> str:
    return file.name.partition(".")[0].lower()


def _several(kind: str, files: Sequence[Path]) -> str:
    names = ", ".join(file.name for file in files)
    return f"{names} all tell of {kind}; keep one of them in the folder"


def _in(told: str) -> str:
    return f" ({told})" if told else ""
