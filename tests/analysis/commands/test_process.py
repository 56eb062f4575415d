"""How the process of a command begins and ends, tried on processes of their own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BEGIN = "import sys, time, signal\nfrom analysis.commands.process import in_order, Stopped\n"
SLEEP = """
def work():
    try:
        print("begun", flush=True)
        time.sleep(60)
    except Stopped as stopped:
        print("cleared up", flush=True)
        sys.exit(stopped.exit_code)
in_order(work)
"""


def started(code, **options):
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_a_command_as_an_interrupt_does(name):
    running = started(SLEEP)
    assert running.stdout.readline() == "begun\n"
    running.send_signal(getattr(signal, name))
    said, complaints = running.communicate(timeout=30)
    assert (said, complaints) == ("cleared up\n", "")
    assert running.returncode == 128 + getattr(signal, name)


def test_what_nohup_ignores_stays_ignored():
    ignore = "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    show = "in_order(lambda: print(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN))"
    assert started(ignore + show).communicate(timeout=30)[0] == "True\n"


def test_a_signal_that_comes_when_all_is_done_changes_nothing():
    late = "import os\nin_order(lambda: None)\nos.kill(os.getpid(), signal.SIGTERM)\nprint('done')"
    running = started(late)
    assert running.communicate(timeout=30) == ("done\n", "")
    assert running.returncode == 0


@pytest.mark.parametrize("lacks", ["signal.pthread_sigmask", "os.name"])
def test_a_system_that_will_not_do_is_refused_at_once(lacks):
    take_away = "del signal.pthread_sigmask\n" if "mask" in lacks else "import os\nos.name = 'nt'\n"
    running = started(take_away + "in_order(lambda: print('begun'))")
    said, complaints = running.communicate(timeout=30)
    assert (running.returncode, said) == (2, "")
    assert complaints.startswith("o2o-market runs on Linux and macOS")
    assert len(complaints.splitlines()) == 1


def test_a_reader_who_has_seen_enough_is_no_failure():
    with started("in_order(lambda: print('line\\n' * 100_000))") as running:
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
def test_a_full_disk_under_the_output_is_said_in_one_line():
    command = [sys.executable, "-c", BEGIN + "in_order(lambda: print('line'))"]
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 3
    assert done.stderr == "cannot go on: No space left on device\n"


def test_a_closed_output_is_said_before_any_work():
    command = ["sh", "-c", 'exec "$0" "$@" >&-', sys.executable, "-c"]
    done = subprocess.run(
        [*command, BEGIN + "in_order(lambda: open('never', 'w'))"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "standard output is closed: open it, or send it to a file\n"
    assert not (ROOT / "never").exists()
