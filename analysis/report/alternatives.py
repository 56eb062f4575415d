"""Texts in place of figures, for those who cannot see them."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from analysis.charts import course, demand_map, late_map
from analysis.charts.changed import shares
from analysis.charts.funnel import STAGES, per_hundred
from analysis.charts.money import KEPT
from analysis.charts.names import mark
from analysis.charts.numbers import level, level_in
from analysis.charts.zone_map import Layer, where
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.course import COURSE_KPIS
from analysis.wording import plain
from analysis.words import Words

# Yields what is said of each arm.
_Levels = Callable[[Comparison, Sequence[ArmData], Words], Iterator[str]]

_PAID = list(STAGES).index("paid")


def alternative(section: str, comparison: Comparison, arms: Sequence[ArmData], words: Words) -> str:
    """What a figure shows, with its main numbers."""
    levels: dict[str, _Levels] = {
        "waits": _waits,
        "funnel": _funnel,
        "money": _money,
        "course": _course,
        "demand_map": partial(_map, demand_map.layer),
        "late_map": partial(_map, late_map.layer),
        "changed": _changed,
    }
    return words(
        f"{section}.alt",
        arms=words("list.comma").join(_who(comparison, arm.label, words) for arm in arms),
        levels=words("list.separator").join(
            levels[section](comparison, arms, words) if section in levels else ()
        ),
    )


def _who(comparison: Comparison, label: str, words: Words) -> str:
    """An arm by its letter, or as "base" and "compared" where there are two."""
    if label == comparison.base:
        return words("mark.base")
    return mark(comparison, label) or words("page.arm")


def _waits(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Iterator[str]:
    p50, p90 = "click_to_door_p50_min", "click_to_door_p90_min"
    for arm in arms:
        levels = {
            name: level(level_in(comparison, arm.label, kpi), kpi, words)
            for name, kpi in (("p50", p50), ("p90", p90))
        }
        yield words("waits.alt_level", arm=_who(comparison, arm.label, words), **levels)


def _funnel(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Iterator[str]:
    for arm, stages in zip(arms, per_hundred(arms), strict=True):
        who = _who(comparison, arm.label, words)
        yield words("funnel.alt_level", arm=who, value=plain(stages[_PAID], 1))


def _money(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Iterator[str]:
    for arm in arms:
        value = level(level_in(comparison, arm.label, KEPT), KEPT, words)
        yield words("money.alt_level", arm=_who(comparison, arm.label, words), value=value)


def _course(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Iterator[str]:
    for kpi in COURSE_KPIS:
        yield course.sentence(comparison, arms, kpi, words)


def _map(
    layer_of: Callable[[Comparison, Sequence[ArmData], Words], Layer],
    comparison: Comparison,
    arms: Sequence[ArmData],
    words: Words,
) -> Iterator[str]:
    layer = layer_of(comparison, arms, words)
    for arm, change in zip(arms[1:], layer.changes, strict=True):
        told = where(change, layer.decimals, words, comparison.place)
        yield words("map.alt_level", arm=_who(comparison, arm.label, words), where=told)


def _changed(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Iterator[str]:
    for arm in arms:
        share = arm.changed and shares(arm.changed.orders)
        if share:
            gained, lost = plain(share["only_other"], 1), plain(share["only_base"], 1)
            who = _who(comparison, arm.label, words)
            yield words("changed.alt_level", arm=who, gained=gained, lost=lost)
