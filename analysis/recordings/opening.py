"""The bytes of a file, unpacked where gzip packed them, and what they are."""

import codecs
import gzip
import io
import zlib
from pathlib import Path
from typing import Literal

from analysis.recordings.faults import RecordingError, not_found, refused

MOST_BYTES = 2**31  # unpacked

Kind = Literal["text", "parquet", "workbook"]

_BEGINNING = 512  # bytes

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"
_WORKBOOK = b"xl/workbook"  # the name of a file in every .xlsx
_OTHERS = {
    b"BZh": "is packed by bzip2; unpack it, or pack it by gzip",
    b"\xfd7zXZ": "is packed by xz; unpack it, or pack it by gzip",
    b"\x28\xb5\x2f\xfd": "is packed by zstd; unpack it, or pack it by gzip",
    b"\xd0\xcf\x11\xe0": "is a workbook of the old kind (.xls); save it as .xlsx or CSV",
    b"SQLite format 3": "is an SQLite database; export its table as CSV or Parquet",
    b"%PDF-": "is a PDF document; a table of orders is CSV, Parquet or .xlsx",
    b"ORC": "is an ORC file; save it as Parquet or CSV",
    b"Obj\x01": "is an Avro file; save it as Parquet or CSV",
}


def content_of(file: Path) -> bytes:
    """What a file holds, unpacked.

    Raises
    ------
    RecordingError
        It cannot be opened, is torn, or is of a kind that is not read.
    """
    try:
        if not file.is_file():
            raise not_found(file)
        content = file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from None
    if content.startswith(_GZIP):
        content = _unpacked(content, file)
        if content.startswith(_GZIP):
            raise refused(str(file), "is packed by gzip twice; unpack it once")
    for magic, problem in _OTHERS.items():
        if content.startswith(magic) and _is_binary(content):
            raise refused(str(file), problem)
    if content.startswith(_ZIP) and kind_of(content) != "workbook":
        raise refused(str(file), "is a zip archive; unpack it first")
    return content


def kind_of(content: bytes) -> Kind:
    """What a file holds, by its content and not by its name."""
    if content.startswith(_PARQUET):
        return "parquet"
    if content.startswith(_ZIP) and _WORKBOOK in content:
        return "workbook"
    return "text"


def _is_binary(content: bytes) -> bool:
    """Whether the beginning cannot be text, in which a header may begin with any letters."""
    beginning = content[:_BEGINNING]
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return True
    return b"\0" in beginning


def unreadable(file: Path, error: OSError) -> RecordingError:
    """The error of a file that the system does not let us read."""
    return refused(str(file), f"cannot be read: {error.strerror}")


def _unpacked(content: bytes, file: Path) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            unpacked = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise refused(str(file), f"cannot be unpacked, it is torn: {error}") from None
    if len(unpacked) > MOST_BYTES:
        raise refused(str(file), f"unpacks to more than {MOST_BYTES >> 30} GiB")
    return unpacked
