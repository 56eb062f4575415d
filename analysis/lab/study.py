"""Studies: what a sweep asks, as a file says it or the command line.

base = "baseline"
goal = "platform_contribution_cents_per_day"
subject_to = ["click_to_door_p90_min<=48"]

[over]
policies.pricing.base_cents = [150, 250, 350, 450, 550]
couriers.count = { low = 200, high = 400 }
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis.lab.design import Design, Point, points
from analysis.lab.goal import Constraint, Goal, read_constraint, read_constraints, read_goal
from analysis.lab.lever import Lever, checked, lever
from analysis.loading import flat
from analysis.scenario_file import Override, ScenarioError, overriding
from analysis.scenario_file.explain import faults_of
from analysis.scenario_file.faults import Fault, KeyPath, Place, dotted
from analysis.scenario_file.layers import Layer, read
from analysis.scenario_file.shipped import find, shipped
from sim.settings.bounds import Whole

T = TypeVar("T")
F = TypeVar("F", bound=BaseModel)

DEFAULT_GOAL = "platform_contribution_cents_per_day"
DEFAULT_REPLICATIONS = 8


class StudyFile(BaseModel):
    """What a study file holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: str = Field(description="a shipped scenario's name, or a file beside the study")
    over: dict[str, Any] = Field(description="levers: lists of values, or ranges")
    goal: str = Field(DEFAULT_GOAL, description="a KPI; max: or min: before it says which way")
    subject_to: tuple[str, ...] = Field((), description="constraints, each NAME<=BOUND")
    design: Design = Field("full", description="full, lhs or sobol")
    points: Whole | None = Field(None, ge=1, description="of the design; of a full one, of a range")
    replications: Whole = Field(
        DEFAULT_REPLICATIONS, ge=1, description="runs of each point, under seeds from `seed` on"
    )
    seed: Whole = Field(0, ge=0, lt=2**31, description="the first of them")
    days: Whole | None = Field(None, ge=1, description="in place of the scenario's")
    set: dict[str, Any] = Field({}, description="settings laid over the base, for all points")


@dataclass(frozen=True)
class Study:
    """A question to be put to the market."""

    base: str
    levers: tuple[Lever, ...]
    points: tuple[Point, ...]
    goal: Goal
    constraints: tuple[Constraint, ...]
    design: Design = "full"
    replications: int = DEFAULT_REPLICATIONS
    seed: int = 0
    overrides: tuple[Override, ...] = ()

    @property
    def seeds(self) -> range:
        """The seeds of its replications."""
        return range(self.seed, self.seed + self.replications)


def study(
    base: str,
    over: Sequence[Lever],
    *,
    goal: str | None = None,
    subject_to: Sequence[str] = (),
    design: Design = "full",
    n_points: int | None = None,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = 0,
    overrides: Sequence[Override] = (),
) -> Study:
    """A study, checked as far as can be without reading its base.

    Raises
    ------
    ValueError
        Says what cannot be read, or has no meaning.
    """
    if replications < 1:
        raise ValueError(f"{replications} replications; at least 1")
    if seed < 0:
        raise ValueError(f"seed {seed}; at least 0")
    known = checked(over)
    return Study(
        base=base,
        levers=tuple(known),
        points=tuple(points(known, design, n_points)),
        goal=read_goal(goal or DEFAULT_GOAL),
        constraints=read_constraints(subject_to),
        design=design,
        replications=replications,
        seed=seed,
        overrides=tuple(overrides),
    )


def is_study(source: str | Path) -> bool:
    """Whether a path leads to a study, which says what is varied, and not to a scenario.

    Raises
    ------
    ScenarioError
        It leads to neither.
    """
    return "over" in _layer_of(source).values


def _layer_of(source: str | Path) -> Layer:
    try:
        file = find(source)
    except LookupError as error:
        raise ScenarioError([Fault(Place(str(source)), error.args[0])]) from None
    return read(file)


