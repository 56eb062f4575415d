"""Where a verdict fails, in sentences."""

from collections.abc import Mapping
from typing import Any

from analysis.kpis import described
from analysis.lab.discovering import Condition, Discovery, Input
from analysis.lab.plausible_told import drawn_told, per_cent, share_told
from analysis.statistics.share import share_interval
from analysis.wording import shown_difference
from analysis.words import Words


def condition_told(condition: Condition, words: Words) -> str:
    """Such as "less orders per day than in the base"."""
    told = described(condition.kpi)
    below = condition.sign in ("<", "<=")
    if condition.bound == 0:
        name = "less" if below else "more"
        return words(f"discover.{name}", kpi=told.label[words.lang])
    bound = shown_difference(condition.bound, None, None, told.unit, words.lang)
    name = "below" if below else "above"
    return words(f"discover.{name}", kpi=told.label[words.lang], bound=bound)


def verdict(found: Discovery, titles: Mapping[str, str], words: Words) -> str:
    """How often it is so, and where."""
    n_met, box = int(found.met.sum()), found.box
    values: dict[str, Any] = {
        "arm": titles[found.plausible.plan.arms[1].label],
        "condition": condition_told(found.condition, words),
        "n": found.n,
        "share": share_told(n_met / found.n, share_interval(n_met / found.n, found.n), words),
    }
    if n_met in (0, found.n):
        return words("discover.never" if n_met == 0 else "discover.always", **values)
    if box is None:
        return words("discover.nowhere", **values)
    return words(
        "discover.where",
        **values,
        limits=words("sweep.and").join(limit_told(*limit, words) for limit in found.limits),
        size=per_cent(box.n / found.n, words),
        coverage=per_cent(box.coverage, words),
        density=per_cent(box.density, words),
        elsewhere=per_cent(found.elsewhere or 0.0, words),
    )


def notes(found: Discovery, words: Words) -> list[str]:
    """How far it can be trusted."""
    said = []
    stability, plan = found.stability, found.plausible.plan
    if stability is not None and stability.density is not None:
        firm = [
            name for name, share in stability.limited.items() if share >= 0.5
        ]  # a limit that more resamples have than have not
        said.append(
            words(
                "discover.left_out",
                density=per_cent(stability.density, words),
                coverage=per_cent(stability.coverage or 0.0, words),
                firm=words("list.comma").join(firm) or words("discover.none_firm"),
            )
        )
    if plan.replications == 1:
        said.append(words("plausible.luck_unknown"))
    return said


def limit_told(each: Input, low: float | None, high: float | None, words: Words) -> str:
    """Such as "choice.fee_salience at least 1.7"."""
    if each.is_option:
        is_so = low is not None
        return words(
            "discover.is" if is_so else "discover.is_not", path=each.path, option=each.option
        )
    ends = {
        name: drawn_told(each.path, _plain(end), words)
        for name, end in (("low", low), ("high", high))
        if end is not None
    }
    name = "_".join(ends) if ends else "any"
    return words(f"discover.from_{name}", path=each.path, **{"low": "", "high": "", **ends})


def how_sure(found: Discovery, words: Words) -> list[str]:
    """What the numbers rest on."""
    plan = found.plausible.plan
    return [
        words(
            "plausible.sure_cities",
            n=len(plan.cities),
            runs=words.replications(plan.replications),
            days=words.days(plan.arms[0].scenario.days),
        ),
        words("discover.sure_prim"),
        words("discover.sure_resampled"),
        words("discover.sure_shares"),
    ]


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value
