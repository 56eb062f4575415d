"""The archive of an experiment: what its replications brought, kept as they come.

A folder with the manifest and, under `records/`, a file for each process that has ever computed
for it, one JSON line a replication: appended, never rewritten. Whoever is killed leaves a line
that is not whole; it is left out, and computed anew. A replication is known by its content address
(`analysis.address`): it is computed once, wherever in the archive it stands. `failures.jsonl` has
those that brought nothing. The archive of another machine is merged by copying its records.

A folder may be asked one thing after another: other levers, other settings, the same with code that
has changed. All that was computed stays, and `asked.txt` has the ids of what was asked for last.
"""

import json
import os
import platform
import uuid
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from analysis.experiment.unit import Measured, Unit
from analysis.results import from_json, write_text

RECORDS, FAILURES, ASKED = "records", "failures.jsonl", "asked.txt"
_LINES = ".jsonl"


@dataclass(frozen=True)
class Failure:
    """A replication that brought nothing."""

    id: str
    label: str
    seed: int
    error: str


class Archive:
    """What an experiment's folder holds, in a tenth of the memory of its text.

    Parameters
    ----------
    folder
        That of the experiment. It need not have records.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._found: dict[str, KpisView] = {}
        self._read_to: dict[Path, int] = {}  # of each file, to which byte
        self._views = _Views()
        self.failures: dict[str, Failure] = {}
        self.read()

    def __contains__(self, unit_id: str) -> bool:
        return unit_id in self._found

    def __len__(self) -> int:
        return len(self._found)

    def kpis(self, unit_id: str) -> Mapping[str, Any]:
        """The KPIs of a replication that is there."""
        return self._found[unit_id]

    def read(self) -> None:
        """Take in what other processes have appended since."""
        for file in _files(self.folder):
            for record, end in _lines(file, _is_record, self._read_to.get(file, 0)):
                self._read_to[file] = end
                if record["id"] not in self._found:
                    self._found[record["id"]] = self._views.of(record["kpis"])
        self.failures = {each.id: each for each in failures(self.folder)}

    def keep(self, unit: Unit, measured: Measured) -> None:
        """Append what a replication brought, unless it is there."""
        if unit.id not in self._found:
            append(self.folder, unit, measured)
            self.remember(unit, measured)

    def remember(self, unit: Unit, measured: Measured) -> None:
        """Know what a worker has appended itself."""
        self._found[unit.id] = self._views.of(measured.kpis)

    def keep_failure(self, unit: Unit, error: str) -> None:
        """Append that a replication brought nothing, and why; it is not tried again."""
        failure = Failure(unit.id, unit.label, unit.seed, error)
        self.failures[unit.id] = failure
        # After a line that may be torn.
        _append(self.folder / FAILURES, f"\n{_line(asdict(failure))}".encode())


def append(folder: Path, unit: Unit, measured: Measured) -> None:
    """Append what a replication brought to this process's file in an archive.

    Raises
    ------
    ValueError
        A KPI is no number.
    """
    record = {
        "id": unit.id,
        "label": unit.label,
        "seed": unit.seed,
        "cpu_s": round(measured.cpu_s, 6),
        "kpis": measured.kpis,
    }
    _write(folder, record)


def records(folder: Path) -> Iterator[dict[str, Any]]:
    """Every whole record of an archive, file by file, as they were appended."""
    for file in _files(folder):
        yield from (record for record, _ in _lines(file, _is_record))


def failures(folder: Path) -> list[Failure]:
    """What failed, and was not tried again since."""
    return [Failure(**line) for line, _ in _lines(folder / FAILURES, _is_failure)]


def forget_failures(folder: Path) -> None:
    """Have what failed in an archive tried again by whoever opens it next."""
    (folder / FAILURES).unlink(missing_ok=True)


def ask(folder: Path, ids: Sequence[str], *, anew: bool) -> None:
    """Write down what is asked for, in place of what was before or, not `anew`, beside it."""
    lines = "".join(f"{each}\n" for each in ids)
    if anew:
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / ASKED, lines)
    else:
        _append(folder / ASKED, lines.encode())


def asked_for(folder: Path) -> frozenset[str] | None:
    """The ids of what was asked for last; None: all that is there, of whoever wrote none down."""
    file = folder / ASKED
    if not file.exists():
        return None
    return frozenset(file.read_text("utf-8", "replace").split())


def misplaced(folder: Path) -> str | None:
    """What stands where an archive has something else; None: nothing does."""
    place = folder / RECORDS
    for file in (folder / FAILURES, folder / ASKED, *_files(folder)):
        if file.is_dir():
            return f"{file} is a folder, not a file; move it away"
    if place.exists() and not place.is_dir():
        return f"{place} is a file, not a folder; move it away"
    return None


def merge(into: Path, others: Sequence[Path]) -> int:
    """Copy the records and failures of other archives; how many replications that adds.

    What is in several archives comes once. Nothing of the others is changed.
    """
    known = {record["id"] for record in records(into)}
    n_before = len(known)
    asked = _asked_for_together((into, *others))
    failed = {each.id: each for folder in (into, *others) for each in failures(folder)}
    for other in others:
        for record in _unknown(records(other), known):
            _write(into, record)
    left = [_line(asdict(each)) for name, each in failed.items() if name not in known]
    if left:
        write_text(into / FAILURES, "".join(left))
    else:
        (into / FAILURES).unlink(missing_ok=True)
    if asked is not None:
        ask(into, sorted(asked), anew=True)
    return len(known) - n_before


def contradiction(folders: Sequence[Path]) -> str | None:
    """How archives contradict one another about a replication; None: they do not.

    What has the same content is the same to the bit, so that one of them was changed.
    """
    known: dict[str, tuple[bytes, Path]] = {}
    for folder in folders:
        for record in records(folder):
            digest = sha256(_line(record["kpis"]).encode()).digest()
            first, there = known.setdefault(record["id"], (digest, folder))
            if first != digest:
                which = f"{record['label']}, seed {record['seed']}"
                return f"{there} and {folder} tell different numbers of the same run ({which})"
    return None


def _asked_for_together(folders: Sequence[Path]) -> set[str] | None:
    """What was asked for in any of them, or is there where nobody knows; None: nobody ever knew."""
    asked = [asked_for(folder) for folder in folders]
    if all(ids is None for ids in asked):
        return None
    return {
        each
        for folder, ids in zip(folders, asked, strict=True)
        for each in (ids if ids is not None else (record["id"] for record in records(folder)))
    }


def _unknown(found: Iterable[dict[str, Any]], known: set[str]) -> Iterator[dict[str, Any]]:
    """The records that are not known; they are from then on."""
    for record in found:
        if record["id"] not in known:
            known.add(record["id"])
            yield record


class KpisView(Mapping[str, Any]):
    """KPIs by name, held as one row of numbers: a tenth of the memory of a dictionary.

    Whole numbers come back as such, and None where there is no value.
    """

    __slots__ = ("_names", "_values", "_whole")

    def __init__(self, names: Mapping[str, int], whole: bytes, values: "array[float]") -> None:
        self._names = names
        self._whole = whole
        self._values = values

    def __getitem__(self, name: str) -> float | int | None:
        place = self._names[name]
        value = self._values[place]
        if value != value:
            return None
        return int(value) if self._whole[place] else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Views:
    """Makes views; those of equal names, and of equal kinds of number, share these."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, ...], dict[str, int]] = {}
        self._wholes: dict[bytes, bytes] = {}

    def of(self, kpis: Mapping[str, Any]) -> KpisView:
        """KPIs as a row of numbers."""
        shape = tuple(kpis)
        names = self._names.setdefault(shape, {name: nth for nth, name in enumerate(shape)})
        whole = bytes(isinstance(value, int) for value in kpis.values())
        values = array("d", (np.nan if value is None else value for value in kpis.values()))
        return KpisView(names, self._wholes.setdefault(whole, whole), values)


