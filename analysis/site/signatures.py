"""How a function or a class is called, in as few words as a reader needs."""

import inspect
import types
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np

_MOST = 15  # parameters; a section of settings has a page of its own
_MOST_LETTERS = 60  # of a default; what is longer is no value that anyone would type


def call_of(name: str, found: Any) -> str:
    """The lines of a call, or the members of an enumeration; nothing where there are too many."""
    if inspect.isclass(found) and issubclass(found, Enum):
        return "\n".join(f"{name}.{member.name}" for member in found)
    try:
        parameters = inspect.signature(found).parameters.values()
    except (TypeError, ValueError):
        return ""
    if len(parameters) > _MOST:
        return ""
    lines = "".join(f"    {_told(each)},\n" for each in parameters)
    return f"{name}(\n{lines})" if lines else f"{name}()"


def type_of(annotation: Any) -> str:
    """A type by its own name, without where it stands and what is checked of it."""
    origin, of = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, list):
        return f"[{', '.join(map(type_of, annotation))}]"
    if origin is Annotated:
        return type_of(of[0])
    if origin is Literal:
        return f"Literal[{', '.join(map(repr, of))}]"
    if origin in (Union, types.UnionType):
        return " | ".join(map(type_of, of))
    if origin is np.ndarray:
        (kind,) = get_args(of[1])
        return f"NDArray[{type_of(kind)}]"
    if of:
        return f"{_name(origin)}[{', '.join(map(type_of, of))}]"
    return _name(annotation)


def _told(parameter: inspect.Parameter) -> str:
    """Such as `seed: int = 0`."""
    told = str(parameter.replace(annotation=parameter.empty, default=parameter.empty))
    has_type = parameter.annotation is not parameter.empty
    if has_type:
        told += f": {type_of(parameter.annotation)}"
    if parameter.default is parameter.empty:
        return told
    return f"{told}{' = ' if has_type else '='}{_default(parameter.default)}"


def _default(value: Any) -> str:
    told = repr(value)
    is_code = "\n" not in told and "<" not in told  # no repr such as <object object at 0x7f...>
    return told if is_code and len(told) <= _MOST_LETTERS else "..."


def _name(annotation: Any) -> str:
    if annotation is Ellipsis:
        return "..."
    if annotation is types.NoneType:
        return "None"
    if isinstance(annotation, str):
        return annotation
    return str(getattr(annotation, "__name__", str(annotation).rpartition(".")[2]))
