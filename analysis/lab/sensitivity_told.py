"""What a sensitivity analysis found, in sentences."""

import math
from typing import Any

from analysis.kpis import described
from analysis.lab.sensitivity import Sensitivity
from analysis.scenario_file.faults import shown as value_shown
from analysis.wording import plain, shown_difference
from analysis.words import Words


def verdict(found: Sensitivity, words: Words, kpi: str) -> str:
    """What moves a KPI most, and how many settings are not told from luck."""
    weights, told = found.weights(kpi), found.told(kpi)
    paths = [path for path in weights if path in told]
    label = described(kpi).label[words.lang]
    if found.n_seeds < 2:
        return words("sensitivity.single", kpi=label)
    if not paths:
        return words("sensitivity.none", kpi=label, of=len(weights))
    first = paths[0]
    rest = len(weights) - len(paths)
    more = words("sensitivity.rest", n=rest, of=len(weights)) if rest else ""
    values = {"kpi": label, "lever": found.plan.names[first], **_sizes(found, words, kpi, first)}
    return words(f"sensitivity.verdict_{found.plan.method}", **values) + more


def _sizes(found: Sensitivity, words: Words, kpi: str, path: str) -> dict[str, str]:
    unit = described(kpi).unit
    nth = [lever.path for lever in found.plan.levers].index(path)
    if found.plan.method == "one":
        known = [
            (change, end.value)
            for end in found.swings[nth].ends
            if (change := end.differences[kpi].difference) is not None
        ]
        (low, at_low), (high, at_high) = min(known, key=_first), max(known, key=_first)
        return {
            "low": shown_difference(low, None, None, unit, words.lang),
            "high": shown_difference(high, None, None, unit, words.lang),
            "at_low": value_told(at_low),
            "at_high": value_told(at_high),
        }
    if found.plan.method == "morris":
        size = float(found.effects[kpi].size[nth])
        return {"size": shown_difference(size, None, None, unit, words.lang).removeprefix("+")}
    of = found.indices[kpi]
    return {
        "first": plain(100 * max(float(of.first[nth]), 0.0), 0),
        "total": plain(100 * float(of.total[nth]), 0),
    }


def _first(pair: tuple[float, Any]) -> float:
    return pair[0]


def value_told(value: Any) -> str:
    """A value of a setting as it is written."""
    return value if isinstance(value, str) else value_shown(value)


def provenance(found: Sensitivity, words: Words) -> str:
    """How many runs are behind it, and how much of it is luck."""
    said = words(
        "sensitivity.provenance",
        runs=words.replications(found.n_seeds),
        points=len(found.plan.to_run),
        days=words.days(found.plan.base.scenario.days),
    )
    shares = {kpi: each.luck_share for kpi, each in found.indices.items()}
    known = [
        f"{words.kpi(k)} {plain(100 * s, 0)} %" for k, s in shares.items() if not math.isnan(s)
    ]
    return said + (words("sensitivity.luck", shares=", ".join(known)) if known else "")
