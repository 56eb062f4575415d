"""The user's own code behind a policy: every file that can change what it decides, and its digest.

Found are the file of its class and of its base classes, what these import, directly or not, and the
files that their text or its settings name. What is put together at run time, such as the name of a
file out of two settings, cannot be seen.
"""

import ast
import hashlib
import importlib.util
import inspect
import os
import re
import sys
import sysconfig
import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from glob import glob
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from typing import Any

from sim.imports import imports_in
from sim.policies.family import home_of

Owner = type | Callable[..., Any]

_PROGRAM = tuple(Path(__file__).parents[1] / name for name in ("sim", "analysis"))
_INSTALLED = tuple(Path(sysconfig.get_path(name)) for name in ("purelib", "platlib"))
_INSTALLED_BY_NAME = {"site-packages", "dist-packages"}
_STANDARD = tuple(Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib"))
# A text such as "rates-*.csv", which names files.
_PATTERN = re.compile(r"[^\n\0/*][^\n\0]*\*[^\n\0]*\.\w+|\*\.\w+")
_MODULE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_LONGEST_NAME = 255


@cache
def digest(owner: Owner, said: tuple[str, ...] = ()) -> str:
    """The content of all code behind a class or function, as it was when first asked for.

    Parameters
    ----------
    owner
        A class, with its base classes, or a function.
    said
        Texts in its settings, which may name files.
    """
    content = hashlib.sha256()
    closure = _Closure(owner, said)
    for name, part in sorted({*closure.modules.items(), *closure.data}):
        content.update(f"{name}\0{part}\n".encode())
    return content.hexdigest()


@cache
def own_modules(owner: Owner) -> tuple[str, ...]:
    """The names of the user's own modules behind a class or function, as they are imported."""
    return tuple(sorted(_Closure(owner, ()).own))


def is_own(owner: Owner) -> bool:
    """Whether a class or function is none of this program's."""
    return home_of(owner).split(".")[0] not in {folder.name for folder in _PROGRAM}


class _Closure:
    """What code depends on: digests of files, versions of packages."""

    def __init__(self, owner: Owner, said: tuple[str, ...]) -> None:
        self.modules: dict[str, str] = {}  # digest or version by name
        self.own: set[str] = set()  # those of them that are the user's
        self.data: set[tuple[str, str]] = set()  # names and digests of files
        self._tops: set[str] = set()  # packages of the user's own, though they be installed
        bases = owner.__mro__ if isinstance(owner, type) else (owner,)
        homes = {home_of(base): base for base in bases if is_own(base)}
        self._tops.update(name.split(".")[0] for name in homes if not _is_others(name))
        folders: list[Path] = []
        for name, base in homes.items():
            if name.split(".")[0] in self._tops:
                folders += self._begin(name, base)
        self._name_files(said, folders)

    def _begin(self, name: str, owner: Owner) -> list[Path]:
        """Read the module that a class stands in; the folders that its files are looked for in."""
        module = sys.modules.get(name)
        file = getattr(module, "__file__", None)
        if file is None or not Path(file).is_file():  # typed in: never the same again
            self.modules[name] = _text_of(owner)
            self.own.add(name)
            return []
        package = getattr(module, "__package__", None) or ""
        return self._read(Path(file), name, package)

    def _read(self, file: Path, name: str, package: str) -> list[Path]:
        """Take a file of code in, and all that it imports and names."""
        if name in self.modules:
            return []
        source = file.read_bytes()
        self.modules[name] = hashlib.sha256(source).hexdigest()
        self.own.add(name)
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):  # compiled, or not yet sound: its bytes say it all
            return []
        for module, part, level in imports_in(tree):
            above = ("." * level) + module if level else module
            try:
                base = importlib.util.resolve_name(above, package) if level else above
            except ImportError:
                continue
            for dotted in (base, f"{base}.{part}" if part else ""):
                self._follow(dotted)
        folders = [file.parent, file.parents[package.count(".") + 1] if package else file.parent]
        self._name_files(_texts(tree), folders)
        return folders

    def _follow(self, dotted: str) -> None:
        """Take a module in by name, and the packages around it, which are run before it."""
        spec, at = None, ""
        for name in dotted.split(".") if dotted else ():
            at = f"{at}.{name}".strip(".")
            spec = _spec(at, spec)
            if spec is None or not self._take(spec):
                return

    def _take(self, spec: ModuleSpec) -> bool:
        """Take one module in; whether those inside it count too."""
        top = spec.name.split(".")[0]
        if spec.origin is None or not Path(spec.origin).is_file():
            return spec.submodule_search_locations is not None  # a folder without __init__
        file = Path(spec.origin)
        if _lies_in(file, _PROGRAM):
            return False
        installed = _lies_in(file, _INSTALLED) or not _INSTALLED_BY_NAME.isdisjoint(file.parts)
        if top not in self._tops and installed:
            self.modules[top] = _version(top)
            return False
        if _lies_in(file, _STANDARD) and not installed:
            return False
        is_package = spec.submodule_search_locations is not None
        self._read(file, spec.name, spec.name if is_package else spec.name.rpartition(".")[0])
        return True

    def _name_files(self, texts: Iterable[str], folders: list[Path]) -> None:
        """Take in the files that texts name, in these folders or those inside that they name."""
        found = list(dict.fromkeys([*folders, Path()]))
        names = [text for text in dict.fromkeys(texts) if _may_be_name(text)]
        for folder in found:  # grows
            for text in names:
                path = folder / text
                if os.path.isdir(path) and path not in found and not os.path.isabs(text):
                    found.append(path)
                self._take_data(path)
                if _MODULE.fullmatch(text) and _is_module(folder.joinpath(*text.split("."))):
                    self._follow(text)
                if _PATTERN.fullmatch(text):
                    for each in glob(text, root_dir=folder, recursive=True, include_hidden=True):
                        self._take_data(folder / each)

    def _take_data(self, file: Path) -> None:
        if os.path.isfile(file):
            with file.open("rb") as opened:
                self.data.add((file.name, hashlib.file_digest(opened, "sha256").hexdigest()))


