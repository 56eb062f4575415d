"""Settings laid over a scenario file: ``--set couriers.count=300``, or a value from a program."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.scenario_file.faults import Fault, KeyPath, Place, dotted, keys_of, shown
from analysis.scenario_file.layers import DEEPEST, TOO_DEEP, Layer, Tree, merge, unheld
from analysis.scenario_file.model_shape import Model, default_at, name_default_policies

_PATH = r"[\w-]+(?:\.[\w-]+|\[\d+\])*"
_WHOLE_PATH = re.compile(_PATH)
_OVERRIDE = re.compile(rf"\s*(?P<path>{_PATH})\s*=(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True)
class Override:
    """One setting: its path, its value, and how messages name where it comes from."""

    path: KeyPath
    value: Any
    source: str
    problem: str = ""  # why it cannot be read; told together with all other faults


def read_overrides(texts: Sequence[str]) -> list[Override]:
    """What texts such as ``couriers.count=300`` set."""
    return [_read(text, f"--set {text}") for text in texts]


def overriding(settings: Mapping[str, Any]) -> list[Override]:
    """Values by path: ``{"couriers.count": 300}``."""
    found = []
    for path, value in settings.items():
        known = _WHOLE_PATH.fullmatch(path)
        problem = "" if known else "is no path of a setting, such as couriers.count"
        source = f"{path}={shown(value)}"
        found.append(Override(keys_of(path) if known else (), value, source, problem))
    return found


def apply(
    model: Model, tree: Tree, overrides: Sequence[Override], folder: Path
) -> tuple[Tree, list[Layer], list[Fault]]:
    """The tree with what the overrides set; a later one wins, a choice of policy goes first."""
    layers: list[Layer] = []
    faults = [Fault(Place(each.source), each.problem) for each in overrides if each.problem]
    readable = [override for override in overrides if not override.problem]
    for override in sorted(readable, key=lambda override: override.path[-1] != "use"):
        changed = deepcopy(tree)
        try:
            path = _put(model, changed, override)
        except LookupError as error:
            path_text, problem = dotted(override.path), error.args[0]
            faults.append(Fault(Place(override.source), problem, path_text, shown(override.value)))
        else:
            name_default_policies(model, changed)
            tree = changed
            lines = dict.fromkeys(_paths_within(path, override.value))
            layers.append(Layer(override.source, folder, lines))
    return tree, layers, faults


def as_tree(overrides: Sequence[Override]) -> Tree:
    """What overrides say as tables; entries of lists, which are tables of others, left out."""
    tree: Tree = {}
    for override in overrides:
        said: Any = override.value
        if override.problem or any(isinstance(key, int) for key in override.path):
            continue
        for key in reversed(override.path):
            said = {key: said}
        tree = merge(tree, said)
    return tree


def _read(text: str, source: str) -> Override:
    found = _OVERRIDE.fullmatch(text)
    if not found:
        return Override((), None, source, "must read path=value, as in couriers.count=300")
    if found["path"] == "extends":
        return Override((), None, source, "extends stands in a file; name that file instead")
    path = keys_of(found["path"])
    if len(path) > DEEPEST:
        return Override((), None, source, TOO_DEEP)
    return Override(path, value_of(found["value"].strip()), source)


def value_of(text: str) -> Any:
    """A TOML value, or the text itself where it is none."""
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):  # not TOML, or beyond it
        return text
    return table["value"] if len(table) == 1 and not any(unheld(table)) else text


def _put(model: Model, tree: Tree, override: Override) -> KeyPath:
    """Set one value, in place, and return its path with all list indices as numbers."""
    holder: Any = tree
    path: KeyPath = ()
    for key in override.path[:-1]:
        step = _step(holder, key, path)
        path = (*path, step)
        if isinstance(holder, dict) and step not in holder:
            default = default_at(model, path)
            holder[step] = default if isinstance(default, list) else {}
        holder = holder[step]
    last = _step(holder, override.path[-1], path)
    value = deepcopy(override.value)
    if last == "use" and holder.get("use", value) != value:
        holder.clear()
    current = holder.get(last) if isinstance(holder, dict) else holder[last]
    if isinstance(current, dict) and isinstance(value, dict):
        value = merge(current, value)
    holder[last] = value
    return (*path, last)


def _step(holder: Any, key: str | int, path: KeyPath) -> str | int:
    """The key or index by which a path goes on from a table or list."""
    name = dotted(path)
    if isinstance(holder, dict):
        if isinstance(key, int):
            raise LookupError(f"{name} is a table, not a list")
        return key
    if not isinstance(holder, list):
        raise LookupError(f"{name} is {shown(holder)}, not a table")
    if not str(key).isdecimal():
        raise LookupError(f"{name} is a list; say which entry, as in {name}[0]")
    if int(key) >= len(holder):
        held = f"{len(holder)}, counted from [0]" if holder else "none"
        raise LookupError(f"{name} has no entry [{key}]; it holds {held}")
    return int(key)


def _paths_within(path: KeyPath, value: Any) -> Iterator[KeyPath]:
    """The path of a value and of all in it."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths_within((*path, key), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths_within((*path, index), inner)
