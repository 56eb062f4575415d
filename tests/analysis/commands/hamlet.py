"""A hamlet, whose day is a matter of a moment, and commands that are called beside its file."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from analysis.cli import app

HAMLET = """
extends = "baseline"
title = "A hamlet"
days = 1
warmup_days = 0
[consumers]
count = 60
[stores]
count = 4
[couriers]
count = 4
"""
# Larger, and with a day before its first: its couriers have something to do.
BUSY_HAMLET = """
extends = "baseline"
title = "A hamlet"
days = 1
[consumers]
count = 300
[stores]
count = 8
[couriers]
count = 8
"""


def write(folder: Path, **files: str) -> None:
    """Write hamlet.toml and files that go by it, each as NAME.toml."""
    for name, text in {"hamlet": HAMLET, **files}.items():
        (folder / f"{name}.toml").write_text(text)


def without_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have reports take no time; the real ones have tests of their own."""

    def write_report(folder: Path, *_: object, **__: object) -> Path:
        (folder / "report.html").touch()
        return folder / "report.html"

    monkeypatch.setattr("analysis.report.write_report", write_report)


def o2o(*arguments: object) -> Any:
    """What comes of a command."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def call(command: str, *arguments: object) -> Any:
    """What comes of a command that runs something, on one process."""
    return o2o(command, *arguments, "--jobs", 1)
