"""Composed calls: compiled code that calls the functions of whatever table its world was built for.

    ended = in_turn(lambda parts: [mechanism.ended for mechanism in parts.mechanisms])

makes `ended(world, order_id)`, a call that any compiled function may write. What it does depends on
the world it is given: it calls the functions that the world's `parts` list, one after the other,
each with the same arguments.

Uncompiled it is a loop over them. Compiled there is neither loop nor table: the type of a world
names its parts, so that numba compiles a caller anew for each table, with the calls of that table
written out, and LLVM inlines them like calls written by hand. So the standard table costs nothing,
and its code lies in the kernel cache like all other: the type is named by a fingerprint of the
table, the same in every process. A table with a part more is compiled when it is first used, in
half a minute, and kept by its own fingerprint.

A kernel that makes no such call, and calls none that does, is the same for every table, and
compiled once: it takes a world without parts.

The kernel cache goes by imports. A module that makes a composed call therefore also imports the
parts of the standard table, as `sim.flow.channels` does; of parts that live elsewhere, as
mechanisms do, the fingerprint holds the source, but for what is only there to be read.
"""

import ast
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from numba import njit, types
from numba.core.dispatcher import Dispatcher
from numba.core.typing.templates import (
    _OverloadFunctionTemplate,
    infer,
    infer_global,
    make_overload_template,
)
from numba.extending import (
    NativeValue,
    overload,
    typeof_impl,
    unbox,
)

from sim.compiler import wanted
from sim.flow.entry import WorldPointerType
from sim.flow.parts import COUNTED_APART, TO_READ, Kernel, Mechanism, Parts, Taker
from sim.kernel_cache import digest, imported
from sim.order import Channel

# Tables that worlds of this process were built for, by the name of their type.
_seen: dict[str, Parts] = {}
# Calls that depend on the table.
_asking: set[Any] = set()


@typeof_impl.register(Parts)
def _type_of_parts(parts: Parts, _context: Any) -> types.Type:
    """A type of its own for each table, and no bytes.

    It is one of numba's own classes, since it is written into the kernel cache, where a version of
    this project that has moved a class of ours could not read it.
    """
    kind = types.RawPointer(f"Parts({fingerprint(parts)})")
    _seen[kind.name] = parts
    return kind


@unbox(types.RawPointer)
def _no_bytes(_kind: types.Type, _parts: Parts, compiler: Any) -> NativeValue:
    return NativeValue(compiler.context.get_dummy_value())


@cache
def fingerprint(parts: Parts) -> str:
    """What tells the code compiled for a table from that for others, in every process."""
    seen = hashlib.sha256()
    for part in parts.all:
        for field in fields(part):
            value = getattr(part, field.name)
            if callable(value):
                module = value.__module__
                seen.update(f"{module}.{value.__qualname__};".encode())
                if not module.startswith("sim.flow."):
                    seen.update(_code_of(Path(str(sys.modules[module].__file__))).encode())
            elif not field.metadata.keys() & {TO_READ, COUNTED_APART}:
                seen.update(f"{value!r};".encode())
    return seen.hexdigest()[:16]


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


def in_turn(functions: Callable[[Parts], Sequence[Kernel]]) -> Kernel:
    """A call for compiled code, `call(world, *args)`: those functions of the world's table."""
    listed = cache(functions)

    def call(world, *args):
        for function in listed(world.parts):
            function(world, *args)

    _compiled(call, lambda world, *_args: _chain(tuple(listed(_parts_of(world)))))
    return call


def passed_on(functions: Callable[[Parts], Sequence[Kernel]]) -> Kernel:
    """A call for compiled code, `call(world, value, *args)`: what those functions make of a value.

    Each gets what the one before returned; where there is none, it stays as it is.
    """
    listed = cache(functions)

    def call(world, value, *args):
        for function in listed(world.parts):
            value = function(world, value, *args)
        return value

    _compiled(call, lambda world, *_args: _relay(tuple(listed(_parts_of(world)))))
    return call


@cache
def asks_parts(function: Any) -> bool:
    """Whether what a function does depends on the table: it, or one that it calls, asks for parts.

    Looked for by the names in its code, so that some are taken to ask that do not.
    """
    seen: set[Any] = set()
    ahead = [function]
    while ahead:
        one = ahead.pop()
        if one in _asking or (isinstance(one, Dispatcher) and not _is_ours(one.py_func)):
            return True  # of a kernel from elsewhere nothing is known
        if one not in seen:
            seen.add(one)
            ahead += _named_in(getattr(one, "py_func", one))
    return False


def _is_ours(function: Any) -> bool:
    return str(function.__module__).startswith("sim.")


