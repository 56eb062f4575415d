"""Texts in place of figures, for those who cannot see them."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from analysis.charts import demand_map, late_map
from analysis.charts.changed import shares
from analysis.charts.funnel import STAGES, per_hundred
from analysis.charts.numbers import level
from analysis.charts.zone_map import Layer, where
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
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
        "demand_map": partial(_map, demand_map.layer),
        "late_map": partial(_map, late_map.layer),
        "changed": _changed,
    }
    return words(
        f"{section}.alt",
        base=comparison.base,
        arms=words("page.and").join(arm.label for arm in arms),
        levels=words("list.separator").join(
            levels[section](comparison, arms, words) if section in levels else ()
        ),
    )


def _waits(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Iterator[str]:
    p50, p90 = "click_to_door_p50_min", "click_to_door_p90_min"
    for label, values in _means(comparison, (p50, p90)):
        yield words(
            "waits.alt_level",
            arm=label,
            p50=level(values[0], p50, words),
            p90=level(values[1], p90, words),
        )


def _funnel(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Iterator[str]:
    for arm, stages in zip(arms, per_hundred(arms), strict=True):
        yield words("funnel.alt_level", arm=arm.label, value=plain(stages[_PAID], 1))


def _money(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Iterator[str]:
    kpi = "platform_contribution_per_order_cents"
    for label, (value,) in _means(comparison, (kpi,)):
        yield words("money.alt_level", arm=label, value=level(value, kpi, words))


def _map(
    layer_of: Callable[[Sequence[ArmData], Words], Layer],
    comparison: Comparison,
    arms: Sequence[ArmData],
    words: Words,
) -> Iterator[str]:
    layer = layer_of(arms, words)
    for arm, change in zip(arms[1:], layer.changes, strict=True):
        told = where(change, layer.decimals, words)
        yield words("map.alt_level", arm=arm.label, where=told)


def _changed(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Iterator[str]:
    for arm in arms:
        share = arm.changed and shares(arm.changed.orders)
        if share:
            gained, lost = plain(share["only_other"], 1), plain(share["only_base"], 1)
            yield words("changed.alt_level", arm=arm.label, gained=gained, lost=lost)


def _means(comparison: Comparison, kpis: Sequence[str]) -> Iterator[tuple[str, list[float | None]]]:
    """The means of KPIs by arm, the base first."""
    first = comparison.contrasts[0]
    yield comparison.base, [first[kpi].base_mean for kpi in kpis]
    for contrast in comparison.contrasts:
        yield contrast.label, [contrast[kpi].mean for kpi in kpis]
