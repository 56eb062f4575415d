"""Prefetching: ask for rows of large tables before they are needed.

Needs and events come in order of time, so that people and orders come in no order at all. Asking
for what the next ones will be looked at with takes, measured, a tenth off the time of a district
with every mechanism on, and off a megacity's.
"""

from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from sim.daytime import DAY_MIN
from sim.flow import session
from sim.flow.calendar import EventKind
from sim.flow.composed import word
from sim.flow.entry import COMPILED
from sim.flow.table import Head

_LINE_BYTES = 64
_READ, _KEEP, _DATA = 0, 3, 1  # what LLVM's prefetch is told

# Needs from now whose consumer is asked for: his row has come when it is asked where he will be.
_AHEAD = 2


@intrinsic
def _ask_for(_context: Any, address: types.Integer) -> Any:
    """Ask for the cache line at an address; where there is none, nothing happens."""

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        number = ir.IntType(32)
        ask = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number]),
            "llvm.prefetch.p0i8",
        )
        line = builder.inttoptr(args[0], cgutils.voidptr_t)
        builder.call(ask, [line, number(_READ), number(_KEEP), number(_DATA)])
        return context.get_dummy_value()

    return types.void(types.intp), generate


# For compiled code: `_ask(address)`.
_ask: Any = _ask_for


@njit(cache=True, forceinline=True)
def _row_at(address, n_bytes):
    """Ask for all cache lines of a row, which may begin within one."""
    for offset in range(0, n_bytes, _LINE_BYTES):
        _ask(address + offset)
    _ask(address + n_bytes - 1)


@njit(cache=True, forceinline=True)
def _row_of(rows, row):
    n_bytes = rows.strides[0]
    _row_at(rows.ctypes.data + row * n_bytes, n_bytes)


@njit(cache=True, forceinline=True)
def _look_ahead(world, row):
    """Ask for what the needs after one, by its row, will be looked at with.

    That is all that is kept of who has the one after the next, and the stores of the place where
    who has the next is then.
    """
    state = world.state[0]
    if row + _AHEAD < state.n_needs:
        who = world.needs[row + _AHEAD].consumer
        first = word(world.parts, Head.PEOPLE)
        for place in range(first, first + 2 * word(world.parts, Head.N_PEOPLE), 2):
            n_bytes = word(world.parts, place + 1)
            _row_at(word(world.parts, place) + who * n_bytes, n_bytes)
    if row + 1 < state.n_needs:
        need = world.needs[row + 1]
        if need.consumer >= 0:
            minute = need.at_min - state.day * DAY_MIN
            at = session.whereabouts(world, world.consumers[need.consumer], minute)
            _row_of(world.shown, at.cell)


@njit(cache=True, forceinline=True)
def _next_event(world):
    """Ask for the order or courier of the first event of the calendar, before it happens."""
    if world.state[0].heap_size > 0:
        event = world.heap[0]
        if event.kind == EventKind.AT_STOP:
            _row_of(world.couriers, event.subject)
            _row_of(world.stops, event.subject)
        else:
            _row_of(world.orders, event.subject)


def _leave(_asked: Any, _row: int = 0) -> None:
    """Uncompiled, there is nothing to be gained."""


look_ahead = _look_ahead if COMPILED else _leave
next_event = _next_event if COMPILED else _leave
# row_of(rows, row): ask for a row of a table.
row_of: Any = _row_of if COMPILED else _leave
