"""A report is written last: where that fails, the numbers are on the disk all the same."""

from collections.abc import Callable
from pathlib import Path

from analysis.commands.terminal import messages


def written(
    write: Callable[[], Path], folder: Path, *, what: str = "report", kept: str = "answer"
) -> Path | None:
    """What a writer of a report wrote; None: it could not, and it is said why.

    Parameters
    ----------
    what
        It writes.
    kept
        What is in the folder already.
    """
    try:
        return write()
    except Exception as error:  # a full disk, a font that went away
        messages().print(
            f"the {what} could not be written: {type(error).__name__}: {error}; "
            f"the {kept} is in {folder}, and the same command tries again",
            markup=False,
            style="red",
        )
        return None
