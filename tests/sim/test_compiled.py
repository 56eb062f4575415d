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
    assert compiled._cache_root() == str(tmp_path / ".cache" / "o2o-market")


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The system's temporary folder, and a file where the cache folder should be."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    (tmp_path / "blocked").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "blocked"))
    monkeypatch.setattr(compiled.tempfile, "tempdir", str(folder))
    monkeypatch.setattr(compiled, "notes", [])
    return folder


def test_where_the_usual_folder_cannot_be_written_one_of_the_user_s_in_the_temporary_is_used(
    temporary,
):
    mine = temporary / f"o2o-market-{os.geteuid()}"
    assert compiled._cache_root() == str(mine)
    assert mine.stat().st_mode & 0o777 == 0o700
    assert compiled._cache_root() == str(mine)
    assert "blocked" in compiled.notes[0]


@pytest.mark.parametrize("how", ["open to all", "a link", "a file"])
def test_a_temporary_folder_that_others_may_have_filled_is_not_used(temporary, how):
    shared = temporary / f"o2o-market-{os.geteuid()}"
    if how == "open to all":
        shared.mkdir()
        shared.chmod(0o777)
    elif how == "a link":
        (temporary / "elsewhere").mkdir(mode=0o700)
        shared.symlink_to(temporary / "elsewhere")
    else:
        shared.write_text("")
    alone = Path(compiled._cache_root())
    assert alone.parent == temporary
    assert alone.name.startswith("o2o-market-")
    assert alone not in (shared, temporary / "elsewhere")
    assert compiled.is_safe(alone)
    compiled._forget(str(alone), os.getpid())
    assert not alone.exists()


def test_without_any_folder_nothing_is_kept_and_that_is_noted(temporary, monkeypatch):
    def none():
        raise FileNotFoundError("no usable temporary directory")

    monkeypatch.setattr(compiled.tempfile, "gettempdir", none)
    monkeypatch.setattr(compiled.tempfile, "tempdir", str(temporary / "gone"))
    assert compiled._cache_root() == compiled.NOWHERE
    assert "nowhere" in compiled.notes[0]


def test_a_user_without_a_home_has_a_cache(temporary, monkeypatch):
    def unknown():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", unknown)
    assert compiled._cache_root() == str(temporary / f"o2o-market-{os.geteuid()}")
    assert "no home folder" in compiled.notes[0]


def test_a_cache_that_others_can_write_to_is_not_used(temporary, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "open"))
    (tmp_path / "open" / "o2o-market").mkdir(parents=True)
    (tmp_path / "open" / "o2o-market").chmod(0o777)
    assert Path(compiled._cache_root()).parent == temporary
    assert "can be written by others" in compiled.notes[0]


def test_a_folder_of_another_user_is_not_safe(tmp_path, monkeypatch):
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o700)
    assert compiled.is_safe(folder)
    monkeypatch.setattr(compiled.os, "geteuid", lambda: folder.stat().st_uid + 1)
    monkeypatch.setattr(compiled, "_ROOT", folder.stat().st_uid + 2)
    assert not compiled.is_safe(folder)


def test_a_cache_folder_that_is_not_a_full_path_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert compiled._cache_root() == str(tmp_path / ".cache" / "o2o-market")


def test_numba_that_was_imported_before_is_told_again(tmp_path):
    """The locators too: Numba's own miss an edit in another module."""
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    for name in ("NUMBA_CACHE_DIR", "NUMBA_DISABLE_JIT"):
        env.pop(name, None)
    say = (
        "import numba, sim.apportionment, sim.luck as l; c = numba.config;"
        "print(c.CACHE_DIR); print(l.luck._cache.cache_path)"
    )
    said = subprocess.run(
        [sys.executable, "-c", say], env=env, check=True, capture_output=True, text=True
    ).stdout.split()
    assert said[0] == str(tmp_path / "o2o-market")
    assert said[1].startswith(str(tmp_path / "o2o-market" / "sim.luck-"))


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