def _named_in(function: Any) -> Iterator[Any]:
    """Functions and kernels that the code of a function of ours names itself."""
    if not _is_ours(function):
        return
    names = set(_names(function.__code__))
    found = [value for name, value in function.__globals__.items() if name in names]
    for module in [each for each in found if isinstance(each, ModuleType)]:
        found += [value for name, value in vars(module).items() if name in names]
    found += [cell.cell_contents for cell in function.__closure__ or ()]
    yield from (value for value in found if isinstance(value, FunctionType | Dispatcher))


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def _wanted(kernel: Any, kind: Any) -> Any:
    """The type of world that a kernel wants, by that which another calls it with."""
    is_world = isinstance(kind, WorldPointerType)
    return kind.without_parts() if is_world and not asks_parts(kernel) else kind


wanted.append(_wanted)


def own(world: Any, name: str) -> Any:
    """The rows that part `name` brought, see `SalesChannel.rows`."""
    return world.own[_index(world.parts, name)]


@overload(own, prefer_literal=True)
def _own(world, name):
    index = _index(_parts_of(world), name.literal_value)
    return lambda world, name: world.own[index]


def has(world: Any, name: str) -> bool:
    """Whether part `name` is here, which has tables of its own."""
    return name in world.parts.rows_of


def number_of(world, name):
    """The number of channel `name`, which stands on its orders."""
    return world.parts.channel_names.index(name)


@overload(number_of, prefer_literal=True)
def _number_of(world, name):
    number = _parts_of(world).channel_names.index(name.literal_value)
    return lambda world, name: number


_asking.update((own, number_of))


def _taken_by(taker: Taker) -> Kernel:
    """A call for compiled code, `call(world, channel)`: whether it brings orders to a taker."""

    def call(world, channel):
        return world.parts.takers[channel] == taker

    _asking.add(call)

    @overload(call)
    def compiled(world, channel):
        bits = sum(1 << number for number, by in enumerate(_parts_of(world).takers) if by == taker)
        return told_apart(lambda world, channel: bits >> channel & 1 == 1, bits)

    return call


# Whether orders by a channel are the platform's, see `Taker`.
is_platforms = _taken_by(Taker.PLATFORM)


@njit
def is_known(world, channel):
    """Whether the platform knows who buys by a channel: at the counter too, where it is told."""
    if channel == Channel.WALK_IN:
        return world.terms[0].crm_integrated
    return is_platforms(world, channel)


# Whether who ordered by a channel pays the store, when the food is handed over.
is_paid_at_store = _taken_by(Taker.STORE)

# Whether orders by a channel are another platform's.
is_rivals = _taken_by(Taker.RIVAL)


def _index(parts: Parts, name: str) -> int:
    return parts.rows_of[name]


def _parts_of(world: Any) -> Parts:
    return _seen[world.field_dict["parts"].name]


class _Kernels(_OverloadFunctionTemplate):
    """Has a function stand for kernels as they are, with none around them to be compiled too."""

    _overload_func: Callable[..., Kernel]
    _impl_cache: dict[Any, Any]

    def _build_impl(self, cache_key: Any, args: Any, kws: Any) -> Any:
        self._impl_cache[cache_key] = self._overload_func(*args, **kws), args
        return self._impl_cache[cache_key]


def _compiled(call: Kernel, kernel: Callable[..., Kernel]) -> None:
    """Have compiled code that calls a function call the kernel found by the types it is given."""
    _asking.add(call)
    numbas = make_overload_template(call, kernel, {}, strict=False, inline="never")
    ours = type("Composed", (_Kernels, numbas), {})
    infer(ours)
    infer_global(call, types.Function(ours))


@cache
def _chain(functions: tuple[Kernel, ...]) -> Kernel:
    """One compiled function that calls each with the same arguments."""
    if len(functions) == 1:
        return functions[0]
    return _written("chain", functions, ["def chain(*args):"], "f{}(*args)", "pass")


@cache
def _relay(functions: tuple[Kernel, ...]) -> Kernel:
    """One compiled function in which each gets what the one before made of the value."""
    if len(functions) == 1:
        return functions[0]
    begin = ["def relay(world, value, *args):"]
    return _written("relay", functions, begin, "value = f{}(world, value, *args)", "return value")


def _written(
    name: str, functions: tuple[Kernel, ...], begin: list[str], line: str, end: str
) -> Kernel:
    """A compiled function with a line for each: a loop over functions is no compiled code."""
    lines = [*begin, *(f"    {line.format(nth)}" for nth in range(len(functions))), f"    {end}"]
    names = {"__name__": __name__} | {f"f{nth}": each for nth, each in enumerate(functions)}
    exec("\n".join(lines), names)
    return njit(forceinline=True)(told_apart(names[name], *functions))


def told_apart(function: Callable[..., Any], *made_of: Any) -> Callable[..., Any]:
    """A function that is made anew for each of many things, under a name that tells for which.

    Compiled code goes by name, types of arguments, and a number that another process may have given
    to another function: kept kernels that are linked together must not hold two by one name.
    """
    kernels = (getattr(part, "py_func", part) for part in made_of)
    names = ((part.__module__, part.__qualname__) if callable(part) else part for part in kernels)
    seen = hashlib.sha256(repr(tuple(names)).encode()).hexdigest()[:16]
    function.__qualname__ = f"{function.__qualname__}_{seen}"
    return function