def _texts(tree: ast.AST) -> Iterator[str]:
    """All texts that are written in code; what an f-string puts in is a `*`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values
            )


def _may_be_name(text: str) -> bool:
    """Whether a text could be the name of a file or folder, and not of a place itself."""
    try:
        return 0 < len(os.fsencode(text)) <= _LONGEST_NAME and bool(text.strip("./"))
    except UnicodeEncodeError:
        return False


def _is_module(path: Path) -> bool:
    return os.path.isfile(f"{path}.py") or os.path.isfile(path / "__init__.py")


def _spec(name: str, parent: ModuleSpec | None) -> ModuleSpec | None:
    """What an import of a module would find; nothing is run."""
    try:
        if parent is None:
            return importlib.util.find_spec(name)
        return PathFinder.find_spec(name, list(parent.submodule_search_locations or ()))
    except (ImportError, ValueError, AttributeError):
        return None


def _is_others(module: str) -> bool:
    """Whether a module comes with Python or with what this program is built on."""
    return module.split(".")[0] in {*sys.stdlib_module_names, "pydantic", "numpy", "pydantic_core"}


def _text_of(owner: Owner) -> str:
    """The source of what stands in no file, or a text that nothing else has."""
    try:
        return hashlib.sha256(inspect.getsource(owner).encode()).hexdigest()
    except (OSError, TypeError):
        return uuid.uuid4().hex


def _lies_in(file: Path, folders: Iterable[Path]) -> bool:
    return any(file.is_relative_to(folder) for folder in folders)


@cache
def _version(top: str) -> str:
    """The version of an installed package, by the name it is imported by."""
    try:
        return version(top)
    except PackageNotFoundError:
        return ",".join(sorted(f"{name} {version(name)}" for name in _distributions().get(top, ())))


@cache
def _distributions() -> dict[str, list[str]]:
    return dict(packages_distributions())
