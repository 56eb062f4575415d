"""Reads what a command is given, and refuses it with one clear message."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from analysis.commands.errors import InputError
from analysis.loading import Arm
from analysis.loading import load_arm as load
from analysis.loading import load_arms as load_all
from analysis.scenario_file import Override, overriding, read_overrides


def load_arm(source: str, overrides: Sequence[Override], *, allow_code: bool) -> Arm:
    """A scenario with its recording; see `analysis.loading`."""
    with refused():
        return load(source, overrides, allow_code=allow_code)


def load_arms(
    sources: Sequence[str], overrides: Sequence[Override], *, allow_code: bool
) -> list[Arm]:
    """The arms of a comparison; see `analysis.loading`."""
    with refused():
        return load_all(sources, overrides, allow_code=allow_code)


def check_output(
    folder: Path,
    kind: str,
    files: Collection[str] | None = None,
    *,
    inner: Iterable[str] = (),
) -> None:
    """Refuse a folder that results cannot go to; see `analysis.results.check_free`."""
    from analysis.lab.archive import misplaced  # brings the writers of tables along
    from analysis.results import FolderError, check_free

    try:
        check_free(folder, kind, files, inner=inner)
    except FolderError as error:
        raise InputError(f"--out: {error}") from None
    if wrong := misplaced(folder):
        raise InputError(f"--out: {wrong}")


def check_file(file: Path, option: str | None = None) -> None:
    """Refuse a file that cannot be written, which an option names; see `analysis.results`."""
    from analysis.results import FolderError
    from analysis.results import check_file as check

    try:
        check(file)
    except FolderError as error:
        raise InputError(f"{option}: {error}" if option else str(error)) from None


def overrides_of(
    settings: Sequence[str],
    days: int | None = None,
    replay: Mapping[str, str | Path | None] | None = None,
) -> list[Override]:
    """What `--set` says, and other options that stand for a setting."""
    reading = {f"replay.{key}": said and str(said) for key, said in (replay or {}).items()}
    others = {"days": days} | reading
    given = {path: value for path, value in others.items() if value is not None}
    return [*read_overrides(settings), *overriding(given)]


@contextmanager
def refused() -> Iterator[None]:
    """Faults of files and settings as messages to the user."""
    try:
        yield
    except ValueError as error:
        raise InputError(str(error)) from None
