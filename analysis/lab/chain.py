"""The chain of causes in numbers: what is lost of a difference with each link switched off."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.compare import interval
from analysis.experiment.experiment import units_of
from analysis.kpis import HEADLINES, Kpis, described
from analysis.lab.evaluate import Evaluate
from analysis.lab.links import Link, levers_of, off, put_back
from analysis.loading import Arm

Runs = Mapping[int, Mapping[str, Any]]  # KPIs by seed

# Parts that are no link: what is left with all links off; what links do only together; the whole.
DIRECT, TOGETHER, WHOLE = "direct", "together", "whole"


@dataclass(frozen=True)
class Part:
    """One part of the difference in one KPI, over the seeds that all runs of it have."""

    name: str  # of a link, DIRECT, TOGETHER or WHOLE; of a lever its path
    kpi: str
    n_seeds: int
    mean: float
    low: float | None  # 95 % interval, Student's t over seeds; None from one
    high: float | None


@dataclass(frozen=True)
class Chain:
    """The difference between two arms, taken apart."""

    links: tuple[str, ...]
    parts: tuple[Part, ...]  # of each KPI: direct, links, together; they add up to the whole
    levers: tuple[Part, ...]  # what each difference of settings does; empty where there is one

    def of(self, kpi: str) -> dict[str, Part]:
        """The parts of one KPI's difference, by name."""
        return {part.name: part for part in self.parts if part.kpi == kpi}

    def levers_of(self, kpi: str) -> dict[str, Part]:
        """What each lever does to one KPI, by path."""
        return {part.name: part for part in self.levers if part.kpi == kpi}

    def plain(self) -> dict[str, Any]:
        """All of it as plain lists and numbers."""
        return {
            "links": list(self.links),
            "parts": [asdict(part) for part in self.parts],
            "levers": [asdict(part) for part in self.levers],
        }


def chain(
    arms: Sequence[Arm],
    links: Sequence[Link],
    seeds: Sequence[int],
    evaluate: Evaluate,
    known: Mapping[str, Runs] | None = None,
) -> Chain:
    """Take the difference between two arms apart, link by link.

    With D the difference in a KPI and D_off the same with links off in both arms, under the same
    seeds: a link's part is D - D_off(link), the direct part is D_off(all links), and what links do
    together is the rest, D less all of these parts. A lever's part is D less the difference with
    this one lever of the arm put back as in the base; what levers do together is the rest of it.

    Parameters
    ----------
    arms
        Base and arm.
    links
        What is switched off, see `analysis.lab.links`.
    seeds
        Of all runs.
    evaluate
        Runs arms under seeds; those of a pair begin after one warm-up, as base and arm do.
    known
        KPIs of base and arm by label and seed, if they have been run.
    """
    base, other = arms
    found = dict(known or evaluate(arms, seeds))
    lists, same = each_once(changed(arms, links, found.get(base.label, {})))
    for together in lists:
        found |= evaluate(together, seeds)
    levers = _levers(arms)

    def difference(base_label: str, label: str) -> dict[int, Kpis]:
        runs_of = (found.get(same.get(each, each), {}) for each in (base_label, label))
        return _differences(*runs_of)

    whole = difference(base.label, other.label)
    without = {
        name: difference(f"{base.label}~{name}", f"{other.label}~{name}")
        for name, _ in _switched(links)
    }
    put_back_of = {path: difference(base.label, f"~{path}") for path in levers}
    kpis = [kpi for kpi in HEADLINES if not described(kpi).compared]
    return Chain(
        links=tuple(link.name for link in links),
        parts=tuple(part for kpi in kpis for part in _parts(kpi, links, whole, without)),
        levers=tuple(part for kpi in kpis for part in _of_levers(kpi, whole, put_back_of)),
    )


def changed(arms: Sequence[Arm], links: Sequence[Link], of_base: Runs) -> list[list[Arm]]:
    """The arms that are run beside base and arm; those of a list begin after one warm-up.

    `of_base`: the base's KPIs under all seeds, whose means say how some links are switched off.
    """
    base, other = arms
    usual = _means(of_base)
    lists = [
        [off(arm, without, usual, f"{arm.label}~{name}") for arm in arms]
        for name, without in _switched(links)
    ]
    back = [put_back(other, base.scenario, path, f"~{path}") for path in _levers(arms)]
    return [*lists, [base, *back]] if back else lists


