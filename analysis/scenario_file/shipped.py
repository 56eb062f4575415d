"""Finds scenarios: those shipped with the product by name, all others by path."""

import os
import stat
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from analysis.scenario_file.faults import did_you_mean, nearest

_SUFFIX = ".toml"


class ScenarioPath(NamedTuple):
    """A scenario's file, and what to call it."""

    file: Path
    label: str  # in messages
    name: str  # in results, where it names folders: without those it lies in


@cache
def shipped() -> Mapping[str, ScenarioPath]:
    """The scenarios shipped with the product, by name; the baseline first, sub-folders last.

    The name of one in a sub-folder begins with that: "claims/faster-promise".
    """
    top = Path(str(files("scenarios")))
    found = {}
    for file in top.rglob(f"*{_SUFFIX}"):
        place = file.relative_to(top).as_posix()
        name = place.removesuffix(_SUFFIX)
        found[name] = ScenarioPath(file, f"{top.name}/{place}", file.stem)
    order = sorted(found, key=lambda name: (name.count("/"), name != "baseline", name))
    return MappingProxyType({name: found[name] for name in order})


def find(source: str | Path, folder: Path = Path()) -> ScenarioPath:
    """The file that a name or a path stands for; relative paths start at the folder.

    Raises
    ------
    LookupError
        Says what there is instead.
    """
    known = shipped()
    if isinstance(source, str) and source in known:
        return known[source]
    if not _is_path(source):
        raise LookupError(_no_such_name(str(source), folder, known))
    file = folder / source
    try:
        kind = file.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        if file.is_symlink():
            raise LookupError("is a link to what is not there") from None
        kind = 0
    except OSError as error:
        raise LookupError(f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise LookupError("is no name of a file") from None
    if stat.S_ISDIR(kind):
        raise LookupError("is a folder, not a scenario file")
    if kind and not stat.S_ISREG(kind):
        raise LookupError("is a pipe or a device, not a scenario file")
    if not kind:
        guess = nearest(str(source).removesuffix(_SUFFIX), known) or nearest(file.stem, known)
        meant = f"; did you mean the shipped scenario '{guess}'?" if guess else ""
        raise LookupError(f"no such file{meant}")
    return ScenarioPath(file, os.path.normpath(file), file.stem)


def _is_path(source: str | Path) -> bool:
    text = str(source)
    return isinstance(source, Path) or text.endswith(_SUFFIX) or "/" in text or os.sep in text


def _no_such_name(name: str, folder: Path, known: Mapping[str, ScenarioPath]) -> str:
    if os.path.isfile(folder / f"{name}{_SUFFIX}"):
        return f"no such scenario; for the file write {name}{_SUFFIX}"
    if os.path.isdir(folder / name):
        return "is a folder, not a scenario file"
    files = [file.name for file in folder.glob(f"*{_SUFFIX}")] if "." in name else []
    meant = did_you_mean(name, [*known, *files])
    return f"no such scenario{meant}`o2o list` shows the {len(known)} there are"
