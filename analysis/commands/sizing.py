"""Says what large work will take before it begins, and refuses what the machine cannot hold."""

import math
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.commands.errors import InputError
from analysis.commands.terminal import messages
from analysis.experiment.estimate import Estimate, estimate
from analysis.loading import Arm
from analysis.machine.memory import memory_bytes

# Less is not worth a word.
_LONG_S = 60.0
_LARGE_BYTES = 1e9

# What is kept of a run without tables: a line of KPIs.
_RECORD_BYTES = 6000

_FEWER = "fewer replications"
_SMALLER = "fewer consumers, stores or days, or larger cells (city.cell_m)"


@dataclass(frozen=True)
class Size:
    """All that a command is going to run."""

    wall_s: float
    memory_bytes: float  # of all processes at once
    disk_bytes: float


def check_size(
    arms: Sequence[Arm],
    n_runs: int,
    jobs: int,
    folder: Path,
    *,
    n_tried: int = 0,
    keeps_tables: bool = True,
    quiet: bool,
) -> None:
    """Refuse what cannot end well, and say about how long the rest takes if that is long.

    Parameters
    ----------
    arms
        What is run.
    n_runs
        Runs of each whose results are kept.
    jobs
        Processes at work.
    folder
        Where results go.
    n_tried
        Runs of the first arm beside these, of which little is kept.
    keeps_tables
        Whether the tables of runs are written, or their KPIs alone.
    quiet
        Whether nothing but a refusal is to be said.
    """
    each = [estimate(arm.scenario, arm.recording) for arm in arms]
    n_all = n_runs * len(arms) + n_tried
    n_at_once = min(jobs, n_all)
    size = _size(each, n_runs, n_tried, n_at_once)
    _check_memory(max(one.memory_bytes for one in each), size, n_at_once)
    free = shutil.disk_usage(_existing(folder)).free
    disk_bytes = size.disk_bytes if keeps_tables else n_all * _RECORD_BYTES
    if disk_bytes > free and disk_bytes > free + _held_bytes(folder):
        raise InputError(
            f"--out: results take about {_bytes(disk_bytes)}, and {_existing(folder)} has "
            f"{_bytes(free)} free: another disk, or {_SMALLER if keeps_tables else _FEWER}"
        )
    if (size.wall_s > _LONG_S or size.memory_bytes > _LARGE_BYTES) and not quiet:
        messages().print(
            f"about {_duration(size.wall_s)} and {_bytes(size.memory_bytes)} of memory "
            f"({n_all} runs, {n_at_once} at once)",
            markup=False,
        )


def _size(each: Iterable[Estimate], n_runs: int, n_tried: int, n_at_once: int) -> Size:
    each = list(each)
    cpu_s = n_runs * sum(one.cpu_s for one in each) + n_tried * each[0].cpu_s
    return Size(
        wall_s=cpu_s / n_at_once,
        memory_bytes=n_at_once * max(one.memory_bytes for one in each),
        disk_bytes=n_runs * sum(one.disk_bytes for one in each),
    )


def _check_memory(largest_bytes: float, size: Size, n_at_once: int) -> None:
    there = memory_bytes()
    if there is None or size.memory_bytes <= there:
        return
    n_fitting = math.floor(there / largest_bytes)
    what = f"--jobs {n_fitting}, or {_SMALLER}" if n_fitting else _SMALLER
    raise InputError(
        f"a run takes about {_bytes(largest_bytes)} of memory, {n_at_once} at once "
        f"{_bytes(size.memory_bytes)}, and there are {_bytes(there)}: {what}"
    )


def _held_bytes(folder: Path) -> int:
    """What is in a folder already: earlier results, which count or make room."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file())


def _existing(folder: Path) -> Path:
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _bytes(number: float) -> str:
    if number < 1e6:
        return f"{number / 1e3:.0f} kB"
    if number < 1e8:
        return f"{number / 1e6:.1f} MB"
    return f"{number / 1e9:.0f} GB" if number >= 9.5e9 else f"{number / 1e9:.1f} GB"


def _duration(seconds: float) -> str:
    for size_s, name in ((86_400.0, "days"), (3600.0, "h"), (60.0, "min")):
        if seconds >= 2 * size_s:
            return f"{seconds / size_s:.0f} {name}"
    return f"{seconds:.0f} s"
