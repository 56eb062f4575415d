"""Recorded orders: tables of one's own, and folders of the public benchmark."""

from collections.abc import Mapping as Values
from pathlib import Path
from typing import Any

from analysis.recordings.faults import RecordingError, not_found, refused
from analysis.recordings.files import parts_of
from analysis.recordings.mapping_file import beside, read_mapping
from analysis.recordings.mdrp import FILES, instances_in, read_mdrp
from analysis.recordings.opening import unreadable
from analysis.recordings.table import read_table
from analysis.recordings.understood import Understood
from sim.recording import Recording

__all__ = ["RecordingError", "Understood", "is_instance", "read_orders", "read_recording"]


def read_recording(path: str | Path) -> Recording:
    """The recording at a path; see `read_orders`."""
    return read_orders(path).recording


def read_orders(
    path: str | Path, mapping: str | Path | None = None, stated: Values[str, Any] | None = None
) -> Understood:
    """The recording at a path, and what was understood of it.

    Parameters
    ----------
    path
        A table (text, Parquet, a workbook, or a folder of parts), or the folder of a benchmark
        instance.
    mapping
        The file that says how to read a table; None: the one beside it, if there is one.
    stated
        Keys of a mapping that are laid over that file.

    Raises
    ------
    RecordingError
        Names every fault, each with file, line, column and what is allowed.
    """
    place = Path(path)
    if is_instance(place):
        if mapping is not None or stated:
            raise refused(str(place), "is an instance of the benchmark, which needs no mapping")
        return Understood(place, read_mdrp(place), form="minutes from midnight")
    found = beside(place)
    file = Path(mapping) if mapping is not None else found if found.is_file() else None
    folder = file.parent if file else place.parent
    return read_table(place, read_mapping(file, stated or {}), folder)


def is_instance(place: Path) -> bool:
    """Whether a path is, or holds, instances of the benchmark; False: it is a table.

    Raises
    ------
    RecordingError
        It is neither.
    """
    try:
        if not place.exists():
            raise not_found(place)
        if not place.is_dir():
            return False
        if any((place / name).is_file() for name in FILES) or instances_in(place):
            return True
        if not parts_of(place):
            raise refused(str(place), _nothing_in(place))
    except OSError as error:  # a name that is too long, a folder that may not be opened
        raise unreadable(place, error) from None
    return False


def _folders_in(folder: Path) -> list[Path]:
    return [entry for entry in sorted(folder.iterdir()) if entry.is_dir()]


def _nothing_in(folder: Path) -> str:
    """What to say of a folder that is neither an instance nor a table in parts."""
    tables = [entry.name for entry in _folders_in(folder) if parts_of(entry)]
    if tables:
        return f"holds no table itself, but folders that may: {', '.join(tables[:3])}; name one"
    return (
        f"holds neither an instance of the benchmark ({', '.join(FILES)}) "
        "nor files of a table in parts"
    )
