"""Where compiled code is kept between runs, told to Numba however early it was imported.

Loading a kernel is running it. It is therefore kept in a folder that belongs to this user and that
nobody else can write to: the user's cache folder, else one of the user's in the system's temporary
one, else one that is made for this process and those that it starts. Where there is none of all
these, nothing is kept. What is kept, and when it is compiled anew, is in `sim.kernel_cache`.
"""

import atexit
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

# Ours first; kernels whose source is no file are left to Numba.
_LOCATORS = "sim.kernel_cache.ByImports,IPythonCacheLocator,ZipCacheLocator"

_NAME = "o2o-market"
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH

_ROOT = 0

# In place of a folder: compiled code is kept nowhere.
NOWHERE = os.devnull

# Why compiled code is not kept where it should be; said when there is some to keep.
notes: list[str] = []


def use_cache() -> None:
    """Have Numba keep kernels by what they import.

    A `NUMBA_CACHE_DIR` of the user's stays in force, and so do locators of the user's. Numba reads
    both when it is imported; where it was imported before, it is told again.
    """
    if not os.environ.get("NUMBA_CACHE_DIR"):
        os.environ["NUMBA_CACHE_DIR"] = _cache_root()
    if not os.environ.get("NUMBA_CACHE_LOCATOR_CLASSES"):
        os.environ["NUMBA_CACHE_LOCATOR_CLASSES"] = _LOCATORS
    if "numba" in sys.modules:
        config = sys.modules["numba"].config
        config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]
        config.CACHE_LOCATOR_CLASSES = os.environ["NUMBA_CACHE_LOCATOR_CLASSES"]


def is_safe(folder: Path) -> bool:
    """Whether only this user and the system's own can have put code into a folder."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    trusted = found.st_uid in (_user(), _ROOT) and not found.st_mode & _OTHERS_WRITE
    return trusted and stat.S_ISDIR(found.st_mode)


def _cache_root() -> str:
    """The folder for this process and all that it starts."""
    try:
        usual = _user_folder()
    except RuntimeError:  # no HOME, and a user whom the system does not know
        return _elsewhere("there is no home folder")
    try:
        usual.mkdir(mode=0o700, parents=True, exist_ok=True)
        usual = usual.resolve()
        tempfile.TemporaryFile(dir=usual).close()
    except (OSError, RuntimeError):
        return _elsewhere(f"{usual} cannot be written")
    if not is_safe(usual):
        return _elsewhere(f"{usual} can be written by others, or belongs to another user")
    return str(usual)


def _user_folder() -> Path:
    given = os.environ.get("XDG_CACHE_HOME", "")
    # One that is not absolute is to be ignored, says the XDG Base Directory Specification.
    base = Path(given) if os.path.isabs(given) else Path.home() / ".cache"
    return base / _NAME


def _elsewhere(why: str) -> str:
    """A folder in the temporary one; `NOWHERE` where that cannot be written either."""
    try:
        temporary = Path(tempfile.gettempdir())
        shared = temporary / f"{_NAME}-{_user()}"
        shared.mkdir(mode=0o700, exist_ok=True)
        if is_safe(shared):
            tempfile.TemporaryFile(dir=shared).close()
            return _noted(why, str(shared))
    except OSError:
        pass  # a file of that name, a full disk, no temporary folder at all
    try:
        alone = tempfile.mkdtemp(prefix=f"{_NAME}-")
    except OSError:
        return _noted(why, NOWHERE)
    atexit.register(_forget, alone, os.getpid())
    return _noted(why, alone)


def _forget(folder: str, process: int) -> None:
    """Remove what was made for a process, when that very process ends."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def _noted(why: str, folder: str) -> str:
    where = "nowhere: each process compiles anew" if folder == NOWHERE else f"in {folder}"
    notes.append(f"compiled code is kept {where} ({why})")
    return folder


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else _ROOT
