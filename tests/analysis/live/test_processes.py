"""Processes of tabs: each ends with its tab, and all end with the server, however that ends."""

import re
import signal

import psutil
import pytest

from tests.analysis.commands import hamlet
from tests.analysis.live.serving import (
    HERE,
    PORT,
    chromium,
    ends_with_its_own,
    needs_the_server,
    opened,
    server,
    status,
    wait_for,
)

pytestmark = needs_the_server


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_processes_of_tabs_end_with_the_server(tmp_path, number):
    """By SIGTERM the servers of all other tests end, with the tabs that are open there."""
    with server(tmp_path) as (process, _), chromium() as browser:
        _, two = opened(browser), opened(browser)
        workers = psutil.Process(process.pid).children(recursive=True)
        assert len(cities(workers)) == 2
        two.close()
        wait_for(lambda: len(cities(workers)) == 1)
        ends_with_its_own(process, number)


def cities(processes):
    """Those in which a city lives."""
    alive = [each for each in processes if each.is_running() and each.status() != "zombie"]
    return [each for each in alive if "spawn_main" in " ".join(each.cmdline())]


@pytest.mark.slow
def test_a_request_starts_no_process_and_strangers_are_refused(tmp_path):
    with server(tmp_path) as (process, told):
        assert told == f"the city runs at {HERE}/; Ctrl-C ends it\n"
        assert status() == 200
        assert status(Host="evil.example") == 403
        assert status(Origin="http://evil.example") == 403
        assert status("/reports/none") == 404
        assert cities(psutil.Process(process.pid).children(recursive=True)) == []


@pytest.mark.slow
def test_beyond_this_machine_a_token_is_asked_for(tmp_path):
    with server(tmp_path, "--host", "0.0.0.0") as (_, told):
        (token,) = re.findall(r"\?token=([\w-]+)", told)
        assert status() == 401
        assert status("/?token=wrong") == 401
        assert status(Cookie=f"o2o-live-{PORT}={token}") == 200
        assert status(f"/_nicegui_ws/socket.io/?EIO=4&transport=polling&token={token}") != 200


def test_a_place_where_no_server_can_be_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path)
    refused = hamlet.o2o("live", "hamlet.toml", "--host", "203.0.113.9", "--no-browser")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("--host 203.0.113.9 --port 8080: ")
