"""Faults of a recording: a line each, all at once."""

from collections.abc import Sequence
from pathlib import Path

from analysis.scenario_file.faults import Fault, Place, nearest

MOST_SHOWN = 20


class RecordingError(ValueError):
    """Recorded orders that cannot be read; holds every fault found, shows the first of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        lines = [str(fault) for fault in faults[:MOST_SHOWN]]
        if len(faults) > MOST_SHOWN:
            lines.append(f"... and {len(faults) - MOST_SHOWN} more")
        super().__init__("\n".join(lines))
        self.faults = list(faults)

    def __reduce__(self) -> tuple[type["RecordingError"], tuple[list[Fault]]]:
        return RecordingError, (self.faults,)


def refused(source: str, problem: str, line: int | None = None) -> RecordingError:
    """The error of a file that has one fault."""
    return RecordingError([Fault(Place(source, line), problem)])


def not_found(path: Path) -> RecordingError:
    """The error of a path that leads to no file, with the name that was probably meant."""
    if path.exists():
        return refused(str(path), "is a folder" if path.is_dir() else "is no regular file")
    if path.is_symlink():
        return refused(str(path), f"is a link that leads nowhere, to {path.readlink()}")
    around = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    return refused(str(path), f"no such file or folder{meant(nearest(path.name, around))}")


def meant(guess: str | None) -> str:
    """``; did you mean 'ready_min'?``, or nothing without a guess."""
    return f"; did you mean '{guess}'?" if guess else ""
