"""Turns pydantic's errors into faults: the place, the path as written, and what is allowed."""

import re
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from analysis.scenario_file.faults import Fault, KeyPath, Place, dotted, keys_of, shown, suggestion
from analysis.scenario_file.layers import Tree
from analysis.scenario_file.model_shape import Model, models_at, models_in_field, use_name
from analysis.scenario_file.units import unit_hint

# Complaints about what a file leaves out, which the file it extends may well hold.
INCOMPLETE = ("missing", "union_tag_not_found", "value_error")

_WHOLE, _NUMBER, _LIST, _TABLE = "a whole number", "a number", "a list, in [ ]", "a table"
_MUST_BE = {
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": "a finite number",
    "string_type": "text, in quotes",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "string_too_short": "text of {min_length} or more characters",
    "string_too_long": "text of at most {max_length} characters",
    "too_short": "a list of {min_length} or more, not {actual_length}",
    "too_long": "a list of at most {max_length}, not {actual_length}",
}
_WEEKDAYS = "weekdays are 0, Monday, to 6, Sunday"
_NAMED_PATH = re.compile(r"(\w+(?:\.\w+|\[\d+\])*): ")


def faults_of(
    error: ValidationError,
    model: Model,
    tree: Tree,
    place_of: Callable[[KeyPath], Place],
    prefix: KeyPath = (),
    ignored: tuple[str, ...] = (),
) -> list[Fault]:
    """One fault for each of pydantic's errors, in the order in which they are written.

    Parameters
    ----------
    tree
        What was validated.
    place_of
        Tells where a path is written.
    prefix
        The path of the tree itself.
    ignored
        Pydantic's names of errors that do not count.
    """
    details = error.errors(include_url=False)
    counted = [d for d in details if d["type"] not in ignored and not _follows_from_entries(d)]
    faults = [_fault(detail, model, tree, place_of, prefix) for detail in counted]
    return sorted(faults, key=lambda fault: (fault.place.source, fault.place.line or 0))


def faults_of_extras(model: Model, tree: Tree, place_of: Callable[[KeyPath], Place]) -> list[Fault]:
    """Keys that the model would take for parts of one's own, which no file can bring."""
    faults = []
    for section, values in tree.items():
        for owner in models_in_field(model, section) if section in model.model_fields else ():
            if owner.model_config.get("extra") != "allow" or not isinstance(values, dict):
                continue
            known = list(owner.model_fields)
            for path in ((section, key) for key in values if key not in known):
                faults.append(Fault(place_of(path), _unknown_key(path[1], known), dotted(path)))
    return faults


def _follows_from_entries(detail: ErrorDetails) -> bool:
    """Pydantic calls a list too short when it could not read the entries, a fault of their own."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _fault(
    detail: ErrorDetails,
    model: Model,
    tree: Tree,
    place_of: Callable[[KeyPath], Place],
    prefix: KeyPath,
) -> Fault:
    path, owners = _as_written(detail["loc"], model, tree)
    path = (*prefix, *path)
    kind = detail["type"]
    value = shown(detail["input"]) if kind != "frozen_instance" else ""
    if kind == "extra_forbidden":
        known = [key for owner in owners for key in owner.model_fields]
        known += ["extends"] if len(path) == 1 and "title" in model.model_fields else []
        return Fault(place_of(path), _unknown_key(str(path[-1]), known), dotted(path))
    if kind == "missing":
        return Fault(place_of(path[:-1]), "missing; it has no default", dotted(path))
    if kind == "union_tag_not_found":
        rules = models_at(model, path[len(prefix) :])
        known = [name for rule in rules if (name := use_name(rule))]
        problem = f"missing; known: {', '.join(known)}"
        return Fault(place_of(path), problem, dotted((*path, "use")))
    if kind == "union_tag_invalid":
        path, use = (*path, "use"), detail["input"]["use"]
        written = use if isinstance(use, str) else ""
        problem = f"no such policy{suggestion(written, _quoted(detail['ctx']['expected_tags']))}"
        return Fault(place_of(path), problem, dotted(path), shown(use))
    problem = problem_of(detail)
    if "weekdays" in path[:-1]:
        problem += f"; {_WEEKDAYS}"
    named = (*path, *_named_in(problem))
    if named == path and kind == "value_error":
        rules = models_at(model, path[len(prefix) :])
        fields = {field for rule in rules for field in rule.model_fields}
        return Fault(_nearest_place(problem, fields, path, place_of), problem, dotted(path), value)
    return Fault(place_of(named), problem, dotted(path), value)


def _nearest_place(
    problem: str, fields: set[str], path: KeyPath, place_of: Callable[[KeyPath], Place]
) -> Place:
    """Where a rule is broken: at a field that it names, a ``--set`` first, else at the table."""
    around, file = place_of(path), place_of(())
    places = [place_of((*path, word)) for word in re.findall(r"\w+", problem) if word in fields]
    overridden = [place for place in (*places, around) if place.line is None and place != file]
    written = [place for place in places if place.line is not None and place != around]
    return (*overridden, *written, around)[0]


def _named_in(problem: str) -> KeyPath:
    """The path that a rule across settings names at its beginning, from where it holds."""
    named = _NAMED_PATH.match(problem)
    return keys_of(named[1]) if named else ()


def _as_written(
    loc: tuple[int | str, ...], model: Model, tree: Tree
) -> tuple[KeyPath, list[Model]]:
    """The path without pydantic's own marks, and the models that may own its last key."""
    path: KeyPath = ()
    owners = [model]
    inside = [model]  # the models that may stand where the path has come to
    value: Any = tree
    for key in loc:
        chosen = [owner for owner in inside if len(inside) > 1 and use_name(owner) == key]
        if chosen:
            inside = owners = chosen
            continue
        held = isinstance(value, dict) and key in value
        field = any(key in owner.model_fields for owner in inside if isinstance(key, str))
        if isinstance(key, str) and not held and not field:
            continue
        path = (*path, key)
        value = _inside(value, key)
        if isinstance(key, str):
            owners = inside
            fields = [found for owner in inside for found in models_in_field(owner, key)]
            inside = fields if field else inside
    return path, owners


def _inside(value: Any, key: str | int) -> Any:
    try:
        return value[key]
    except (LookupError, TypeError):
        return None


def _unknown_key(key: str, known: list[str]) -> str:
    unit = unit_hint(key, known)
    if unit:
        return f"unknown key; {unit}"
    return f"unknown key{suggestion(key, known)}"


def problem_of(detail: ErrorDetails) -> str:
    """What is wrong by one of pydantic's errors, in words."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _MUST_BE:
        return f"must be {_MUST_BE[kind].format(**_plain(context))}"
    if kind == "literal_error":
        allowed = _quoted(context["expected"])
        return f"must be one of these{suggestion(str(detail['input']), allowed, 'allowed')}"
    if kind == "string_pattern_mismatch":
        if re.search(context["pattern"], "12:30"):
            return 'must be a time of day, as "12:30"'
        return f"must match {context['pattern']}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "frozen_instance":  # by an `__init__` of its own
        name = detail["loc"][-1]
        return f"must not set self.{name}: a parameter is a field of the class, `{name}: int = 0`"
    return detail["msg"][0].lower() + detail["msg"][1:]


def _plain(context: dict[str, Any]) -> dict[str, Any]:
    """Whole numbers without ``.0``."""
    whole = {k: int(v) for k, v in context.items() if isinstance(v, float) and v.is_integer()}
    return {**context, **whole}


def _quoted(text: str) -> list[str]:
    """The names in pydantic's ``'flat', 'distance' or 'surge'``."""
    return re.findall(r"'([^']*)'", text)
