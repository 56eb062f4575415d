"""The walk through a scenario's model: every parameter, part by part."""

import inspect
from collections.abc import Iterator
from typing import NamedTuple, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.policies.families import FAMILIES
from sim.policies.family import Family
from sim.scenario import Scenario
from sim.settings.town import FromFiles

Model = type[BaseModel]

_FAMILIES = {family.name: family for family in FAMILIES}


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
        if any(isinstance(mark, FromFiles) for mark in field.metadata):
            continue
        if path == "policies" and name in _FAMILIES:
            inner += _family(_FAMILIES[name], here)
            continue
        if here == "policies.otherwise":  # each family's policies once more
            listed.append(Parameter(here, name, field))
            continue
        is_list = not isinstance(field.default, BaseModel)
        if held is None or is_list:
            listed.append(Parameter(here, name, field))
        if held is not None:
            inner += _section(held, here.removesuffix("s") if is_list else here)
    if listed:
        yield Part(path or "The scenario", _first_line(model), listed)
    yield from inner


def _family(family: Family, path: str) -> Iterator[Part]:
    """What a family's policies share, then what each has besides or with another default."""
    base = family.base
    nothing = Part(path, _first_line(base), [])
    shared, *sections = list(_section(base, path)) or [nothing]
    about = f"{shared.about} Asked {family.asked.value}. By default {_default_use(family)}."
    yield shared._replace(heading=f"{path}, every policy", about=about)
    yield from sections
    for use, policy in family.built_in.items():
        own = [
            Parameter(f"{path}.{use}.{key}", key, field)
            for key, field in policy.model_fields.items()
            if key != "use" and _is_own(field, base.model_fields.get(key))
        ]
        yield Part(f'{path}, use = "{use}"', _first_line(policy), own)


def _default_use(family: Family) -> str:
    """What a scenario has that says nothing about a family."""
    use = getattr(family.default, "use", None)
    return f'`use = "{use}"`' if use else "there is none"


def _is_own(field: FieldInfo, inherited: FieldInfo | None) -> bool:
    return inherited is None or inherited.default != field.default


def _model_in(field: FieldInfo) -> Model | None:
    """The section that a field holds, one or a list."""
    kinds = (field.annotation, *get_args(field.annotation))
    found = (kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel))
    return next(found, None)


def _first_line(model: Model) -> str:
    return (inspect.getdoc(model) or "").splitlines()[0]
