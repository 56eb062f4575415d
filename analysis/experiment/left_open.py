"""What a verdict leaves open: effects that change during the run, people who react for longer."""

from collections.abc import Callable, Iterator, Mapping

from pydantic import BaseModel

from analysis.experiment.compare import Difference
from analysis.experiment.course import MOVING, OrdersCourse
from analysis.experiment.extra_order import ORDERS
from analysis.experiment.finding import is_told
from analysis.experiment.in_force import (
    days_that_differ,
    happenings,
    holds_on,
    settings_of,
)
from analysis.experiment.not_reached import not_reached
from analysis.experiment.tariffs import commissions, costs_otherwise
from analysis.experiment.verdict import relative, spoken
from analysis.kpis import KPI, Lang
from analysis.words import Words, words
from sim.scenario import Scenario

# Mechanisms that hear of what comes of a scenario, by the KPI that tells of it.
HEARD: Mapping[str, tuple[str, ...]] = {
    "late_share": ("belief", "reviews", "rival"),
    "satisfaction_mean": ("reviews", "talk"),
    "courier_pay_per_hour_cents": ("crowd",),
}


def left_open(
    base: Scenario,
    other: Scenario,
    difference_in: Callable[[str], Difference],
    course: OrdersCourse,
    *,
    alike: bool = False,
    lang: Lang = "en",
) -> str:
    """That the effect fades or grows, or that its days are too few; nothing where neither is so.

    Parameters
    ----------
    course
        Of the effect on orders: a mean over days tells little of one that fades, grows or turns.
    alike
        No KPI of any run differs: time is not what lacks.
    """
    say = words(lang)
    idle = _is_idle(base, other, difference_in)
    clauses = [
        *_trend_told(course, lang),
        *([say("verdict.never")] if idle else _some_days_told(course, other, lang)),
        *([] if idle else _missed_told(base, other, say)),
        *_off_told(base, other, say),
        *_not_reached_told(base, other, say),
    ]
    if alike and not clauses:
        is_other = settings_of(base) != settings_of(other)
        return say("verdict.without_effect" if is_other else "verdict.no_other")
    if not (idle or alike):
        clauses += _too_short_told(base, other, difference_in, say)
    return say("verdict.but", left_open=say("verdict.and").join(clauses)) if clauses else ""


def _is_idle(base: Scenario, other: Scenario, difference_in: Callable[[str], Difference]) -> bool:
    """Whether what differs is in force on no day of the run."""
    moved = difference_in(ORDERS).difference != 0
    return not moved and not days_that_differ(base, other) and _may_be_idle(base, other)


def _trend_told(course: OrdersCourse, lang: Lang) -> Iterator[str]:
    if course.trend in MOVING:
        yield words(lang)(f"verdict.{course.trend}") + _at_the_end(course.end, lang)


def _not_reached_told(base: Scenario, other: Scenario, say: Words) -> Iterator[str]:
    for name, days in not_reached(base, other).items():
        yield say(f"before.{name}", day=days, days=say.days(days))


def _at_the_end(end: tuple[int, Difference] | None, lang: Lang) -> str:
    """Such as ": in the last 7 days orders per day −7.5 % [−8.0, −7.0]", where that is known."""
    if end is None:
        return ""
    say, (days, found) = words(lang), end
    word = "verdict.end_day" if days == 1 else "verdict.end"
    return say(word, days=say.days(days), by=spoken(ORDERS, found, lang))


def _some_days_told(course: OrdersCourse, other: Scenario, lang: Lang) -> Iterator[str]:
    if course.some_days:
        say = words(lang)
        in_force = say("verdict.some", n=len(course.some_days), days=say.days(other.days))
        yield in_force + _by_days(course.by_days, lang)


def _by_days(found: tuple[Difference, Difference] | None, lang: Lang) -> str:
    """Such as " (orders per day −16 % [−17, −15] on such days, …)", where that is known."""
    if found is None or any(each.relative is None for each in found):
        return ""
    such, others = (relative(each, lang) for each in found)
    name = KPI[ORDERS].short[lang]
    return words(lang)("verdict.by_days", kpi=name, such=such, others=others)


def _missed_told(base: Scenario, other: Scenario, say: Words) -> Iterator[str]:
    """That no day of the run has some policies, of whichever side."""
    missed = [
        *_never_in_force(other, base),
        *(say("verdict.of_base", policy=path) for path in _never_in_force(base, other)),
    ]
    if missed:
        word = "verdict.missed_all" if len(missed) > 1 else "verdict.missed"
        yield say(word, policies=say("list.comma").join(missed))


