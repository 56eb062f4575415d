"""Instances that an earlier command has solved: known by content, judged anew by their files."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import analysis.mdrp
from analysis.address import address
from analysis.loading import Arm
from analysis.mdrp.solution_files import FILES
from analysis.results import as_json, from_json, write_text
from analysis.results.folder import MANIFEST

Kept = dict[str, dict[str, Any]]  # by name: content address of the solution, CPU seconds

_NOTE = ".{name}.solved.json"
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError)


def content(arm: Arm) -> str:
    """Equal for equal solutions of an instance: scenario, recording and all code behind it."""
    return hashlib.sha256(
        f"{address(arm.scenario, 0, arm.recording)} {_code()}".encode()
    ).hexdigest()


def read_kept(out: Path) -> Kept:
    """What the manifest of a folder, and notes beside it, say of instances that were solved."""
    try:
        kept = from_json((out / MANIFEST).read_text(encoding="utf-8"))["kept"]
        found = {str(name): _one(one) for name, one in kept.items()}
    except _UNREADABLE:
        found = {}
    for file in out.glob(_NOTE.format(name="*")):
        with suppress(*_UNREADABLE):
            said = from_json(file.read_text(encoding="utf-8"))
            folder = out / said["name"]
            if said["files"] == {name: _digest((folder / name).read_bytes()) for name in FILES}:
                found[folder.name] = _one(said)
    return found


def note(out: Path, name: str, content: str, cpu_s: float, texts: Mapping[str, str]) -> None:
    """Say of a solution what it is before it is there, and the manifest knows of it.

    Who is killed in between has lost nothing: a note counts where the files are those it means.
    """
    files = {file: _digest(text.encode()) for file, text in texts.items()}
    said = {"name": name, "content": content, "cpu_s": cpu_s, "files": files}
    write_text(out / _NOTE.format(name=name), as_json(said))


def drop_notes(out: Path) -> None:
    """Take notes away, once the manifest says what they say."""
    for file in out.glob(_NOTE.format(name="*")):
        file.unlink(missing_ok=True)


def _one(said: Mapping[str, Any]) -> dict[str, Any]:
    return {"content": str(said["content"]), "cpu_s": float(said["cpu_s"])}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def found_again(kept: Kept, contents: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """Names, and CPU seconds, of those that were solved just as they are to be solved now."""
    for name, wanted in contents.items():
        if name in kept and kept[name]["content"] == wanted:
            yield name, kept[name]["cpu_s"]


@cache
def _code() -> str:
    """Digest of what turns a run into the official files."""
    seen = hashlib.sha256()
    for file in sorted(Path(str(analysis.mdrp.__file__)).parent.glob("*.py")):
        seen.update(file.read_bytes())
    return seen.hexdigest()
