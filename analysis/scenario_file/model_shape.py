"""What the scenario's model knows about a path: who owns it, what is allowed, the default."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined, to_jsonable_python

from analysis.scenario_file.faults import KeyPath

Model = type[BaseModel]


def models_at(model: Model, path: KeyPath) -> list[Model]:
    """The models that may stand at a path: one for a section, several where `use` chooses."""
    owners = [model]
    for key in path:
        if isinstance(key, str):
            owners = [found for owner in owners for found in models_in_field(owner, key)]
    return owners


def models_in_field(model: Model, key: str) -> list[Model]:
    """The models in a field's annotation, whatever lists and unions stand around them."""
    info = model.model_fields.get(key)
    if info is None:
        return []
    return _named_models(info.metadata) or list(_models_in(info.annotation))


def use_name(model: Model) -> str | None:
    """The name by which `use` chooses a policy."""
    info = model.model_fields.get("use")
    if info is None or get_origin(info.annotation) is not Literal:
        return None
    return str(get_args(info.annotation)[0])


def family_of(models: list[Model]) -> Model:
    """The nearest base class that a family of policies shares."""
    return next(base for base in models[0].__mro__ if all(issubclass(m, base) for m in models))


def default_at(model: Model, path: KeyPath) -> Any:
    """The default at a path as TOML would hold it; None where there is none."""
    value: Any = model
    for key in path:
        value = _default_of(value, key)
    return to_jsonable_python(value)


def name_default_policies(model: Model, tree: dict[str, Any]) -> None:
    """Write `use` into each policy's table that leaves it to the default, in place."""
    for key, table in tree.items():
        default = _default_of(model, key)
        if not isinstance(table, dict) or not isinstance(default, BaseModel):
            continue
        use = getattr(default, "use", None)
        if use is None:
            name_default_policies(type(default), table)
        else:
            table.setdefault("use", use)


def _default_of(holder: Any, key: str | int) -> Any:
    if isinstance(key, int):
        return holder[key] if isinstance(holder, tuple) and key < len(holder) else None
    if isinstance(holder, BaseModel):
        return getattr(holder, key, None)
    if not (isinstance(holder, type) and issubclass(holder, BaseModel)):
        return None
    return _default_of_field(holder, key)


@cache
def _default_of_field(model: Model, name: str) -> Any:
    """The default itself, once: each that pydantic hands out is a deep copy."""
    info = model.model_fields.get(name)
    default = info.get_default(call_default_factory=True) if info else None
    return None if default is PydanticUndefined else default


def _named_models(metadata: Iterable[Any]) -> list[Model]:
    """The models that an annotation such as `sim.scenario.Chosen` names beside the type."""
    return [model for note in metadata for model in getattr(note, "models", ())]


def _models_in(annotation: Any) -> Iterator[Model]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    named = _named_models(getattr(annotation, "__metadata__", ()))
    if named:
        yield from named
        return
    for argument in get_args(annotation):
        yield from _models_in(argument)
