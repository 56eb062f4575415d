"""What a sensitivity analysis found, in sentences."""

import math

from analysis.kpis import described
from analysis.lab.sensitivity import End, Sensitivity
from analysis.lab.setting import setting
from analysis.wording import hundredths, plain, shown_change, shown_difference
from analysis.words import Words


def verdict(found: Sensitivity, words: Words, kpi: str) -> str:
    """What moves a KPI most, and how many settings are not told from luck."""
    weights, told = found.weights(kpi), found.told(kpi)
    paths = [path for path in weights if path in told]
    label = described(kpi).title(words.lang)
    if found.n_seeds < 2:
        return words("sensitivity.single", kpi=label)
    if not paths:
        name = "sensitivity.none" if len(weights) > 1 else "sensitivity.none_one"
        return words(name, kpi=label, of=len(weights), lever=found.plan.names[next(iter(weights))])
    first = paths[0]
    rest = len(weights) - len(paths)
    more = words("sensitivity.rest", n=rest, of=len(weights)) if rest else ""
    sizes = _sizes(found, words, kpi, first)
    # The settings are told from luck; of one at a time perhaps a single value of the first.
    alone = found.plan.method == "one" and sizes["at_low"] == sizes["at_high"]
    key = f"sensitivity.verdict_{found.plan.method}{'_end' if alone else ''}"
    return words(key, kpi=label, lever=found.plan.names[first], **sizes) + more


def _sizes(found: Sensitivity, words: Words, kpi: str, path: str) -> dict[str, str]:
    unit = described(kpi).unit
    nth = [lever.path for lever in found.plan.levers].index(path)
    if found.plan.method == "one":
        ends = [end for end in found.swings[nth].ends if kpi in end.told]
        low, high = (by(ends, key=lambda end: _moved(end, kpi)) for by in (min, max))
        return {
            "low": _said(low, kpi, words),
            "high": _said(high, kpi, words),
            "at_low": setting(path, low.value, words),
            "at_high": setting(path, high.value, words),
        }
    if found.plan.method == "morris":
        size = float(found.effects[kpi].size[nth])
        return {"size": shown_difference(size, None, None, unit, words.lang).removeprefix("+")}
    of = found.indices[kpi]
    return {
        "first": plain(100 * max(float(of.first[nth]), 0.0), 0),
        "total": plain(100 * float(of.total[nth]), 0),
    }


def _moved(end: End, kpi: str) -> float:
    return end.differences[kpi].difference or 0.0


def _said(end: End, kpi: str, words: Words) -> str:
    """What an end changes, in the digits of the table."""
    found = end.differences[kpi]
    unit = described(kpi).unit
    return shown_change(found.difference, found.low, found.high, unit, words.lang)


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
        f"{words.kpi(k)} {hundredths(100 * s, 0, words.lang)}"
        for k, s in shares.items()
        if not math.isnan(s)
    ]
    return said + (words("sensitivity.luck", shares=", ".join(known)) if known else "")
