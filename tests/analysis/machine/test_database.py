"""The database in memory: quiet, small, and deaf while it works."""

import os
import signal
import sys
from pathlib import Path

import pytest

from analysis.machine.database import database, unnamed
from tests.analysis.stopping import stopped


def setting(connection, name):
    return connection.execute(f"SELECT current_setting('{name}')").fetchone()[0]


def test_it_takes_one_thread_and_prints_nothing():
    with database() as connection:
        assert setting(connection, "threads") == 1
        assert setting(connection, "enable_progress_bar") is False


def test_a_piece_of_work_leaves_nothing_to_the_next():
    def fail():
        with database() as connection:
            connection.execute("SET TimeZone = 'Asia/Shanghai'")
            connection.execute("CREATE VIEW orders AS SELECT 1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database() as connection:
        assert connection.execute("FROM duckdb_views() WHERE NOT internal").fetchall() == []
        catalogs = connection.execute("SHOW DATABASES").fetchall()
        assert len(catalogs) == 2  # the engine's own, and this one
        assert setting(connection, "TimeZone") != "Asia/Shanghai"


def test_a_file_is_read_as_it_is_now(tmp_path):
    file = tmp_path / "orders.parquet"
    for number in (1, 2):
        with database() as connection:
            connection.execute(f"COPY (SELECT {number} AS n) TO '{file}' (FORMAT parquet)")
        with database() as connection:
            assert connection.execute(f"FROM '{file}'").fetchall() == [(number,)]
            kept = connection.execute("FROM duckdb_external_file_cache()").fetchall()
        assert kept == []


def test_a_path_is_refused_that_the_locale_names_in_other_bytes(monkeypatch):
    assert unnamed(Path("老王")) is None
    monkeypatch.setattr(os, "fsencode", lambda path: str(path).encode("gbk"))
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "gbk")
    assert unnamed(Path("orders")) is None
    for path in ("老王", "🍜"):
        assert "since names of files are gbk in this locale" in unnamed(Path(path))


@pytest.mark.usefixtures("heard")
def test_a_signal_is_heard_once_the_work_is_done():
    found = []

    def ask():
        with database() as connection:
            signal.raise_signal(signal.SIGTERM)
            found.extend(connection.execute("SELECT 1").fetchall())
        signal.pause()

    with stopped():
        ask()
    assert found == [(1,)]
