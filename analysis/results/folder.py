"""Folders and files that appear whole or not at all, and never in the place of someone else's."""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from analysis.machine.database import unnamed

MANIFEST = "manifest.json"
_MAKER = "o2o-market"
_PARTIAL = ".partial"
_OLD = ".old"
# What a process of ours that was killed leaves: .name.process.partial, and what file managers put
# into each folder that they show.
_LEFTOVER = re.compile(r"\..+\.\d+(\.old)?\.partial|\.DS_Store|Thumbs\.db|desktop\.ini")

# A name keeps so many bytes in that of what is not whole yet; the rest of a longer one is a digest.
_KEPT_BYTES = 150
# A path that ends in a folder goes on to the files in it.
_DEEPER_BYTES = 64


class FolderError(ValueError):
    """Results cannot be written to this folder."""


def from_json(text: str | bytes) -> Any:
    """What a JSON file holds.

    Raises
    ------
    ValueError
        It is none, or so deeply nested that none of ours could be so.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def is_ours(folder: Path) -> bool:
    """Whether a folder has a manifest of ours."""
    return _kind_of(folder) is not None


def stamp(kind: str) -> dict[str, str]:
    """The head of a manifest, by which a folder is known as ours; see `check_free`."""
    return {"made_by": _MAKER, "kind": kind}


def check_free(
    folder: Path,
    kind: str,
    files: Collection[str] | None = None,
    *,
    inner: Iterable[str] = (),
) -> None:
    """Refuse a folder that cannot be written or that holds something else.

    Free is a folder that does not exist, is empty, or holds earlier results of the same kind
    ("run", "comparison") and, when `files` names all that these may hold, nothing besides. A link
    stands for the folder that it leads to.

    Parameters
    ----------
    folder, kind
        Where results of which kind are to go.
    files
        All that such a folder may hold; None: anything beside its manifest.
    inner
        Paths, relative to it, that will be made in it.

    Raises
    ------
    FolderError
        Says what is in the way.
    """
    try:
        folder = folder.resolve()
        paths = [folder, *(folder / path for path in inner)]
        if wrong := next(filter(None, map(unnamed, paths)), None):
            raise FolderError(wrong)
        ancestor = next(path for path in (folder, *folder.parents) if path.exists())
        _check_names(paths, ancestor)
        if not ancestor.is_dir():
            raise FolderError(f"{ancestor} is a file, not a folder")
        if not _can_be_written(ancestor):
            raise FolderError(f"{ancestor} cannot be written to")
        if folder.exists():
            _check_held(folder, kind, files)
    except OSError as error:
        raise FolderError(f"{folder}: {error.strerror or error}") from None
    except RuntimeError:  # links that lead to each other
        raise FolderError(f"{folder} is a link that leads to itself") from None


def check_file(file: Path) -> None:
    """Refuse a file that cannot be written.

    Raises
    ------
    FolderError
        Says what is in the way.
    """
    folder = file.absolute().parent
    try:
        if not folder.is_dir():
            raise FolderError(f"{file.parent} is no folder")
        _check_names([folder / file.name], folder)
        if file.is_dir():
            raise FolderError(f"{file} is a folder, not a file")
    except OSError as error:
        raise FolderError(f"{file}: {error.strerror or error}") from None
    if not _can_be_written(folder):
        raise FolderError(f"{file.parent} cannot be written to")


def _check_held(folder: Path, kind: str, files: Collection[str] | None) -> None:
    held = {path.name for path in folder.iterdir() if not _LEFTOVER.fullmatch(path.name)}
    if held and _kind_of(folder) != kind:
        raise FolderError(f"{folder} is not empty and holds no {kind}; name another folder")
    others = sorted(held.difference(files)) if files is not None else []
    if others:
        raise FolderError(
            f"{folder} holds a {kind} and, besides, {', '.join(others)}; "
            "move that away or name another folder"
        )


def _check_names(paths: Iterable[Path], ancestor: Path) -> None:
    """Refuse names, and paths, that are longer than the file system takes."""
    longest_name = os.pathconf(ancestor, "PC_NAME_MAX")
    longest_path = os.pathconf(ancestor, "PC_PATH_MAX") - _DEEPER_BYTES
    for path in paths:
        for name in path.relative_to(ancestor).parts:
            if len(os.fsencode(name)) > longest_name:
                raise FolderError(
                    f"the name {name[:40]}... has {len(os.fsencode(name))} bytes; "
                    f"a name may have {longest_name}"
                )
        if len(os.fsencode(path)) > longest_path:
            raise FolderError(
                f"the path {str(path)[:40]}... has {len(os.fsencode(path))} bytes; "
                f"a path may have {longest_path}"
            )


def _can_be_written(folder: Path) -> bool:
    """Whether a file can be made there: permissions alone do not say so of a read-only disk."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"o2o")
    except OSError:
        return False
    return True


