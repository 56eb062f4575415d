"""An explanation of one arm against the base: what its orders would have been, and the links."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from analysis.experiment.arms_compared import titles_of
from analysis.experiment.campaign_rows import about
from analysis.experiment.campaigns import Campaign, campaigns
from analysis.experiment.compare import interval
from analysis.experiment.experiment import Runs
from analysis.experiment.place import Place, shared_place
from analysis.kpis import Kpis, Lang
from analysis.lab import shares
from analysis.lab.chain import Chain, chain
from analysis.lab.incrementality import (
    ANYWAY,
    CHANNEL,
    LOST,
    ONLY,
    STORE,
    TIME,
    Incrementality,
    Split,
    incrementality,
)
from analysis.lab.laboratory import Laboratory
from analysis.lab.links import Link
from analysis.loading import Arm
from analysis.results import as_csv
from analysis.wording import plain, shown_difference
from analysis.words import Words, words

_COLUMNS = tuple(shares.Row.__dataclass_fields__)
_MOST_WINDOW_HOURS = 100_000  # more than any run lasts


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why the orders of an arm differ from the base's, under the same luck."""

    base: str  # labels, as commands and folders have them
    other: str
    base_title: str
    title: str
    place: Place | None  # that both share
    groups: Incrementality
    campaigns: tuple[Campaign, ...]  # of the arm
    verdict: str
    failures: tuple[str, ...]  # runs that failed, a line each
    chain: Chain | None = None  # where links were switched off

    @property
    def with_coupon(self) -> Split | None:
        """The orders with any coupon; None where the arm grants none, or nobody uses one."""
        granted = self.groups.by_coupon[:-1]
        if not sum(split.other.sum() for split in granted):
            return None
        return _added(granted)

    def coupon_names(self, words: Words) -> list[str]:
        """What each coupon takes off, in the order of the scenario."""
        return [about(campaign, words) for campaign in self.campaigns]

    def provenance(self, words: Words) -> str:
        """What it rests on."""
        n_runs = len(self.groups.seeds)
        name = "note.runs" if n_runs > 1 else "note.one_run"
        return words(name, n=n_runs, days=words.days(self.groups.days))

    def plain(self) -> dict[str, Any]:
        """All of it as plain lists and numbers."""
        return {
            "base": {"label": self.base, "title": self.base_title},
            "arm": {"label": self.other, "title": self.title},
            "days": self.groups.days,
            "seeds": list(self.groups.seeds),
            "window_min": self.groups.window_min,
            "verdict": self.verdict,
            "groups": shares.plain(self.groups),
            "campaigns": [each.plain for each in self.campaigns],
            "chain": None if self.chain is None else self.chain.plain(),
            "failures": list(self.failures),
        }

    def csv(self) -> str:
        """The groups, a line for each in every part."""
        return as_csv(_COLUMNS, (asdict(row) for row in shares.rows(self.groups)))


def check_window(hours: float) -> None:
    """Refuse a window that is no time, or ends never.

    Raises
    ------
    ValueError
        It is; says what is allowed.
    """
    if not 0 <= hours <= _MOST_WINDOW_HOURS:
        raise ValueError(f"window ({hours:g} hours) must be 0 to {_MOST_WINDOW_HOURS} hours")


def explanation(
    arms: Sequence[Arm], runs: Runs, window_min: float, lang: Lang = "en"
) -> Explanation | None:
    """Explain the second arm against the first; None where no seed has a run of both."""
    base, other = arms
    seeds = sorted(runs.of_arm(base.label).keys() & runs.of_arm(other.label).keys())
    if not seeds:
        return None
    folders = {
        seed: (runs.folder_of(base.label, seed), runs.folder_of(other.label, seed))
        for seed in seeds
    }
    titles = titles_of(arms, lang)
    groups = incrementality(base.scenario, other.scenario, folders, window_min)
    spent = campaigns(other.scenario, [folder for _, folder in folders.values()])
    told = Explanation(
        base=base.label,
        other=other.label,
        base_title=titles[base.label],
        title=titles[other.label],
        place=shared_place([(arm.scenario, arm.recording) for arm in arms]),
        groups=groups,
        campaigns=spent,
        verdict="",
        failures=tuple(runs.failures),
    )
    return replace(told, verdict=_verdict(told, words(lang)))


def _added(splits: Sequence[Split]) -> Split:
    return Split(
        sum((split.base for split in splits[1:]), splits[0].base),
        sum((split.other for split in splits[1:]), splits[0].other),
    )


def _verdict(found: Explanation, say: Words) -> str:
    """By how much orders change and through what; then, of orders with a coupon, which are new."""
    platform, days = found.groups.platform, found.groups.days
    change = platform.difference.sum(axis=1) / days
    mean, (low, high) = float(change.mean()), interval(change)
    only = platform.other[:, ONLY].mean() / days
    lost = platform.base[:, LOST].mean() / days
    channel = platform.difference[:, CHANNEL].mean() / days
    sentences = [
        say(
            "explain.of_all",
            difference=shown_difference(mean, low, high, "count", say.lang),
            only=plain(float(only), 0),
            lost=plain(float(lost), 0),
            channel=plain(float(channel), 0),
        )
    ]
    with_coupon = found.with_coupon
    share = None if with_coupon is None else shares.shares(with_coupon.other)
    if share is not None:
        named = {
            "only": share[ONLY],
            "channel": share[CHANNEL],
            "store": share[STORE],
            "time": share[TIME],
            "anyway": share[ANYWAY],
        }
        of_hundred = {name: plain(100 * float(part), 0) for name, part in named.items()}
        sentences.insert(0, say("explain.of_coupon", **of_hundred))
    return ("" if say.lang == "zh" else " ").join(sentences)


def with_chain(
    found: Explanation,
    arms: Sequence[Arm],
    links: Sequence[Link],
    runs: Runs,
    laboratory: Laboratory,
) -> Explanation:
    """The explanation with the chain of causes, under the seeds of its runs."""
    take(laboratory, runs)
    known = {arm.label: kpis_of(runs, arm.label) for arm in arms}
    seeds = found.groups.seeds
    return replace(found, chain=chain(arms, links, seeds, laboratory.evaluate, known))


def take(laboratory: Laboratory, runs: Runs) -> None:
    """Have a laboratory know the runs that are there, so that it runs none of them again."""
    for unit, run in runs.summaries.items():
        laboratory.take(unit, run.kpis)


def kpis_of(runs: Runs, label: str) -> dict[int, Kpis]:
    """The KPIs of an arm by seed."""
    return {seed: run.kpis for seed, run in runs.of_arm(label).items()}


def link_name(name: str, say: Words) -> str:
    """What a link is called; a mechanism that is switched off as a whole goes by its name."""
    return say.phrases.get(f"links.link.{name}", name)
