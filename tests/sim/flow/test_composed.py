"""Composed calls: what a table lists is called in its order, and code is kept by table."""

import pickle
import sys
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from numba import njit, typeof

from sim.flow import kitchen, session
from sim.flow.channels import CHANNELS
from sim.flow.composed import (
    _chain,
    _wanted,
    asks_parts,
    fingerprint,
    in_turn,
    is_platforms,
    passed_on,
)
from sim.flow.entry import COMPILED, pointer
from sim.flow.parts import Parts, SalesChannel
from sim.mechanisms import MECHANISMS
from sim.standard import STANDARD
from tests.sim.worlds import Town


@njit
def one(world):
    world.worth[0] = 1.0


@njit
def twice_and_one(world):
    world.worth[0] = 2 * world.worth[0] + 1


both = in_turn(lambda _parts: (one, twice_and_one))
neither = in_turn(lambda _parts: ())


@njit
def caller(world):
    both(world)
    neither(world)
    return world.worth[0]


def test_functions_are_called_in_order_and_none_is_no_call():
    assert Town().call(caller) == 3


def test_a_kernel_asks_for_parts_if_it_or_one_that_it_calls_does():
    """Whatever module the call is named by."""
    assert asks_parts(session.decide)
    assert asks_parts(kitchen.finish)  # which tells of the food that is ready
    assert not asks_parts(kitchen.begin)
    assert asks_parts(caller)  # of a module that is none of ours
    assert asks_parts(_chain((kitchen.begin, one)))
    assert not asks_parts(_chain((kitchen.begin, kitchen.join)))


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
def test_what_asks_for_no_parts_is_compiled_once_for_all_tables():
    kind, other = (
        typeof(pointer(Town({"mechanisms": on}).world))
        for on in ({}, {"addons": {"enabled": True}})
    )
    assert kind != other
    assert kind.without_parts() == other.without_parts()
    assert [_wanted(kitchen.begin, each) for each in (kind, other)] == [kind.without_parts()] * 2
    assert [_wanted(kitchen.finish, each) for each in (kind, other)] == [kind, other]


@njit
def twice(world, value, factor):
    return 2 * value * factor


@njit
def less_one(world, value, factor):
    return value - 1


passed = passed_on(lambda _parts: (twice, less_one, twice))
kept = passed_on(lambda _parts: ())


@njit
def handed_on(world):
    return passed(world, 3.0, 1.0), kept(world, 3.0, 1.0)


def test_a_value_is_handed_from_one_to_the_next_and_stays_where_there_is_none():
    assert Town().call(handed_on) == (10, 3)


@njit
def whose(world):
    return [is_platforms(world, channel) for channel in range(3)]


def test_orders_are_the_platform_s_unless_their_channel_says_that_another_takes_them():
    """Delivery, pickup, walk-in."""
    town = Town()
    assert town.call(whose) == [True, True, False]
    assert [is_platforms(town.world, channel) for channel in range(3)] == [True, True, False]


def test_a_table_is_told_by_what_it_lists():
    added = SalesChannel("other", "app", one, one, one)
    tables = [
        STANDARD,
        Parts(channels=CHANNELS[::-1]),
        STANDARD.with_channels(added),
        STANDARD.with_channels(SalesChannel("other", "nest", one, one, one)),
        STANDARD.with_channels(SalesChannel("other", "app", one, twice_and_one, one)),
    ]
    assert len({fingerprint(table) for table in tables}) == len(tables)
    assert fingerprint(Parts(CHANNELS, MECHANISMS)) == fingerprint(STANDARD)


RECORD = """
\"\"\"{words}.\"\"\"
from sim.flow.parts import Effect, Mechanism

def ended(world, order_id, now):
    \"\"\"{words}.\"\"\"
    world.state[0].n_open += {number}  # {words}

MECHANISM = Mechanism(name="{name}", about="{words}", effects=(), ended=ended)
"""


@pytest.fixture
def print_of(tmp_path, monkeypatch):
    """The fingerprint of a table with a mechanism, by what its file says."""

    def printed(**said):
        name = f"told_{len(list(tmp_path.iterdir()))}"
        file = tmp_path / f"{name}.py"
        file.write_text(RECORD.format(**{"words": "One", "number": 1, "name": "one"} | said))
        spec = spec_from_file_location("told", file)
        module = module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "told", module)
        spec.loader.exec_module(module)
        return fingerprint(STANDARD.with_mechanisms(module.MECHANISM))

    return printed


def test_words_of_a_mechanism_compile_nothing_anew_but_its_code_and_its_name_do(print_of):
    assert print_of(words="Another") == print_of()
    assert len({print_of(), print_of(number=2), print_of(name="two")}) == 3
    mechanism, *others = STANDARD.mechanisms
    other = replace(mechanism, about="", effects=())
    assert fingerprint(replace(STANDARD, mechanisms=(other, *others))) == fingerprint(STANDARD)


def test_the_kernel_cache_can_be_read_without_this_project():
    """A type is written into it; a class of ours could not be found once it has moved."""
    assert b"sim" not in pickle.dumps(typeof(STANDARD))
