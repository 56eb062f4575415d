"""Which compiled code is still good: that of a module unchanged since, as are all it imports.

Numba's own cache looks at a function's file only, and misses an edit in a helper of another
module; a stale kernel then writes where an array no longer is. Here the kernels of a module are
kept in a folder named by the content of that module and of every module that it imports, directly
or not. An edit compiles anew what it can reach, and nothing else.
"""

import contextlib
import hashlib
import multiprocessing
import os
import shutil
import sys
import uuid
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from numba import config
from numba.core import caching
from numba.core.caching import IndexDataCacheFile, _CacheLocator

from sim import compiler
from sim.compiled import NOWHERE, is_safe, notes
from sim.compiler import For, asked_for, spare
from sim.imports import Import, imports_of

_PACKAGES = Path(__file__).parents[1]  # the folder that holds this package
_COMPILER = Path(str(compiler.__file__))  # another makes other code of the same kernels
# Sources of a module whose kernels are kept; the oldest go.
_KEPT = 4


class Index(IndexDataCacheFile):
    """Numba's list of a function's kernels, which outlives other modules and other processes.

    A function is kept while what it imports stays. Its callers may have gone since, and with them
    the types that it was called with. Of two processes that compile it at once, for different
    arguments, neither may write over what the other's list names. What cannot be read is compiled
    anew, and what cannot be written is kept in this process alone: no run fails for its cache.
    """

    def load(self, key: Any) -> Any:
        """What is kept under a key; None for what is not there, not whole, or not ours."""
        folder = Path(self._cache_path)
        if folder.parent == _root() and not is_safe(folder):
            return None
        try:
            found = super().load(key)  # type: ignore[no-untyped-call]
            if found is None and asked_for() is not For.PYTHON:
                kept_as = key, asked_for().value
                found = super().load(kept_as)  # type: ignore[no-untyped-call]
        except Exception:  # whatever a torn file makes pickle raise
            return None
        return found

    def save(self, key: Any, data: Any) -> None:
        """Keep a kernel, unless the disk is full or may only be read."""
        folder = Path(self._cache_path)
        try:
            if str(folder.parent) != NOWHERE:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                kept_as = key if asked_for() is For.PYTHON else (key, asked_for().value)
                super().save(kept_as, data)  # type: ignore[no-untyped-call]
        except OSError as error:
            say_once(f"compiled code cannot be kept in {folder.parent}: {error.strerror}")

    def _load_index(self) -> Any:
        try:
            return super()._load_index()  # type: ignore[no-untyped-call]
        except Exception:  # torn, or of a type that is no more: compile anew
            return {}

    def _data_name(self, number: int) -> str:
        name: str = super()._data_name(number)  # type: ignore[no-untyped-call]
        return name.replace(".nbc", f"-{uuid.uuid4().hex[:8]}.nbc")


@cache
def say_once(sentence: str) -> None:
    """Tell the user, from the process that was started alone, not from its workers."""
    if multiprocessing.parent_process() is None:
        print(sentence, file=sys.stderr)


def _root() -> Path:
    return Path(vars(config)["CACHE_DIR"])


caching.IndexDataCacheFile = Index  # type: ignore[misc]
spare()  # here, since whatever is compiled has a locator


class ByImports(_CacheLocator):
    """Keeps the kernels of a module by the content of the module and of what it imports.

    A user's own module counts with those beside it that it imports.
    """

    def __init__(self, py_func: Any, py_file: str) -> None:
        self._py_file = py_file  # where Numba says that a kernel cannot be kept
        self._line = py_func.__code__.co_firstlineno
        self._digest = digest(Path(py_file))
        name = ".".join(_parts(Path(py_file)))
        self._folder = _root() / f"{name}-{self._digest}"

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> "ByImports | None":
        """The locator of a function in a file that exists, wherever its kernels can be kept."""
        if not os.path.isfile(py_file):
            return None
        for note in notes:
            say_once(note)
        found = cls(py_func, py_file)
        found._drop_oldest()
        return found

    def ensure_cache_path(self) -> None:
        """Leave the folder to `Index.save`, which can do without."""

    def get_cache_path(self) -> str:
        return str(self._folder)

    def get_source_stamp(self) -> str:
        return self._digest

    def get_disambiguator(self) -> str:
        return str(self._line)

    def _drop_oldest(self) -> None:
        """Make room for one more source of this module, if this is one."""
        name = self._folder.name.removesuffix(self._digest)
        with contextlib.suppress(OSError):  # there is none yet, or another process tidies too
            if self._folder.exists():
                return
            others = [path for path in self._folder.parent.iterdir() if path.name[:-16] == name]
            others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
            for old in others[_KEPT - 1 :]:
                shutil.rmtree(old, ignore_errors=True)


@cache
def digest(file: Path) -> str:
    """The content of a module, of all it imports and of the compiler, as sixteen digits."""
    seen, left = set(), [file.resolve()]
    while left:
        module = left.pop()
        if module not in seen:
            seen.add(module)
            left.extend(imported(module))
    content = hashlib.sha256(_source(_COMPILER))
    for module in sorted(seen):
        content.update(hashlib.sha256(_source(module)).digest())
    return content.hexdigest()[:16]


@cache
def imported(file: Path) -> tuple[Path, ...]:
    """Modules of this package, or beside a user's own, that a module imports when it runs."""
    return tuple(dict.fromkeys(_files_named(imports_of(_source(file)), file.parent)))


@cache
def _source(file: Path) -> bytes:
    return file.read_bytes()


def _files_named(imports: Iterable[Import], beside: Path) -> Iterator[Path]:
    """Files of the modules that are imported."""
    for module, name, level in imports:
        if level:
            package = (beside, *beside.parents)[level - 1]
            dotted = f"{module}.{name}".strip(".")
            yield from _files_at(package, dotted) or _files_at(package, module)
        else:
            found = _files_of(f"{module}.{name}", beside) if name else ()
            yield from found or _files_of(module, beside)


@cache
def _files_of(name: str, beside: Path) -> tuple[Path, ...]:
    """The file of a module of this package, or of a folder of the user's; of others none."""
    parts = name.split(".")
    root = _PACKAGES if parts[0] == Path(__file__).parent.name else beside
    if root == _PACKAGES or not beside.is_relative_to(_PACKAGES):
        return _files_at(root, name)
    return ()


def _files_at(folder: Path, name: str) -> tuple[Path, ...]:
    """The file of a module or package by its dotted name from a folder on; "": its own package."""
    path = folder.joinpath(*name.split("."))
    files = (path.with_suffix(".py") if name else path, path / "__init__.py")
    return tuple(filter(Path.is_file, files))


def _parts(file: Path) -> tuple[str, ...]:
    """Names of a module, such as ("sim", "flow", "loop"); of a file elsewhere its stem."""
    with contextlib.suppress(ValueError):
        return file.resolve().relative_to(_PACKAGES).with_suffix("").parts
    return (file.stem,)
