"""What mechanisms measure is described in the table of KPIs."""

import pytest

from analysis.kpis import KPI, KPIS
from analysis.kpis.measure import measure
from analysis.kpis.table import OF_MECHANISMS
from sim.scenario import Mechanisms
from sim.simulation import run
from tests.cities import SMALL, scenario
from tests.uncompiled import assert_slow_tests_pass_uncompiled

HAMLET = {"consumers": {"count": 30}, "stores": {"count": 3}, "couriers": {"count": 3}}


@pytest.mark.slow
def test_what_mechanisms_measure_is_what_the_table_describes():
    all_on = {name: {"enabled": True} for name in Mechanisms.model_fields}
    measured = measure(run(scenario(SMALL, HAMLET, {"mechanisms": all_on}), seed=0))
    described = {kpi.name for kpi in KPI.values() if kpi.group == OF_MECHANISMS}
    assert set(measured) - {kpi.name for kpi in KPIS} == described


def test_uncompiled_as_well():
    assert_slow_tests_pass_uncompiled(__file__)
