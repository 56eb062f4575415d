"""The door between Python and compiled code: the world as one pointer, counted by nobody.

A named tuple of arrays is copied at every compiled call, some two hundred words, and each access
to one of its arrays counts references, atomically. Measured: four fifths of a session's time.
Compiled code therefore gets a pointer to a struct of borrowed arrays. The named tuple keeps the
arrays alive, and is what the same code gets when it runs uncompiled.
"""

import hashlib
from itertools import chain
from typing import Any

import numpy as np
from llvmlite import ir
from numba import config, typeof, types
from numba.core import cgutils
from numba.core.registry import cpu_target
from numba.core.runtime.nrt import rtsys
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.experimental import structref
from numba.extending import lower_cast, lower_getattr_generic, models, register_model

from sim.flow import table
from sim.flow.parts import Parts
from sim.flow.world import World

NO_PARTS = Parts(channels=())

# False where Numba is told to leave the code as it is (NUMBA_DISABLE_JIT=1).
COMPILED = not vars(config)["DISABLE_JIT"]


class WorldPointerType(types.StructRef):
    """Compiled type of a `WorldPointer`, under a short name.

    Numba names it by all columns of all tables, and writes that name into the symbol of every
    kernel that takes a world. Measured: nine tenths of what the cache of kernels held on disk.
    """

    def __init__(self, fields: Any) -> None:
        super().__init__(fields)
        digest = hashlib.sha256(self.name.encode()).hexdigest()[:16]
        self.name = f"{type(self).__name__}({digest})"

    def without_parts(self) -> "WorldPointerType":
        """That of a world with these columns and no parts, which come last: the same struct."""
        *columns, _parts = self._fields
        return WorldPointerType((*columns, ("parts", typeof(NO_PARTS))))


@register_model(WorldPointerType)
class _UncountedModel(models.StructRefModel):
    """A pointer that compiled code passes on without counting; the caller's object lives."""

    def traverse(self, _builder):
        return []


@infer_getattr
class _Columns(AttributeTemplate):
    """A world's columns, by their names."""

    key = WorldPointerType

    def generic_resolve(self, world: Any, name: str) -> Any:  # type: ignore[override]
        return world.field_dict.get(name)


@lower_getattr_generic(WorldPointerType)
def _column(context: Any, builder: Any, world: Any, pointer: Any, name: str) -> Any:
    """A column of a world, by the place of its first word."""
    reference = context.make_helper(builder, world, pointer).meminfo
    words = words_at(builder, load_word(builder, words_at(builder, reference), _DATA))
    place = 0
    for before, kind in world.field_dict.items():
        if before == name:
            return loaded(context, builder, kind, words, place)
        place += n_words(kind)
    raise AttributeError(name)


# The word of a counted piece of memory, of Numba's runtime, that says where its content is.
_DATA = 3


def words_at(builder: Any, address: Any) -> Any:
    """An address as that of words."""
    if isinstance(address.type, ir.IntType):
        return builder.inttoptr(address, cgutils.intp_t.as_pointer())
    return builder.bitcast(address, cgutils.intp_t.as_pointer())


def load_word(builder: Any, words: Any, place: Any) -> Any:
    """A word that stays as it is as long as its world lives, so that one look is enough."""
    at = place if isinstance(place, ir.Value) else cgutils.intp_t(place)
    word = builder.load(builder.gep(words, [at]))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


def n_words(kind: Any) -> int:
    """How many words `_put_words` writes for a value of a type."""
    if isinstance(kind, types.Array):
        return 5 + 2 * kind.ndim
    return sum(map(n_words, kind.types)) if _is_tuple(kind) else 1


def _is_tuple(kind: Any) -> bool:
    return isinstance(kind, types.BaseTuple)


def loaded(context: Any, builder: Any, kind: Any, words: Any, place: int) -> Any:
    """What `_put_words` wrote from a place on.

    An array that has no owner is counted by nobody; where compiled code can see that, nothing is
    left of the counting.
    """
    if _is_tuple(kind):
        parts = []
        for each in kind.types:
            parts.append(loaded(context, builder, each, words, place))
            place += n_words(each)
        return context.make_tuple(builder, kind, parts)
    if not isinstance(kind, types.Array):
        return builder.inttoptr(load_word(builder, words, place), cgutils.voidptr_t)
    array = context.make_array(kind)(context, builder)
    numbers = [load_word(builder, words, place + 2 + nth) for nth in range(3 + 2 * kind.ndim)]
    array.meminfo = cgutils.get_null_value(array.meminfo.type)
    array.parent = cgutils.get_null_value(array.parent.type)
    array.nitems, array.itemsize, data, *sizes = numbers
    array.data = builder.inttoptr(data, array.data.type)
    array.shape = cgutils.pack_array(builder, sizes[: kind.ndim])
    array.strides = cgutils.pack_array(builder, sizes[kind.ndim :])
    return array._getvalue()


