"""What Numba does at every compilation and nobody here needs, left out.

Most kernels are called by kernels alone. Numba puts a function around each that Python could call,
and makes machine code of both. What a kernel does for another is linked into that one, before it
becomes machine code: of a kernel that only kernels call, nothing else is ever used. Such a kernel
is bare: it is made ready to be linked, and made anew, whole, if Python calls it after all. Of one
that kernels call by its address there is machine code, and no door for Python.

It reaches into what Numba keeps to itself, which is why `pyproject.toml` names its version.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from enum import Enum
from typing import Any
from weakref import WeakKeyDictionary

from llvmlite import binding as llvm
from llvmlite.binding import ffi
from numba.core import codegen, cpu, dispatcher, errors, ir, types
from numba.core.codegen import JITCodeLibrary, JITCPUCodegen
from numba.core.compiler_lock import global_compiler_lock
from numba.core.dispatcher import Dispatcher
from numba.core.environment import lookup_environment
from numba.core.runtime.context import NRTContext
from numba.core.sigutils import normalize_signature
from numba.core.targetconfig import ConfigStack, TargetConfig
from numba.core.types.functions import BaseFunction

_WITHIN = ("numba.", "sim.")
# What the name of an environment begins with: the constants of a kernel that Python objects are
# made of, such as those that it prints.
_ENVIRONMENT = "_ZN08NumbaEnv"

# Numba's own, which what stands in their place calls.
_get_call_template: Any = Dispatcher.get_call_template
_compile_for_args: Any = vars(dispatcher)["Dispatcher"]._compile_for_args
_compile: Any = Dispatcher.compile
_add_overload: Any = Dispatcher.add_overload
_get_executable: Any = cpu.CPUContext.get_executable
_finalize_final_module: Any = JITCodeLibrary._finalize_final_module
_serialize: Any = JITCodeLibrary.serialize_using_object_code
_unserialize: Any = JITCodeLibrary._unserialize
_set_env: Any = JITCPUCodegen.set_env
_optimize_final_module: Any = codegen.CPUCodeLibrary._optimize_final_module
_equal: Any = TargetConfig.__eq__
_call_type: Any = BaseFunction.get_call_type
_options: Any = ConfigStack.top_or_none

# What type a kernel wants, by the kernel and the type that another calls it with.
wanted: list[Callable[[Any, Any], Any]] = []
# What each function of Numba's was found to be for arguments of given types.
_found: WeakKeyDictionary[Any, dict[Any, Any]] = WeakKeyDictionary()
# What is called by address: its machine code is to stay where it is.
_called: list[Any] = []
# Whether a value of a model holds counted references, by model.
_counted: dict[Any, bool] = {}


class For(Enum):
    """For whom a kernel is compiled, or loaded."""

    PYTHON = "python"  # machine code that Python can call
    ADDRESS = "address"  # machine code
    KERNEL = "bare"  # what can be linked into another


class _Asking(threading.local):
    """Who asks for what is compiled in this thread."""

    made_for = For.PYTHON


_asking = _Asking()


def spare() -> None:
    """Leave it out from now on, in this process."""
    vars(dispatcher)["_FunctionCompiler"]._customize_flags = _without_wrappers
    _put(
        codegen.CPUCodeLibrary,
        _optimize_functions=_optimize_functions,
        _optimize_final_module=_optimize,
    )
    # Each of half a million calls of LLVM is told to a timer of every function being compiled.
    ffi.lib._lock._cblist.clear()
    # Each of thousands of reasons why a guess at a type was wrong readies the terminal for colours.
    vars(errors)["ColorShell"] = nullcontext
    _put(TargetConfig, __hash__=_hash, __eq__=_is_equal)
    _put(BaseFunction, get_call_type=_call_type_once)
    _put(NRTContext, get_meminfos=_references)
    _put(ir.Stmt, list_vars=lambda statement: _variables(vars(statement).values()))
    _put(ir.Expr, list_vars=lambda expression: _variables(expression._kws.values()))
    _put(
        Dispatcher,
        get_call_template=_for_kernel,
        _compile_for_args=_for_python,
        compile=_compile_what_is_asked,
        add_overload=_add,
    )
    _put(cpu.CPUContext, get_executable=_executable)
    _put(
        JITCodeLibrary,
        _finalize_final_module=_finalize,
        serialize_using_object_code=_packed,
        _unserialize=classmethod(_unpacked),
    )
    _put(JITCPUCodegen, set_env=_set_env_where_it_is)


def asked_for() -> For:
    """For whom what is compiled, or loaded, in this thread is."""
    return _asking.made_for


def made_for(library: Any) -> For:
    """For whom what a library of Numba's holds was made."""
    return getattr(library, "made_for", For.PYTHON)


