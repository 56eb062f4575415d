"""The door between Python and compiled code: the world as one pointer, counted by nobody.

A named tuple of arrays is copied at every compiled call, some two hundred words, and each access
to one of its arrays counts references, atomically. Measured: four fifths of a session's time.
Compiled code therefore gets a pointer to a struct of borrowed arrays. The named tuple keeps the
arrays alive, and is what the same code gets when it runs uncompiled.
"""

import hashlib
from typing import Any

import numpy as np
from numba import config, typeof, types
from numba.core.runtime.nrt import rtsys
from numba.experimental import structref
from numba.extending import lower_cast, models, register_model

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
        *columns, _own, _parts = self._fields
        none = ("own", types.Tuple(())), ("parts", typeof(NO_PARTS))
        return WorldPointerType((*columns, *none))


@register_model(WorldPointerType)
class _UncountedModel(models.StructRefModel):
    """A pointer that compiled code passes on without counting; the caller's object lives."""

    def traverse(self, _builder):
        return []


structref.define_attributes(WorldPointerType)


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

    Nothing is compiled for it: the struct is written here, word by word, as compiled code reads it.
    """
    if not COMPILED:
        return world
    kinds = _kinds(world)
    if kinds not in _TYPES:
        fields = zip(World._fields, map(typeof, world), strict=True)
        _TYPES[kinds] = WorldPointerType(tuple(fields))
    words: list[int] = []
    for value in world:
        _put_words(value, words)
    held = rtsys.meminfo_alloc(8 * len(words))
    np.frombuffer(held, np.int64)[:] = words
    return WorldPointer._numba_box_(_TYPES[kinds], held)


# By the kinds of a world's columns: to look at a named tuple's types takes Numba longer than a
# small town's day, and each day of a run brings needs of its own and so a pointer.
_TYPES: dict[Any, WorldPointerType] = {}


def _kinds(value: Any) -> Any:
    """What tells worlds of different types apart: the rows and dimensions of all their tables."""
    if isinstance(value, tuple):
        return (type(value), *map(_kinds, value))
    return (value.dtype, value.ndim) if isinstance(value, np.ndarray) else typeof(value)


def _put_words(value: Any, words: list[int]) -> None:
    """Put what stands for a value in a struct of compiled code: an array has no owner there."""
    if isinstance(value, np.ndarray):
        address = value.__array_interface__["data"][0]
        words += (0, 0, value.size, value.itemsize, address, *value.shape, *value.strides)
    elif isinstance(value, tuple):
        for part in value:
            _put_words(part, words)
    else:  # parts: a type, and no content
        words.append(0)


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
