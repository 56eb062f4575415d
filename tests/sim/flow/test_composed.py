"""Composed calls: what a table lists is called in its order, and code is kept by table."""

import pickle
import sys
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from numba import njit, typeof
from numba.core.errors import TypingError

from sim.flow import kitchen, session
from sim.flow.channels import CHANNELS
from sim.flow.composed import (
    _chain,
    _wanted,
    asks_parts,
    in_turn,
    is_platforms,
    number_of,
    own,
)
from sim.flow.entry import COMPILED, pointer
from sim.flow.fingerprint import fingerprint
from sim.flow.parts import Mechanism, Parts, SalesChannel
from sim.flow.reactions import delivery_fee, supplied
from sim.mechanisms import MECHANISMS
from sim.schema import Schema
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


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
def test_a_kernel_asks_for_parts_if_it_or_one_that_it_calls_does():
    """Whatever module the call is named by."""
    assert asks_parts(session.decide)
    assert asks_parts(kitchen.finish)  # which tells of the food that is ready
    assert not asks_parts(kitchen.begin)
    assert asks_parts(caller)  # of a module that is none of ours
    assert asks_parts(_chain((kitchen.begin, one)))
    assert not asks_parts(_chain((kitchen.begin, kitchen.join)))


def town_of(*mechanisms, whole):
    """A town where of a table these are on alone, with the channels that they bring."""
    town = Town()
    brought = [channel for mechanism in mechanisms for channel in mechanism.channels]
    parts = Parts((*CHANNELS, *brought), mechanisms, switched_from=whole)
    town.put(parts=parts, own=tuple(part.rows(town.scenario) for part in parts.owners))
    return town


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
def test_what_a_scenario_switches_on_compiles_nothing_anew_and_another_table_does():
    """But for what asks for no parts, which is the same for all tables."""
    more = STANDARD.with_mechanisms(Mechanism("another", "does nothing"))
    addons = next(each for each in STANDARD.mechanisms if each.name == "addons")
    towns = town_of(whole=STANDARD), town_of(addons, whole=STANDARD), town_of(whole=more)
    kind, other, another = (typeof(pointer(town.world)) for town in towns)
    assert kind == other != another
    assert kind.without_parts() == another.without_parts()
    assert [_wanted(kitchen.begin, each) for each in (kind, another)] == [kind.without_parts()] * 2
    assert [_wanted(kitchen.finish, each) for each in (kind, another)] == [kind, another]


@njit
def twice(_world, cents, _consumer_id, _basket_cents):
    return 2 * cents


@njit
def less_one(_world, cents, _consumer_id, _basket_cents):
    return cents - 1


@njit
def never(_world, _found, _order_id):
    return 0  # a number where a truth value is handed on


@njit
def if_even(_world, found, order_id):
    return found and order_id % 2 == 0


SUMS = Schema(("total", "i8", "of what was told"), ("n", "i8", "how often"))


def sums(_scenario):
    return SUMS.empty(2), SUMS.empty(1)


@njit
def add(world, found, order_id):
    row = own(world, "sums")[0][1]
    row.total += 2 * order_id + found
    row.n += 1
    return found


@njit
def fee(world):
    return delivery_fee(world, 3.0, 0, 1.0)


@njit
def is_supplied(world, order_id):
    return supplied(world, True, order_id)


TABLE = Parts(
    CHANNELS,
    (
        Mechanism("sums", "adds up", supplied=add, rows=sums),
        Mechanism("first", "twice", delivery_fee=twice, supplied=if_even),
        Mechanism("second", "less one", delivery_fee=less_one),
        Mechanism("third", "twice and never", delivery_fee=twice, supplied=never),
        Mechanism("again", "adds up to the same", supplied=add),
    ),
)
_SUMS, FIRST, SECOND, THIRD, AGAIN = TABLE.mechanisms


@pytest.mark.parametrize(
    ("mechanisms", "fee_cents"),
    [((), 3), ((FIRST, SECOND), 5), ((SECOND, THIRD), 4), ((FIRST, SECOND, THIRD), 10)],
)
def test_what_is_called_often_is_handed_on_by_those_that_are_on(mechanisms, fee_cents):
    assert town_of(*mechanisms, whole=TABLE).call(fee) == fee_cents


@pytest.mark.parametrize(
    ("mechanisms", "found"),
    [((), [True, True]), ((FIRST,), [True, False]), ((FIRST, THIRD), [False, False])],
)
def test_so_is_what_is_called_by_address(mechanisms, found):
    town = town_of(*mechanisms, whole=TABLE)
    assert [town.call(is_supplied, order_id) for order_id in (2, 3)] == found


def test_all_are_told_in_the_order_of_the_table_and_find_the_rows_that_it_brought():
    """Order 3 is found when it comes to the first that adds up, and not when to the second."""
    town = town_of(_SUMS, FIRST, AGAIN, whole=TABLE)
    assert not town.call(is_supplied, 3)
    told, _ = town.world.own[0]
    assert told.tolist() == [(0, 0), (13, 2)]


@njit
def fails(_world, found, order_id):
    if order_id == 0:
        raise ValueError("told of order 0")
    return found


def test_what_is_raised_by_what_is_called_is_raised_where_it_is_called():
    mechanism = Mechanism("fails", "fails", supplied=fails)
    town = town_of(mechanism, whole=Parts(CHANNELS, (mechanism,)))
    assert town.call(is_supplied, 1)
    with pytest.raises(ValueError, match="told of order 0"):
        town.call(is_supplied, 0)


@njit
def misused(world):
    return supplied(world, True, "order 0")


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
def test_what_a_call_does_not_take_is_not_compiled():
    with pytest.raises(TypingError, match=r"supplied is told .* where it takes int64"):
        Town().call(misused)


@njit
def nothing(_world, _session, _chosen):
    pass


@njit
def worthless(_world, _session):
    return 0.0


@njit
def nowhere(_world, _session, _candidate, _utils):
    return 0.0, -1, 0.0


def brings(name):
    channel = SalesChannel(name, "beside", worthless, nowhere, nothing)
    return Mechanism(f"{name}s", f"brings a {name}", channels=(channel,))


BOATS, BALLOONS = brings("boat"), brings("balloon")


@njit
def balloons(world):
    return number_of(world, "balloon")


def test_a_channel_has_another_number_where_others_are_off():
    whole = Parts(CHANNELS, (BOATS, BALLOONS))
    both, alone = town_of(BOATS, BALLOONS, whole=whole), town_of(BALLOONS, whole=whole)
    assert [town.call(balloons) for town in (both, alone)] == [4, 3]


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
        STANDARD.with_mechanisms(Mechanism("other", "does nothing")),
        STANDARD.with_mechanisms(Mechanism("other", "has rows", rows=sums)),
        STANDARD.with_mechanisms(Mechanism("other", "is called often", delivery_fee=twice)),
        STANDARD.with_mechanisms(Mechanism("other", "brings a boat", channels=BOATS.channels)),
    ]
    assert len({fingerprint(table) for table in tables}) == len(tables)
    assert fingerprint(Parts(CHANNELS, MECHANISMS)) == fingerprint(STANDARD)
    by_address = STANDARD.with_mechanisms(Mechanism("other", "is told", supplied=add))
    assert fingerprint(by_address) == fingerprint(tables[5])


RECORD = """
\"\"\"{words}.\"\"\"
from sim.flow.parts import Effect, Mechanism

def liked(world, utils, consumer_id, store_id, at_min):
    \"\"\"{words}.\"\"\"
    return utils + {number}  # {words}

MECHANISM = Mechanism(name="{name}", about="{words}", effects=(), liked=liked)
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
