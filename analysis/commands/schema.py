"""`o2o schema`: the JSON Schema of scenario files, for editors."""

from typing import Any

from analysis.commands.streams import print_json
from sim.scenario import Scenario

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PARENT = {"type": "string", "minLength": 1}
_EXTENDS = {
    "anyOf": [_PARENT, {"type": "array", "items": _PARENT}],
    "description": "name of a shipped scenario, or path of a file from this one's folder; "
    "its settings hold where this file says nothing; of several, a later one's",
}
_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3}
_UNCERTAIN = {
    "type": "object",
    "description": "what is not known: settings by path, each with a range [low, high], or a table "
    "with normal, lognormal, triangular or choices",
    "additionalProperties": {
        "anyOf": [_NUMBERS, {"type": "object"}],
    },
}
_OWN_POLICY = {
    "type": "object",
    "description": "a policy of your own",
    "properties": {
        "use": {
            "type": "string",
            "pattern": "^[^:]+:[^:]+$",
            "description": 'module and class, such as "my_policies:RainyDayFee"',
        }
    },
    "required": ["use"],
}


def print_schema() -> int:
    """Show it."""
    print_json(file_schema())
    return 0


def file_schema() -> dict[str, Any]:
    """What a scenario file may hold: the model, `extends`, and policies of the user's own."""
    schema: dict[str, Any] = _with_own_policies(Scenario.model_json_schema())
    properties = {"extends": _EXTENDS} | schema.pop("properties") | {"uncertain": _UNCERTAIN}
    return {"$schema": _DIALECT} | schema | {"title": "o2o scenario", "properties": properties}


def _with_own_policies(part: Any) -> Any:
    """Let each choice of built-in policies be any of them, or one of the user's own.

    A table without `use` may fit several, since it takes over that of the file it extends.
    """
    if isinstance(part, list):
        return [_with_own_policies(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    inner = {key: _with_own_policies(value) for key, value in part.items()}
    if "discriminator" in inner:
        del inner["discriminator"]
        inner["anyOf"] = [*inner.pop("oneOf"), _OWN_POLICY]
    return inner
