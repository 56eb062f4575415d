"""Mapping files: TOML beside a table of orders, its faults told with file and line."""

from collections.abc import Mapping as Values
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from analysis.recordings.faults import RecordingError, not_found
from analysis.recordings.mapping import Mapping
from analysis.scenario_file.explain import faults_of
from analysis.scenario_file.faults import KeyPath, Place, ScenarioError
from analysis.scenario_file.layers import Layer, read
from analysis.scenario_file.shipped import ScenarioPath

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
    layer = _layer(file) if file is not None else Layer(str(file), Path(), {})

    def place_of(path: KeyPath) -> Place:
        if len(path) == 1 and path[0] in stated:
            return Place(f"--{str(path[0]).replace('_', '-')}")
        return layer.place_of(path)

    tree = layer.values | dict(stated)
    try:
        return Mapping.model_validate(tree)
    except ValidationError as error:
        raise RecordingError(faults_of(error, Mapping, tree, place_of)) from None


def _layer(file: Path) -> Layer:
    if not file.is_file():
        raise not_found(file)
    try:
        return read(ScenarioPath(file, str(file), file.stem))
    except ScenarioError as error:
        raise RecordingError(error.faults) from None
