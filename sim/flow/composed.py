"""Composed calls: compiled code that calls what a table of parts lists.

    ended = hook("ended", int, float)

makes `ended(world, order_id, now)`, a call that any compiled function may write. It calls what the
mechanisms of the world's `parts` do at that moment, one after the other, each with the same
arguments, which are of these types. Where a value is returned, each gets what the one before it
returned; where there is none, it stays as it is.

Uncompiled it is a loop over them. Compiled it is a loop over addresses (`sim.flow.table`), so that
neither the core nor a mechanism is compiled anew for what else is on; what is called most often is
compiled into its callers, with a look at whether it is on. The type of a world names the whole
table that it was switched from by a fingerprint, the same in every process. Another table, with a
part more, is compiled when it is first used, in half a minute, and kept by its own fingerprint.

    place = in_turn(functions)

makes a call of functions that are all compiled in, those of channels.

A kernel that makes no such call, and calls none that does, is the same for every table, and
compiled once: it takes a world without parts.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from numba import njit, types
from numba.core import cgutils
from numba.core.dispatcher import Dispatcher
from numba.core.errors import TypingError
from numba.core.typing.templates import (
    _OverloadFunctionTemplate,
    infer,
    infer_global,
    make_overload_template,
)
from numba.extending import intrinsic, overload, typeof_impl

from sim.compiler import wanted
from sim.flow import table
from sim.flow.entry import WorldPointerType, load_word, loaded, words_at
from sim.flow.fingerprint import fingerprint
from sim.flow.parts import Kernel, Parts, Taker
from sim.flow.table import Added, Head, Told, layout_of
from sim.order import Channel

# Whole tables that worlds of this process were built for, by the name of their type.
_seen: dict[str, Parts] = {}
# Calls that depend on the table.
_asking: set[Any] = set()


@typeof_impl.register(Parts)
def _type_of_parts(parts: Parts, _context: Any) -> types.Type:
    """A type of its own for each whole table: the address of its words.

    It is one of numba's own classes, since it is written into the kernel cache, where a version of
    this project that has moved a class of ours could not read it.
    """
    kind = types.RawPointer(f"Parts({fingerprint(parts.whole)})")
    _seen[kind.name] = parts.whole
    return kind


def hook(name: str, *kinds: Any, returned: Any = None) -> Kernel:
    """A call for compiled code of what mechanisms do at a moment, or make of a value.

    Parameters
    ----------
    name
        The field of `Mechanism`.
    kinds
        Types of the arguments after the world, as `sim.flow.table.kind_of` reads them.
    returned
        The type of the first, where that is handed on; None: nothing is.
    """
    table.calls[name] = Told(kinds, returned)

    def tell(world, *args):
        for function in world.parts.listeners(name):
            function(world, *args)

    def hand_on(world, value, *args):
        for function in world.parts.listeners(name):
            value = function(world, value, *args)
        return value

    call = tell if returned is None else hand_on
    _compiled(call, lambda world, *_args: _hooked(name, _whole_of(world)))
    return call


def in_turn(functions: Callable[[Parts], Sequence[Kernel]], *beside: Kernel) -> Kernel:
    """A call for compiled code, `call(world, *args)`: those functions of the world's table.

    Compiled they are those of the whole table, and then those beside them, which call what a world
    has more by address.
    """
    listed = cache(functions)

    def call(world, *args):
        for function in listed(world.parts):
            function(world, *args)

    _compiled(call, lambda world, *_args: _chain((*listed(_whole_of(world)), *beside)))
    return call


@cache
def _hooked(name: str, whole: Parts) -> Kernel:
    """One compiled function that calls all that do something, by address or compiled in."""
    if table.calls[name].returned is None:
        head, line, end = "def tell(world, *args):", "{}world, *args)", "pass"
    else:
        head, end = "def hand_on(world, value, *args):", "return value"
        line = "value = {}world, value, *args)"
    layout, names = layout_of(whole), {"word": word}
    lines = [head]
    if name in table.OFTEN:
        for nth, mechanism in enumerate(whole.mechanisms):
            if (name, mechanism.name) in layout.on:
                names[f"f{nth}"] = getattr(mechanism, name)
                lines.append(f"    if word(world.parts, {layout.on[name, mechanism.name]}):")
                lines.append(f"        {line.format(f'f{nth}(')}")
    else:
        names["at"] = _at(name)
        place = layout.begins[name]
        bounds = f"word(world.parts, {place}), word(world.parts, {place + 1})"
        lines.append(f"    for nth in range({bounds}):")
        lines.append(f"        {line.format('at(word(world.parts, nth), ')}")
    return _written([*lines, f"    {end}"], names)


@intrinsic
def _read(_typing, parts, place):
    """A word of a table."""

    def load(_context, builder, _signature, args):
        return load_word(builder, words_at(builder, args[0]), args[1])

    return types.int64(parts, types.int64), load


# For compiled code: `word(parts, place)`.
word: Any = _read


def channel_call(name: str, kinds: tuple[Any, ...], returned: Any = None) -> Any:
    """For compiled code: `call(address, world, *args)` of a function of a channel, by its field."""
    table.calls[name] = Told(kinds, returned)
    return _at(name)


@cache
def _at(name: str) -> Any:
    """For compiled code: `call(address, world, *args)`, the machine code of a function of a call.

    What it is told is turned into the types that it was compiled for.
    """

    @intrinsic
    def call(typing, address, world, *args):
        told, returned = table.kinds_of(name, world)
        for given, kind in zip(args, told, strict=True):
            if typing.can_convert(given, kind) is None:
                raise TypingError(f"{name} is told {given} where it takes {kind}")

        def generate(context, builder, _signature, values):
            given = cgutils.unpack_tuple(builder, values[2], len(args))
            given = [context.cast(builder, *each) for each in zip(given, args, told, strict=True)]
            convention = context.call_conv
            code = convention.get_function_type(returned, (world, *told)).as_pointer()
            status, result = convention.call_function(
                builder,
                builder.inttoptr(values[0], code),
                returned,
                (world, *told),
                (values[1], *given),
            )
            with cgutils.if_unlikely(builder, status.is_error):
                convention.return_status_propagate(builder, status)
            return context.get_dummy_value() if returned == types.none else result

        return returned(types.int64, world, types.StarArgTuple(args)), generate

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
    return world.own[world.parts.rows_of[name]]


@overload(own, prefer_literal=True)
def _own(world, name):
    whole, part = _whole_of(world), name.literal_value
    rows = _rows_at(layout_of(whole).rows[part], table.kind_of_rows(whole, part))
    return lambda world, name: rows(world.parts)


@cache
def _rows_at(place: int, kind: types.Type) -> Any:
    """For compiled code: `rows(parts)`, those of which a word of the table says where they are."""

    @intrinsic
    def rows(_typing, parts):
        def load(context, builder, _signature, args):
            where = load_word(builder, words_at(builder, args[0]), place)
            return loaded(context, builder, kind, words_at(builder, where), 0)

        return kind(parts), load

    return rows


def has(world: Any, name: str) -> bool:
    """Whether part `name` is here, which has tables of its own."""
    return name in world.parts.rows_of


def number_of(world, name):
    """The number of channel `name`, which stands on its orders."""
    return world.parts.channel_names.index(name)


@overload(number_of, prefer_literal=True)
def _number_of(world, name):
    place = layout_of(_whole_of(world)).numbers[name.literal_value]
    return lambda world, name: word(world.parts, place)


def n_added(world):
    """For compiled code: by how many channels, that mechanisms bring, consumers choose."""


@overload(n_added)
def _n_added(world):
    return lambda world: word(world.parts, Head.N_ADDED)


def added(world, nth, what):
    """For compiled code: one of the words `Added` about a channel that a mechanism brings."""


@overload(added)
def _added(world, nth, what):
    n_words = len(Added)
    return lambda world, nth, what: word(
        world.parts, word(world.parts, Head.ADDED) + n_words * nth + what
    )


_asking.update((own, number_of, n_added, added))


def _taken_by(taker: Taker) -> Kernel:
    """A call for compiled code, `call(world, channel)`: whether it brings orders to a taker."""

    def call(world, channel):
        return world.parts.takers[channel] == taker

    _asking.add(call)
    place = int(taker)

    @overload(call)
    def compiled(world, channel):
        ours = told_apart(
            lambda world, channel: word(world.parts, place) >> channel & 1 == 1, taker
        )
        return ours

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


def _whole_of(world: Any) -> Parts:
    """The whole table that a world was built for."""
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
    names = {f"f{nth}": function for nth, function in enumerate(functions)}
    return _written(
        ["def chain(*args):", *(f"    {each}(*args)" for each in names), "    pass"], names
    )


def _written(lines: list[str], names: dict[str, Any]) -> Kernel:
    """A compiled function of these lines: a loop over functions is no compiled code."""
    written = {"__name__": __name__} | names
    exec("\n".join(lines), written)
    (name,) = written.keys() - names.keys() - {"__name__", "__builtins__"}
    return njit(forceinline=True)(told_apart(written[name], *lines, *names.values()))


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
