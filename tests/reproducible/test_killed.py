"""A command that is killed leaves nobody behind, loses nothing, and ends the same when repeated."""

import os
import signal
import subprocess
import sys
from random import Random

import pytest

from tests.reproducible import killed
from tests.reproducible.killed import ROOT, SIGNALS

PARENT = """
import os, sys
from analysis.commands.process import in_order
from analysis.experiment.outcome import outcomes
from tests.analysis.experiment import toys

def main():
    for outcome in outcomes(toys.sleep, [0, 60, 60], 2):
        print("one is done", flush=True)

if __name__ == "__main__":
    in_order(main)
"""

WITHOUT_KERNEL = """
from analysis.machine import lifeline
lifeline._ask_the_kernel = lambda: None
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", SIGNALS, ids=[number.name for number in SIGNALS])
@pytest.mark.parametrize(
    "kernel",
    [
        pytest.param(True, id="by the kernel too", marks=pytest.mark.slow),
        pytest.param(False, id="by the pipe alone"),
    ],
)
def test_workers_end_with_their_parent_however_it_ends(tmp_path, number, kernel):
    (tmp_path / "parent.py").write_text(PARENT)
    if not kernel:  # as on a system without such a call
        (tmp_path / "sitecustomize.py").write_text(WITHOUT_KERNEL)
    running = subprocess.Popen(
        [sys.executable, "parent.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}:{ROOT}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        preexec_fn=killed.listen,
    )
    with running:
        assert running.stdout.readline() == "one is done\n"
        running.send_signal(number)
        assert running.wait(30) != 0
        assert killed.left_of(running.pid) == 0


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("nth", "command"), list(enumerate(killed.COMMANDS)))
def test_nothing_that_was_finished_is_lost(tmp_path, nth, command):
    """Killed by the signal that nobody can answer, given again, and killed by one of the others."""
    killed.prepare(tmp_path)
    whole, took_s = killed.undisturbed(tmp_path, command)
    draw = Random(1)
    answered = [number for number in SIGNALS if number != signal.SIGKILL]
    numbers = signal.SIGKILL, answered[nth % len(answered)]
    kills = [(draw.uniform(0.2, 0.9) * took_s, number) for number in numbers]
    seen = killed.kill_and_repeat(tmp_path, command, kills, whole)
    assert seen.in_order, (kills, seen)