@lower_cast(WorldPointerType, WorldPointerType)
def _same_pointer(_context: Any, _builder: Any, _one: Any, _other: Any, value: Any) -> Any:
    return value


class WorldPointer(structref.StructRefProxy):
    """A world as compiled code sees it; read its columns from the `World` it was made of."""

    def __del__(self) -> None:
        """Give back the references that calls of compiled code took, whose model counts none."""
        counted = self._meminfo  # type: ignore[attr-defined]
        while counted.refcount > 1:
            counted.release()


structref.define_boxing(WorldPointerType, WorldPointer)


def pointer(world: World) -> Any:
    """What compiled functions take for `world`, valid as long as `world` lives.

    Nothing is compiled for it: the struct is written here, word by word, as compiled code reads it;
    after it come the rows of the parts, and the words of `sim.flow.table`.
    """
    if not COMPILED:
        return world
    *columns, own, parts = world
    kind = _type_of(world)
    table.see_rows(parts, own)
    words: list[int] = []
    for value in columns:
        _put_words(value, words)
    ours = len(words)
    words.append(0)
    begins = []
    for rows in own:
        begins.append(len(words))
        _put_words(rows, words)
    listed = table.words_of(parts, kind)
    rtsys.initialize(cpu_target.target_context)  # here a process may begin, from a snapshot
    people = _people(world)
    held = rtsys.meminfo_alloc(8 * (len(words) + len(listed) + len(people)))
    written = np.frombuffer(held, np.int64)
    here = written.__array_interface__["data"][0]
    written[: len(words)] = words
    written[ours] = here + 8 * len(words)
    written[len(words) :] = [*listed, *people]
    written[len(words) + table.Head.PEOPLE] = len(listed)
    written[len(words) + table.Head.N_PEOPLE] = len(people) // 2
    for part, begin in zip(parts.owners, begins, strict=True):
        written[len(words) + table.layout_of(parts.whole).rows[part.name]] = here + 8 * begin
    return WorldPointer._numba_box_(kind, held)


def _people(world: World) -> list[int]:
    """Where each table with a row for each consumer is, and the bytes of a row of it.

    One of something else that is as long is taken for one: it is asked for in vain.
    """
    rows: tuple[Any, ...] = (world.consumers, *world.own)
    tables = chain(*(each if isinstance(each, tuple) else (each,) for each in rows))
    found = (each for each in tables if each.shape == world.consumers.shape)
    return [number for each in found for number in (each.ctypes.data, each.itemsize)]


# By the kinds of a world's columns: to look at a named tuple's types takes Numba longer than a
# small town's day, and each day of a run brings needs of its own and so a pointer.
_TYPES: dict[Any, WorldPointerType] = {}


def _type_of(world: World) -> WorldPointerType:
    *columns, _own, parts = world
    kinds = (parts, table.kinds_in(tuple(columns)))
    if kinds not in _TYPES:
        fields = [(name, typeof(value)) for name, value in world._asdict().items() if name != "own"]
        _TYPES[kinds] = WorldPointerType(tuple(fields))
    return _TYPES[kinds]


def _put_words(value: Any, words: list[int]) -> None:
    """Put what stands for a value in a struct of compiled code: an array has no owner there."""
    if isinstance(value, np.ndarray):
        address = value.ctypes.data
        words += (0, 0, value.size, value.itemsize, address, *value.shape, *value.strides)
    else:
        for part in value:
            _put_words(part, words)


def entry_point(kernel: Any, *examples: Any) -> Any:
    """A kernel compiled for arguments like the examples, which are not looked up at each call."""
    if not COMPILED:
        return kernel
    signature = tuple(typeof(example) for example in examples)
    kernel.compile(signature)
    return kernel.overloads[signature].entry_point


class Resolved:
    """A kernel whose entry point is found at the first call with arguments of such types.

    Of numbers, and of tuples of them, Python's types tell enough: a whole number where a float was
    expected gets a kernel of its own, and no later float is cut for its sake. Arrays are not told
    apart: those of one argument are always alike.
    """

    def __init__(self, kernel: Any) -> None:
        self._kernel = kernel
        self._entries: dict[tuple[Any, ...], Any] = {}
        self._tuples: list[int] | None = None  # which arguments are tuples, from the first call on

    def __call__(self, *args: Any) -> Any:
        if self._tuples is None:
            self._tuples = [i for i, a in enumerate(args) if isinstance(a, tuple)]
        kinds: tuple[Any, ...] = tuple(map(type, args))
        for i in self._tuples:
            kinds += tuple(map(type, args[i]))
        entry = self._entries.get(kinds)
        if entry is None:
            entry = self._entries[kinds] = entry_point(self._kernel, *args)
        return entry(*args)