def is_bare(library: Any) -> bool:
    """Whether what a library of Numba's holds can be linked into others, and not be called."""
    return made_for(library) is For.KERNEL


def address_of(kernel: Any, signature: Any) -> int:
    """Where the machine code of a kernel is, compiled or loaded for such types."""
    with _asked(For.ADDRESS):
        kernel.compile(signature)
    compiled = kernel.overloads[signature.args]
    _called.append(compiled)
    address: int = compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name)
    return address


def _put(numbas: type, **ours: Any) -> None:
    for name, function in ours.items():
        setattr(numbas, name, function)


def _without_wrappers(compiler: Any, flags: Any) -> Any:
    """Leave out wrappers that nobody calls, which Numba puts around every function.

    One is for C, which calls none of ours; one is for Python, which calls none that another
    function has made, nor for now what another kernel asks for. Users' own functions keep theirs.
    """
    function = compiler.py_func
    if str(function.__module__).startswith(_WITHIN):
        flags.no_cfunc_wrapper = True
        flags.no_cpython_wrapper = (
            "<locals>" in function.__qualname__ or _asking.made_for is not For.PYTHON
        )
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


def _optimize(library: Any) -> None:
    """Optimise a module after linking; a bare one in haste.

    What it is linked into is optimised as a whole, and this once more with it.
    """
    if is_bare(library):
        passes, builder = library._codegen._module_pass_manager(opt=1)
        passes.run(library._final_module, builder)
    else:
        _optimize_final_module(library)


# Numba looks things up by the options of a function a hundred thousand times, and lists these with
# all their defaults each time; nearly always the same few have been set to the same.


def _hash(options: Any) -> int:
    return hash(type(options))


def _is_equal(options: Any, others: Any) -> Any:
    if options is others:
        return True
    if type(options) is not type(others):
        return _equal(options, others)
    given, expected = options._values, others._values
    return given == expected or all(
        getattr(options, name) == getattr(others, name) for name in given.keys() | expected.keys()
    )


def _call_type_once(function: Any, context: Any, args: Any, kws: Any) -> Any:
    """The signature of a function of Numba's for such arguments; found by trial the first time."""
    known = _found.setdefault(function, {})
    asked = context, args, tuple(kws.items()), _options()
    if asked not in known:
        known[asked] = _call_type(function, context, args, kws)
    return known[asked]


def _references(runtime: Any, builder: Any, kind: Any, value: Any) -> list[tuple[Any, Any]]:
    """The counted references within a value, (type, reference) each.

    Numba takes apart also what holds none, such as an array's shape and strides: three of ten
    instructions, which are then optimised away.
    """
    models = runtime._context.data_model_manager
    model = models[kind]
    if not _holds_references(model):
        return []
    own = [(kind, model.get_nrt_meminfo(builder, value))] if model.has_nrt_meminfo() else []
    for member, part in model.traverse(builder):
        if _holds_references(models[member]):
            own += _references(runtime, builder, member, part(value))
    return own


def _holds_references(model: Any) -> bool:
    if model not in _counted:
        _counted[model] = model.contains_nrt_meminfo()
    return _counted[model]


def _variables(parts: Iterable[Any]) -> list[Any]:
    """The variables among the parts of an instruction, in their order.

    Numba asks a million times, and for each part calls a function and asks four kinds.
    """
    found: list[Any] = []
    for part in parts:
        if type(part) is ir.Var:
            found.append(part)
        elif isinstance(part, ir.Inst):
            instruction: Any = part
            found += instruction.list_vars()
        elif isinstance(part, list | tuple):
            found += _variables(part)
        elif isinstance(part, dict):
            found += _variables(part.values())
    return found


@contextmanager
def _asked(by: For) -> Iterator[None]:
    before, _asking.made_for = _asking.made_for, by
    try:
        yield
    finally:
        _asking.made_for = before


