"""Parameters: each row by its schema, each column written by one."""

from functools import partial

import pytest

from sim.flow.influences import put_together
from sim.flow.parameters import FIXED, OUTSIDE, RATES
from sim.flow.world import TARIFF
from sim.policies.families import FAMILIES
from sim.policies.family import Asked
from sim.simulation import alive
from tests.cities import CALM, SMALL, scenario
from tests.sim.worlds import Town

SET_BY_POLICIES = {"rates": RATES, "tariff": TARIFF}
ROWS = FIXED | SET_BY_POLICIES | {"outside": OUTSIDE}


def columns(world, rows):
    """The columns of some rows, by the names of both."""
    named = [(row, name) for row in rows for name in ROWS[row].dtype.names]
    return {(row, name): getattr(world, row)[name] for row, name in named}


def written(world, write):
    """The columns that something writes: they held what nobody writes before."""
    every = columns(world, SET_BY_POLICIES | {"outside": OUTSIDE})
    for values in every.values():
        values[:] = -12345
    write()
    return {name for name, values in every.items() if not (values == -12345).any()}


@pytest.mark.parametrize("row", ROWS)
def test_a_world_s_row_is_of_its_schema(row):
    assert getattr(Town().world, row).dtype == ROWS[row].dtype


def test_influences_write_what_comes_from_outside_and_nothing_else():
    world = Town().world
    before = {name: values.copy() for name, values in columns(world, FIXED).items()}
    assert written(world, lambda: put_together(world)) == columns(world, ["outside"]).keys()
    assert all((columns(world, FIXED)[name] == values).all() for name, values in before.items())


def test_each_column_that_policies_set_is_set_by_one_family():
    market = alive(scenario(SMALL, CALM))
    found = []
    for family in FAMILIES:
        if family.asked != Asked.AT_INTERVALS:
            continue
        (policy,) = family.policies(market.scenario.policies)
        if family.due(market, policy):
            apply = partial(family.apply, market, policy, policy(market.view), 0)
            found += written(market.world, apply)
    assert sorted(found) == sorted(columns(market.world, SET_BY_POLICIES))


def test_whatever_is_not_fixed_is_set_when_a_market_begins_and_nothing_else_changes():
    market = alive(scenario(SMALL, CALM))
    fixed = columns(market.world, FIXED)
    before = {name: values.copy() for name, values in fixed.items()}
    set_ = written(market.world, lambda: market.clock.run(until=0.5))
    assert columns(market.world, SET_BY_POLICIES).keys() <= set_
    assert all((values == before[name]).all() for name, values in fixed.items())
