"""Kernels called without a look at types: none may cut a number for the sake of an earlier one."""

from typing import NamedTuple

import numpy as np
import pytest
from numba import njit, types

from sim.flow.composed import own, word
from sim.flow.entry import COMPILED, Resolved, WorldPointerType, pointer
from sim.flow.table import Head
from tests.sim.worlds import Town


class Rates(NamedTuple):
    """A parameter, as policies hand them over."""

    factor: float


@njit
def product(rates, amount):
    """What each rate makes of an amount."""
    return rates.factor * amount


def test_a_whole_number_first_does_not_cut_later_ones():
    resolved = Resolved(product)
    assert resolved(Rates(2.0), 3) == 6
    assert resolved(Rates(2.0), 3.5) == 7


def test_nor_does_one_in_a_tuple_of_parameters():
    resolved = Resolved(product)
    assert resolved(Rates(2), 3.0) == 6
    assert resolved(Rates(2.5), 3.0) == 7.5


def test_the_type_of_a_world_has_a_short_name_that_tells_its_columns_apart():
    one = WorldPointerType([("consumers", types.float64[::1]), ("stores", types.int64[::1])])
    same = WorldPointerType([("consumers", types.float64[::1]), ("stores", types.int64[::1])])
    other = WorldPointerType([("consumers", types.float64[::1]), ("stores", types.int32[::1])])
    assert one == same
    assert one != other
    assert len(one.name) < 50


@njit
def asked_for(world, found):
    """Write down what is asked for before a need, two words a table; how many tables there are."""
    first = word(world.parts, Head.PEOPLE)
    for nth in range(len(found)):
        found[nth] = word(world.parts, first + nth)
    return word(world.parts, Head.N_PEOPLE)


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled: there are no pointers")
def test_a_world_says_where_all_is_that_is_kept_of_people():
    """Belief keeps three numbers of each of two people, and of the one store something else."""
    settings = {"consumers": {"count": 2}, "mechanisms": {"belief": {"enabled": True}}}
    town = Town(settings, homes=((0, 0), (0, 0)))
    found = np.zeros(4, np.int64)
    n_tables = asked_for(pointer(town.world), found)
    people = own(town.world, "belief")[0]
    assert n_tables == 2
    consumers = town.world.consumers
    assert found.tolist() == [consumers.ctypes.data, consumers.itemsize, people.ctypes.data, 24]


@njit
def minute(world):
    """What the clock says."""
    return world.state[0].now_min


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled: there are no pointers")
def test_a_pointer_that_was_passed_on_is_freed_with_its_owner():
    """Of ten thousand runs each would keep some; what is looked at here is its only holder."""
    columns, look = pointer(Town().world), Resolved(minute)
    held = columns._meminfo
    assert [look(columns) for _ in range(3)] == [0.0, 0.0, 0.0]
    del columns
    assert held.refcount == 1
