"""What mechanisms measure is described in the table of KPIs."""

import pytest

from analysis.kpis import KPI, KPIS
from analysis.kpis.measure import measure
from analysis.kpis.table import OF_MECHANISMS
from sim.scenario import Mechanisms
from sim.simulation import run
from tests.cities import SMALL, scenario
from tests.golden.kpis import first_day
from tests.uncompiled import assert_tests_pass_uncompiled

HAMLET = {"consumers": {"count": 30}, "stores": {"count": 3}, "couriers": {"count": 3}}

# Policies with figures of their own.
THAT_TELL = {"pricing": {"use": "surge"}, "service_area": {"use": "by_weather"}}


@pytest.mark.slow
def test_what_mechanisms_measure_is_what_the_table_describes():
    all_on = {name: {"enabled": True} for name in Mechanisms.model_fields}
    city = scenario(SMALL, HAMLET, {"mechanisms": all_on, "policies": THAT_TELL})
    measured = measure(run(city, seed=0))
    described = {kpi.name for kpi in KPI.values() if kpi.group == OF_MECHANISMS}
    assert set(measured) - {kpi.name for kpi in KPIS} == described


def test_what_people_remember_has_no_value_where_orders_are_recorded():
    """Nobody chooses there, and what was assumed at first is no result."""
    measured = measure(first_day("replay"))
    of_people = {"told_surprise_min", "remembered_fee_cents", "annoyance_loss_share"}
    of_people |= {"app_user_share", "trust_share", "opt_in_share", "appetite_utils"}
    of_people |= {"shown_stars_mean", "rating_error_stars", "written_stars_mean"}
    assert {name: measured[name] for name in of_people} == dict.fromkeys(of_people)


def test_uncompiled_as_well():
    assert_tests_pass_uncompiled(__file__)
