"""What a fault can be: for a node of the syntax tree, the nodes that may stand in its place."""

import ast
from collections.abc import Iterator
from copy import copy
from functools import singledispatch

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_EXTREMES = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum"}
_NAMES = _EXTREMES | {"floor": "ceil", "ceil": "floor", "round": "int", "argmin": "argmax"}


@singledispatch
def faults(_node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of a node."""
    yield from ()


@faults.register
def _comparison(node: ast.Compare) -> Iterator[ast.AST]:
    """Another bound, the other side; of a chain, one link each."""
    for nth, link in enumerate(node.ops):
        for other in _COMPARISONS[type(link)]:
            changed = copy(node)
            changed.ops = [*node.ops[:nth], other(), *node.ops[nth + 1 :]]
            yield changed


@faults.register
def _operation(node: ast.BinOp) -> Iterator[ast.AST]:
    """The opposite operation, or one of its terms alone."""
    if type(node.op) in _ARITHMETIC:
        yield ast.BinOp(node.left, _ARITHMETIC[type(node.op)](), node.right)
    yield node.left
    if isinstance(node.op, ast.Add | ast.Mult):
        yield node.right


@faults.register
def _condition(node: ast.BoolOp) -> Iterator[ast.AST]:
    """The other conjunction, or one part less."""
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for nth in range(len(node.values)):
        rest = [*node.values[:nth], *node.values[nth + 1 :]]
        yield ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]


@faults.register
def _sign(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


@faults.register
def _number(node: ast.Constant) -> Iterator[ast.AST]:
    """Nothing, one, the double; truth for falsehood."""
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        kind = type(node.value)
        for value in (1, -1) if node.value == 0 else (0, 2 * node.value):
            yield ast.Constant(kind(value))


@faults.register
def _call(node: ast.Call) -> Iterator[ast.AST]:
    """Another function of its kind, one of two arguments alone, or two arguments exchanged."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in _NAMES:
        other = copy(node.func)
        setattr(other, "attr" if isinstance(other, ast.Attribute) else "id", _NAMES[name])
        yield ast.Call(other, node.args, node.keywords)
    if name in (*_NAMES, "abs", "sqrt", "exp", "log"):
        yield from node.args
    elif len(node.args) > 1:
        for nth in range(1, len(node.args)):
            swapped = [*node.args[: nth - 1], node.args[nth], node.args[nth - 1]]
            yield ast.Call(node.func, swapped + node.args[nth + 1 :], node.keywords)


@faults.register
def _choice(node: ast.IfExp) -> Iterator[ast.AST]:
    yield ast.IfExp(node.test, node.orelse, node.body)
    yield node.body
    yield node.orelse


@faults.register
def _branch(node: ast.If) -> Iterator[ast.AST]:
    """The branches exchanged, or one of them always."""
    for test in (ast.UnaryOp(ast.Not(), node.test), ast.Constant(True), ast.Constant(False)):
        yield ast.If(test, node.body, node.orelse)


@faults.register
def _return(node: ast.Return) -> Iterator[ast.AST]:
    """The opposite of what is returned."""
    value = node.value
    if isinstance(value, ast.Tuple):
        yield ast.Return(ast.Tuple([value.elts[1], value.elts[0], *value.elts[2:]], ast.Load()))
    elif isinstance(value, ast.Compare | ast.BoolOp):
        yield ast.Return(ast.UnaryOp(ast.Not(), value))
    elif isinstance(value, ast.BinOp | ast.Call | ast.Name):
        yield ast.Return(ast.UnaryOp(ast.USub(), value))


@faults.register
def _statement(node: ast.Expr) -> Iterator[ast.AST]:
    if not isinstance(node.value, ast.Constant):
        yield ast.Pass()


@faults.register
def _change(node: ast.AugAssign) -> Iterator[ast.AST]:
    """The opposite change, none at all, or the value alone."""
    if type(node.op) in _ARITHMETIC:
        yield ast.AugAssign(node.target, _ARITHMETIC[type(node.op)](), node.value)
    yield ast.Pass()
    yield ast.Assign([node.target], node.value)


@faults.register
def _assignment(node: ast.Assign) -> Iterator[ast.AST]:
    """What is written to a column or a table is not written."""
    if isinstance(node.targets[0], ast.Attribute | ast.Subscript):
        yield ast.Pass()


@faults.register
def _leap(node: ast.Break) -> Iterator[ast.AST]:
    yield ast.Continue()


@faults.register
def _skip(node: ast.Continue) -> Iterator[ast.AST]:
    yield ast.Break()
