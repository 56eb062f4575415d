"""What tests read in the sources themselves."""

import ast
from collections.abc import Iterator


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Every statement in a tree; expressions hold none, and are most of it."""
    for part in ("body", "orelse", "handlers", "finalbody", "cases"):
        found = getattr(tree, part, ())
        for inner in found if isinstance(found, list) else ():
            yield inner
            yield from statements(inner)
