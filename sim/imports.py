"""What a module's text imports, wherever in it, but for the type checker alone."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple


class Import(NamedTuple):
    """One name that a statement imports: `import module` or `from module import name`."""

    module: str  # dotted; empty in `from . import name`
    name: str = ""  # empty in `import module`
    level: int = 0  # dots before the module: 1 its own package, 2 the one around it


# One that is a line, or lines in brackets.
_PLAIN = re.compile(
    rb"^[ \t]*((?:from[ \t]+[.\w]+[ \t]+)?import[ \t]+(?:[\w., \t*]+|\([^()#]*\)))"
    rb"[ \t\r]*(?:#.*)?$",
    re.MULTILINE,
)
_WORD = re.compile(rb"\bimport\b")


def imports_of(source: bytes) -> tuple[Import, ...]:
    """The imports in a module's text, in the order they are written.

    Most texts import in plain lines, and nowhere else is the word. Then the lines are parsed alone:
    a process asks for hundreds of texts before it runs its first kernel.
    """
    found = list(_PLAIN.finditer(source))
    is_plain = (
        len(found) == len(_WORD.findall(source))
        and b"TYPE_CHECKING" not in source
        and b"'''" not in source
        and all(source.count(b'"""', 0, line.start()) % 2 == 0 for line in found)
    )
    lines = b"\n".join(line[1] for line in found)
    return tuple(imports_in(ast.parse(lines if is_plain else source)))


def imports_in(tree: ast.AST) -> Iterator[Import]:
    """The imports in a tree, in the order they are written."""
    for node in _statements_in(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Import(node.module or "", alias.name, node.level)
        elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for other in node.orelse:
                yield from imports_in(ast.Module([other], []))
        else:
            yield from imports_in(node)


def _statements_in(tree: ast.AST) -> Iterator[ast.AST]:
    """Statements a level below; expressions hold no imports, and are most of a tree."""
    for part in ("body", "orelse", "handlers", "finalbody", "cases"):
        found = getattr(tree, part, ())
        yield from found if isinstance(found, list) else ()
