"""Trials that an earlier search has made: known by content, so that it goes on where it was."""

import dataclasses
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from analysis.address import address
from analysis.results import as_json, from_json, write_text
from analysis.staffing import trial as trials
from analysis.staffing.trial import Task, Trial

_PLAIN = ("door_min", "failed_share", "service_min")


def kept_trial(task: Task, folder: Path) -> Trial:
    """A trial as an earlier command left it in a folder; else it is made, and left there."""
    file = folder / f"{_content(task)}.json"
    try:
        return _read(file)
    except (OSError, ValueError, LookupError, TypeError):
        found = trials.trial(task)
    folder.mkdir(parents=True, exist_ok=True)
    write_text(file, as_json(_plain(found)))
    return found


def _content(task: Task) -> str:
    of_run = address(task.scenario, task.seed, task.recording)
    return hashlib.sha256(f"{of_run} {_code()}".encode()).hexdigest()[:32]


@cache
def _code() -> str:
    """Digest of what condenses a run to a trial."""
    return hashlib.sha256(Path(str(trials.__file__)).read_bytes()).hexdigest()


def _plain(found: Trial) -> dict[str, float | list[float] | None]:
    """Plain numbers, equal to the bit when they are read; None stands for infinity."""
    values = {field.name: getattr(found, field.name) for field in dataclasses.fields(Trial)}
    return {
        name: (value if np.isfinite(value) else None) if name in _PLAIN else value.tolist()
        for name, value in values.items()
    }


def _read(file: Path) -> Trial:
    values: dict[str, Any] = from_json(file.read_text(encoding="utf-8"))
    for field in dataclasses.fields(Trial):
        value = values[field.name]
        if field.name not in _PLAIN:
            values[field.name] = np.array(value, np.float64)
        else:
            values[field.name] = np.inf if value is None else float(value)
    return Trial(**values)
