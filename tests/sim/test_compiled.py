"""Compiled code is kept in a folder named by the source, and nowhere a user did not ask for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim import compiled

ROOT = Path(__file__).parents[2]


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two modules that takes itself for `sim`."""
    folder = tmp_path / "sim"
    (folder / "flow").mkdir(parents=True)
    (folder / "compiled.py").write_text("A = 1\n")
    (folder / "flow" / "loop.py").write_text("B = 2\n")
    monkeypatch.setattr(compiled, "__file__", str(folder / "compiled.py"))
    return folder


def test_the_folder_changes_with_any_module_s_source(package):
    names = {compiled._source_hash()}
    (package / "flow" / "loop.py").write_text("B = 3\n")
    names.add(compiled._source_hash())
    (package / "flow" / "new.py").write_text("C = 4\n")
    names.add(compiled._source_hash())
    assert len(names) == 3


def test_the_folder_stays_while_the_source_does(package):
    before = compiled._source_hash()
    (package / "notes.txt").write_text("not source")
    (package / "flow" / "loop.py").touch()
    assert compiled._source_hash() == before
    assert len(before) == 16
    int(before, 16)


def test_the_cache_lies_in_the_user_s_cache_folder(package, tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    compiled.use_cache()
    folder = Path(os.environ["NUMBA_CACHE_DIR"])
    assert folder == tmp_path / "cache" / "o2o-market" / compiled._source_hash()


def test_only_the_latest_sources_are_kept(package, tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "cache" / "o2o-market"
    for age in range(6):
        (root / f"source-{age}").mkdir(parents=True)
        os.utime(root / f"source-{age}", (1000 - age, 1000 - age))
    compiled.use_cache()
    assert {path.name for path in root.iterdir()} == {"source-0", "source-1", "source-2"}


def test_a_folder_of_the_user_s_stays_in_force(package, monkeypatch):
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
    expected = given or str(tmp_path / "o2o-market" / compiled._source_hash())
    assert said == ["False", expected]
