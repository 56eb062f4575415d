"""A setting of a scenario, by its path: its value, and another in its place."""

from typing import Any

from pydantic import BaseModel

from analysis.scenario_file.faults import KeyPath, dotted, suggestion


def laid_over(scenario: Any, path: KeyPath, value: Any) -> Any:
    """A scenario, or a part of one, with a setting changed, checked anew.

    Raises
    ------
    ValidationError
        The value is none that the setting may have.
    """
    if not path:
        return value
    key, inner = path[0], value_at(scenario, path[:1])
    changed = laid_over(inner, path[1:], value)
    if isinstance(scenario, BaseModel):
        return type(scenario).model_validate({**dict(scenario), key: changed})
    if isinstance(scenario, dict):
        return {**scenario, key: changed}
    return tuple(changed if nth == key else each for nth, each in enumerate(scenario))


def value_at(holder: Any, path: KeyPath) -> Any:
    """The value of a setting.

    Raises
    ------
    LookupError
        There is none; says what is known there.
    """
    for nth, key in enumerate(path):
        known = parts_of(holder)
        if key not in known:
            where = dotted(path[:nth])
            names = suggestion(str(key), map(str, known))
            raise LookupError(f"no such setting{' in ' + where if where else ''}{names}")
        holder = known[key]
    return holder


def parts_of(holder: Any) -> dict[str | int, Any]:
    """What a setting is made of, by key; nothing where it is a value."""
    if isinstance(holder, BaseModel):
        return dict(holder)
    if isinstance(holder, dict):
        return dict(holder)
    return dict(enumerate(holder)) if isinstance(holder, (list, tuple)) else {}
