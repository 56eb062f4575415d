"""What commands show: progress on stderr, tables and sentences on stdout.

A sentence is one line, however long, so that what is searched for or copied is whole.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from analysis.commands.streams import answers
from analysis.kpis import Lang
from analysis.wording import counted
from analysis.words import Words, words

_WIDTH = 160
_MOST_LINES = 20
# What is done within this time of the beginning, or of another such, was done before.
_FREE_S = 0.1


class _Console(Console):
    """One that leaves it to the command what to do when its reader is gone.

    Names are shown as they are: with emoji, "a:x:b" would have a red cross in it.
    """

    def __init__(self, **how: Any) -> None:
        super().__init__(**how, emoji=False, highlight=False, soft_wrap=True)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def output() -> Console:
    """Where results go."""
    return _wide(_Console(file=answers()))


def messages() -> Console:
    """Where all else goes."""
    return _wide(_Console(stderr=True))


def tell_wait(folder: Path) -> Callable[[int], None]:
    """What says how many runs are left to another command that is at work in the same folder."""

    def tell(n: int) -> None:
        messages().print(
            f"another command is at {counted(n, 'run')} of these in {folder}; waiting for what it "
            "brings, and going on with the rest should it end before",
            markup=False,
        )

    return tell


def _wide(console: Console) -> Console:
    """Files and pipes have no width: tables keep theirs."""
    if not console.is_terminal:
        console.width = _WIDTH
    return console


@contextmanager
def progress(
    label: str, total: float, unit: str = "", *, quiet: bool = False, lang: Lang = "en"
) -> Iterator[Callable[[float], None]]:
    """What is left, to be called with what is done: a bar on a terminal, else a line now and then.

    Lines count units; without a `unit`, or where it is to be `quiet`, there are none.
    """
    console = messages()
    if not console.is_terminal:
        told = _lines(console, label, total, unit, words(lang))
        yield told if unit and not quiet else lambda done: None
        return
    counted = words(lang).phrases["progress.counted"]
    count = (
        counted.format(done="{task.completed:.0f}", of="{task.total:.0f}", unit=unit)
        if unit
        else "{task.percentage:.0f} %"
    )
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn(count),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)


def _lines(
    console: Console, label: str, total: float, unit: str, words: Words
) -> Callable[[float], None]:
    """Says "Comparing: 3 of 12 runs, about 40 s left", at most `_MOST_LINES` times."""
    began_s, n_free = time.monotonic(), 0.0

    def tell(done: float) -> None:
        nonlocal began_s, n_free
        if done == n_free + 1 and time.monotonic() - began_s < _FREE_S:
            began_s, n_free = time.monotonic(), done  # kept from an earlier command: cost nothing
        if int(_MOST_LINES * done / total) == int(_MOST_LINES * (done - 1) / total):
            return
        left = ""
        if n_free < done < total:
            left_s = (time.monotonic() - began_s) / (done - n_free) * (total - done)
            left = words("progress.left", time=_duration(left_s, words))
        count = words("progress.counted", done=f"{done:.0f}", of=f"{total:.0f}", unit=unit)
        console.print(words("progress.line", label=label, count=count, left=left), markup=False)

    return tell


def _duration(seconds: float, words: Words) -> str:
    if seconds < 120:
        return words("progress.seconds", n=f"{seconds:.0f}")
    return words("progress.minutes", n=f"{seconds / 60:.0f}")
