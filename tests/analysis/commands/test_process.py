"""How the process of a command begins and ends, tried on processes of their own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import typer

from analysis.commands.answering import answer

ROOT = Path(__file__).parents[3]
BEGIN = """
import signal, sys, time
from analysis.commands.process import in_order
from analysis.machine.stops import Stopped, deaf
"""
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


def _heard():
    """Whoever runs the tests may ignore some: in the background, or under nohup."""
    for ends in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ends, signal.SIG_DFL)


def started(code, **options):
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_heard,
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


AS_TYPER_DOES = """
def work():
    try:
        print("begun", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        sys.exit(130)
in_order(work)
"""
UNANSWERED = """
def work():
    print("begun", flush=True)
    time.sleep(60)
in_order(work)
"""


@pytest.mark.parametrize("code", [AS_TYPER_DOES, UNANSWERED])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_before_a_command_is_at_work_is_told_from_an_interrupt(name, code):
    running = started(code)
    assert running.stdout.readline() == "begun\n"
    running.send_signal(getattr(signal, name))
    assert running.communicate(timeout=30) == ("", "")
    assert running.returncode == 128 + getattr(signal, name)


WAIT = """
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        print("heard")
"""
LOST = {
    "a __del__": """
class Gone:
    def __del__(self):
        raise_signal()
Gone()
""",
    "a callback of machine code": """
import ctypes, llvmlite
seen = ctypes.CFUNCTYPE(None)(eval("lambda: raise_signal()", {
    "__name__": "llvmlite.binding.x", "raise_signal": raise_signal}))
seen()
""",
    "a query": """
import duckdb
from analysis.machine.stops import deaf
with deaf(), duckdb.connect() as database:
    raise_signal()
    print(database.execute("SELECT sum(range) FROM range(100000)").fetchall(), file=sys.stderr)
""",
    "code that forgets errors": """
class Asked:
    @property
    def name(self):
        raise_signal()
        raise AttributeError
try:
    Asked().name
except BaseException:
    pass
""",
}


# By one signal everywhere; by the other at one place.
SENT = [(name, where) for where in LOST for name in ("SIGTERM", "SIGINT")]
FAST = {("SIGINT", "a __del__")} | {sent for sent in SENT if "SIGTERM" in sent}


@pytest.mark.parametrize(
    ("name", "where"),
    [sent if sent in FAST else pytest.param(*sent, marks=pytest.mark.slow) for sent in SENT],
)
def test_a_signal_is_not_lost_where_an_exception_would_be(name, where):
    raising = f"raise_signal = lambda: signal.raise_signal(signal.{name})\n"
    work = "".join(f"    {line}\n" for line in LOST[where].splitlines())
    running = started(f"{raising}def work():\n{work}{WAIT}in_order(work)")
    said, complaints = running.communicate(timeout=30)
    assert said == "heard\n"
    assert "Traceback" not in complaints
    assert running.returncode == 0


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


def test_what_the_system_says_through_the_database_is_said_in_one_line(capsys):
    def work():
        duckdb.connect().execute("COPY (SELECT 1) TO '/no/such/folder/x.parquet'")

    with pytest.raises(typer.Exit) as left:
        answer(work)
    assert left.value.exit_code == 3
    said = capsys.readouterr().err
    assert said.startswith("cannot go on: IO Error: Cannot open file")
    assert len(said.splitlines()) == 1
    with pytest.raises(duckdb.ParserException):
        answer(lambda: duckdb.connect().execute("no question"))


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


@pytest.mark.parametrize(
    "value",
    [
        *("-1", "²", "9" * 5000),
        *(pytest.param(each, marks=pytest.mark.slow) for each in ("junk", "9" * 12, "9" * 20)),
    ],
)
def test_a_variable_over_which_numpy_or_figures_fail_is_left_out(value):
    # SciPy imports this, too, whose import is what such a value ends.
    works = "def work():\n    import numpy.f2py\n    print('done')\nin_order(work)"
    running = started(works, env={**os.environ, "SOURCE_DATE_EPOCH": value})
    said, complaints = running.communicate(timeout=60)
    assert said == "done\n"
    assert complaints == f"SOURCE_DATE_EPOCH is left out: '{value}' is no number of seconds\n"


def test_a_sign_that_no_font_has_is_told_once_whatever_is_said_of_warnings():
    draws = """
def work():
    import warnings
    for font in ("One", "Other"):
        warnings.warn(f"Glyph 127836 (BOWL) missing from font(s) {font}.", stacklevel=1)
    try:
        warnings.warn("another", stacklevel=1)
    except UserWarning:
        print("raised")
in_order(work)
"""
    running = started(draws, env={**os.environ, "PYTHONWARNINGS": "error", "PYTHONUTF8": "1"})
    said, complaints = running.communicate(timeout=60)
    assert said == "raised\n"
    assert complaints == "figures show a box for 🍜, which no font here has\n"


def test_a_variable_that_numba_cannot_read_is_left_out_in_a_line():
    reads = """
def work():
    import os
    from numba.core import config
    print(int(config.OPT), config.DISABLE_JIT, os.environ.get("NUMBA_OPT"))
in_order(work)
"""
    variables = {"NUMBA_OPT": "9", "NUMBA_DISABLE_JIT": "maybe", "PYTHONWARNINGS": "error"}
    running = started(reads, env={**os.environ, **variables})
    said, complaints = running.communicate(timeout=60)
    assert said == "3 0 None\n"
    assert sorted(complaints.splitlines()) == [
        "NUMBA_DISABLE_JIT is left out: Numba cannot read 'maybe'",
        "NUMBA_OPT is left out: Numba cannot read '9'",
    ]


def test_a_command_leaves_no_file_open():
    answers = "from analysis.commands.streams import answers, for_answers_alone\n"
    work = "def work():\n    with for_answers_alone():\n        print('line', file=answers())\n"
    running = started(
        answers + work + "in_order(work)", env={**os.environ, "PYTHONWARNINGS": "error"}
    )
    assert running.communicate(timeout=60) == ("line\n", "")


WHILE_IMPORTED = """
import os, signal
class Interrupting:
    def find_spec(self, name, *where):
        if name == "analysis.cli":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
from analysis.__main__ import main
main()
"""


def test_an_interrupt_while_the_program_is_imported_ends_it_without_a_word():
    running = started(WHILE_IMPORTED)
    assert running.communicate(timeout=30) == ("", "")
    assert running.returncode == -signal.SIGINT


def test_leaving_without_a_word_raises_in_the_process_of_a_command_alone():
    code = """
import os
def work():
    if os.fork() == 0:
        os._exit(7)
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
    try:
        os._exit(0)
    except SystemExit:
        print("raised", flush=True)
in_order(work)
"""
    said, complaints = started(code).communicate(timeout=30)
    assert (said, complaints) == ("7\nraised\n", "")


@pytest.mark.parametrize("code", [pytest.param(0, marks=pytest.mark.slow), 3])
def test_a_command_does_not_wait_for_threads_that_a_policy_began(code):
    body = f"""
import atexit, threading
def work():
    atexit.register(print, "cleared up")
    threading.Thread(target=time.sleep, args=(600,)).start()
    print("done")
    sys.exit({code})
in_order(work)
"""
    running = started(body)
    said, complaints = running.communicate(timeout=30)
    assert (said, running.returncode) == ("done\ncleared up\n", code)
    assert complaints == "a thread that a policy began still runs; it is left behind\n"


@pytest.mark.parametrize(("said", "threads"), [(None, "1"), ("4", "4")])
def test_linear_algebra_has_one_thread_unless_one_says_otherwise(said, threads):
    """Set before NumPy is imported, which the command line itself never does."""
    code = """
import os
import analysis.cli
from analysis.__main__ import main
analysis.cli.main = lambda: print(os.environ["OPENBLAS_NUM_THREADS"], "numpy" in sys.modules)
main()
"""
    environment = {key: value for key, value in os.environ.items() if "OPENBLAS" not in key}
    running = started(code, env=environment | ({"OPENBLAS_NUM_THREADS": said} if said else {}))
    assert running.communicate(timeout=30) == (f"{threads} False\n", "")
