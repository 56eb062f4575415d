"""KPIs: what a planner reads off a run; all that is said of them stands in `kpis.toml`.

`measure.measure` computes them; here is their table, which needs no run.
"""

from analysis.kpis.table import (
    COMPARED,
    GROUPS,
    HEADLINES,
    KPI,
    KPIS,
    UNITS,
    Kpi,
    Kpis,
    Lang,
    Unit,
    capitalised,
    described,
    unknown_kpi,
)

__all__ = [
    "COMPARED",
    "GROUPS",
    "HEADLINES",
    "KPI",
    "KPIS",
    "UNITS",
    "Kpi",
    "Kpis",
    "Lang",
    "Unit",
    "capitalised",
    "described",
    "unknown_kpi",
]
