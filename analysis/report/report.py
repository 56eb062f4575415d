"""Writes the report of a comparison: one page that needs no network, and figures for slides."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from analysis.charts import names
from analysis.charts.fonts import check_fonts
from analysis.experiment.arm import ArmData
from analysis.experiment.campaign_rows import campaign_rows
from analysis.experiment.compare import Comparison
from analysis.experiment.course import COURSE_KPIS, MOVING, at_both_ends, trend
from analysis.experiment.gaps import gaps
from analysis.experiment.verdict import spoken_number
from analysis.kpis import KPI, Lang, capitalised
from analysis.report.happened import happened
from analysis.report.pages import Caption, kept_figure, write_page
from analysis.report.parts import by_segment, by_zone
from analysis.report.replay import NothingToReplayError, replay
from analysis.report.settings import settings
from analysis.report.tables import all_rows, headline_counts, headline_rows
from analysis.words import Words, words
from sim.scenario import Scenario

_FEW_ARMS = 2  # named in the page's title
_NARROW = 3  # columns of arms; with more the page is wider


def write_report(
    folder: Path,
    comparison: Comparison,
    arms: Sequence[ArmData],
    lang: Lang = "en",
    *,
    scenarios: Mapping[str, Scenario] | None = None,
    folders: Mapping[str, Mapping[int, Path]] | None = None,
    command: str | None = None,
) -> Path:
    """Write report.html and figures/ into a folder; returns the page.

    Parameters
    ----------
    arms
        The base first, then those of `comparison.contrasts` in their order.
    scenarios
        With all settings, by the labels of the arms; without them the page does not say what
        differs, and nothing is replayed where cities vary.
    folders
        Of the runs, by the labels of the arms and by seed, for the replay of a day; without them
        there is none.
    command
        The command line that makes the same report again.

    Raises
    ------
    FontError
        The language needs a font that is not installed.
    """
    check_fonts(lang)
    say = words(lang)
    zones, n_zones = by_zone(comparison, arms, say)
    moved, why_still = None, ""
    try:
        moved = replay(comparison, folders, say, scenarios) if folders else None
    except NothingToReplayError as nothing:
        why_still = str(nothing)
    return write_page(
        folder / "report.html",
        "page.html",
        lang,
        product=say("page.product"),
        many=len(comparison.contrasts) > _NARROW,
        title=_title(comparison, say),
        base=_head(comparison, comparison.base, say),
        contrasts=[_head(comparison, each.label, say) for each in comparison.contrasts],
        trends=[_trend(arms[0], arm, say) for arm in arms[1:]],
        gaps=_gaps(comparison, scenarios, say),
        happened=[happened(scenarios[arm.label], say) if scenarios else "" for arm in arms],
        segments=by_segment(arms, say),
        zones=zones,
        zones_note=say("zones.note", shown=len(zones[0].rows) if zones else 0, of=n_zones),
        comparison=comparison,
        arms=arms,
        counts=headline_counts(comparison),
        headline=headline_rows(comparison, say),
        groups=all_rows(comparison, say),
        campaigns=campaign_rows(arms, say),
        figures=_draw(folder, comparison, arms, lang),
        replay=moved,
        no_replay=why_still,
        settings=settings(scenarios) if scenarios else None,
        warmup_days=_warmup_days(scenarios[comparison.base]) if scenarios else 0,
        command=command,
    )


def _title(comparison: Comparison, words: Words) -> str:
    """What is compared; many arms are counted."""
    titles = [contrast.title for contrast in comparison.contrasts]
    few = len(titles) <= _FEW_ARMS
    named = words("page.and").join(words("mark.quoted", title=title) for title in titles)
    others = named if few else words("page.others", n=len(titles))
    return words("page.title", others=others, base=comparison.base_title)


def _head(comparison: Comparison, label: str, words: Words) -> dict[str, str]:
    """What stands above an arm's column, and beside its cells where columns are stacked."""
    is_base = label == comparison.base
    letter = words("mark.base") if is_base else names.mark(comparison, label)
    column = names.name(comparison, label, words)
    return {
        "mark": letter,
        "title": names.title_of(comparison, label),
        "column": column,
        "short": letter if is_base else column if letter else words("page.arm"),
    }


def _trend(base: ArmData, arm: ArmData, words: Words) -> str:
    """Whether the effects grow or fade, from where to where; nothing where that cannot be told."""
    told: dict[str, list[str]] = {}
    for kpi in COURSE_KPIS:
        how = trend(base, arm, kpi)
        ends = _at_both_ends(base, arm, kpi, words) if how in MOVING else ""
        told.setdefault(words(f"course.{how}") + ends, []).append(KPI[kpi].label[words.lang])
    told.pop(words("course.unknown"), None)
    clauses = [
        words("course.told", what=words("list.comma").join(kpis), how=how)
        for how, kpis in told.items()
    ]
    sentence = words("course.trends", told=words("list.separator").join(clauses))
    return capitalised(sentence) if clauses else ""


def _at_both_ends(base: ArmData, arm: ArmData, kpi: str, words: Words) -> str:
    """Such as " (first 4 days +6 % [5, 7], last 4 days +2 % [1, 3])"."""
    n, *ends = at_both_ends(base, arm, kpi)
    first, last = (spoken_number(kpi, each, words.lang) for each in ends)
    word = "course.ends_day" if n == 1 else "course.ends"
    return words(word, days=words.days(n), first=first, last=last)


def _gaps(
    comparison: Comparison, scenarios: Mapping[str, Scenario] | None, words: Words
) -> list[list[str]]:
    """For each arm, what its policies work through that the market lacks."""
    if scenarios is None:
        return [[] for _ in comparison.contrasts]
    base = scenarios[comparison.base]
    return [gaps(base, scenarios[each.label], words) for each in comparison.contrasts]


def _warmup_days(base: Scenario) -> int:
    """Days lived before the first; recorded orders have none."""
    return base.warmup_days if base.replay.orders is None else 0


def _draw(
    folder: Path, comparison: Comparison, arms: Sequence[ArmData], lang: Lang
) -> list[dict[str, str]]:
    """Draw the figures into a folder; what the page shows of each, or why it is left out."""
    from analysis.charts.gallery import FIGURES
    from analysis.report.alternatives import alternative

    say = words(lang)
    shown = []
    for name, draw in FIGURES.items():
        section = name.replace("-", "_")
        why = _left_out(name, comparison, say)
        if why:
            shown.append({"id": name, "name": say(f"{section}.name"), "left_out": why})
            continue
        alt = alternative(section, comparison, arms, say)
        caption = Caption(say(f"{section}.name"), say(f"{section}.read"), alt)
        drawn = partial(draw, comparison, arms, say)
        shown.append(kept_figure(folder, name, drawn, caption, lang))
    return shown


def _left_out(figure: str, comparison: Comparison, words: Words) -> str:
    """Why a figure is not drawn; nothing where it is."""
    from analysis.charts.gallery import MAPS

    if figure in MAPS and comparison.place is None:
        return words(f"map.none_{comparison.cities}")
    return words("course.none") if figure == "course" and comparison.days < 2 else ""
