"""Finds scenarios: those shipped with the product by name, all others by path."""

import os
import stat
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from analysis.scenario_file.faults import nearest, suggestion

_SUFFIX = ".toml"


class ScenarioPath(NamedTuple):
    """A scenario's file, and what to call it."""

    file: Path
    label: str  # in messages
    name: str  # in results


def shipped() -> dict[str, ScenarioPath]:
    """The scenarios shipped with the product, by name; the baseline first."""
    folder = Path(str(files("scenarios")))
    found = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda file: (file.stem != "baseline", file))
    return {file.stem: ScenarioPath(file, f"scenarios/{file.name}", file.stem) for file in found}


def find(source: str | Path, folder: Path = Path()) -> ScenarioPath:
    """The file that a name or a path stands for; relative paths start at the folder.

    Raises
    ------
    LookupError
        Says what there is instead.
    """
    if not _is_path(source):
        return _find_shipped(str(source), folder)
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
        guess = nearest(file.stem, shipped())
        meant = f"; did you mean the shipped scenario '{guess}'?" if guess else ""
        raise LookupError(f"no such file{meant}")
    return ScenarioPath(file, os.path.normpath(file), file.stem)


def _is_path(source: str | Path) -> bool:
    text = str(source)
    return isinstance(source, Path) or text.endswith(_SUFFIX) or "/" in text or os.sep in text


def _find_shipped(name: str, folder: Path) -> ScenarioPath:
    known = shipped()
    if name in known:
        return known[name]
    if os.path.isfile(folder / f"{name}{_SUFFIX}"):
        raise LookupError(f"no such scenario; for the file write {name}{_SUFFIX}")
    raise LookupError(f"no such scenario{suggestion(name, known)}")
