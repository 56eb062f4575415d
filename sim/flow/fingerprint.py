"""The fingerprint of a table of parts, which names the type of its worlds.

The kernel cache goes by imports. A module that makes a composed call therefore also imports the
channels of the standard table, as `sim.flow.channels` does; of what is compiled in that lives
elsewhere, as mechanisms do, the fingerprint holds the source, but for what is only there to be
read.
"""

import ast
import hashlib
import sys
from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from sim.flow.parts import Mechanism, Parts, SalesChannel
from sim.flow.table import OFTEN
from sim.kernel_cache import digest, imported


@cache
def fingerprint(whole: Parts) -> str:
    """What tells the code compiled for a whole table from that for others, in every process."""
    seen = hashlib.sha256()
    for channel in whole.channels:
        values = [getattr(channel, field.name) for field in fields(SalesChannel)]
        _see(seen, values)
    for mechanism in whole.mechanisms:
        brought = [(channel.name, channel.rows is not None) for channel in mechanism.channels]
        _see(seen, (mechanism.name, mechanism.rows is not None, brought))
        compiled_in = [getattr(mechanism, call) for call in OFTEN]
        if any(compiled_in):
            _see(seen, (mechanism.rows, *compiled_in))
    return seen.hexdigest()[:16]


def _see(seen: Any, values: Iterable[Any]) -> None:
    for value in values:
        if callable(value):
            module = value.__module__
            seen.update(f"{module}.{value.__qualname__};".encode())
            if not module.startswith("sim.flow."):
                seen.update(_code_of(Path(str(sys.modules[module].__file__))).encode())
        else:
            seen.update(f"{value!r};".encode())


@cache
def _code_of(file: Path) -> str:
    """What a part's module does: its code, and the content of all it imports.

    Words do nothing: docstrings, comments, and the record, of which each field counts by itself.
    """
    tree = ast.parse(file.read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [line for line in node.body if not _is_to_read(line)]
    return ";".join((ast.dump(tree), *map(digest, imported(file))))


def _is_to_read(line: ast.stmt) -> bool:
    """Whether a statement is a docstring, or keeps the record of a mechanism."""
    value = line.value if isinstance(line, ast.Expr | ast.Assign) else None
    if isinstance(value, ast.Call):
        return isinstance(line, ast.Assign) and ast.unparse(value.func) == Mechanism.__name__
    return isinstance(line, ast.Expr) and isinstance(value, ast.Constant)
