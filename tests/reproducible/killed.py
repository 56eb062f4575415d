"""Commands killed at random moments, and given again: what is lost, what is left, what comes out.

`python -m tests.reproducible.killed [MOMENTS [COMMAND ...]]` prints a table; a moment is two runs.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from numba import config as numbas

from analysis.lab.archive import RECORDS, records
from tests.analysis.mdrp.tiny import write_instance

ROOT = Path(__file__).parents[2]
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)

TINY = """
extends = "baseline"
title = "A hamlet"
days = 1
warmup_days = 0
[consumers]
count = 300
[stores]
count = 8
[couriers]
count = 8
"""
DEAR = 'extends = "tiny.toml"\ntitle = "A dear hamlet"\n[policies.pricing]\nbase_cents = 900\n'
PLAN = """
base = "tiny.toml"
goal = "max:platform_contribution_cents_per_day"
budget = 32
finalists = 2
confirm = 4
first = 2
[over]
"policies.pricing.base_cents" = { low = 100, high = 900 }
"""

COMMANDS = {
    "compare": "compare tiny.toml dear.toml --replications 3 --jobs 2",
    "sweep": "sweep tiny.toml --over policies.pricing.base_cents=150,350,550 --replications 4 "
    "--goal platform_contribution_cents_per_day --jobs 2",
    "run": "run tiny.toml --days 20",
    "staff": "staff tiny.toml --replications 2 --rounds 2 --jobs 2",
    "mdrp": "mdrp one two three four --jobs 2",
    "tune": "tune plan.toml --jobs 2",
    "explain": "explain tiny.toml dear.toml --replications 4 --jobs 2",
}

OUT = "here"

_TIMED = ("manifest.json", "clock.json")

# Seconds within which the last process has to be gone.
_PATIENCE_S = 20.0


@dataclass(frozen=True)
class Seen:
    """What became of a command that was killed and given again."""

    exit_code: int  # of the last that was killed; negative: by that signal
    n_kept: int  # finished pieces of work after it
    n_lost: int  # of what was finished whenever one was killed, done again or gone later
    n_left: int  # processes of those killed that lived on
    again: int  # exit code of the one that was not
    equal: bool  # its results, byte for byte, to those of one that nobody killed
    traceback: bool

    @property
    def in_order(self) -> bool:
        """Nothing lost, nobody left, the same results."""
        return self.equal and self.again == 0 and self.n_lost + self.n_left == self.traceback == 0


def prepare(place: Path) -> None:
    """Write what the commands read."""
    (place / "tiny.toml").write_text(TINY)
    (place / "dear.toml").write_text(DEAR)
    (place / "plan.toml").write_text(PLAN)
    for name in ("one", "two", "three", "four"):
        write_instance(place / name)


def begin(place: Path, command: str) -> "subprocess.Popen[str]":
    """Start a command in a session of its own, by which its processes are known."""
    words = f"{COMMANDS[command]} --out {OUT}".split()
    return subprocess.Popen(
        [sys.executable, "-m", "analysis", *words],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=listen,
    )


def listen() -> None:
    """Take back what a background job or nohup ignores for all that it starts."""
    for number in SIGNALS[1:]:
        signal.signal(number, signal.SIG_DFL)


def undisturbed(place: Path, command: str) -> tuple[dict[str, str], float]:
    """Results of a command that nobody kills, and the seconds it takes where all is compiled."""
    for _ in range(2):
        known = _kernels()
        began = time.monotonic()
        running = begin(place, command)
        _, complaints = running.communicate()
        assert running.returncode == 0, complaints
        took_s = time.monotonic() - began
        whole = results(place / OUT)
        shutil.rmtree(place / OUT)
        if _kernels() == known:
            break
    return whole, took_s


def _kernels() -> set[Path]:
    """All that is compiled, of what is kept."""
    return set(Path(vars(numbas)["CACHE_DIR"]).rglob("*.nbc"))


def kill_and_repeat(
    place: Path, command: str, kills: Sequence[tuple[float, int]], whole: dict[str, str]
) -> Seen:
    """Kill a command at a moment, look, and give it again; what becomes equal to `whole`?

    Parameters
    ----------
    place, command
        Where it works, and its name.
    kills
        After how many seconds, by which signal: for each the command is given and killed, and then
        given once more.
    whole
        Digests of what it makes undisturbed.
    """
    kept: dict[str, int] = {}
    n_lost = n_left = 0
    said = ""
    for moment_s, number in kills:
        running = begin(place, command)
        time.sleep(moment_s)
        if number == signal.SIGINT:
            os.killpg(running.pid, number)  # as a terminal does
        else:
            running.send_signal(number)
        said += running.communicate()[1]
        n_left += left_of(running.pid)
        before, kept = kept, finished(place / OUT)
        n_lost += _n_changed(before, kept)
    repeated = begin(place, command)
    said += repeated.communicate()[1]
    n_lost += _n_changed(kept, finished(place / OUT))
    equal = results(place / OUT) == whole
    shutil.rmtree(place / OUT)
    return Seen(
        exit_code=running.returncode,
        n_kept=len(kept),
        n_lost=n_lost,
        n_left=n_left,
        again=repeated.returncode,
        equal=equal,
        traceback="Traceback" in said,
    )


def _n_changed(kept: dict[str, int], after: dict[str, int]) -> int:
    """Pieces of work that are gone, or were done again."""
    return sum(after.get(name) != stamp for name, stamp in kept.items())


def results(folder: Path) -> dict[str, str]:
    """Digest of each file that holds results; some, and records, also hold times."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in _TIMED and file.parent.name != RECORDS
    }


def finished(out: Path) -> dict[str, int]:
    """Pieces of work that are done, each with when it was, or how often; hidden folders are not."""
    patterns = ("runs/[!.]*/[!.]*/kpis.json", "search/[!.]*.json", "[!.]*/solution_*")
    pieces = [piece for pattern in patterns for piece in out.glob(pattern)]
    done = {str(piece.relative_to(out)): piece.stat().st_mtime_ns for piece in pieces}
    return done | Counter(record["id"] for record in records(out))


def left_of(session: int) -> int:
    """Processes of a session that outlive their patience; they are ended then."""
    until = time.monotonic() + _PATIENCE_S
    while (left := _members(session)) and time.monotonic() < until:
        time.sleep(0.1)
    for process in left:
        os.kill(process, signal.SIGKILL)
    return len(left)


def _members(session: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, of = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
        except OSError:  # ended while we looked
            continue
        if int(of) == session and state != "Z":
            found.append(int(entry.name))
    return found


def main(n_moments: int, commands: Sequence[str]) -> None:
    """Print a line for each moment."""
    draw = Random(0)
    print("command  signal   after  exit  kept  lost  left  again  equal")
    with TemporaryDirectory() as folder:
        place = Path(folder)
        prepare(place)
        for command in commands or COMMANDS:
            whole, took_s = undisturbed(place, command)
            print(f"{command}: {took_s:.1f} s undisturbed", flush=True)
            for nth in range(n_moments):
                number = SIGNALS[nth % len(SIGNALS)]
                moment_s = draw.uniform(0, took_s)
                seen = kill_and_repeat(place, command, [(moment_s, number)], whole)
                print(
                    f"{command:8} {number.name:8} {moment_s:5.1f}s {seen.exit_code:5} "
                    f"{seen.n_kept:5} {seen.n_lost:5} {seen.n_left:5} {seen.again:6} "
                    f" {'yes' if seen.equal else 'NO'}{'' if seen.in_order else '  <-- fault'}",
                    flush=True,
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20, sys.argv[2:])
