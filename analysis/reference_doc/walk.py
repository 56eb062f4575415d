"""The walk through a scenario's model: every parameter, part by part."""

import inspect
from collections.abc import Iterator
from typing import NamedTuple, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.policies import BUILT_IN
from sim.scenario import Scenario

Model = type[BaseModel]


class Parameter(NamedTuple):
    """One setting; the path of a built-in policy's own holds its `use`."""

    path: str
    name: str
    field: FieldInfo


class Part(NamedTuple):
    """Settings that stand together, under a heading."""

    heading: str
    about: str
    parameters: list[Parameter]


def parts() -> Iterator[Part]:
    """All parts of a scenario, in the order of the model."""
    yield from _section(Scenario, "")


def _section(model: Model, path: str) -> Iterator[Part]:
    """A section, then those in it; a list of sections counts as one, named in the singular."""
    listed: list[Parameter] = []
    inner: list[Part] = []
    for name, field in model.model_fields.items():
        here = f"{path}.{name}".removeprefix(".")
        held = _model_in(field)
        if path == "policies" and name in BUILT_IN:
            inner += _family(name, here)
            continue
        is_list = not isinstance(field.default, BaseModel)
        if held is None or is_list:
            listed.append(Parameter(here, name, field))
        if held is not None:
            inner += _section(held, here.removesuffix("s") if is_list else here)
    yield Part(path or "The scenario", _first_line(model), listed)
    yield from inner


def _family(name: str, path: str) -> Iterator[Part]:
    """What a family's policies share, then what each has besides or with another default."""
    policies = BUILT_IN[name]
    base = next(iter(policies.values())).__mro__[1]
    assert issubclass(base, BaseModel)
    _, *sections = _section(base, path)
    shared = base.model_fields
    plain = {own: field for own, field in shared.items() if _model_in(field) is None}
    yield Part(f"{path}, every policy", _first_line(base), _listed(plain, path))
    yield from sections
    for use, policy in policies.items():
        own = {
            own: field
            for own, field in policy.model_fields.items()
            if own != "use" and (own not in shared or shared[own].default != field.default)
        }
        heading = f'{path}, use = "{use}"'
        yield Part(heading, _first_line(policy), _listed(own, f"{path}.{use}"))


def _listed(fields: dict[str, FieldInfo], path: str) -> list[Parameter]:
    return [Parameter(f"{path}.{name}", name, field) for name, field in fields.items()]


def _model_in(field: FieldInfo) -> Model | None:
    """The section that a field holds, one or a list."""
    kinds = (field.annotation, *get_args(field.annotation))
    found = (kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel))
    return next(found, None)


def _first_line(model: Model) -> str:
    return (inspect.getdoc(model) or "").splitlines()[0]