def _for_kernel(function: Any, args: Any, kws: Any) -> Any:
    if str(function.py_func.__module__).startswith("sim."):
        args = tuple(_wanted(function, kind) for kind in args)
        kws = {name: _wanted(function, kind) for name, kind in kws.items()}
    with _asked(For.KERNEL):
        return _get_call_template(function, args, kws)


def _wanted(function: Any, kind: Any) -> Any:
    for by_kernel in wanted:
        kind = by_kernel(function, kind)
    return _widest(kind)


def _widest(kind: Any) -> Any:
    """The type by which a kernel takes an argument of another's.

    Numba compiles a function for each width of a whole number, for each enumeration and for each
    constant that it is called with. One will do: whoever reckons with them widens them anyway.
    """
    if isinstance(kind, types.IntegerLiteral | types.IntEnumMember) or kind == types.int32:
        return types.int64
    return types.boolean if isinstance(kind, types.BooleanLiteral) else kind


def _for_python(function: Any, *args: Any, **kws: Any) -> Any:
    with _asked(For.PYTHON):
        return _compile_for_args(function, *args, **kws)


def _compile_what_is_asked(function: Any, signature: Any) -> Any:
    """Compile a kernel, or load it; a bare one is not what Python asks for."""
    with global_compiler_lock:  # another thread may be linking the bare one
        args = tuple(normalize_signature(signature)[0])  # type: ignore[no-untyped-call]
        known = function.overloads.get(args)
        if known is not None and not _serves(made_for(known.library)):
            del function.overloads[args]
        return _compile(function, signature)


def _serves(made: For) -> bool:
    """Whether what was made for some serves who asks now: what is whole serves all."""
    return made in (For.PYTHON, _asking.made_for) or _asking.made_for is For.KERNEL


def _add(function: Any, compiled: Any) -> None:
    """Keep what was compiled or loaded, and if it is whole let Python find it."""
    if made_for(compiled.library) is For.PYTHON:
        _add_overload(function, compiled)
    else:
        function.overloads[tuple(compiled.signature.args)] = compiled


def _executable(context: Any, library: Any, fndesc: Any, env: Any) -> Any:
    """What stands for a kernel in calls of it; the end of its compilation, or of its loading."""
    if not library._finalized:
        is_whole = _defines(library._final_module, fndesc.llvm_cpython_wrapper_name)
        is_called = _asking.made_for is For.ADDRESS
        library.made_for = For.PYTHON if is_whole else For.ADDRESS if is_called else For.KERNEL
    function = _get_executable(context, library, fndesc, env)
    if not is_bare(library):
        _set_environments(library)
    return function


def _defines(module: Any, name: str) -> bool:
    try:
        return not module.get_function(name).is_declaration
    except NameError:
        return False


def _set_environments(library: Any) -> None:
    """Tell machine code the environments of bare kernels that were linked into it."""
    for variable in library._final_module.global_variables:
        if variable.name.startswith(_ENVIRONMENT):
            env = lookup_environment(variable.name)  # type: ignore[no-untyped-call]
            if env is not None:
                library.codegen.set_env(variable.name, env)


def _set_env_where_it_is(generator: Any, name: str, env: Any) -> None:
    """Of a bare kernel there is no machine code whose environment could be set."""
    if generator._engine.is_symbol_defined(name):
        _set_env(generator, name, env)


def _finalize(library: Any) -> None:
    """After linking and optimising: machine code, unless it is bare."""
    if is_bare(library):
        library._finalize_dynamic_globals()
        library._verify_declare_only_symbols()
        library._finalized = True
    else:
        _finalize_final_module(library)


def _packed(library: Any) -> Any:
    """What is kept of a library: of a bare one what can be linked."""
    if is_bare(library):
        return library.name, "bitcode", library._get_module_for_linking().as_bitcode()
    packed = _serialize(library)
    whole = made_for(library) is For.PYTHON
    return packed if whole else (library.name, For.ADDRESS.value, packed)


def _unpacked(_cls: type, generator: Any, packed: Any) -> Any:
    name, kind, data = packed
    if kind == For.ADDRESS.value:
        library = _unserialize(generator, data)
        library.made_for = For.ADDRESS
        return library
    if kind != "bitcode":
        return _unserialize(generator, packed)
    library = generator.create_library(name)
    library.made_for = For.KERNEL
    library._final_module = library._shared_module = llvm.parse_bitcode(data)
    library._finalize_final_module()
    return library
