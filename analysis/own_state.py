"""State of the user's own code that outlives a run, and runs that depend on it.

A policy that remembers in a module, in its class or in itself decides otherwise in the next run of
the same process, so that results depend on what was run before, where and in what order. What of
all this code can read or change is looked at before and after a run. Nothing is blamed for having
changed, as a cache does: then the run is lived once more, and only who comes out otherwise is.
"""

import pickle
import random
import sys
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from analysis.address import own_policies
from analysis.own_code import own_modules
from sim.policies.asking import blamed
from sim.policies.error import PolicyError
from sim.policies.family import Policy
from sim.result import RunResult
from sim.scenario import Scenario

# What a place holds, by its name: "my_policies.SEEN".
State = Mapping[str, int]

_DEEPEST = 6
# Of each process: what has changed, by the name of a class, and was found to change no result.
_harmless: dict[type, set[str]] = {}


def lived(scenario: Scenario, run: Callable[[], RunResult]) -> RunResult:
    """What a run of a scenario brings, if it would bring it again in this process.

    Raises
    ------
    PolicyError
        State outlives the run and changes the next; says which, and blames the policy's file.
    """
    policies = list(own_policies(scenario))
    if not policies:
        return run()
    before = [_state_of(policy) for policy in policies]
    result = run()
    changed = [_changed(*each) for each in zip(policies, before, strict=True)]
    if any(changed):
        if not _alike(result, run()):
            raise PolicyError(_blame(scenario, policies, changed))
        for policy, names in zip(policies, changed, strict=True):
            _harmless.setdefault(type(policy), set()).update(names)
    return result


def _changed(policy: Policy, before: State) -> list[str]:
    """Names of what is not as it was, unless that is known to do no harm."""
    after = _state_of(policy)
    names = [
        name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)
    ]
    return [name for name in names if name not in _harmless.get(type(policy), ())]


def _alike(one: RunResult, other: RunResult) -> bool:
    """Whether two runs came out the same: every order, and every cent."""
    return one.book.tobytes() == other.book.tobytes() and all(
        np.ascontiguousarray(one.orders[name]).tobytes()
        == np.ascontiguousarray(other.orders[name]).tobytes()
        for name in one.orders.dtype.names or ()
    )


def _blame(scenario: Scenario, policies: Iterable[Policy], changed: Iterable[list[str]]) -> str:
    policy, names = next((each, told) for each, told in zip(policies, changed, strict=True) if told)
    family = next(each for each in scenario.policies.families if isinstance(policy, each.base))
    where = blamed(policy, "__call__", f"policies.{family.name}")
    return (
        f"{where} keeps what outlives a run: {', '.join(names[:3])} changed, and the same run came "
        "out otherwise when it was lived again; what it has to remember is a memory that "
        "`begin(view)` makes, docs/policies.md"
    )


def _state_of(policy: Policy) -> State:
    """All that the code of a policy can reach and that is there after a run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what should not be pickled any more
        found = {
            "random": _digest(random.getstate()),
            "numpy.random": _digest(np.random.get_state()),  # noqa: NPY002
            f"{type(policy).__name__} itself": _digest(policy),
        }
        for name in own_modules(type(policy)):
            module = sys.modules.get(name)
            if module is not None:
                found |= {place: _digest(value) for place, value in _places(name, module)}
    return found


def _places(called: str, module: ModuleType) -> Iterator[tuple[str, Any]]:
    """What functions and classes of a module can change, each by a name."""
    code = _Code(module)
    for name in sorted(code.names & vars(module).keys()):
        value = vars(module)[name]
        if not isinstance(value, (ModuleType, type)) and not callable(value):
            yield f"{called}.{name}", value
    for kind in code.kinds:
        for name, value in vars(kind).items():
            if not name.startswith("__") and not callable(value) and not _is_method(value):
                yield f"{kind.__qualname__}.{name}", value
    for function in code.functions:
        inner = [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
        held = (function.__defaults__, function.__kwdefaults__, vars(function), inner)
        yield f"what {function.__qualname__} holds", [each for each in held if each]


class _Code:
    """Functions and classes that are written in a module, and the names that they use."""

    def __init__(self, module: ModuleType) -> None:
        own = [each for each in vars(module).values() if _module_of(each) == module.__name__]
        self.kinds = [each for each in own if isinstance(each, type)]
        parts = chain(own, *(vars(kind).values() for kind in self.kinds))
        plain = (getattr(each, "__wrapped__", getattr(each, "__func__", each)) for each in parts)
        self.functions = [each for each in plain if isinstance(each, FunctionType)]
        self.names = set(chain(*(_names(function.__code__) for function in self.functions)))


@cache
def _names(code: CodeType) -> frozenset[str]:
    """The names that code uses, and all code inside it."""
    inside = (_names(each) for each in code.co_consts if isinstance(each, CodeType))
    return frozenset(code.co_names).union(*inside)


def _module_of(value: Any) -> Any:
    return getattr(value, "__module__", None)


def _is_method(value: Any) -> bool:
    return isinstance(value, (classmethod, staticmethod, property))


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return False
    return True


def _digest(value: Any, depth: int = 0) -> int:
    """A number that changes with what a value holds."""
    large: list[pickle.PickleBuffer] = []  # arrays, which are not copied
    try:
        text = pickle.dumps(value, protocol=5, buffer_callback=large.append)
        total = zlib.crc32(text)
        for each in large:
            total = zlib.crc32(each.raw(), total)
        return total
    except Exception:  # whatever a class of a user's does
        return zlib.crc32(
            repr([_digest(each, depth + 1) for each in _inside(value, depth)]).encode()
        )


def _inside(value: Any, depth: int) -> list[Any]:
    """The parts of what cannot be pickled as a whole."""
    if depth >= _DEEPEST or isinstance(value, (ModuleType, type, FunctionType)):
        return []
    try:
        if isinstance(value, Mapping):
            return [*value.keys(), *value.values()]
        if isinstance(value, Iterable) and hasattr(value, "__len__"):
            return list(value)
        return list(vars(value).values()) if hasattr(value, "__dict__") else [repr(value)]
    except Exception:
        return []
