"""Recorded orders: tables of one's own, and folders of the public benchmark."""

from pathlib import Path

from analysis.recordings.faults import RecordingError, not_found
from analysis.recordings.mdrp import read_mdrp
from analysis.recordings.table import read_table
from sim.recording import Recording

__all__ = ["RecordingError", "read_recording"]


def read_recording(path: str | Path) -> Recording:
    """The recording at a path: a folder of a benchmark instance, or a CSV or Parquet file.

    Raises
    ------
    RecordingError
        Names every fault, each with file, line, column and what is allowed.
    """
    place = Path(path)
    if place.is_dir():
        return read_mdrp(place)
    if place.is_file():
        return read_table(place)
    raise not_found(place)
