"""Functions that only compiled code calls are compiled for that alone.

Numba makes of each function what Python may call at once: a wrapper that unpacks its arguments,
optimised and turned into machine code. A market has some six hundred functions, of which Python
calls thirty. The others end up inside those, where they are optimised and turned into machine code
again. Here a function that compiled code asks for is therefore kept as it was lowered, and nothing
else is made of it; when Python calls it all the same, it is compiled once more, with all it takes.
Measured: a third of what compiling the baseline takes, and its days run as fast.

Users' own functions are left to Numba.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from numba.core import codegen, cpu, dispatcher, environment, sigutils

_OURS = ("numba.", "sim.")

# Whether compiled code asks for a function, and whether one is being made for such a caller alone.
_asked_by_compiled: ContextVar[bool] = ContextVar("asked_by_compiled", default=False)
_is_callee: ContextVar[bool] = ContextVar("is_callee", default=False)

# What was compiled for compiled callers before Python came: its environments are still theirs.
_kept: list[Any] = []

_lookup: Any = environment.lookup_environment
_normalized: Any = sigutils.normalize_signature
_Dispatcher: Any = dispatcher.Dispatcher
_Compiler: Any = vars(dispatcher)["_FunctionCompiler"]
_Context: Any = cpu.CPUContext
_Codegen: Any = codegen.JITCPUCodegen
_Library: Any = codegen.JITCodeLibrary


def kind_of_kernel() -> str:
    """What is being compiled or loaded: the two kinds are kept side by side."""
    return "callee" if _is_callee.get() else "kernel"


class Callee(_Library):  # type: ignore[misc]
    """The code of a function as it was lowered, for the libraries of its callers."""

    def _optimize_final_module(self) -> None:
        """Leave that to the callers."""

    def _finalize_final_module(self) -> None:
        """Be ready for the callers, without machine code, unless it is called by its address."""
        if any(map(_is_of_recursion, self._final_module.global_variables)):
            super()._finalize_final_module()
            return
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True

    def serialize_using_object_code(self) -> Any:
        """What the cache keeps: there is no object code."""
        return self.serialize_using_bitcode()


class _NoEntryPoint:
    """Stands where a kernel has its entry point for Python, and tells one callee from another."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *_args: Any) -> Any:
        raise RuntimeError(f"{self._name} was compiled for compiled callers alone")


def _replace(owner: Any, name: str) -> Callable[[Any], Any]:
    """Put a function in the place of a method, which it gets as its first argument."""
    method = getattr(owner, name)

    def decorate(function: Any) -> Any:
        def replaced(self: Any, *args: Any, **options: Any) -> Any:
            return function(method, self, *args, **options)

        setattr(owner, name, replaced)
        return function

    return decorate


@_replace(_Dispatcher, "get_call_template")
def _ask_for(method: Any, self: Any, *args: Any) -> Any:
    token = _asked_by_compiled.set(True)
    try:
        return method(self, *args)
    finally:
        _asked_by_compiled.reset(token)


@_replace(_Dispatcher, "compile")
def _compile(method: Any, self: Any, signature: Any) -> Any:
    is_ours = str(self.py_func.__module__).startswith(_OURS)
    callee = _is_callee.set(_asked_by_compiled.get() and is_ours)
    asked = _asked_by_compiled.set(False)
    try:
        if not _is_callee.get():
            _forget_callee(self, signature)
        return method(self, signature)
    finally:
        _asked_by_compiled.reset(asked)
        _is_callee.reset(callee)


def _forget_callee(kernel: Any, signature: Any) -> None:
    """Make room for one that Python can call."""
    arguments, _ = _normalized(signature)
    found = kernel.overloads.get(tuple(arguments))
    if found is not None and isinstance(found.library, Callee):
        _kept.append(kernel.overloads.pop(tuple(arguments)))


@_replace(_Dispatcher, "add_overload")
def _add_overload(method: Any, self: Any, result: Any) -> None:
    if isinstance(result.library, Callee):
        # Not told to the table by which Python's calls find theirs.
        self.overloads[tuple(result.signature.args)] = result
    else:
        method(self, result)


@_replace(_Compiler, "_customize_flags")
def _spare_wrappers(method: Any, self: Any, flags: Any) -> Any:
    """Leave out wrappers that nobody calls: that for C, and for a callee that for Python."""
    flags = method(self, flags)
    if str(self.py_func.__module__).startswith(_OURS):
        flags.no_cfunc_wrapper = True
        flags.no_cpython_wrapper = _is_callee.get()
    return flags


@_replace(_Codegen, "create_library")
def _create_library(method: Any, self: Any, name: str, **options: Any) -> Any:
    return Callee(self, name) if _is_callee.get() else method(self, name, **options)


@_replace(_Codegen, "set_env")
def _set_environment(method: Any, self: Any, name: str, value: Any) -> None:
    if not _is_callee.get():  # which has no machine code that could name it
        method(self, name, value)


@_replace(_Context, "get_executable")
def _executable(method: Any, self: Any, library: Any, description: Any, own: Any) -> Any:
    if isinstance(library, Callee):
        library._ensure_finalized()
        return _NoEntryPoint(description.qualname)
    found = method(self, library, description, own)
    # Those of the callees inside, too.
    for variable in library._final_module.global_variables:
        of_callee = _lookup(variable.name)
        if of_callee is not None:
            library.codegen.set_env(variable.name, of_callee)
    return found


def _is_of_recursion(variable: Any) -> bool:
    return str(variable.name).startswith(codegen.RuntimeLinker.PREFIX)
