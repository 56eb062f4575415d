"""Prefetching: ask for a row of a large table before it is needed.

Needs come in order of time, so that consumers come in no order at all: without this, a session
waits for main memory for a sixth of its time.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from sim.flow.entry import COMPILED
from sim.schema import Rows

_LINE_BYTES = 64
_READ, _KEEP, _DATA = 0, 3, 1  # what LLVM's prefetch is told


@intrinsic
def _prefetch(_context: Any, rows: types.Array, _row: types.Integer) -> Any:
    """Ask for all cache lines of a row."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, args[0])
        n_bytes = context.get_abi_sizeof(context.get_data_type(signature.args[0].dtype))
        first = builder.bitcast(builder.gep(array.data, [args[1]]), cgutils.voidptr_t)
        number = ir.IntType(32)
        ask = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number]),
            "llvm.prefetch.p0i8",
        )
        for offset in range(0, n_bytes, _LINE_BYTES):
            line = cgutils.pointer_add(builder, first, offset)
            builder.call(ask, [line, number(_READ), number(_KEEP), number(_DATA)])
        return context.get_dummy_value()

    return types.void(rows, types.intp), generate


def _leave(_rows: Rows, _row: int) -> None:
    """Uncompiled, there is nothing to be gained."""


prefetch = _prefetch if COMPILED else _leave
