"""All KPIs of one run, in the order of the table, then those of policies and of mechanisms."""

from collections.abc import Generator

from analysis.kpis import couriers, demand, fulfilment, loyalty, money, stores, waits
from analysis.kpis.table import KPIS, Kpis
from sim.result import RunResult


def measure(result: RunResult) -> Kpis:
    """Every KPI of a run: whole numbers for counts and sums of money, null without meaning."""
    pieces = measuring(result)
    while True:
        try:
            next(pieces)
        except StopIteration as measured:
            kpis: Kpis = measured.value
            return kpis


def measuring(result: RunResult) -> Generator[None, None, Kpis]:
    """The same, a group at a time, for whom something else cannot wait so long."""
    values: Kpis = {}
    for group in (demand, fulfilment, waits, couriers, money, loyalty, stores):
        values |= group.measure(result)
        yield
    figures = {kpi.name: values[kpi.name] for kpi in KPIS}
    policies = result.scenario.policies
    for family in policies.families:
        if family.kpis is not None and getattr(policies, family.name) != family.default:
            figures |= family.kpis(result)
    for mechanism in result.parts.mechanisms:
        if mechanism.kpis is not None:
            figures |= mechanism.kpis(result)
    return figures
