"""A scenario as a file: what it extends, and what it sets."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from analysis.scenario_file.faults import keys_of
from analysis.scenario_file.shipped import shipped
from sim.scenario import Scenario

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def scenario_text(
    extends: str, scenario: Scenario, settings: Mapping[str, Any], about: Mapping[str, str]
) -> str:
    """TOML that gives what it extends these settings.

    Parameters
    ----------
    extends
        Name or path of a scenario.
    scenario
        The one that is meant, of which a list is written as a whole if an entry of it is set.
    settings
        By path.
    about
        Title and why, in both languages.
    """
    lines = {f"extends = {json.dumps(extends, ensure_ascii=False)}": None}
    lines |= {f"{key} = {toml_value(text)}": None for key, text in about.items()}
    lines[""] = None
    for path, value in settings.items():
        lines[_line(path, value, scenario)] = None
    return "\n".join(lines) + "\n"


def extends(start: str, folder: Path) -> str:
    """What a file in a folder extends: a path as the folder sees it, a name as it is."""
    if start in shipped():
        return start
    return Path(os.path.relpath(start, folder)).as_posix()


def _line(path: str, value: Any, scenario: Scenario) -> str:
    """The setting, or the whole list in which it stands."""
    inner: Any = scenario
    names: list[str] = []
    for key in keys_of(path):
        if isinstance(key, int) or isinstance(inner, (list, tuple)):  # coupons[0] or coupons.0
            return f"{'.'.join(names)} = {toml_value(inner)}"
        names.append(_quoted(key))
        inner = inner.get(key) if isinstance(inner, Mapping) else getattr(inner, key)
    return f"{'.'.join(names)} = {toml_value(value)}"


def toml_value(value: Any) -> str:
    """A value as TOML has it; of a section what is not its default."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, BaseModel):
        return toml_value(dict(_said(value)))
    if isinstance(value, Mapping):
        held = ", ".join(f"{_quoted(key)} = {toml_value(inner)}" for key, inner in value.items())
        return f"{{ {held} }}"
    return str(value)


def _quoted(key: str) -> str:
    """A key, in quotation marks unless it is a bare one of TOML."""
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _said(section: BaseModel) -> Iterator[tuple[str, Any]]:
    """Which policy it is, and what differs from its defaults."""
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if value is not None and (name == "use" or value != field.default):
            yield name, value