def check_study_alone(source: str | Path, said: Mapping[str, Any]) -> None:
    """Refuse what is said beside a study, by its name, where its place is in the study."""
    beside = [name for name, value in said.items() if value]
    if beside:
        raise ValueError(f"{', '.join(beside)}: {source} is a study and says so itself")


def read_study(source: str | Path, replications: int | None = None) -> Study:
    """The study in a file; `replications` in place of its own.

    Raises
    ------
    ScenarioError
        Names every fault, each with its place.
    """
    said, layer = opened(source, StudyFile)
    parts = Parts(layer)
    base = parts.read(("base",), partial(beside, said.base, layer.folder))
    over = parts.levers(said.over)
    parts.read(("goal",), partial(read_goal, said.goal))
    for nth, text in enumerate(said.subject_to):
        parts.read(("subject_to", nth), partial(read_constraint, text))
    parts.check()
    asked = partial(
        study,
        str(base),
        over,
        goal=said.goal,
        subject_to=said.subject_to,
        design=said.design,
        n_points=said.points,
        replications=said.replications if replications is None else replications,
        seed=said.seed,
        overrides=laid_over(said.set, said.days, layer),
    )
    found = parts.read(("over",) if said.points is None else ("points",), asked)
    parts.check()
    assert found is not None
    return found


def opened(source: str | Path, model: type[F]) -> tuple[F, Layer]:
    """A file of a study as its model has it, and where each line of it stands.

    Raises
    ------
    ScenarioError
        Names every fault, each with its place.
    """
    return accepted(_layer_of(source), model)


def accepted(layer: Layer, model: type[F]) -> tuple[F, Layer]:
    """What a layer says as a model has it, and the layer; refuses as `opened` does."""
    try:
        return model.model_validate(layer.values), layer
    except ValidationError as error:
        raise ScenarioError(faults_of(error, model, layer.values, layer.place_of)) from None


class Parts:
    """Reads a study part by part, and keeps what is wrong with each."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.faults: list[Fault] = []

    def read(self, path: KeyPath, part: Callable[[], T]) -> T | None:
        """What `part` reads; nothing where it refuses, which becomes a fault at the path."""
        try:
            return part()
        except ValueError as error:
            self.faults.append(Fault(self.layer.place_of(path), str(error), dotted(path)))
            return None

    def levers(self, said: Mapping[str, Any]) -> list[Lever]:
        """The levers of the table `over`, those that can be read."""
        found = [
            self.read(path, partial(_lever, path, value, self.layer))
            for path, value in _levers(said, ("over",))
        ]
        return [lever for lever in found if lever]

    def check(self) -> None:
        """Refuse to go on where anything is wrong."""
        if self.faults:
            raise ScenarioError(self.faults)


def beside(base: str, folder: Path) -> str:
    """What a study calls its base, found from here: a shipped scenario, or beside the file."""
    try:
        file = find(base, folder)
    except LookupError as error:
        raise ValueError(error.args[0]) from None
    return base if base in shipped() else str(file.file)


def _levers(said: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Each lever with the keys that lead to it; a table with an end of a range is one."""
    for key, value in said.items():
        if isinstance(value, dict) and not value.keys() & {"low", "high"}:
            yield from _levers(value, (*path, key))
        else:
            yield (*path, key), value


def _lever(path: KeyPath, value: Any, layer: Layer) -> Lever:
    return lever(".".join(map(str, path[1:])), value, str(layer.place_of(path)))


def laid_over(said: Mapping[str, Any], days: int | None, layer: Layer) -> list[Override]:
    """What is laid over the base, as the study's own lines."""
    settings = flat(said) | ({"days": days} if days else {})
    return [
        replace(
            each, source=str(layer.place_of(("days",) if path == "days" else ("set", *each.path)))
        )
        for path, each in zip(settings, overriding(settings), strict=True)
    ]
