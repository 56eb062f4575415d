"""The database in memory: quiet, small, and deaf while it works."""

import signal

import pytest

from analysis.machine.database import database
from analysis.machine.stops import Stopped


def setting(connection, name):
    return connection.execute(f"SELECT current_setting('{name}')").fetchone()[0]


def test_it_takes_one_thread_and_prints_nothing():
    with database() as connection:
        assert setting(connection, "threads") == 1
        assert setting(connection, "enable_progress_bar") is False


@pytest.mark.usefixtures("heard")
def test_a_signal_is_heard_once_the_work_is_done():
    found = []

    def ask():
        with database() as connection:
            signal.raise_signal(signal.SIGTERM)
            found.extend(connection.execute("SELECT 1").fetchall())
        signal.pause()

    with pytest.raises(Stopped):
        ask()
    assert found == [(1,)]
