"""Plausible cities as rows of tables: a row a difference, a city, a run, an uncertain setting."""

from dataclasses import asdict
from typing import Any

import numpy as np

from analysis.kpis import HEADLINES
from analysis.lab.choosing import Choice
from analysis.lab.plausible import InCities, Plausible
from analysis.statistics.share import share_interval


def difference_row(found: InCities) -> dict[str, Any]:
    """One KPI of one arm over plausible cities, as a row."""
    low, high = found.ends
    p05, p95 = found.middle or (None, None)
    more, less = found.beyond_luck or (None, None)
    ends = {
        f"share_{name}_{end}": None if share is None else value
        for name, share in (("more", found.share_more), ("less", found.share_less))
        for end, value in zip(("low", "high"), share_interval(share or 0.0, found.n), strict=True)
    }
    return {
        "label": found.label,
        "kpi": found.kpi,
        "n_cities": found.n,
        "share_more": found.share_more,
        "share_less": found.share_less,
        **ends,
        "n_more_beyond_luck": more,
        "n_less_beyond_luck": less,
        "mean": found.mean,
        "mean_low": low,
        "mean_high": high,
        "p05": p05,
        "p95": p95,
        "sd_uncertainty": found.uncertainty,
        "sd_luck": found.luck,
    }


def worth_rows(found: Choice | None) -> list[dict[str, Any]]:
    """What it is worth to know each setting, the most first; then everything."""
    if found is None:
        return []
    rows = [{"path": path, **asdict(worth)} for path, worth in found.of_inputs.items()]
    rows.sort(key=lambda row: -row["value"])
    return [*rows, {"path": "", **asdict(found.of_everything)}]


def city_rows(found: Plausible) -> list[dict[str, Any]]:
    """A row for each city: what it has drawn, and each arm's difference in headline KPIs."""
    labels = [arm.label for arm in found.plan.arms[1:]]
    columns = {
        f"{label} {kpi}": found.difference(kpi, nth).by_city
        for nth, label in enumerate(labels, start=1)
        for kpi in HEADLINES
    }
    return [
        {"city": number + 1, **point}
        | {name: _none_if_unknown(values[number]) for name, values in columns.items()}
        for number, point in enumerate(found.points)
    ]


def run_rows(found: Plausible) -> list[dict[str, Any]]:
    """A row for each run: city, scenario, seed, what is drawn, and every KPI."""
    return [
        {"city": number + 1, "label": arm.label, "seed": seed, **point}
        | dict(found.found[arm.label][seed])
        for number, point in enumerate(found.points)
        for arm in found.plan.arms
        for seed in found.plan.seeds(number)
        if seed in found.found[arm.label]
    ]


def _none_if_unknown(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
