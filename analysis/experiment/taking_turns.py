"""Units that several commands are asked for at once: each is run by one of them.

A command claims what it is going to run. What another has claimed it waits for, and takes as it
comes; of whoever ended without having brought it, it takes the claim over.
"""

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from pathlib import Path

from analysis.experiment.unit import Unit
from analysis.machine.claims import Claims

CLAIMS = ".claims"
_LOOKS_EVERY_S = 0.25

# Hears how many units another command is at, once it is waited for.
OnWait = Callable[[int], None]


def run_by_one(
    units: Sequence[Unit],
    folder: Path,
    run: Callable[[Sequence[Unit]], None],
    found: Callable[[Sequence[Unit]], Collection[Unit]],
    on_wait: OnWait = lambda _n: None,
) -> None:
    """Run units of which nothing is there and which no other process is at; wait for the others.

    Parameters
    ----------
    folder
        Of the experiment.
    run
        Runs some, and keeps what they bring where all see it.
    found
        Looks anew, and takes in, of which of these something is there.
    """
    if not units:
        return
    left, waits = list(units), False
    with closing(Claims(folder / CLAIMS)) as claims:
        while left:
            claimed = claims.take(unit.id for unit in left)
            # After it was claimed: whoever had it kept it before he gave it up.
            there = set(found(left))
            ours = [unit for unit in left if unit.id in claimed and unit not in there]
            run(ours)
            n_before = len(left)
            left = [unit for unit in left if unit.id not in claimed and unit not in there]
            if len(left) < n_before:
                continue
            if not waits:
                on_wait(len(left))
                waits = True
            time.sleep(_LOOKS_EVERY_S)
