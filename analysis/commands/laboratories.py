"""What commands that ask a laboratory tell of it: runs as they come, failures, an interruption."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from analysis.commands.terminal import messages, progress, tell_wait
from analysis.experiment.executors import Executing
from analysis.kpis import Lang
from analysis.lab.laboratory import Laboratory
from analysis.words import words


@contextmanager
def watched(
    folder: Path,
    executing: Executing,
    n_runs: int,
    label: str,
    *,
    unit: str = "progress.runs",
    may_end_sooner: bool = False,
    quiet: bool,
    lang: Lang,
    **of_laboratory: Any,
) -> Iterator[Laboratory]:
    """A laboratory whose runs are counted on the screen; what failed in it is said at the end.

    Parameters
    ----------
    n_runs
        How many are to come.
    label, unit
        What is done, and what is counted: keys of the words.
    may_end_sooner
        Fewer than `n_runs` may do.
    of_laboratory
        Further parameters of the laboratory.
    """
    say, done = words(lang), count(1)
    with progress(say(label), n_runs, say(unit), quiet=quiet, lang=lang) as tell:
        laboratory = Laboratory(
            folder,
            executing,
            on_run=lambda: tell(min(next(done), n_runs)),
            on_wait=tell_wait(folder),
            **of_laboratory,
        )
        try:
            yield laboratory
        except KeyboardInterrupt:
            of_all = "" if may_end_sooner else f" of {n_runs}"
            messages().print(
                f"interrupted; {next(done) - 1}{of_all} runs are done and kept in {folder}: "
                "the same command goes on from there",
                markup=False,
            )
            raise
    for failure in laboratory.failures:
        messages().print(f"failed: {failure}", markup=False, style="red")
