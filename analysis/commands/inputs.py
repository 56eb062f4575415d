"""Reads what a command is given, and refuses it with one clear message."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from analysis.commands.errors import InputError
from analysis.experiment.experiment import Arm
from analysis.recordings import RecordingError, read_recording
from analysis.results import FolderError, check_free
from analysis.scenario_file import LoadedScenario, ScenarioError, load_scenario
from sim.scenario import Scenario


def load_arm(source: str, overrides: Sequence[str], *, allow_code: bool) -> Arm:
    """A scenario by name or path, with the recording that it names.

    What the recording implies is laid over the scenario, the overrides over both.
    """
    loaded = _load(source, overrides, allow_code)
    orders = loaded.scenario.replay.orders
    if orders is None:
        return Arm(loaded.name, loaded.scenario)
    try:
        recording = read_recording(loaded.folder_of("replay", "orders") / orders)
    except RecordingError as error:
        raise InputError(str(error)) from None
    implied = list(_as_overrides(recording.settings))
    return Arm(loaded.name, _load(source, [*implied, *overrides], allow_code).scenario, recording)


def load_arms(sources: Sequence[str], overrides: Sequence[str], *, allow_code: bool) -> list[Arm]:
    """The arms of a comparison; names that repeat are told apart by a number."""
    arms: list[Arm] = []
    for source in sources:
        arm = load_arm(source, overrides, allow_code=allow_code)
        label = _unused(arm.label, {other.label for other in arms})
        arms.append(replace(arm, label=label))
    days = {arm.scenario.days for arm in arms}
    if len(days) > 1:
        each = ", ".join(f"{arm.label} {arm.scenario.days}" for arm in arms)
        raise InputError(
            f"scenarios of different lengths cannot be compared (days: {each}); set --days"
        )
    return arms


def check_output(folder: Path, kind: str, files: Collection[str] | None = None) -> None:
    """Refuse a folder that results cannot go to."""
    try:
        check_free(folder, kind, files)
    except FolderError as error:
        raise InputError(f"--out: {error}") from None


def overrides_of(settings: Sequence[str], days: int | None, orders: Path | None) -> list[str]:
    """The texts of `--set`, and those that other options stand for."""
    texts = list(settings)
    if days is not None:
        texts.append(f"days={days}")
    if orders is not None:
        texts.append(f"replay.orders={json.dumps(str(orders))}")
    return texts


def _unused(label: str, used: Collection[str]) -> str:
    """The label, with the first number behind it that makes it a new one."""
    numbered = (f"{label}-{number}" for number in count(2))
    return label if label not in used else next(name for name in numbered if name not in used)


def _load(source: str, overrides: Sequence[str], allow_code: bool) -> LoadedScenario[Scenario]:
    try:
        return load_scenario(source, overrides, allow_code=allow_code)
    except ScenarioError as error:
        raise InputError(str(error)) from None


def _as_overrides(settings: dict[str, Any], path: str = "") -> Iterator[str]:
    """Such as ``couriers.count=36``."""
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from _as_overrides(value, f"{path}{key}.")
        else:
            yield f"{path}{key}={json.dumps(value)}"
