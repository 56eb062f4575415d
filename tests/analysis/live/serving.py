"""`o2o live` of the hamlet as a process, and Debian's Chromium to look at it."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psutil
import pytest

from tests.analysis.commands import hamlet

# Looked for and not imported, which takes a second: the server is another process.
needs_the_server = pytest.mark.skipif(
    find_spec("nicegui") is None, reason="o2o live needs the extra 'ui'"
)

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).parents[3]


def _free_port():
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


# One for each process that tests, since several may at once.
PORT = _free_port()
HERE = f"http://127.0.0.1:{PORT}"


@contextmanager
def server(folder, *arguments):
    """`o2o live` of the hamlet; its process, and its first line.

    Where it runs to the end it is ended by SIGTERM, with whatever tabs are open by then, and must
    leave no process behind.
    """
    hamlet.write(folder)
    command = [sys.executable, "-m", "analysis", "live", "hamlet.toml", "--no-browser"]
    command += ["--port", str(PORT), *arguments]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    environment["PYTHONPATH"] = str(ROOT)
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        told = process.stderr.readline()
        wait_for(is_up)
        yield process, told
        if process.poll() is None:
            ends_with_its_own(process, signal.SIGTERM)
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def ends_with_its_own(process, number):
    """End a server by a signal; all processes that it has started end with it."""
    its_own = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    process.wait(20)
    wait_for(lambda: not any(each.is_running() for each in its_own), within_s=10)


def wait_for(what, within_s=30):
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("nothing came of it")


def is_up():
    try:
        return status() > 0
    except URLError:
        return False


def status(path="/", **headers):
    try:
        return urlopen(Request(HERE + path, headers=headers), timeout=5).status
    except HTTPError as error:
        return error.code


@contextmanager
def chromium():
    """The browser, or a reason why there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if not CHROMIUM.exists():
        pytest.skip(f"needs {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(browser, **how):
    """A tab in which both cities are on the screen."""
    tab = browser.new_context(**how).new_page()
    tab.goto(HERE)
    tab.wait_for_function("/:/.test(document.querySelector('.clock').textContent)")
    return tab
