"""The page of Python names, made from what `analysis` and `sim` offer and say of it."""

import inspect
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any, get_args

import analysis
import sim
from analysis.site.signatures import call_of, type_of
from sim.schema import Schema

_HEAD = """# Python names

What `import analysis` and `import sim` offer. [From Python](../docs/python.md) shows how they are
used together, [Policies of one's own](../docs/policies.md) what a policy sees.
"""
_RULE = re.compile(r"-{3,}")


def names_page() -> str:
    """The page, as Markdown."""
    parts = [_HEAD]
    for module in (analysis, sim):
        parts.append(f"## {module.__name__}\n\n{_first(module)}\n")
        parts += (_entry(module, name) for name in module.__all__)
    return "\n".join(parts)


def _entry(module: ModuleType, name: str) -> str:
    found = getattr(module, name)
    return f"### {module.__name__}.{name}\n\n{_call(name, found)}{_text(found)}\n"


def _call(name: str, found: Any) -> str:
    """How a function or a class of this project is called."""
    if not callable(found) or not str(getattr(found, "__module__", "")).startswith(
        ("analysis", "sim")
    ):
        return ""
    told = call_of(name, found)
    return f"```python\n{told}\n```\n\n" if told else ""


def _first(found: Any) -> str:
    return (inspect.getdoc(found) or "").partition("\n\n")[0].replace("\n", " ")


def _text(found: Any) -> str:
    """What it says of itself, or what it is; sections of numpydoc as lists."""
    if isinstance(found, Schema):
        rows = "\n".join(f"* `{each.name}`: {each.meaning}" for each in found.columns)
        return f"The columns of a table:\n\n{rows}"
    if get_args(found):
        return f"The type `{type_of(found)}`."
    return "\n".join(_lines(inspect.getdoc(found) or ""))


def _lines(text: str) -> Iterator[str]:
    lines = text.splitlines()
    in_section = False
    for nth, line in enumerate(lines):
        below = lines[nth + 1] if nth + 1 < len(lines) else ""
        if _RULE.fullmatch(below):
            in_section = True
            yield f"**{line}**\n"
        elif _RULE.fullmatch(line):
            continue
        elif in_section and line and not line.startswith(" "):
            yield f"\n* `{line}`"
        else:
            yield line if not in_section else f"  {line.strip()}"
