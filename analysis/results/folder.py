"""Folders and files that appear whole or not at all, and never in the place of someone else's."""

import json
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

MANIFEST = "manifest.json"
_MAKER = "o2o-market"
_PARTIAL = ".partial"


class FolderError(ValueError):
    """Results cannot be written to this folder."""


def stamp(kind: str) -> dict[str, str]:
    """The head of a manifest, by which a folder is known as ours; see `check_free`."""
    return {"made_by": _MAKER, "kind": kind}


def check_free(folder: Path, kind: str, files: Collection[str] | None = None) -> None:
    """Refuse a folder that cannot be written or that holds something else.

    Free is a folder that does not exist, is empty, or holds earlier results of the same kind
    ("run", "comparison") and, when `files` names all that these may hold, nothing besides.

    Raises
    ------
    FolderError
        Says what is in the way.
    """
    ancestor = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not ancestor.is_dir():
        raise FolderError(f"{ancestor} is a file, not a folder")
    if not os.access(ancestor, os.W_OK | os.X_OK):
        raise FolderError(f"{ancestor} cannot be written to")
    if not folder.exists():
        return
    held = {path.name for path in folder.iterdir() if not path.name.endswith(_PARTIAL)}
    if held and _kind_of(folder) != kind:
        raise FolderError(f"{folder} is not empty and holds no {kind}; name another folder")
    others = sorted(held.difference(files)) if files is not None else []
    if others:
        raise FolderError(
            f"{folder} holds a {kind} and, besides, {', '.join(others)}; "
            "move that away or name another folder"
        )


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """An empty folder to fill, which takes the place of `folder` once it is complete."""
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(folder)
    partial = folder.with_name(f".{folder.name}.{os.getpid()}{_PARTIAL}")
    partial.mkdir()
    try:
        yield partial
        if folder.exists():  # a folder that is not empty cannot be replaced in one step
            old = partial.with_suffix(f".old{_PARTIAL}")
            os.replace(folder, old)
            os.replace(partial, folder)
            shutil.rmtree(old)
        else:
            os.replace(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def write_text(file: Path, text: str) -> None:
    """Write a whole file, or nothing. A sign of a file's name that is no text is escaped."""
    write_bytes(file, text.encode("utf-8", "backslashreplace"))


def write_bytes(file: Path, content: bytes) -> None:
    """Write a whole file, or nothing."""
    partial = file.with_name(f".{file.name}.{os.getpid()}{_PARTIAL}")
    try:
        partial.write_bytes(content)
        os.replace(partial, file)
    finally:
        partial.unlink(missing_ok=True)


def _kind_of(folder: Path) -> str | None:
    """Which kind of results of ours a folder holds."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return str(manifest["kind"]) if manifest["made_by"] == _MAKER else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _remove_leftovers(folder: Path) -> None:
    """Remove what processes that were killed left beside the folder."""
    for partial in folder.parent.glob(f".{folder.name}.*{_PARTIAL}"):
        process = partial.name.removeprefix(f".{folder.name}.").split(".")[0]
        if process.isdecimal() and not _is_alive(int(process)):
            shutil.rmtree(partial, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
