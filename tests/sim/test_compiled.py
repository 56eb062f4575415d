"""Numba is told where to keep compiled code, and nowhere a user did not ask for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim import compiled

ROOT = Path(__file__).parents[2]


@pytest.fixture
def nothing_said(monkeypatch):
    """No variable of the user's; what is set here is taken back."""
    for name in ("NUMBA_CACHE_DIR", "NUMBA_CACHE_LOCATOR_CLASSES"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_the_cache_lies_in_the_user_s_cache_folder(nothing_said, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    compiled.use_cache()
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path / "cache" / "o2o-market")


def test_a_folder_of_the_user_s_stays_in_force(nothing_said, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/somewhere/else")
    compiled.use_cache()
    assert os.environ["NUMBA_CACHE_DIR"] == "/somewhere/else"


def test_without_a_cache_folder_the_home_s_is_used(tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert compiled._cache_root() == tmp_path / ".cache" / "o2o-market"


def test_where_nothing_can_be_written_the_temporary_folder_is_used(tmp_path, monkeypatch):
    """A file stands where the cache folder should be."""
    blocked = tmp_path / "cache"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setattr(compiled.tempfile, "gettempdir", lambda: "/elsewhere")
    assert compiled._cache_root() == Path("/elsewhere/o2o-market")


def test_a_folder_that_may_only_be_read_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(compiled.os, "access", lambda path, mode: False)
    monkeypatch.setattr(compiled.tempfile, "gettempdir", lambda: "/elsewhere")
    assert compiled._cache_root() == Path("/elsewhere/o2o-market")


@pytest.mark.parametrize("given", [None, "/somewhere/else"])
def test_importing_the_package_is_enough(given, tmp_path):
    """Numba reads the folder when it is imported, after `sim`."""
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    env.pop("NUMBA_CACHE_DIR", None)
    if given is not None:
        env["NUMBA_CACHE_DIR"] = given
    say = "import sim, sys, os; print('numba' in sys.modules, os.environ['NUMBA_CACHE_DIR'])"
    said = subprocess.run(
        [sys.executable, "-c", say], env=env, check=True, capture_output=True, text=True
    ).stdout.split()
    assert said == ["False", given or str(tmp_path / "o2o-market")]
