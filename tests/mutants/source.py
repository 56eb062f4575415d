"""The mutants of a module: where in its source which fault can be put, and which are drawn."""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.mutants.operators import faults

# Of no function: a number at the top of a module.
CONSTANTS = "constants"


@dataclass(frozen=True)
class Slot:
    """A place in a syntax tree: a field of a node, and where in it for a list."""

    parent: ast.AST
    name: str
    nth: int | None

    @property
    def node(self) -> Any:
        """What stands there."""
        value = getattr(self.parent, self.name)
        return value if self.nth is None else value[self.nth]

    def put(self, node: ast.AST) -> None:
        """Let something else stand there."""
        if self.nth is None:
            setattr(self.parent, self.name, node)
        else:
            getattr(self.parent, self.name)[self.nth] = node


@dataclass(frozen=True)
class Mutant:
    """One fault: its place, and the statement before and after it."""

    module: str
    function: str
    line: int
    before: str
    after: str
    tree: ast.Module = field(repr=False)
    slot: Slot = field(repr=False)
    fault: ast.AST = field(repr=False)

    def compiled(self) -> Any:
        """The code of the whole module with the fault in it."""
        sound = self.slot.node
        self.slot.put(self.fault)
        try:
            return compile(ast.fix_missing_locations(self.tree), self.module, "exec")
        finally:
            self.slot.put(sound)


def mutants_of(module: str) -> list[Mutant]:
    """All mutants of a module, in the order of its source."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    found = {}
    for function, slot, statement in _places(tree):
        for fault in faults(slot.node):
            mutant = _mutant(module, function, tree, slot, statement, fault)
            found[mutant.line, mutant.before, mutant.after] = mutant
    return [mutant for (_, before, after), mutant in found.items() if before != after]


def drawn(mutants: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """So many of the mutants, in their own order.

    A mutant is drawn by its own lot, which hangs on the seed and on what it changes: an edit
    elsewhere leaves it drawn, or not.
    """
    lots = []
    alike: Counter[str] = Counter()
    for mutant in mutants:
        name = f"{mutant.module} {mutant.function} {mutant.before} {mutant.after}"
        lots.append(hashlib.sha256(f"{seed} {name} {alike[name]}".encode()).hexdigest())
        alike[name] += 1
    chosen = set(sorted(lots)[:count])
    return [mutant for mutant, lot in zip(mutants, lots, strict=True) if lot in chosen]


def _places(tree: ast.Module) -> Iterator[tuple[str, Slot, Slot]]:
    """Where a fault can be: in a function's body, or in a number at the top of the module."""
    for slot in _children(tree):
        node = slot.node
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.BinOp):
            yield from _inside(CONSTANTS, Slot(node, "value", None), slot)
        elif isinstance(node, ast.FunctionDef):
            yield from _body(node.name, node)
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    yield from _body(f"{node.name}.{method.name}", method)


def _body(name: str, function: ast.FunctionDef) -> Iterator[tuple[str, Slot, Slot]]:
    for nth in range(len(function.body)):
        slot = Slot(function, "body", nth)
        yield from _inside(name, slot, slot)


def _inside(function: str, slot: Slot, statement: Slot) -> Iterator[tuple[str, Slot, Slot]]:
    """A place and all within it, each with the statement that it belongs to."""
    node = slot.node
    if isinstance(node, ast.stmt):
        statement = slot
    # What an error says is no behaviour; a wrong fixed place in a table fails at once.
    if isinstance(node, ast.Raise | ast.Assert | ast.JoinedStr | ast.Import | ast.ImportFrom):
        return
    if isinstance(node, ast.Constant) and isinstance(slot.parent, ast.Subscript):
        return
    yield function, slot, statement
    for child in _children(node):
        if child.name not in ("annotation", "returns", "decorator_list", "defaults"):
            yield from _inside(function, child, statement)


def _children(node: ast.AST) -> Iterator[Slot]:
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield Slot(node, name, None)
        elif isinstance(value, list):
            for nth, child in enumerate(value):
                if isinstance(child, ast.AST):
                    yield Slot(node, name, nth)


def _mutant(
    module: str, function: str, tree: ast.Module, slot: Slot, statement: Slot, fault: ast.AST
) -> Mutant:
    sound, line, before = slot.node, statement.node.lineno, _text(statement.node)
    slot.put(fault)
    after = _text(statement.node)
    slot.put(sound)
    return Mutant(module, function, line, before, after, tree, slot, fault)


def _text(statement: ast.AST) -> str:
    """A statement in one line; of a compound one, its head."""
    lines = ast.unparse(ast.fix_missing_locations(statement)).split("\n")
    return lines[0] if isinstance(statement, ast.If | ast.For | ast.While) else " ".join(lines)
