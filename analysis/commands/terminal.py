"""What commands show: progress on stderr, tables and sentences on stdout.

A sentence is one line, however long, so that what is searched for or copied is whole.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

_WIDTH = 120


def output() -> Console:
    """Where results go."""
    return _wide(Console(highlight=False, soft_wrap=True))


def messages() -> Console:
    """Where all else goes."""
    return _wide(Console(stderr=True, highlight=False, soft_wrap=True))


def _wide(console: Console) -> Console:
    """Files and pipes have no width: tables keep theirs."""
    if not console.is_terminal:
        console.width = _WIDTH
    return console


@contextmanager
def progress(label: str, total: float, unit: str = "") -> Iterator[Callable[[float], None]]:
    """A bar with what is left, on a terminal only; call what it gives with what is done."""
    console = messages()
    count = (
        f"{{task.completed:.0f}} of {{task.total:.0f}} {unit}"
        if unit
        else "{task.percentage:.0f} %"
    )
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn(count),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)
