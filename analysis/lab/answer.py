"""What a sweep found, in sentences: the verdict, and what is to be said with it."""

from collections.abc import Callable, Iterator

from analysis.kpis import KPI, UNITS, Lang
from analysis.lab.design import short_names
from analysis.lab.goal import Constraint
from analysis.lab.ranking import Kept, Level, Ranked
from analysis.lab.setting import setting
from analysis.lab.sweep import SURE, Swept
from analysis.wording import (
    NONE,
    decimals,
    interval,
    plain,
    shown,
    shown_difference,
    with_unit,
    with_unit_of_change,
)
from analysis.words import Words

_HARDLY, _NEARLY = 0.005, 0.995


def verdict(swept: Swept, words: Words) -> str:
    """One sentence: the best point that keeps all constraints, or that there is none."""
    found = swept.ranking
    if not found.rows:
        return words("sweep.nothing")
    n = len(found.rows)
    if found.best is None:
        assert found.nearest is not None
        told = [
            words(
                "sweep.misses_it" if len(found.constraints) == 1 else "sweep.misses",
                constraint=constraint_told(one, kept, words),
                by=missed_by(kept.miss, one.kpi, words),
                level=shown(kept.level.mean, KPI[one.kpi].unit, words.lang),
            )
            for one, kept in zip(found.constraints, found.nearest.kept, strict=True)
            if not kept.holds
        ]
        return words(
            "sweep.none" if n > 1 else "sweep.none_one",
            n=n,
            constraints=_constraints(swept, found.nearest, words),
            point=point_told(swept, found.nearest.label, words),
            misses=words("list.separator").join(told),
        )
    best = found.best
    kpi = KPI[found.goal.kpi]
    return words(
        f"sweep.best_{found.goal.direction}" if n > 1 else "sweep.only",
        n=n,
        point=point_told(swept, best.label, words),
        kpi=kpi.label[words.lang],
        subject=words("sweep.subject", constraints=_constraints(swept, best, words))
        if found.constraints
        else "",
        level=with_interval(best.goal, found.goal.kpi, words),
        against=_against(swept, best, words),
        sure=_sure(swept, best, words),
    )


def notes(swept: Swept, words: Words) -> list[str]:
    """What is to be said with the verdict: how narrow it is, and where it may not hold."""
    return list(_notes(swept, words))


def _notes(swept: Swept, words: Words) -> Iterator[str]:
    found = swept.ranking
    best, rival = found.best, found.rival
    if best is not None and rival is not None and (rival.p_best or 0) > 1 - SURE:
        yield words(
            "sweep.close" if rival.feasible else "sweep.close_missed",
            rival=point_told(swept, rival.label, words),
            level=shown(rival.goal.mean, KPI[found.goal.kpi].unit, words.lang),
            p=chance(rival.p_best, words),
        )
    if best is not None and best.p_feasible is not None and best.p_feasible < SURE:
        safe = found.safe(SURE)
        yield words(
            "sweep.narrow" if safe else "sweep.none_safe",
            p=chance(SURE, words),
            safe=point_told(swept, safe.label, words) if safe else "",
            level=shown(safe.goal.mean if safe else None, KPI[found.goal.kpi].unit, words.lang),
        )
    told = best or found.nearest
    if told is not None and (ends := swept.ends(told.label)):
        names = short_names(list(swept.plan.points[told.label]))
        yield words("sweep.edge", levers=words("list.comma").join(names[path] for path in ends))
    if swept.ranking.unknown:
        yield words("sweep.unknown", n=len(swept.ranking.unknown), of=len(swept.plan.points))
    if len(swept.study.seeds) == 1:
        yield words("sweep.one_run")


def point_told(swept: Swept, label: str, words: Words) -> str:
    """A point by its settings: "base_cents = ¥3.50"."""
    point = swept.plan.points.get(label)
    if point is None:
        return words("sweep.base")
    names = short_names(list(point))
    return words("list.comma").join(
        f"{names[path]} = {setting(path, value, words)}" for path, value in point.items()
    )


def constraint_told(constraint: Constraint, kept: Kept | None, words: Words) -> str:
    """A constraint as people read it: "P90 click-to-door at most 48.0 min"."""
    unit, bound = KPI[constraint.kpi].unit, constraint.bound
    if not bound.factor:
        limit = shown(bound.offset, unit, words.lang)
    elif kept is None or kept.bound is None:
        limit = str(bound)
    else:
        limit = words("sweep.moving", bound=bound, value=shown(kept.bound, unit, words.lang))
    return words(
        "sweep.at_most" if constraint.at_most else "sweep.at_least",
        kpi=KPI[constraint.kpi].label[words.lang],
        limit=limit,
    )


def with_interval(level: Level, kpi: str, words: Words) -> str:
    """A mean with its unit and interval: "¥8 012 [7 800, 8 224]"."""
    return _with_interval(level, kpi, words, with_unit)


def missed_by(level: Level, kpi: str, words: Words) -> str:
    """By how much a limit is missed, with its interval: "2.28 pp [1.12, 3.44]"."""
    return _with_interval(level, kpi, words, with_unit_of_change)


def _with_interval(
    level: Level, kpi: str, words: Words, united: Callable[[str, str, Lang], str]
) -> str:
    unit = KPI[kpi].unit
    read = UNITS[unit]
    if level.mean is None:
        return NONE
    value = level.mean * read.scale
    if level.low is None or level.high is None or level.low == level.high:
        whole = abs(value) >= read.whole_from
        return united(plain(value, 0 if whole else read.decimals), unit, words.lang)
    low, high = (end * read.scale for end in (level.low, level.high))
    n_decimals = decimals(value, low, high, unit)
    text = united(plain(value, n_decimals), unit, words.lang)
    return f"{text} {interval(low, high, n_decimals)}"


def chance(probability: float | None, words: Words) -> str:
    """A probability from draws: whole per cent, and never surer than draws can be."""
    if probability is None:
        return NONE
    sign = "< " if probability < _HARDLY else "> " if probability > _NEARLY else ""
    number = min(max(100 * probability, 1), 99) if sign else 100 * probability
    return with_unit(f"{sign}{number:.0f}", "share", words.lang)


def _constraints(swept: Swept, at: Ranked, words: Words) -> str:
    told = [
        constraint_told(constraint, kept, words)
        for constraint, kept in zip(swept.ranking.constraints, at.kept, strict=True)
    ]
    return words("sweep.and").join(told)


def _against(swept: Swept, found: Ranked, words: Words) -> str:
    """The difference from the base; nothing of the base itself, or where it is unknown."""
    if found.label in swept.at_the_base:
        return words("sweep.is_base")
    each = found.difference
    if each.difference is None:
        return ""
    unit = KPI[each.kpi].unit
    by = shown_difference(each.difference, each.low, each.high, unit, words.lang)
    return words("sweep.against", by=by)


def _sure(swept: Swept, best: Ranked, words: Words) -> str:
    if best.p_best is None:
        return ""
    several = len(swept.ranking.rows) > 1
    name = (
        ("sure_both" if several else "sure_feasible")
        if swept.ranking.constraints
        else ("sure_best" if several else "")
    )
    if not name:
        return ""
    return words(
        f"sweep.{name}", feasible=chance(best.p_feasible, words), best=chance(best.p_best, words)
    )
