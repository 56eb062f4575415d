"""Putting a mutant in the place of the sound code, in this process."""

import gc
import sys
from functools import _lru_cache_wrapper
from types import CodeType, FunctionType
from typing import Any

from tests.mutants.source import CONSTANTS, Mutant


def plant(mutant: Mutant) -> None:
    """Give a function the faulty code, whoever has imported it, or a constant the faulty value."""
    code = mutant.compiled()
    if mutant.function == CONSTANTS:
        _plant_constants(sys.modules[mutant.module], code)
    else:
        _function(mutant.module, mutant.function).__code__ = _code(code, mutant.function)


def code_of(mutant: Mutant) -> CodeType:
    """The code that a mutant takes the place of."""
    return _function(mutant.module, mutant.function).__code__


def caches() -> list[Any]:
    """What keeps results of our functions: it would hand out those of the sound code.

    Looked for among all that there is, since one may be known to a closure alone.
    """
    found = [each for each in gc.get_objects() if isinstance(each, _lru_cache_wrapper)]
    return [each for each in found if each.__module__.startswith(("sim.", "tests."))]


def _function(module: str, name: str) -> FunctionType:
    found: Any = sys.modules[module]
    for part in name.split("."):
        found = vars(found)[part]
    while not isinstance(found, FunctionType):  # a property, a class method, or wrapped
        for inner in ("fget", "__func__", "__wrapped__"):
            if hasattr(found, inner):
                found = getattr(found, inner)
                break
        else:
            raise TypeError(f"{module}.{name} is compiled; set NUMBA_DISABLE_JIT=1")
    return found


def _code(outer: CodeType, name: str) -> CodeType:
    """The code of a function, by its qualified name, in that of its module."""
    for inner in outer.co_consts:
        if isinstance(inner, CodeType):
            if inner.co_qualname == name:
                return inner
            if name.startswith(f"{inner.co_qualname}."):
                return _code(inner, name)
    raise LookupError(name)


def _plant_constants(module: Any, code: CodeType) -> None:
    """Run the faulty module beside the sound one, and give what differs to all that have it."""
    faulty: dict[str, Any] = {"__name__": module.__name__}
    exec(code, faulty)
    for name, value in vars(module).copy().items():
        if isinstance(value, int | float) and faulty[name] != value:
            for other in list(sys.modules.values()):
                ours = getattr(other, "__name__", "").startswith(("sim", "tests"))
                if ours and vars(other).get(name) is value:
                    setattr(other, name, faulty[name])
