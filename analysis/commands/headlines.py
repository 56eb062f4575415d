"""The headline KPIs of a run as a screen lists them."""

from collections.abc import Iterator

from analysis.kpis import GROUPS, KPIS, Kpi, Lang


def headlines(lang: Lang = "en") -> Iterator[tuple[str, str, Kpi]]:
    """Group, label and KPI; the group with its first KPI only."""
    last = ""
    for kpi in KPIS:
        if kpi.headline:
            yield GROUPS[kpi.group][lang] if kpi.group != last else "", kpi.short[lang], kpi
            last = kpi.group
