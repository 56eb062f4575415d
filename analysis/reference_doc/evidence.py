"""The evidence behind defaults, which code cannot know: docs/evidence.toml."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

DOCS = Path(__file__).parents[2] / "docs"

_ROOT = "scenario"  # the table of settings that stand in no section


class Evidence(NamedTuple):
    """What is known about parameters, by path; the key of each is its place in a scenario."""

    grades: dict[str, str]  # grade: what it means
    by_path: dict[str, dict[str, str]]  # path: grade, says, unit, meaning, as far as given


def read_evidence() -> Evidence:
    """The evidence as the file has it."""
    tree = tomllib.loads((DOCS / "evidence.toml").read_text(encoding="utf-8"))
    grades = tree.pop("grades")
    return Evidence(grades, dict(_entries(tree, "")))


def _entries(tree: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, str]]]:
    for key, value in tree.items():
        here = f"{path}.{key}".removeprefix(".").removeprefix(f"{_ROOT}.")
        if all(isinstance(inner, str) for inner in value.values()):
            yield here, value
        else:
            yield from _entries(value, here)
