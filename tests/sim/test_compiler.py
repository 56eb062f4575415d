"""What is left out of Numba's work, and what is not."""

from threading import Thread
from types import ModuleType

import numpy as np
import pytest
from llvmlite import binding as llvm
from llvmlite import ir as llvm_ir
from llvmlite.binding import ffi
from numba import config, njit, types
from numba.core import codegen
from numba.core.compiler import Flags, run_frontend
from numba.core.compiler_lock import global_compiler_lock
from numba.core.errors import TypingError
from numba.core.registry import cpu_target
from numba.core.types.functions import BaseFunction

from sim import compiler
from sim.agents import odds
from sim.compiler import is_bare

pytestmark = pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")

MODULE = """
declare double @cos(double)
define double @twice(double %x) {
  %y = fadd double %x, %x
  ret double %y
}
define double @once(double %x) {
  %slot = alloca double
  store double %x, ptr %slot
  %y = load double, ptr %slot
  ret double %y
}
"""


def doors(kernel):
    """Whether Python, and whether C, may call what is compiled for a float."""
    kernel.compile((types.float64,))
    found = kernel.overloads[(types.float64,)]
    names = found.fndesc.llvm_cpython_wrapper_name, found.fndesc.llvm_cfunc_wrapper_name
    return tuple(found.library.get_pointer_to_function(name) != 0 for name in names)


def test_no_door_for_c_is_compiled_for_functions_of_ours_and_one_for_users():
    def doubled(amount):
        return 2.0 * amount

    assert doors(njit(odds.exp.py_func)) == (True, False)
    assert doors(njit(doubled)) == (True, True)


def test_what_is_only_named_gets_no_passes_and_the_rest_is_optimised(monkeypatch):
    made = []
    passes = codegen.CPUCodegen._function_pass_manager

    def counted(self):
        made.append(self)
        return passes(self)

    monkeypatch.setattr(codegen.CPUCodegen, "_function_pass_manager", counted)
    library = cpu_target.target_context.codegen().create_library("passes")
    module = llvm.parse_assembly(MODULE)
    library._optimize_functions(module)
    assert len(made) == 2
    assert "alloca" not in str(module)
    assert "alloca" in MODULE


def test_calls_of_the_compiler_are_told_to_nobody():
    assert ffi.lib._lock._cblist == []


def test_options_are_equal_by_what_they_come_to():
    def options(**chosen):
        made = Flags()
        for name, value in chosen.items():
            setattr(made, name, value)
        return made

    assert options() == options(nrt=False)
    assert options(nrt=True) == options(nrt=True)
    assert options(nrt=True) != options()
    assert options(nrt=True, debuginfo=False) == options(nrt=True)
    assert options(nrt=True) != options(debuginfo=True)
    assert options() != 1
    assert hash(options(nrt=True)) == hash(options(nrt=True))


INNER_AND_OUTER = """
from numba import njit

@njit
def inner(amount):
    if amount < 0:
        raise ValueError("less than nothing")
    print("seen", amount)
    return 2 * amount

@njit
def outer(amount):
    return inner(amount) + 1
"""


def module_named(name):
    """A module that holds a kernel, and one that calls it; Numba knows it by its name."""
    module = ModuleType(name)
    exec(INNER_AND_OUTER, vars(module))
    return module


def only_one(kernel):
    """What is compiled of a kernel that has been compiled once."""
    (found,) = kernel.overloads.values()
    return found


def test_what_only_kernels_call_is_no_machine_code_until_python_calls_it(capfd):
    module = module_named("sim.tried")
    assert module.outer(3) == 7
    bare = only_one(module.inner)
    assert is_bare(bare.library)
    assert not is_bare(only_one(module.outer).library)
    with pytest.raises(RuntimeError, match="no compiled object yet"):
        bare.library._get_compiled_object()
    assert module.inner(4) == 8
    assert not is_bare(only_one(module.inner).library)
    assert module.outer(5) == 11
    assert capfd.readouterr().out == "seen 3\nseen 4\nseen 5\n"


def test_what_a_bare_kernel_raises_is_raised():
    with pytest.raises(ValueError, match="less than nothing"):
        module_named("sim.tried").outer(-1)


