"""Lays scenario files over one another, and remembers which of them says what."""

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.scenario_file.faults import (
    Fault,
    KeyPath,
    Place,
    ScenarioError,
    dotted,
    shown,
)
from analysis.scenario_file.positions import lines_of
from analysis.scenario_file.shipped import ScenarioPath, find

Tree = dict[str, Any]

# What a scenario is about, see `sim.scenario.Scenario.about`.
ABOUT = ("title", "why", "title_zh", "why_zh")
# What a file says about itself; an extending file does not inherit it.
_OWN_KEYS = ("extends", *ABOUT)

# More files over one another than anyone would write.
_LONGEST_CHAIN = 64

_MOST_BYTES = 1_000_000
_MOST_FILES = 100  # that extend one another
DEEPEST = 20  # tables and lists in one another
TOO_DEEP = f"holds tables or lists more than {DEEPEST} deep; no setting lies so deep"
TOO_LONG = "has too many digits: TOML's whole numbers have 64 bits"

_TOML_ERROR = re.compile(r"(?P<problem>.*) \(at (line (?P<line>\d+), column \d+|end of document)\)")


@dataclass(frozen=True)
class Layer:
    """What one file, or one ``--set``, says."""

    source: str
    folder: Path  # where files and modules it names are looked for
    lines: dict[KeyPath, int | None]
    values: Tree = field(default_factory=dict)

    def place_of(self, path: KeyPath) -> Place:
        """The line of a setting, or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return Place(self.source, self.lines.get(path))


@dataclass(frozen=True)
class Layers:
    """All that was said, the base first; the last to mention a setting decides it."""

    files: list[Layer]
    overrides: list[Layer] = field(default_factory=list)

    def last_to_say(self, path: KeyPath) -> Layer:
        """The layer that decides a setting, else the table around it, else what is inside it."""
        for length in range(len(path), 0, -1):
            for layer in reversed(self.files + self.overrides):
                if path[:length] in layer.lines:
                    return layer
        for layer in reversed(self.overrides if path else []):
            if any(said[: len(path)] == path for said in layer.lines):
                return layer
        return self.files[-1]

    def place_of(self, path: KeyPath) -> Place:
        """Where a setting is written."""
        return self.last_to_say(path).place_of(path)


def read_chain(start: ScenarioPath) -> tuple[list[Layer], list[Fault]]:
    """Read a file and all it extends, the base first, and what broke the chain off.

    Of several files that one extends, a later one lies over an earlier one; a file that both of
    them extend is read once, under both.
    """
    layers: dict[Path, Layer] = {}
    faults: list[Fault] = []
    _read_under(start, [], layers, faults)
    return list(layers.values()), faults


def _read_under(
    source: ScenarioPath, above: list[ScenarioPath], layers: dict[Path, Layer], faults: list[Fault]
) -> None:
    """Put what a file extends, then the file itself, behind the layers that were read so far."""
    file = source.file.resolve()
    if file in layers:
        return
    try:
        layer = read(source)
    except ScenarioError as error:
        faults += error.faults
        return
    chain = [*above, source]
    for path, name in _named_parents(layer):
        if len(layers) >= _MOST_FILES:
            problem = (
                f"more than {_MOST_FILES} files lie over one another; put some of them into one"
            )
            faults.append(Fault(layer.place_of(path), problem, dotted(path), shown(name)))
            break
        try:
            parent = _parent(layer, path, name, chain)
        except ScenarioError as error:
            faults += error.faults
        else:
            _read_under(parent, chain, layers, faults)
    layers[file] = layer


def _named_parents(layer: Layer) -> list[tuple[KeyPath, Any]]:
    """What a file says it extends, one name or a list of them, and where it says so."""
    if "extends" not in layer.values:
        return []
    said = layer.values["extends"]
    if isinstance(said, list):
        return [(("extends", place), name) for place, name in enumerate(said)]
    return [(("extends",), said)]


def merge(base: Tree, over: Tree) -> Tree:
    """Lay one table over another: tables merge key by key, all else replaces.

    A table that chooses another policy replaces the whole table, because the parameters of one
    policy mean nothing to another.
    """
    if "use" in base and over.get("use", base["use"]) != base["use"]:
        return deepcopy(over)
    merged = dict(base)
    for key, value in over.items():
        both_tables = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = merge(base[key], value) if both_tables else deepcopy(value)
    return merged


def without_own_keys(tree: Tree) -> Tree:
    """What a file hands down to the files that extend it."""
    return {key: value for key, value in tree.items() if key not in _OWN_KEYS}


def read(source: ScenarioPath) -> Layer:
    """What one file says, and on which lines."""
    try:
        text = _content(source).decode("utf-8-sig")
        values = tomllib.loads(text)
    except OSError as error:
        raise _unreadable(source, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise _unreadable(source, "is not UTF-8 text", line) from None
    except tomllib.TOMLDecodeError as error:
        found = _TOML_ERROR.fullmatch(str(error))
        problem, line_text = (found["problem"], found["line"]) if found else (str(error), None)
        line = int(line_text) if line_text else len(text.splitlines())
        raise _unreadable(source, f"is not TOML: {problem}", line) from None
    except ScenarioError:
        raise
    except ValueError:  # of Python's, about a number
        raise _unreadable(source, f"holds a number that {TOO_LONG}", _longest(text)) from None
    except RecursionError:
        raise _unreadable(source, TOO_DEEP) from None
    layer = Layer(source.label, source.file.parent, dict(lines_of(text)), values)
    for path, problem in unheld(values):
        raise ScenarioError([Fault(layer.place_of(path), problem, dotted(path[:DEEPEST]))])
    return layer


def unheld(value: Any) -> Iterator[tuple[KeyPath, str]]:
    """Paths of what no setting can hold, and why: too deep, or beyond TOML's whole numbers."""
    left: list[tuple[KeyPath, Any]] = [((), value)]
    while left:
        path, value = left.pop()
        if len(path) > DEEPEST:
            yield path, TOO_DEEP
        elif isinstance(value, dict):
            left += [((*path, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            left += [((*path, index), inner) for index, inner in enumerate(value)]
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            yield path, f"is a number that {TOO_LONG}"


def _content(source: ScenarioPath) -> bytes:
    with source.file.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise _unreadable(source, f"has more than {_MOST_BYTES} bytes; no file of settings does")
    return content


def _longest(text: str) -> int:
    """The line with the longest number."""
    lengths = [max(map(len, re.findall(r"[\d_]+", line)), default=0) for line in text.splitlines()]
    return lengths.index(max(lengths)) + 1


def _unreadable(source: ScenarioPath, problem: str, line: int | None = None) -> ScenarioError:
    return ScenarioError([Fault(Place(source.label, line), problem)])


def _parent(layer: Layer, path: KeyPath, name: Any, chain: list[ScenarioPath]) -> ScenarioPath:
    problem = "must be the name of a scenario or the path of a file, in quotes, or a list of such"
    if isinstance(name, str):
        try:
            parent = find(name, layer.folder)
        except LookupError as error:
            problem = error.args[0]
        else:
            files = [source.file.resolve() for source in chain]
            if parent.file.resolve() in files:
                labels = [source.label for source in (*chain, parent)]
                problem = f"extends itself: {' → '.join(labels)}"
            elif len(chain) == _LONGEST_CHAIN:
                problem = f"is the {len(chain) + 1}th file of a chain; at most {_LONGEST_CHAIN}"
            else:
                return parent
    raise ScenarioError([Fault(layer.place_of(path), problem, dotted(path), shown(name))])
