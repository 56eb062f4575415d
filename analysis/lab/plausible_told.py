"""What plausible cities say, in sentences."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.kpis import KPI, UNITS, described
from analysis.lab.choosing import Choice
from analysis.lab.plausible import InCities, Plan, Plausible
from analysis.lab.setting import setting
from analysis.scenario_file.distribution import Distribution
from analysis.statistics.share import share_interval
from analysis.wording import (
    NONE,
    decimals,
    plain,
    shown,
    shown_difference,
    shown_size,
    with_unit,
    with_unit_of_change,
)
from analysis.words import Words

Titles = Mapping[str, str]  # what people read of a scenario, by label

# What the verdict speaks of where nothing else is asked.
SPOKEN = (
    "orders_per_day",
    "click_to_door_p90_min",
    "platform_contribution_cents_per_day",
)


def verdict(found: Plausible, titles: Titles, kpis: Sequence[str], words: Words) -> str:
    """A sentence for each arm: in how many plausible cities each KPI is more, or less."""
    return words("list.sentence").join(
        words(
            "plausible.verdict",
            arm=titles[arm.label],
            clauses=words("list.separator").join(
                clause(found.difference(kpi, nth), words) for kpi in kpis
            ),
        )
        for nth, arm in enumerate(found.plan.arms[1:], start=1)
    )


def clause(found: InCities, words: Words) -> str:
    """Such as "orders per day: more in 93 % [84, 98] of 60 plausible cities, on average +210"."""
    kpi = described(found.kpi).label[words.lang]
    if found.share_more is None or found.share_less is None:
        return words("plausible.unknown", kpi=kpi)
    more = found.share_more >= found.share_less
    share = found.share_more if more else found.share_less
    if share == 0:
        return words("plausible.same", kpi=kpi)
    number = shown_difference(found.mean, *found.ends, described(found.kpi).unit, words.lang)
    name = ("more" if more else "less") + ("_all" if share == 1 else "")
    likely = share_interval(share, found.n)
    return words(
        f"plausible.{name}",
        kpi=kpi,
        share=share_told(share, likely, words),
        least=per_cent(math.floor(100 * likely[0]) / 100, words),
        n=found.n,
        number=number,
    )


def notes(found: Plausible, kpis: Sequence[str], words: Words) -> list[str]:
    """What is to be said with the verdict: how many cities are told from luck, and what luck is."""
    said = []
    for nth, _ in enumerate(found.plan.arms[1:], start=1):
        of_first = found.difference(kpis[0], nth)
        beyond = of_first.beyond_luck
        if beyond is None:
            said.append(words("plausible.luck_unknown"))
            break
        apart = "beyond_luck" if of_first.uncertainty else "all_luck"
        said.append(
            words(
                f"plausible.{apart}",
                kpi=words.kpi(kpis[0]),
                more=beyond[0],
                less=beyond[1],
                n=of_first.n,
                spread=_size(of_first.uncertainty, kpis[0], words),
                luck=_size(of_first.luck, kpis[0], words),
            )
        )
    return said


def choice_told(found: Choice, titles: Titles, words: Words) -> list[str]:
    """Which arm to choose for the goal, by either rule, and what is most worth knowing."""
    kpi, unit = words.kpi(found.goal.kpi), KPI[found.goal.kpi].unit
    if not found.regret.worst.any():
        return [words("plausible.choice_none", kpi=kpi)]
    mean, worst = (found.labels[nth] for nth in (found.regret.least_mean, found.regret.least_worst))
    same = "same" if mean == worst else "apart"
    regret = found.regret
    said = [
        words(
            f"plausible.choice_{same}",
            kpi=kpi,
            mean=titles[mean],
            worst=titles[worst],
            by_mean=_amount(float(regret.mean.min()), unit, words),
            by_worst=_amount(float(regret.worst.min()), unit, words),
        )
    ]
    path, worth = max(
        found.of_inputs.items(), key=lambda item: (item[0] in found.known, item[1].value)
    )
    if worth.value > 0:
        said.append(
            words(
                "plausible.worth" if path in found.known else "plausible.worth_luck",
                kpi=kpi,
                path=path,
                value=_amount(worth.value, unit, words),
                error=_amount(worth.error or 0.0, unit, words),
                everything=_amount(found.of_everything.value, unit, words),
            )
        )
    else:
        said.append(words("plausible.worth_none", kpi=kpi))
    return said


def rests_on(plan: Plan, say: Words) -> str:
    """Cities, runs of each, and how long they are."""
    days = say.days(plan.arms[0].scenario.days)
    return say(
        "plausible.note", n=len(plan.cities), runs=say.replications(plan.replications), days=days
    )


def how_sure(found: Plausible, words: Words) -> list[str]:
    """What the numbers rest on."""
    plan = found.plan
    said = [
        words(
            "plausible.sure_cities",
            n=len(plan.cities),
            runs=words.replications(plan.replications),
            days=words.days(plan.arms[0].scenario.days),
        ),
        words("plausible.sure_shares"),
    ]
    said.append(words("plausible.sure_luck" if plan.replications > 1 else "plausible.luck_unknown"))
    said.append(words("plausible.sure_regret"))
    said.append(words("plausible.sure_worth"))
    return said


def law(each: Distribution, words: Words) -> str:
    """A distribution as people read it: "uniform from 1 to 2"."""

    def told(value: object) -> str:
        return setting(each.path, value, words)

    if each.kind == "choices":
        total = sum(each.weights)
        options = words("list.comma").join(
            f"{told(option)} ({per_cent(weight / total, words)})"
            for option, weight in zip(each.options, each.weights, strict=True)
        )
        return words("plausible.law_choices", options=options)
    numbers = {f"x{nth}": _number(value) for nth, value in enumerate(each.numbers)}
    return words(
        f"plausible.law_{each.kind}",
        **{"x2": "", **numbers},
        low=told(each.low),
        high=told(each.high),
    )


def drawn_told(path: str, value: Any, words: Words) -> str:
    """A value that was drawn, with as many digits as people read."""
    return setting(path, float(f"{value:.3g}") if isinstance(value, float) else value, words)


def per_cent(share: float, words: Words) -> str:
    """A share in whole per cent."""
    return with_unit(f"{100 * share:.0f}", "share", words.lang)


def share_told(share: float, likely: tuple[float, float], words: Words) -> str:
    """A share with its interval: "93 % [84, 98]"."""
    low, high = (f"{100 * end:.0f}" for end in likely)
    return f"{per_cent(share, words)} [{low}, {high}]"


def between(ends: tuple[float, float] | None, kpi: str, words: Words) -> str:
    """Two ends with their unit: "−20 to 480"."""
    if ends is None:
        return NONE
    unit = described(kpi).unit
    low, high = (end * UNITS[unit].scale for end in ends)
    n = decimals((low + high) / 2, low, high, unit)
    told = words("plausible.between", low=plain(low, n), high=plain(high, n))
    return with_unit_of_change(told, unit, words.lang)


def _size(value: float | None, kpi: str, words: Words) -> str:
    return NONE if value is None else shown_size(value, None, None, described(kpi).unit, words.lang)


def _amount(value: float, unit: str, words: Words) -> str:
    return shown(value, unit, words.lang)


def _number(value: float) -> str:
    return f"{value:.6g}"