def test_a_bare_kernel_is_optimised_in_haste(monkeypatch):
    levels = []
    passes = codegen.CPUCodegen._module_pass_manager

    def noted(self, **how):
        levels.append(how.get("opt"))
        return passes(self, **how)

    monkeypatch.setattr(codegen.CPUCodegen, "_module_pass_manager", noted)
    module_named("sim.tried").outer.compile((types.int64,))
    assert levels == [1, 0, None]
    levels.clear()
    module_named("own").outer.compile((types.int64,))
    assert levels == [0, None] * 2


def test_what_a_function_of_numbas_is_for_arguments_is_tried_once(monkeypatch):
    tried = []
    call_type = compiler._call_type

    def noted(function, context, args, kws):
        tried.append((function.typing_key, args))
        return call_type(function, context, args, kws)

    monkeypatch.setattr(compiler, "_call_type", noted)
    kinds = (types.Array(types.complex64, 3, "F"), types.complex64)
    for _ in range(2):
        njit(lambda many, one: many * one).compile(kinds)
    assert [args for _, args in tried].count(kinds) == 1
    unknown = types.Array(types.complex64, 3, "F"), types.none
    for _ in range(2):
        with pytest.raises(TypingError, match="No implementation of function"):
            njit(lambda many, one: many * one).compile(unknown)
    assert BaseFunction.get_call_type is compiler._call_type_once


def test_only_what_holds_references_is_taken_apart():
    context = cpu_target.target_context.subtarget(enable_nrt=True)
    array = types.Array(types.float64, 2, "C")
    kind = types.Tuple((types.int64, array, types.UniTuple(types.float64, 9)))
    value_type = context.get_value_type(kind)
    function = llvm_ir.Function(
        llvm_ir.Module(), llvm_ir.FunctionType(llvm_ir.VoidType(), [value_type]), "taken_apart"
    )
    builder = llvm_ir.IRBuilder(function.append_basic_block())
    ((held, reference),) = context.nrt.get_meminfos(builder, kind, function.args[0])
    assert held == types.MemInfoPointer(types.float64)
    assert str(reference.type) == "i8*"
    assert [one.opname for one in builder.block.instructions] == ["extractvalue"] * 2
    assert context.nrt.get_meminfos(builder, types.UniTuple(types.float64, 9), None) == []


def test_variables_are_those_that_numba_finds():
    def many(first, second, *rest):
        listed = [first, second, rest]
        found = {"one": first, "two": (second, listed[0])}
        return [each + first for each in listed if each > 0], found["one"], listed[1:second]

    seen = []
    for block in run_frontend(many).blocks.values():
        for statement in block.body:
            found = [each.name for each in statement.list_vars()]
            expected = statement._rec_list_vars(vars(statement))
            assert found == [each.name for each in expected]
            seen += found
    assert {"first", "second", "rest", "listed", "found"} <= set(seen)


def test_a_kernel_that_python_has_called_is_linked_as_it_is(capfd):
    module = module_named("sim.tried")
    module.inner(4)
    before = only_one(module.inner)
    assert module.outer(4) == 9
    assert only_one(module.inner) is before


def test_users_own_kernels_are_never_bare(capfd):
    module = module_named("own")
    assert module.outer(3) == 7
    assert not is_bare(only_one(module.inner).library)


def test_a_bare_kernel_stays_as_long_as_another_thread_compiles(capfd):
    module = module_named("sim.tried")
    module.outer(3)
    calling = Thread(target=module.inner, args=(4,))
    with global_compiler_lock:
        calling.start()
        calling.join(0.2)
        assert is_bare(only_one(module.inner).library)
    calling.join()
    assert not is_bare(only_one(module.inner).library)


WIDTHS = """
from enum import IntEnum
from numba import njit

class Kind(IntEnum):
    LAST = 2

@njit
def inner(amount, is_more):
    return amount + 1 if is_more else amount

@njit
def outer(rows):
    read, made = inner(rows[0], True), inner(rows[0] + 1, rows[0] > 0)
    return read + made + inner(5, False) + inner(Kind.LAST, True)
"""


@pytest.mark.parametrize(("name", "compiled"), [("sim.tried", 1), ("own", 4)])
def test_one_width_of_whole_numbers_is_compiled_of_what_kernels_of_ours_call(name, compiled):
    module = ModuleType(name)
    exec(WIDTHS, vars(module))
    rows = np.array([-3], dtype=np.int32)
    assert module.outer(rows) == -2 - 2 + 5 + 3
    assert len(module.inner.overloads) == compiled