def _off_told(base: Scenario, other: Scenario, say: Words) -> Iterator[str]:
    if off := [f"mechanisms.{name}" for name in _set_but_off(base, other)]:
        word = "verdict.off_all" if len(off) > 1 else "verdict.off"
        yield say(word, sections=say("list.comma").join(off))


def _too_short_told(
    base: Scenario, other: Scenario, difference_in: Callable[[str], Difference], say: Words
) -> Iterator[str]:
    told = [
        say("verdict.settles", what=say(f"settling.{name}"), days=say.days(days))
        for name, days in _settling(base, other, difference_in)
    ]
    if told:
        others = say("list.comma").join(told[:-1])
        what = say("verdict.and_all", others=others, last=told[-1]) if others else told[-1]
        yield say("verdict.too_short", days=say.days(other.days), what=what)


def _settling(
    base: Scenario, other: Scenario, difference_in: Callable[[str], Difference]
) -> Iterator[tuple[str, int]]:
    """Mechanisms that are on in either, were moved, and settle after the run; with these days.

    Those that the scenario moves itself come first, then those that hear of what came of it. Of
    what has not begun by then nothing is seen, in full or not.
    """
    moved = dict.fromkeys((*_moved_by_hand(base, other), *_moved_by_what_came(difference_in)))
    later = not_reached(base, other)
    for name in (name for name in moved if name not in later):
        ours, theirs = (getattr(each.mechanisms, name) for each in (base, other))
        settings = theirs if theirs.enabled else ours  # what is switched off lives on in the base
        if settings.enabled and (days := settings.settles_days) > other.days:
            yield name, days


def _never_in_force(scenario: Scenario, without: Scenario) -> Iterator[str]:
    """Its policies, not the other's, that none of the run's days has, such as "policies.pay"."""
    others = [policy for _, policy in _policies(without)]
    for path, policy in _policies(scenario):
        if not _has_a_day(policy, scenario) and policy not in others:
            yield path


def _policies(scenario: Scenario) -> Iterator[tuple[str, BaseModel]]:
    """All that hold on some weekdays or on all, by their paths: "policies.coupons[0]"."""
    for name, found in scenario.policies:
        if name == "otherwise":
            continue
        if isinstance(found, tuple):
            yield from ((f"policies.{name}[{nth}]", each) for nth, each in enumerate(found))
        elif hasattr(found, "weekdays"):
            yield f"policies.{name}", found


def _has_a_day(policy: BaseModel, scenario: Scenario) -> bool:
    """Whether it is in force on a day of the run."""
    return any(holds_on(policy, day, scenario.weekday(day)) for day in range(scenario.days))


def _may_be_idle(base: Scenario, other: Scenario) -> bool:
    """Whether something differs that may hold on some days alone."""
    happens = [list(happenings(scenario)) for scenario in (base, other)]
    return base.policies != other.policies or happens[0] != happens[1]


def _set_but_off(base: Scenario, other: Scenario) -> Iterator[str]:
    """Mechanisms that are off in both and set otherwise."""
    for name, settings in other.mechanisms:
        before = getattr(base.mechanisms, name)
        if settings != before and not settings.enabled and not before.enabled:
            yield name


def _moved_by_hand(base: Scenario, other: Scenario) -> Iterator[str]:
    """Mechanisms that are set otherwise, or that hear of a policy which is another."""
    for name, settings in other.mechanisms:
        if hasattr(settings, "settles_days") and settings != getattr(base.mechanisms, name):
            yield name
    if base.policies.promise != other.policies.promise:
        yield from ("belief", "reviews", "rival")
    if costs_otherwise(base, other):
        yield from ("price_memory", "appetite", "rival")
    if commissions(base.policies) != commissions(other.policies):
        # Once owners answer, food costs something else too.
        answered = other.mechanisms.owners.enabled and "owners" not in not_reached(base, other)
        yield from ("owners", "price_memory") if answered else ()
    if base.policies.tracking != other.policies.tracking:
        yield "trust"
    if base.policies.crm_integrated != other.policies.crm_integrated:
        yield "points"
    if base.policies.marketing != other.policies.marketing:
        yield "marketing"
    if base.policies.pay != other.policies.pay:
        yield "crowd"


def _moved_by_what_came(difference_in: Callable[[str], Difference]) -> Iterator[str]:
    """Mechanisms that hear of orders, or of pay, that clearly became others."""
    for kpi, names in HEARD.items():
        if is_told(difference_in(kpi)):
            yield from names
