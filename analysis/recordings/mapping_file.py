"""Mapping files: TOML beside a table of orders, its faults told with file and line."""

import tomllib
from collections.abc import Mapping as Values
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from analysis.recordings.faults import RecordingError, not_found, refused
from analysis.recordings.mapping import Mapping
from analysis.scenario_file.explain import faults_of
from analysis.scenario_file.faults import KeyPath, Place
from analysis.scenario_file.positions import lines_of

_SUFFIX = ".toml"


def beside(path: Path) -> Path:
    """Where the mapping of a table is looked for: its whole name with .toml behind it."""
    named = path if path.name not in ("", "..") else path.resolve()
    return named.parent / f"{named.name}{_SUFFIX}"


def read_mapping(file: Path | None, stated: Values[str, Any]) -> Mapping:
    """What a mapping file says, with what options state laid over it.

    Raises
    ------
    RecordingError
        Names every fault, each with its line or its option.
    """
    text = _text(file) if file is not None else ""
    source = str(file)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refused(source, f"is not TOML: {error}") from None
    lines = lines_of(text)

    def place_of(path: KeyPath) -> Place:
        if len(path) == 1 and path[0] in stated:
            return Place(f"--{str(path[0]).replace('_', '-')}")
        while path and path not in lines:
            path = path[:-1]
        return Place(source, lines.get(path))

    tree = values | dict(stated)
    try:
        return Mapping.model_validate(tree)
    except ValidationError as error:
        raise RecordingError(faults_of(error, Mapping, tree, place_of)) from None


def _text(file: Path) -> str:
    if not file.is_file():
        raise not_found(file)
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise refused(str(file), f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise refused(str(file), "is not UTF-8 text") from None
