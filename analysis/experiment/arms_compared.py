"""Arms compared with the first: their runs pooled, their differences, what is said of them."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from analysis.experiment.arm import ArmData
from analysis.experiment.asked import asked_about
from analysis.experiment.campaigns import campaigns
from analysis.experiment.changed import changed
from analysis.experiment.compare import (
    Cities,
    Comparison,
    Contrast,
    Difference,
    difference_in,
    differences,
    judged_together,
)
from analysis.experiment.course import orders_course
from analysis.experiment.experiment import Runs, in_city
from analysis.experiment.in_force import some_days_alone
from analysis.experiment.left_open import left_open
from analysis.experiment.place import Place, shared_place
from analysis.experiment.verdict import sentences
from analysis.kpis import Lang
from analysis.loading import Arm
from analysis.words import words
from sim.scenario import Scenario


def compare_arms(
    arms: Sequence[Arm], runs: Runs, lang: Lang = "en", cities: Cities = "fixed"
) -> tuple[Comparison, list[ArmData]]:
    """Compare every arm with the first, and pool each arm's runs for the figures.

    Arms without a run whose seed the base arm has too are left out of both.
    """
    base, *others = arms
    base_runs = runs.of_arm(base.label)
    compared = [arm for arm in others if base_runs.keys() & runs.of_arm(arm.label).keys()]
    titles = titles_of((base, *compared), lang)
    pooled = [_pooled(arm, titles[arm.label], base, runs, lang) for arm in (base, *compared)]
    kpis = {
        arm.label: {seed: run.kpis for seed, run in runs.of_arm(arm.label).items()}
        for arm in (base, *compared)
    }
    found = {arm.label: differences(kpis[base.label], kpis[arm.label]) for arm in compared}
    holm = judged_together(found)
    comparison = Comparison(
        base=base.label,
        base_title=titles[base.label],
        days=base.scenario.days,
        cities=cities,
        place=_place((base, *compared)) if cities == "fixed" else None,
        seeds=tuple(sorted({unit.seed for unit in runs.units})),
        contrasts=tuple(
            _contrast(arm, base, found[arm.label], holm[arm.label], (pooled[0], of_arm), lang)
            for arm, of_arm in zip(compared, pooled[1:], strict=True)
        ),
        failures=tuple(runs.failures),
    )
    return comparison, pooled


def titles_of(arms: Sequence[Arm], lang: Lang = "en") -> dict[str, str]:
    """What people read of each arm, by label; where two share a title, with the label behind it."""
    titles = {arm.label: arm.scenario.about(lang)[0] for arm in arms}
    shared = Counter(titles.values())
    return {
        label: title if shared[title] == 1 else f"{title} ({label})"
        for label, title in titles.items()
    }


def drawn_place(scenarios: Sequence[Scenario], seed: int) -> Place | None:
    """The city that a seed draws, where cities vary; None where scenarios do not share it."""
    if any(scenario.replay.orders is not None for scenario in scenarios):
        return None  # it is that of the record, whose doors nothing here hides
    return shared_place([(in_city(scenario, seed), None) for scenario in scenarios])


def _place(arms: Sequence[Arm]) -> Place | None:
    return shared_place([(arm.scenario, arm.recording) for arm in arms])


def _contrast(
    arm: Arm,
    base: Arm,
    found: tuple[Difference, ...],
    holm: frozenset[str],
    pooled: tuple[ArmData, ArmData],
    lang: Lang,
) -> Contrast:
    known = partial(difference_in, found=found)
    told = sentences(known, lang, asked=asked_about(base.scenario, arm.scenario), holm=holm)
    if base.recording is None and arm.recording is None:
        alike = all({each.difference, each.low, each.high} <= {None, 0} for each in found)
        course = orders_course(*pooled)
        but = left_open(base.scenario, arm.scenario, known, course, alike=alike, lang=lang)
        told += [but] if but else []
    verdict = words(lang)("list.sentence").join(told)
    return Contrast(arm.label, pooled[1].title, tuple(told), verdict, found, holm)


def _pooled(arm: Arm, title: str, base: Arm, runs: Runs, lang: Lang) -> ArmData:
    of_arm = sorted(runs.of_arm(arm.label).items())
    summaries = tuple(summary for _, summary in of_arm)
    against_base = None
    if arm is not base:
        shared = sorted(runs.of_arm(base.label).keys() & runs.of_arm(arm.label).keys())
        folders = [[runs.folder_of(a.label, seed) for a in (base, arm)] for seed in shared]
        against_base = changed(folders, summaries[0].segments)
    spent = campaigns(arm.scenario, [runs.folder_of(arm.label, seed) for seed, _ in of_arm])
    why, weekly = arm.scenario.about(lang)[1], arm.scenario.policies.weekly
    some_days = some_days_alone(base.scenario, arm.scenario)
    return ArmData(arm.label, title, why, summaries, against_base, spent, weekly, some_days)