@contextmanager
def replacing(folder: Path, ours: Collection[str] | None = None) -> Iterator[Path]:
    """An empty folder to fill, which takes the place of `folder` once it is complete.

    A link stays, and the folder that it leads to is replaced. Of what `folder` holds by then, what
    is not among `ours` goes into the new one; None: all is ours.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is a file, not a folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A disk that is mounted there, or a folder within one of somebody else's, cannot be replaced.
    stays = folder.is_dir() and (folder.is_mount() or not _can_be_written(folder.parent))
    home = folder if stays else folder.parent
    partial = _partial(home / folder.name)
    _remove_leftovers(home / folder.name, folder)
    partial.mkdir()
    try:
        yield partial
        if stays:
            _fill(folder, partial)
        elif folder.exists():  # a folder that is not empty cannot be replaced in one step
            old = partial.with_suffix(f"{_OLD}{_PARTIAL}")
            os.replace(folder, old)
            os.replace(partial, folder)
            _keep_foreign(old, folder, ours)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _fill(folder: Path, partial: Path) -> None:
    """Move files into a folder, whose manifest names no results until all are there."""
    names = sorted(path.name for path in partial.iterdir())
    if MANIFEST in names:
        kind = _kind_of(partial)
        write_text(folder / MANIFEST, json.dumps(stamp(kind)) if kind else "{}")
        names.remove(MANIFEST)
        names.append(MANIFEST)
    for name in names:
        os.replace(partial / name, folder / name)


def _keep_foreign(old: Path, folder: Path, ours: Collection[str] | None) -> None:
    if ours is None:
        return
    for path in old.iterdir():
        if path.name not in ours and not _LEFTOVER.fullmatch(path.name):
            os.replace(path, folder / path.name)


def write_text(file: Path, text: str) -> None:
    """Write a whole file, or nothing. A sign of a file's name that is no text is escaped."""
    write_bytes(file, text.encode("utf-8", "backslashreplace"))


def write_bytes(file: Path, content: bytes) -> None:
    """Write a whole file, or nothing; an error names the file."""
    partial = _partial(file)
    _remove_leftovers(file, file)
    try:
        partial.write_bytes(content)
        os.replace(partial, file)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None
    finally:
        partial.unlink(missing_ok=True)


def _kind_of(folder: Path) -> str | None:
    """Which kind of results of ours a folder holds."""
    try:
        manifest = from_json((folder / MANIFEST).read_text(encoding="utf-8"))
        return str(manifest["kind"]) if manifest["made_by"] == _MAKER else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _partial(path: Path) -> Path:
    """What this process makes of a file or folder, beside it, until it is whole."""
    return path.with_name(f".{_short(path.name)}.{os.getpid()}{_PARTIAL}")


def _short(name: str) -> str:
    """A name that leaves room for what is put around it."""
    whole = os.fsencode(name)
    if len(whole) <= _KEPT_BYTES:
        return name
    return os.fsdecode(whole[:_KEPT_BYTES]) + hashlib.sha256(whole).hexdigest()[:16]


def _remove_leftovers(path: Path, target: Path) -> None:
    """Remove what processes that were killed left beside a path; finished results come back.

    Who is killed between the two steps of replacing `target` leaves its old results beside it.
    """
    begin = f".{_short(path.name)}."
    for partial in path.parent.iterdir():
        process = partial.name.removeprefix(begin).split(".")[0]
        is_ours = partial.name.startswith(begin) and partial.name.endswith(_PARTIAL)
        if not is_ours or not process.isdecimal() or _is_alive(int(process)):
            continue
        if partial.name.endswith(_OLD + _PARTIAL) and not target.exists():
            os.replace(partial, target)
        elif partial.is_dir():
            shutil.rmtree(partial, ignore_errors=True)
        else:
            partial.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
