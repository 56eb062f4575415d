"""A mechanism more, in this one file: thanks, a letter to whoever has just got a first order.

Settings, columns, two moments of orders and one of sessions, a process and a KPI. It is handed over
in a table that has it added; nothing else is changed. Compiled the tests are slow, since all code
is compiled for that table; the last one runs them uncompiled.
"""

import numpy as np
import pytest
from numba import njit
from pydantic import Field

from analysis.kpis.measure import measure
from sim.flow.composed import own
from sim.flow.parts import Mechanism
from sim.order import Channel, State
from sim.scenario import Mechanisms
from sim.schema import Schema
from sim.settings import Section
from sim.simulation import alive, result_of
from sim.standard import STANDARD
from sim.turns import Process, Turn, every
from tests.cities import ALIKE, CALM, SMALL, all_on, scenario
from tests.sim.mechanisms.alike import differing
from tests.uncompiled import assert_tests_pass_uncompiled

NAME = "thanks"


class Settings(Section):
    """Letters of thanks."""

    enabled: bool = False
    every_min: float = Field(60, gt=0, description="between two deliveries of the post")


THANKS = Schema(
    ("n_sessions", "i4", "sessions opened"),
    ("n_ended", "i4", "orders that ended"),
    ("to_write", "i4", "1: a letter is due"),
    ("written_min", "f8", "when it was written; 0: never"),
)


def rows(scenario):
    return THANKS.empty(scenario.consumers.count)


@njit
def session_opened(world, session):
    own(world, NAME)[session.consumer_id].n_sessions += 1


@njit
def handed_over(world, order_id, _now):
    mine = own(world, NAME)[world.orders[order_id].consumer]
    if mine.n_ended == 0:
        mine.to_write = 1


@njit
def ended(world, order_id, _now):
    own(world, NAME)[world.orders[order_id].consumer].n_ended += 1


def process(market):
    def write(_nth):
        letters = market.world.own[0]
        due = letters["to_write"] == 1
        letters["written_min"][due] = market.now_min
        letters["to_write"][due] = 0

    every_min = MECHANISM.settings_in(market.scenario.mechanisms.tables()).every_min
    return Process(NAME, Turn.DECISIONS, every(every_min, 0.0, first=1), write)


def kpis(result):
    return {"letters": int((result.own[NAME]["written_min"] > 0).sum())}


MECHANISM = Mechanism(
    name=NAME,
    about="a letter to whoever has just got a first order",
    settings=Settings,
    rows=rows,
    process=process,
    kpis=kpis,
    session_opened=session_opened,
    handed_over=handed_over,
    ended=ended,
)
WITH_THANKS = STANDARD.with_mechanisms(MECHANISM)

VILLAGE = {**SMALL, "consumers": {"count": 150}, "stores": {"count": 4}, "couriers": {"count": 4}}


def a_day(parts=WITH_THANKS, **settings):
    market = alive(
        scenario(ALIKE, CALM, VILLAGE, {"mechanisms": {NAME: settings} if settings else {}}),
        seed=0,
        parts=parts,
    )
    market.live()
    return result_of(market)


@pytest.mark.slow
def test_it_hears_its_moments_acts_in_its_process_and_is_measured():
    result = a_day(enabled=True, every_min=45)
    letters, orders = result.own[NAME], result.orders
    n = len(letters)
    assert (letters["n_sessions"] == result.consumers["n_sessions"]).all()
    assert (letters["n_ended"] == np.bincount(orders["consumer"], minlength=n)).all()
    by_end = orders[np.argsort(orders["ended_min"], kind="stable")]
    _, first = np.unique(by_end["consumer"], return_index=True)
    pleased = by_end[first][by_end["state"][first] == State.FULFILLED]
    assert len(pleased) > 10
    written = letters["written_min"][pleased["consumer"]]
    due = np.floor(pleased["ended_min"] / 45) * 45 + 45
    last = 45 * np.floor(result.timeline["at_min"].max() / 45)
    assert (written[due <= last] == due[due <= last]).all()
    assert measure(result)["letters"] == np.count_nonzero(letters["written_min"])


@pytest.mark.slow
@pytest.mark.whole_run
def test_it_changes_nothing_else():
    with_it, without = a_day(enabled=True), a_day(STANDARD)
    assert differing(with_it, without) == []
    assert (without.orders["channel"] == Channel.DELIVERY).any()


@pytest.mark.slow
def test_switched_off_it_is_not_there():
    result = a_day()
    assert (result.parts.mechanisms, result.own) == ((), {})
    assert "letters" not in measure(result)


@pytest.mark.parametrize("name", Mechanisms.model_fields)
def test_a_mechanism_of_the_standard_table_is_there_where_it_is_on_and_nowhere_else(name):
    def there(*changes):
        switched = STANDARD.switched(scenario(*changes).mechanisms.tables())
        return [mechanism.name for mechanism in switched.mechanisms]

    assert there() == []
    assert there({"mechanisms": {name: {"enabled": True}}}) == [name]
    assert name not in there({"mechanisms": all_on() | {name: {"enabled": False}}})


def test_each_mechanism_of_the_standard_table_has_its_settings_in_a_scenario():
    fields = {name: field.annotation for name, field in Mechanisms.model_fields.items()}
    assert fields == {mechanism.name: mechanism.settings for mechanism in STANDARD.mechanisms}


def test_settings_of_an_unknown_mechanism_are_refused():
    known = ", ".join(mechanism.name for mechanism in STANDARD.mechanisms)
    with pytest.raises(ValueError, match=f"no mechanism named 'thank'; known: {known}, thanks$"):
        WITH_THANKS.switched({"thank": {}})
    with pytest.raises(ValueError, match=f"no mechanism named 'thanks'; known: {known}$"):
        STANDARD.switched({NAME: {}})


def test_settings_are_checked():
    with pytest.raises(ValueError, match="every_min"):
        WITH_THANKS.switched({NAME: {"every_min": 0}})


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