def _files(folder: Path) -> list[Path]:
    """The files of records of an archive."""
    return sorted((folder / RECORDS).glob(f"*{_LINES}"))


def _lines(
    file: Path, is_whole: Callable[[dict[str, Any]], bool], begin: int = 0
) -> Iterator[tuple[dict[str, Any], int]]:
    """The whole lines of a file of records from a byte on, each with the byte that it ends before.

    What is torn, or is something else, is left out.
    """
    if not file.is_file():
        return
    with file.open("rb") as lines:
        end = lines.seek(begin)
        for line in lines:
            end += len(line)
            try:
                record = from_json(line)
            except ValueError:
                continue
            if line.endswith(b"\n") and isinstance(record, dict) and is_whole(record):
                yield record, end


def _is_record(record: dict[str, Any]) -> bool:
    """Whether a line holds what `append` writes; none of ours brings anything else along."""
    told, kpis = (record.get(name) for name in ("id", "label")), record.get("kpis")
    return (
        all(isinstance(each, str) for each in told)
        and isinstance(record.get("seed"), int)
        and isinstance(record.get("cpu_s"), int | float)
        and isinstance(kpis, dict)
        and all(value is None or isinstance(value, int | float) for value in kpis.values())
    )


def _is_failure(record: dict[str, Any]) -> bool:
    """Whether a line holds a failure."""
    told = all(isinstance(record.get(name), str) for name in ("id", "label", "error"))
    return told and isinstance(record.get("seed"), int) and len(record) == len(fields(Failure))


def _write(folder: Path, record: dict[str, Any]) -> None:
    """Append a record to the file of this process."""
    line, place = _line(record).encode(), folder / RECORDS
    place.mkdir(parents=True, exist_ok=True)
    _append(place / _own_name(), line)


def _append(to: Path, line: bytes) -> None:
    """Append to a file; an error names it."""
    try:
        with to.open("ab") as file:
            file.write(line)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(to)) from None


def _line(record: dict[str, Any]) -> str:
    """A record as a line; what is no number is refused."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"{text}\n"


@cache
def _own_name() -> str:
    """The name of this process's files, which no other uses on any machine."""
    host = "".join(sign for sign in platform.node() if sign.isalnum() or sign == "-")[:40]
    return f"{host or 'host'}-{os.getpid()}-{uuid.uuid4().hex[:8]}{_LINES}"
