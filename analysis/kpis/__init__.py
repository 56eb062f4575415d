"""KPIs: what a planner reads off a run, each defined once in `table.KPIS`."""

from analysis.kpis.measure import measure
from analysis.kpis.table import KPIS, Kpi, Kpis

__all__ = ["KPIS", "Kpi", "Kpis", "measure"]
