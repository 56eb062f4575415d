"""Parameters: each row by its schema, each column set by one."""

import numpy as np
import pytest

from sim.flow.influences import put_together
from sim.flow.parameters import ROWS
from sim.run import alive
from sim.schema import SCENARIO
from tests.cities import CALM, SMALL, scenario
from tests.sim.worlds import Town


def columns(world, set_by):
    """Name and values of the parameters that somebody sets."""
    return {
        (row, column.name): getattr(world, row)[column.name]
        for row, schema in ROWS.items()
        for column in schema.columns
        if set_by(column)
    }


@pytest.mark.parametrize("row", ROWS)
def test_a_world_s_row_is_of_its_schema(row):
    assert getattr(Town().world, row).dtype == ROWS[row].dtype


def test_influences_set_their_columns_and_no_other():
    world = Town().world
    theirs = columns(world, lambda column: column.set_by == "influences")
    others = columns(world, lambda column: column.set_by != "influences")
    before = {name: values.copy() for name, values in others.items()}
    for values in theirs.values():
        values[:] = np.nan
    put_together(world)
    assert not any(np.isnan(values).any() for values in theirs.values())
    assert all((values == before[name]).all() for name, values in others.items())


def test_whatever_is_not_fixed_is_set_when_a_market_begins_and_nothing_else_changes():
    market = alive(scenario(SMALL, CALM))
    fixed = columns(market.world, lambda column: column.set_by == SCENARIO)
    others = columns(market.world, lambda column: column.set_by not in (SCENARIO, "influences"))
    before = {name: values.copy() for name, values in fixed.items()}
    for values in others.values():
        values[:] = np.nan
    market.clock.run(until=0.5)
    assert not any(np.isnan(values).any() for values in others.values())
    assert all((values == before[name]).all() for name, values in fixed.items())
