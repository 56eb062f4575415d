"""What a selection found, in sentences."""

from collections.abc import Mapping

from analysis.kpis import KPI
from analysis.lab.answer import chance, constraint_told, missed_by, with_interval
from analysis.lab.selecting import Selection
from analysis.wording import NONE, in_two, shown, shown_difference
from analysis.words import Words

Titles = Mapping[str, str]  # what people read of a scenario, by label


def question(found: Selection, words: Words) -> str:
    """What was asked."""
    kpi = KPI[found.goal.kpi].label[words.lang]
    subject = _subject(found, words)
    return words(f"select.question_{found.goal.direction}", kpi=kpi, subject=subject)


def _subject(found: Selection, words: Words) -> str:
    """Such as " with P90 click-to-door at most 48.0 min"; nothing where nothing is to be kept."""
    told = [
        constraint_told(one, found.kept[0][nth], words) for nth, one in enumerate(found.constraints)
    ]
    return words("sweep.subject", constraints=words("sweep.and").join(told)) if told else ""


def verdict(found: Selection, titles: Titles, words: Words) -> str:
    """One sentence: what was chosen, and how sure that is."""
    n = len(found.labels)
    if found.best is None:
        nth = found.labels.index(found.nearest)
        misses = [
            words(
                "sweep.misses",
                constraint=constraint_told(one, kept, words),
                by=missed_by(kept.miss, one.kpi, words),
                level=shown(kept.level.mean, KPI[one.kpi].unit, words.lang),
            )
            for one, kept in zip(found.constraints, found.kept[nth], strict=True)
            if not kept.holds
        ]
        return words(
            "select.none",
            n=n,
            scenario=titles[found.nearest],
            misses=words("list.separator").join(misses),
        )
    nth = found.labels.index(found.best)
    kpi = KPI[found.goal.kpi]
    return words(
        f"select.best_{found.goal.direction}",
        n=n,
        scenario=titles[found.best],
        kpi=kpi.label[words.lang],
        subject=_subject(found, words),
        level=shown(found.means[nth], kpi.unit, words.lang),
        sure=_sure(found, words),
    )


def notes(found: Selection, titles: Titles, words: Words) -> list[str]:
    """What is to be said with the verdict: who may be the best too, and who was left out."""
    said = []
    rivals = [
        titles[row["label"]]
        for row in found.rows()
        if row["may_be_best"]
        and not row["chosen"]
        and found.labels.index(row["label"]) in found.still
    ]
    comma = words("list.comma")
    if rivals and found.best is not None:
        said.append(words("select.rivals", names=comma.join(rivals)))
    out = [titles[label] for nth, label in enumerate(found.labels) if nth not in found.candidates]
    if out and found.best is not None:
        said.append(words("select.left_out", names=comma.join(out)))
    if found.best is not None and found.constraints:
        kept = found.kept[found.labels.index(found.best)]
        for one, each in zip(found.constraints, kept, strict=True):
            if each.miss.high is not None and each.miss.high > 0:
                told = constraint_told(one, each, words)
                level = with_interval(each.level, one.kpi, words)
                said.append(words("select.narrow", constraint=told, level=level))
    return said


def _sure(found: Selection, words: Words) -> str:
    """Why it stopped where it did, and what that warrants."""
    unit = KPI[found.goal.kpi].unit
    zone = found.indifference
    if zone is not None and float(zone).is_integer():
        zone = int(zone)  # 50, not 50.00
    return words(
        f"select.why_{found.why}",
        p=f"{100 * (1 - found.alpha):.6g}",
        zone=shown(zone, unit, words.lang),
        n_runs=sum(found.n_runs),
        probability=chance(found.probability, words),
        most=words.replications(max(found.n_runs)),
    )


def how_sure(found: Selection, days: int, words: Words) -> list[str]:
    """What the numbers rest on."""
    said = [words("select.sure_paired", n=min(found.n_runs), days=words.days(days))]
    kind = "budget" if found.indifference is None else "zone"
    said.append(words(f"select.sure_{kind}", p=f"{100 * (1 - found.alpha):.6g}"))
    if found.against_best is not None:
        said.append(words("select.sure_best", p=f"{100 * (1 - found.alpha):.6g}"))
    if found.constraints:
        said.append(words("select.sure_limits"))
    return said


def against_head(found: Selection, words: Words) -> str:
    """What stands above the differences; over how many replications, where means have more."""
    runs = [found.n_runs[nth] for nth in found.candidates]
    if len(set(runs)) < 2:
        return words("select.against")
    return words("select.against_common", n=min(runs))


def against_told(found: Selection, row: Mapping[str, object], words: Words) -> tuple[str, str]:
    """The difference from the best of the others, and its interval, as text."""
    value = row["against_best"]
    if value is None:
        return NONE, ""
    ends = row["against_best_low"], row["against_best_high"]
    unit = KPI[found.goal.kpi].unit
    return in_two(shown_difference(value, *ends, unit, words.lang))  # type: ignore[arg-type]