def each_once(lists: Sequence[Sequence[Arm]]) -> tuple[list[list[Arm]], dict[str, str]]:
    """The lists without what an earlier one runs too, and by label the arm whose runs it has.

    The first of a list stays where others begin after its warm-up.
    """
    label_of: dict[str, str] = {}
    same: dict[str, str] = {}
    left = []
    for together in lists:
        new = []
        for arm, unit in zip(together, units_of(together, [0], None), strict=True):
            same[arm.label] = label_of.setdefault(unit.id, arm.label)
            if same[arm.label] == arm.label:
                new.append(arm)
        if new:
            left.append(new if new[0] is together[0] else [together[0], *new])
    return left, same


def n_beside(arms: Sequence[Arm], links: Sequence[Link]) -> int:
    """Different replications of a seed that are run beside base and arm, as known before the base.

    Switched off alone or with all others, a link may leave one and the same scenario; so may arms
    that differ in nothing else.
    """
    lists = changed(arms, links, {})
    there = {unit.id for unit in units_of(arms, [0], None)}
    beside = {unit.id for together in lists for unit in units_of(together, [0], None)}
    return len(beside - there)


def _switched(links: Sequence[Link]) -> list[tuple[str, list[Link]]]:
    """The links that are off at a time, and what it is called."""
    return [*((f"{link.name}-off", [link]) for link in links), ("all-off", list(links))]


def _levers(arms: Sequence[Arm]) -> list[str]:
    """In what the arm differs from the base, where that is more than one thing."""
    base, other = arms
    levers = levers_of(base.scenario, other.scenario)
    return levers if len(levers) > 1 else []


def _parts(
    kpi: str,
    links: Sequence[Link],
    whole: Runs,
    without: Mapping[str, Runs],
) -> Iterator[Part]:
    values = _aligned(kpi, [whole, *without.values()])
    if values is None:
        return
    total, each, direct = values[0], values[0] - values[1:-1], values[-1]
    yield _part(DIRECT, kpi, direct)
    for link, lost in zip(links, each, strict=True):
        yield _part(link.name, kpi, lost)
    yield _part(TOGETHER, kpi, total - direct - each.sum(axis=0))
    yield _part(WHOLE, kpi, total)


def _of_levers(kpi: str, whole: Runs, back: Mapping[str, Runs]) -> Iterator[Part]:
    values = _aligned(kpi, [whole, *back.values()])
    if values is None or not back:
        return
    total, each = values[0], values[0] - values[1:]
    for path, lost in zip(back, each, strict=True):
        yield _part(path, kpi, lost)
    yield _part(TOGETHER, kpi, total - each.sum(axis=0))
    yield _part(WHOLE, kpi, total)


def _aligned(kpi: str, differences: Sequence[Runs]) -> NDArray[np.float64] | None:
    """The KPI's differences, (n_differences, n_seeds), of seeds in which all have a value."""
    seeds = [
        seed
        for seed in sorted(differences[0])
        if all(each.get(seed, {}).get(kpi) is not None for each in differences)
    ]
    if not seeds:
        return None
    return np.array([[each[seed][kpi] for seed in seeds] for each in differences], np.float64)


def _differences(base: Runs, other: Runs) -> dict[int, Kpis]:
    """Arm less base by seed; None where one has no value."""
    found: dict[int, Kpis] = {}
    for seed in base.keys() & other.keys():
        pairs = {kpi: (value, other[seed].get(kpi)) for kpi, value in base[seed].items()}
        found[seed] = {
            kpi: None if a is None or b is None else b - a for kpi, (a, b) in pairs.items()
        }
    return found


def _means(runs: Runs) -> Kpis:
    """Each KPI's mean over runs, where all have a value."""
    names = dict.fromkeys(name for run in runs.values() for name in run)
    means: Kpis = {}
    for name in names:
        values = [run.get(name) for run in runs.values()]
        known = [value for value in values if value is not None]
        means[name] = float(np.mean(known)) if len(known) == len(values) else None
    return means


def _part(name: str, kpi: str, values: NDArray[np.float64]) -> Part:
    low, high = interval(values)
    return Part(name, kpi, len(values), float(values.mean()), low, high)
