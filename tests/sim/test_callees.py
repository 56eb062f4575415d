"""What is made of a function that only compiled code calls, and that Python may call after all."""

import importlib.util
import sys

import pytest
from numba import config, njit, types

from sim.callees import Callee

pytestmark = pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")

FLOAT = (types.float64,)
INTEGER = (types.int64,)

RECURSIVE = """
from numba import njit

@njit
def factorial(count):
    return 1 if count <= 1 else count * factorial(count - 1)

@njit
def orders_of(count):
    return factorial(count)
"""


def of_ours(function):
    """Compiled as functions of `sim` are."""
    function.__module__ = "sim.example"
    return njit(function)


def a_pair(compiled):
    """A function and one that calls it."""

    @compiled
    def twice(amount):
        return 2.0 * amount

    @compiled
    def four_times(amount):
        return twice(twice(amount))

    return twice, four_times


def entry_points(kernel):
    """Whether Python, and whether C, may call what is compiled for a float."""
    found = kernel.overloads[FLOAT]
    names = found.fndesc.llvm_cpython_wrapper_name, found.fndesc.llvm_cfunc_wrapper_name
    return tuple(found.library.get_pointer_to_function(name) != 0 for name in names)


def test_a_callee_is_left_as_it_was_lowered_and_its_caller_has_an_entry_point_for_python_alone():
    twice, four_times = a_pair(of_ours)
    assert four_times(1.5) == 6.0
    assert isinstance(twice.overloads[FLOAT].library, Callee)
    assert entry_points(four_times) == (True, False)


def test_python_may_call_a_callee_afterwards_and_its_caller_goes_on():
    twice, four_times = a_pair(of_ours)
    assert four_times(1.5) == 6.0
    assert twice(1.5) == 3.0
    assert entry_points(twice) == (True, False)
    assert four_times(2.5) == 10.0


def test_what_python_called_first_serves_compiled_code_too():
    twice, four_times = a_pair(of_ours)
    assert twice(1.5) == 3.0
    made = twice.overloads[FLOAT]
    assert four_times(1.5) == 6.0
    assert twice.overloads[FLOAT] is made


def test_an_entry_point_that_is_not_there_says_so():
    twice, four_times = a_pair(of_ours)
    four_times(1.5)
    with pytest.raises(RuntimeError, match="twice was compiled for compiled callers alone"):
        twice.overloads[FLOAT].entry_point(1.5)


def test_a_callee_that_raises_does_so_for_python():
    @of_ours
    def root(amount):
        if amount < 0.0:
            raise ValueError("a negative amount")
        return amount**0.5

    @of_ours
    def above(amount):
        return root(amount) + 1.0

    assert above(4.0) == 3.0
    with pytest.raises(ValueError, match="a negative amount"):
        above(-1.0)


def test_a_callee_may_call_itself(tmp_path, monkeypatch):
    file = tmp_path / "example.py"
    file.write_text(RECURSIVE)
    spec = importlib.util.spec_from_file_location("sim.example", file)
    example = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "sim.example", example)
    spec.loader.exec_module(example)
    assert example.orders_of(5) == 120
    assert isinstance(example.factorial.overloads[INTEGER].library, Callee)


def test_functions_of_users_are_left_to_numba():
    twice, four_times = a_pair(njit)
    assert four_times(1.5) == 6.0
    assert entry_points(twice) == entry_points(four_times) == (True, True)
