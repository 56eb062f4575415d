"""The table of a market's parts as compiled code reads it: words behind the last field of a world.

What mechanisms do is called by address, so that each is compiled once, whatever others are on, and
so is the core, for all that a scenario may switch on. Excepted are the calls that are made so often
that they would be felt, `OFTEN`: what all do at those is compiled into who calls them, and a word
for each says whether it is on.

The words are, in this order: what `Head` names; whether each of what is compiled in is on; the
number of each channel; where the rows of each part are; where the addresses of each other call
begin; the addresses; and what `Added` names of each channel that a mechanism brings. Where they
stand depends on the whole table, with what is off: for that code is compiled.
"""

from enum import IntEnum
from functools import cache, partial
from typing import Any, NamedTuple, get_type_hints

import numpy as np
from numba import njit, typeof, types
from numba.core.dispatcher import Dispatcher
from numpy.typing import NDArray

from sim.compiler import address_of
from sim.flow.parts import HOOKS, Kernel, Parts, Taker, chosen_step

# Once an alternative, or for each of some thirty stores of a session.
OFTEN = (
    "listed",
    "store_utils",
    "liked",
    "nest_draw",
    "expected_wait",
    "delivery_fee",
    "price_utils",
)
SELDOM = tuple(call for call in HOOKS if call not in OFTEN)


class Told(NamedTuple):
    """What the functions of a call are told after the world, and return; see `kind_of`."""

    kinds: tuple[Any, ...]
    returned: Any  # None: nothing


# By the name of the call.
calls: dict[str, Told] = {}
# Of the rows of parts, by whole table and name: their kinds, and the same tables without a row.
_rows: dict[tuple[Parts, str], Any] = {}
# What makes rows of those that are off.
_off: dict[tuple[Parts, str], Any] = {}


class Head(IntEnum):
    """Words that every table has at its beginning."""

    PLATFORM = Taker.PLATFORM  # a bit for each channel: whether this one takes its orders
    STORE = Taker.STORE
    RIVAL = Taker.RIVAL
    ADDED = 3  # where the words about channels that mechanisms bring begin
    N_ADDED = 4  # by how many of those consumers choose
    PEOPLE = 5  # where the words about tables with a row for each consumer begin
    N_PEOPLE = 6  # how many of them there are


class Added(IntEnum):
    """Words about a channel that a mechanism brings; the last are addresses."""

    NUMBER = 0
    NEST = 1
    STEP = 2  # of the funnel
    WORTH = 3
    ALTERNATIVE = 4
    PLACE = 5


class Layout(NamedTuple):
    """Where things stand among the words."""

    on: dict[tuple[str, str], int]  # by call and mechanism, of what is compiled in
    numbers: dict[str, int]  # by channel
    rows: dict[str, int]  # by part
    begins: dict[str, int]  # by call: where its addresses begin; the next word is where they end
    n_words: int  # before the addresses


@cache
def layout_of(whole: Parts) -> Layout:
    """Where things stand among the words of every table that is `whole` with some switched off."""
    places = iter(range(len(Head), 1 << 20))
    on = {
        (call, mechanism.name): next(places)
        for call in OFTEN
        for mechanism in whole.mechanisms
        if getattr(mechanism, call) is not None
    }
    numbers = {channel.name: next(places) for channel in whole.every_channel}
    owners: tuple[Any, ...] = (*whole.every_channel, *whole.mechanisms)
    rows = {part.name: next(places) for part in owners if part.rows is not None}
    begins = {call: next(places) for call in SELDOM}
    end = next(places)
    return Layout(on, numbers, rows, begins, end + 1)


@cache
def words_of(parts: Parts, world: Any) -> NDArray[np.int64]:
    """The words of a table, but for its rows, which are another world's each time.

    Parameters
    ----------
    parts
        What is on.
    world : numba type
        Of a world for whose like the functions are compiled.
    """
    layout = layout_of(parts.whole)
    words = np.zeros(layout.n_words, np.int64)
    for taker in Taker:
        words[taker] = sum(1 << number for number, by in enumerate(parts.takers) if by == taker)
    for name, place in layout.numbers.items():
        known = name in parts.channel_names
        words[place] = parts.channel_names.index(name) if known else -1
    for (_call, name), place in layout.on.items():
        words[place] = any(mechanism.name == name for mechanism in parts.mechanisms)
    addresses: list[int] = []
    for call, place in layout.begins.items():
        words[place] = layout.n_words + len(addresses)
        addresses += [_address(function, call, world) for function in parts.listeners(call)]
    words[layout.n_words - 1] = words[Head.ADDED] = layout.n_words + len(addresses)
    added = [number for number in parts.chosen if number >= len(parts.whole.channels)]
    words[Head.N_ADDED] = len(added)
    for number in added:
        addresses += _added(parts, number, world)
    return np.append(words, np.array(addresses, np.int64))


