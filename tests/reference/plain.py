"""What is told only once, uncompiled: equations and ledger, as functions of plain Python objects.

The flow calls the same sources compiled, so that each log also says that both ways agree.
"""

import sys
from functools import cache, partial
from types import FunctionType, ModuleType

from numba.core.dispatcher import Dispatcher

from sim import ledger as compiled_ledger
from sim.agents import consumer, courier, store
from sim.flow import kitchen as compiled_kitchen
from sim.flow import reactions, travel

# Modules whose functions take rows, which compiled they could not do here.
OF_ROWS = {
    *("sim.agents.consumer", "sim.agents.store", "sim.flow.kitchen", "sim.flow.quote"),
    *("sim.flow.race", "sim.flow.shelf", "sim.flow.worth", "sim.ledger"),
}


@cache
def uncompiled(module: ModuleType) -> ModuleType:
    """A copy of a module whose compiled functions are the Python they were compiled from.

    And so are those of the modules of this kind that it names.
    """
    copy = ModuleType(module.__name__)
    names = vars(copy)
    names.update(vars(module))
    for name, value in vars(module).items():
        if isinstance(value, Dispatcher):
            names[name] = _plain(value.py_func, module, names)
        elif isinstance(value, ModuleType) and value.__name__ in OF_ROWS:
            names[name] = uncompiled(value)
        elif value is reactions:
            names[name] = _Reactions()
    return copy


class _Reactions:
    """What those who react to a value make of it, asked by another mechanism."""

    def __getattr__(self, name):
        return partial(react, name)


def react(name, world, value, *args):
    """One after the other, uncompiled."""
    for _, plain in listeners(world.parts, name):
        value = plain(world, value, *args)
    return value


@cache
def listeners(parts, name):
    """Each kernel that is called at a moment or for a value, and itself uncompiled."""
    return [
        (kernel, getattr(uncompiled(sys.modules[kernel.__module__]), kernel.__name__))
        for kernel in parts.listeners(name)
    ]


def _plain(function, module, names):
    if function.__module__ != module.__name__:
        return getattr(uncompiled(sys.modules[function.__module__]), function.__name__)
    return FunctionType(function.__code__, names, function.__name__, function.__defaults__)


consumers = uncompiled(consumer)
couriers = uncompiled(courier)
stores = uncompiled(store)
kitchen = uncompiled(compiled_kitchen)
ledger = uncompiled(compiled_ledger)
distance_m = uncompiled(travel).distance_m
ride_min = uncompiled(travel).ride_min
