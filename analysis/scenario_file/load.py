"""Reads a scenario, from its name or path to the validated model."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from analysis.scenario_file import own_policy, uncertain
from analysis.scenario_file.distribution import Distribution
from analysis.scenario_file.explain import INCOMPLETE, faults_of, faults_of_extras
from analysis.scenario_file.faults import Fault, KeyPath, Place, ScenarioError, keys_of
from analysis.scenario_file.hours import Hours
from analysis.scenario_file.layers import (
    Layer,
    Layers,
    Tree,
    merge,
    read,
    read_chain,
    without_own_keys,
)
from analysis.scenario_file.model_shape import name_default_policies
from analysis.scenario_file.on_show import faults_on_show
from analysis.scenario_file.overrides import Override, apply, as_tree
from analysis.scenario_file.shipped import ScenarioPath, find, shipped

if TYPE_CHECKING:
    from sim.scenario import Scenario

S = TypeVar("S", bound=BaseModel)

_UNCERTAIN = (uncertain.SECTION,)
_NOT_SETTINGS = ("extends", uncertain.SECTION)

# What the settings, merged but not yet checked, imply.
Implied = Callable[[Tree, Layers], Sequence[Override]]


@dataclass(frozen=True)
class LoadedScenario(Generic[S]):
    """A scenario and where it comes from.

    Attributes
    ----------
    name
        What results call it: the file's name without its ending, and without its folder.
    source
        What the user named.
    tree
        All that the files and overrides say, as TOML would hold it.
    uncertain
        What is not known of it, by path: what else a setting may be.
    """

    scenario: S
    name: str
    source: str
    tree: Tree
    layers: Layers
    uncertain: Mapping[str, Distribution] = field(default_factory=dict)

    def folder_of(self, *path: str | int) -> Path:
        """The folder at which a relative path in a setting starts."""
        return self.layers.last_to_say(path).folder


@dataclass(frozen=True)
class ScenarioInfo:
    """A shipped scenario, as lists show it."""

    name: str
    title: str
    path: Path
    why: str


def load_scenario(
    source: str | Path,
    overrides: Sequence[Override] = (),
    *,
    allow_code: bool = True,
    implied: Implied | None = None,
) -> "LoadedScenario[Scenario]":
    """Read a shipped scenario by name, or a file by path.

    Parameters
    ----------
    source
        The name of a shipped scenario, or the path of a ``.toml`` file.
    overrides
        Settings laid over the file; a later one wins.
    allow_code
        Whether policies of the user's own may be imported, which runs their modules.
    implied
        What the settings imply, laid between file and overrides.

    Raises
    ------
    ScenarioError
        Names every fault, each with its place.
    """
    from sim.scenario import Scenario  # brings numpy and every policy along

    return load(Scenario, source, overrides, allow_code=allow_code, implied=implied)


def load(
    model: type[S],
    source: str | Path,
    overrides: Sequence[Override] = (),
    *,
    allow_code: bool = True,
    implied: Implied | None = None,
) -> LoadedScenario[S]:
    """Read a scenario as the model has it; see `load_scenario`."""
    start = _found(source)
    files, faults = read_chain(start)
    if not files:
        raise ScenarioError(faults)
    ignored = INCOMPLETE if faults else ()
    merged, hours = _merged(model, files)
    laid = [each for each in overrides if each.path[:1] != _UNCERTAIN]
    tree, said, wrong = apply(model, merged, laid, Path())
    more = implied(tree, Layers(files, said)) if implied else ()
    if more:
        tree, said, wrong = apply(model, merged, [*more, *laid], Path())
    hours.lay_over(merged, as_tree(laid), tree)
    layers = Layers(files, said)
    complete = deepcopy(tree)
    wrong_policies, failed = own_policy.construct(model, complete, layers, allow_code=allow_code)
    faults += wrong + wrong_policies
    try:
        scenario = model.model_validate(complete)
    except ValidationError as error:
        told = faults_of(error, model, complete, layers.place_of, ignored=ignored)
        faults += [fault for fault in told if fault.path not in failed]
    faults += faults_of_extras(model, complete, layers.place_of)
    faults += faults_on_show(tree, layers.place_of)
    if faults:
        raise ScenarioError(faults)
    plausible, faults = uncertain.read(_uncertain(files, overrides), scenario)
    if faults:
        raise ScenarioError(sorted(faults, key=lambda fault: fault.place.line or 0))
    return LoadedScenario(
        scenario, start.name, str(source), tree, layers, _unless_set(plausible, laid)
    )


def list_scenarios() -> list[ScenarioInfo]:
    """The shipped scenarios, the baseline first; reads only what they say of themselves."""
    listed = []
    for name, found in shipped().items():
        said = read(found).values
        listed.append(ScenarioInfo(name, said.get("title", ""), found.file, said.get("why", "")))
    return listed


def _found(source: str | Path) -> ScenarioPath:
    try:
        return find(source)
    except LookupError as error:
        raise ScenarioError([Fault(Place(str(source)), error.args[0])]) from None


def _uncertain(files: Sequence[Layer], overrides: Sequence[Override]) -> list[uncertain.Said]:
    """What files and overrides say of what is not known."""
    section = uncertain.SECTION
    said = [
        uncertain.Said((), layer.values[section], layer.place_of)
        for layer in files
        if section in layer.values
    ]
    return said + [
        uncertain.Said(each.path[1:], each.value, _placed(Place(each.source)))
        for each in overrides
        if each.path[:1] == _UNCERTAIN
    ]


def _placed(place: Place) -> Callable[[KeyPath], Place]:
    """The same place for every path."""
    return lambda _path: place


def _unless_set(
    found: Mapping[str, Distribution], overrides: Sequence[Override]
) -> dict[str, Distribution]:
    """What is not known, without what an override gives a value."""
    known = [each.path for each in overrides]
    return {
        name: each
        for name, each in found.items()
        if not any(keys_of(name)[: len(path)] == path for path in known)
    }


def _merged(model: type[BaseModel], files: list[Layer]) -> tuple[Tree, Hours]:
    """What the files say together, and what is known of policies by hours."""
    tree: Tree = {}
    hours = Hours.of(model)
    for layer in files:
        values = {key: value for key, value in layer.values.items() if key not in _NOT_SETTINGS}
        before, tree = tree, merge(without_own_keys(tree), values)
        name_default_policies(model, tree)
        hours.lay_over(before, values, tree)
    return tree, hours