def _added(parts: Parts, number: int, world: Any) -> tuple[int, ...]:
    """What `Added` names of a channel."""
    channel = parts.channels[number]
    return (
        number,
        parts.nests.index(channel.nest),
        parts.steps.index(chosen_step(channel)),
        _address(channel.worth, "worth", world),
        _address(channel.alternative, "alternative", world),
        _address(channel.place, "place", world),
    )


def _address(function: Kernel, call: str, world: Any) -> int:
    """Where the machine code of a function is, compiled for the types that a call tells it."""
    told, returned = kinds_of(call, world)
    kernel: Any = function if isinstance(function, Dispatcher) else njit(function)
    if kernel.py_func.__name__ == kernel.py_func.__qualname__:
        kernel.enable_caching()
    known = kernel.overloads.get((world, *told))
    if known is not None and known.signature.return_type != returned:
        del kernel.overloads[world, *told]
    return address_of(kernel, returned(world, *told))


def know_rows(parts: Parts, scenario: Any) -> None:
    """Know how rows are typed that what is compiled in asks for, for the case that it is off."""
    for _call, name in layout_of(parts.whole).on:
        for mechanism in parts.whole.mechanisms:
            if mechanism.name == name and mechanism.rows is not None:
                _off.setdefault((parts.whole, name), partial(mechanism.rows, scenario))


def see_rows(parts: Parts, own: tuple[Any, ...]) -> None:
    """Know how rows are typed that are there: the same in every world of a table."""
    for part, rows in zip(parts.owners, own, strict=True):
        kinds, where = kinds_in(rows), (parts.whole, part.name)
        if where not in _rows:
            _rows[where] = kinds, _none_of(rows)
        if _rows[where][0] != kinds:
            raise TypeError(f"{part.name}: its rows were {_rows[where][0]}, and are {kinds}")


def kind_of_rows(whole: Parts, name: str) -> types.Type:
    """The numba type of a part's rows."""
    where = whole, name
    if where not in _rows:
        rows = _off[where]()
        _rows[where] = kinds_in(rows), _none_of(rows)
    kind: types.Type = typeof(_rows[where][1])
    return kind


def _none_of(rows: Any) -> Any:
    """Tables of the same types without a row, to be kept."""
    return tuple(map(_none_of, rows)) if isinstance(rows, tuple) else rows[:0].copy()


def kinds_in(value: Any) -> Any:
    """What tells values of different types apart: rows and dimensions of all their tables."""
    if isinstance(value, tuple):
        return (type(value), *map(kinds_in, value))
    return (value.dtype, value.ndim) if isinstance(value, np.ndarray) else typeof(value)


@cache
def kinds_of(call: str, world: Any) -> tuple[tuple[Any, ...], Any]:
    """Numba types of what a call tells after the world, and of what it returns."""
    told = tuple(kind_of(kind, world) for kind in calls[call].kinds)
    return told, kind_of(calls[call].returned, world)


def kind_of(kind: Any, world: Any) -> Any:
    """The numba type of what is written as a Python type: whole numbers are wide.

    A string is the row of a table of the world, a named tuple has that of its fields, of which one
    of any type is the row of the table called like it: `consumer` of `consumers`.
    """
    if isinstance(kind, types.Type):
        return kind
    if isinstance(kind, str):
        return world.field_dict[kind].dtype
    if hasattr(kind, "_fields"):
        hints = get_type_hints(kind)
        kinds = [f"{name}s" if hints[name] is Any else hints[name] for name in kind._fields]
        return types.NamedTuple([kind_of(each, world) for each in kinds], kind)
    if hasattr(kind, "__args__"):
        return types.Tuple([kind_of(each, world) for each in kind.__args__])
    return {int: types.int64, float: types.float64, bool: types.boolean, None: types.none}[kind]
