"""What Numba does at every compilation and nobody here needs, left out.

It reaches into what Numba keeps to itself, which is why `pyproject.toml` names its version.
"""

from typing import Any

from llvmlite.binding import ffi
from numba.core import codegen, dispatcher

_WITHIN = ("numba.", "sim.")


def spare() -> None:
    """Leave it out from now on, in this process."""
    vars(dispatcher)["_FunctionCompiler"]._customize_flags = _without_wrappers
    vars(codegen)["CPUCodeLibrary"]._optimize_functions = _optimize_functions
    # Each of half a million calls of LLVM is told to a timer of every function being compiled.
    ffi.lib._lock._cblist.clear()


def _without_wrappers(compiler: Any, flags: Any) -> Any:
    """Leave out wrappers that nobody calls, which Numba puts around every function.

    One is for C, which calls none of ours; one is for Python, which calls none that another
    function has made. Users' own functions keep theirs.
    """
    function = compiler.py_func
    if str(function.__module__).startswith(_WITHIN):
        flags.no_cfunc_wrapper = True
        flags.no_cpython_wrapper = "<locals>" in function.__qualname__
    return flags


def _optimize_functions(library: Any, module: Any) -> None:
    """Optimise each function of a module before it is linked; nothing where it is only named.

    Numba sets up its passes for those, too: eleven of twelve.
    """
    module.data_layout = library._codegen._data_layout
    for function in module.functions:
        if not function.is_declaration:
            passes, builder = library._codegen._function_pass_manager()
            passes.run(function, builder)
