"""Columns: a schema documents its dtype, and parameters become records."""

import pickle

import numpy as np
import pytest

from sim.agents.consumer import CONSUMER
from sim.agents.courier import COURIER, DOINGS, STOP, Doing
from sim.agents.store import STORE
from sim.flow import parameters, world
from sim.flow.funnel import STEPS, Step
from sim.flow.requests import OFFER
from sim.ledger import ACCOUNTS, KINDS, Account, Kind
from sim.order import CAUSES, CHANNELS, ORDER, STATES, Cause, Channel, State
from sim.schema import Schema, grown

PAIR = Schema(("n_things", "i4", "how many"), ("at_min", "f8", "when"))


def test_a_schema_lists_its_columns_and_makes_rows_of_zeros():
    assert [column.name for column in PAIR.columns] == ["n_things", "at_min"]
    assert PAIR.columns[1].meaning == "when"
    rows = PAIR.empty(3)
    assert rows.dtype.names == ("n_things", "at_min")
    assert rows.tolist() == [(0, 0.0)] * 3


def test_a_row_s_fields_are_attributes_and_write_through():
    rows = PAIR.empty(2)
    rows[1].at_min = 2.5
    assert rows["at_min"].tolist() == [0, 2.5]
    assert rows[1].at_min == 2.5


def test_a_row_has_no_other_attributes():
    row = PAIR.empty(1)[0]
    assert not hasattr(row, "n_thing")
    with pytest.raises(AttributeError, match="a row has no column 'n_thing'"):
        _ = row.n_thing
    with pytest.raises(ValueError, match="no field of name n_thing"):
        row.n_thing = 1


def test_a_row_goes_to_another_process_as_it_is():
    rows = PAIR.empty(2)
    rows[1] = (7, 2.5)
    received = pickle.loads(pickle.dumps(rows))
    assert received.dtype == rows.dtype
    assert type(received[1]) is type(rows[1])
    assert received[1].at_min == 2.5


def test_columns_are_aligned():
    """Compiled code reads a float at a multiple of 8 bytes."""
    assert [PAIR.dtype.fields[name][1] for name in PAIR.dtype.names] == [0, 8]
    assert PAIR.dtype.itemsize == 16


RULES = Schema(
    ("share", "f8", "of all"),
    ("count", "i8", "how many"),
    ("on", "?", "whether"),
)


def test_a_row_of_parameters_holds_what_it_is_given():
    assert RULES.row(share=0.5, count=3, on=True).tolist() == [(0.5, 3, True)]


@pytest.mark.parametrize(
    "values",
    [{"share": 0.5, "on": True}, {"share": 0.5, "count": 3, "on": True, "factor": 1.0}],
    ids=["one too few", "one too many"],
)
def test_a_row_of_parameters_takes_neither_more_nor_fewer(values):
    with pytest.raises(ValueError, match="a row needs a value for each of its columns"):
        RULES.row(**values)


@pytest.mark.parametrize("name", ["sum", "shape", "item"])
def test_a_column_cannot_hide_an_attribute_of_records(name):
    with pytest.raises(ValueError, match=f"a column cannot be named '{name}'"):
        Schema((name, "i4", "hidden"))


def test_grown_rows_keep_the_old_ones_and_add_zeros():
    rows = PAIR.empty(2)
    rows[1] = (7, 2.5)
    larger = grown(rows, 4)
    assert larger.tolist() == [(0, 0), (7, 2.5), (0, 0), (0, 0)]
    larger[1].at_min = 9
    assert rows[1].at_min == 2.5


def test_grown_tables_keep_their_other_dimensions():
    assert grown(np.ones((2, 3), np.int32), 4).sum(axis=1).tolist() == [3, 3, 0, 0]


SCHEMAS = [CONSUMER, STORE, COURIER, STOP, ORDER, OFFER] + [
    schema
    for module in (world, parameters)
    for schema in vars(module).values()
    if isinstance(schema, Schema)
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.columns[0].name)
def test_every_column_says_what_it_means_once(schema):
    names = [column.name for column in schema.columns]
    assert len(set(names)) == len(names)
    assert all(column.meaning for column in schema.columns)


CODES = [
    (Channel, CHANNELS),
    (State, STATES),
    (Cause, CAUSES),
    (Doing, DOINGS),
    (Step, STEPS),
    (Account, ACCOUNTS),
    (Kind, KINDS),
]


@pytest.mark.parametrize(
    ("codes", "names"), CODES, ids=lambda given: getattr(given, "__name__", "")
)
def test_the_name_of_a_code_stands_at_its_place(codes, names):
    assert [int(code) for code in codes] == list(range(len(names)))
    assert [names[code] for code in codes] == [
        "" if code is Cause.NONE else code.name.lower() for code in codes
    ]
