"""All figures of a comparison, in the order in which a report shows them.

A map averages what happened at a place over replications: it needs one city for all of them.
"""

from analysis.charts import (
    changed,
    course,
    demand_map,
    differences,
    funnel,
    hours,
    late_map,
    money,
    waits,
)
from analysis.charts.style import Draw

FIGURES: dict[str, Draw] = {
    "differences": differences.draw,
    "waits": waits.draw,
    "funnel": funnel.draw,
    "money": money.draw,
    "course": course.draw,
    "hours": hours.draw,
    "demand-map": demand_map.draw,
    "late-map": late_map.draw,
    "changed": changed.draw,
}
MAPS = ("demand-map", "late-map")
