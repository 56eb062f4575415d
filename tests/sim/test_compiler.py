"""What is left out of Numba's work, and what is not."""

import pytest
from llvmlite import binding as llvm
from llvmlite.binding import ffi
from numba import config, njit, types
from numba.core import codegen
from numba.core.registry import cpu_target

from sim.agents import odds

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
