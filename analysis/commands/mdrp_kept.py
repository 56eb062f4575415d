"""Instances that an earlier command has solved: known by content, judged anew by their files."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import analysis.mdrp
from analysis.address import address
from analysis.loading import Arm
from analysis.results import from_json
from analysis.results.folder import MANIFEST

Kept = dict[str, dict[str, Any]]  # by name: content address of the solution, CPU seconds


def content(arm: Arm) -> str:
    """Equal for equal solutions of an instance: scenario, recording and all code behind it."""
    return hashlib.sha256(
        f"{address(arm.scenario, 0, arm.recording)} {_code()}".encode()
    ).hexdigest()


def read_kept(out: Path) -> Kept:
    """What the manifest of a folder says of instances that were solved."""
    try:
        kept = from_json((out / MANIFEST).read_text(encoding="utf-8"))["kept"]
        return {
            str(name): {"content": str(one["content"]), "cpu_s": float(one["cpu_s"])}
            for name, one in kept.items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


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
