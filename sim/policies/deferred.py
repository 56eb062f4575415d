"""What is imported when it is first called: who reads a scenario needs no compiled code."""

from importlib import import_module
from typing import Any


class Deferred:
    """A function by its module and name, imported at the first call.

    Policies are declared apart from the kernels by which they decide: to import these takes longer
    than to read and check a scenario.
    """

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name
        self._function: Any = None

    def __call__(self, *args: Any) -> Any:
        if self._function is None:
            self._function = getattr(import_module(self._module), self._name)
        return self._function(*args)
