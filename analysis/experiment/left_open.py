"""What a verdict leaves open: effects that change during the run, people who react for longer."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from analysis.experiment.compare import Difference
from analysis.experiment.course import Trend
from analysis.experiment.extra_order import ORDERS
from analysis.experiment.finding import is_told
from analysis.experiment.tariffs import commissions, fees
from analysis.experiment.verdict import spoken
from analysis.kpis import Lang
from analysis.words import words
from sim.scenario import Scenario
from sim.settings.hours import EVERY_DAY

# Mechanisms that hear of what comes of a scenario, by the KPI that tells of it.
HEARD: Mapping[str, tuple[str, ...]] = {
    "late_share": ("belief", "reviews", "rival"),
    "satisfaction_mean": ("reviews", "talk"),
    "courier_pay_per_hour_cents": ("crowd",),
}


def with_left_open(
    sentence: str,
    base: Scenario,
    other: Scenario,
    difference_in: Callable[[str], Difference],
    orders: Trend = "unknown",
    end: tuple[int, Difference] | None = None,
    lang: Lang = "en",
) -> str:
    """A verdict, and the word that the effect fades or grows, or that its days are too few.

    Parameters
    ----------
    orders
        The trend of the effect on orders per day: a mean over days tells little of one that
        fades, grows or turns.
    end
        Of an effect that turns: how many days the end of the run has, and the difference in
        orders there, which what was won at first still hides in the mean.
    """
    say = words(lang)
    left_open = []
    if orders in ("fades", "grows", "turns"):
        left_open.append(say(f"verdict.{orders}"))
    if end is not None:
        days, found = end
        left_open[-1] += say("verdict.end", days=say.days(days), by=spoken(ORDERS, found, lang))
    in_force = [_days_in_force(each, other) for each in _of_some_days(base, other)]
    idle = difference_in(ORDERS).difference == 0 and set() in in_force
    if idle:
        left_open.append(say("verdict.never"))
    elif (some := set().union(*in_force)) and len(some) < other.days and _alone(base, other):
        left_open.append(say("verdict.some", n=len(some), days=say.days(other.days)))
    if off := [f"mechanisms.{name}" for name in _set_but_off(base, other)]:
        word = "verdict.off_all" if len(off) > 1 else "verdict.off"
        left_open.append(say(word, sections=say("list.comma").join(off)))
    slow = [] if idle else list(_settling(base, other, difference_in))
    if slow:
        told = [
            say("verdict.settles", what=say(f"settling.{name}"), days=say.days(days))
            for name, days in slow
        ]
        others = say("list.comma").join(told[:-1])
        what = say("verdict.and_all", others=others, last=told[-1]) if others else told[-1]
        left_open.append(say("verdict.too_short", days=say.days(other.days), what=what))
    if not left_open:
        return sentence
    but = say("verdict.but", left_open=say("verdict.and").join(left_open))
    return say("list.sentence").join((sentence, but))


def _settling(
    base: Scenario, other: Scenario, difference_in: Callable[[str], Difference]
) -> Iterator[tuple[str, int]]:
    """Mechanisms that are on, were moved, and settle after the run's days; with these days.

    Those that the scenario moves itself come first, then those that hear of what came of it.
    """
    moved = dict.fromkeys((*_moved_by_hand(base, other), *_moved_by_what_came(difference_in)))
    for name in moved:
        settings = getattr(other.mechanisms, name)
        if settings.enabled and (days := settings.settles_days) > other.days:
            yield name, days


def _of_some_days(base: Scenario, other: Scenario) -> Iterator[Any]:
    """What differs that may hold on some days alone: policies, and what happens."""
    yield from (*_policies(base, other), *_happenings(base, other))


def _days_in_force(each: Any, scenario: Scenario) -> set[int]:
    """The days of the run on which it holds, or begins."""
    weekdays, days = getattr(each, "weekdays", EVERY_DAY), getattr(each, "days", ())
    return {
        day
        for day in range(scenario.days)
        if (scenario.demand.first_weekday + day) % 7 in weekdays and (not days or day in days)
    }


def _alone(base: Scenario, other: Scenario) -> bool:
    """Whether nothing differs but what may hold on some days alone."""
    told = dict.fromkeys(("title", "why", "title_zh", "why_zh", "policies", "mechanisms"), True)
    settings = [
        (
            scenario.model_dump(
                exclude=told | {"world": {"outages": True, "weather": {"episodes"}}}
            ),
            dict(scenario.mechanisms) | {"events": None},
        )
        for scenario in (base, other)
    ]
    return settings[0] == settings[1]


def _set_but_off(base: Scenario, other: Scenario) -> Iterator[str]:
    """Mechanisms that are off in both and set otherwise."""
    for name, settings in other.mechanisms:
        before = getattr(base.mechanisms, name)
        if settings != before and not settings.enabled and not before.enabled:
            yield name


def _policies(base: Scenario, other: Scenario) -> Iterator[Any]:
    theirs = dict(base.policies)
    for name, found in other.policies:
        if isinstance(found, tuple):
            yield from (policy for policy in found if policy not in theirs[name])
        elif found != theirs[name]:
            yield found


def _happenings(base: Scenario, other: Scenario) -> Iterator[Any]:
    before = list(_all_happenings(base))
    yield from (each for each in _all_happenings(other) if each not in before)


def _all_happenings(scenario: Scenario) -> Iterator[Any]:
    """Events, outages and spells of weather."""
    if scenario.mechanisms.events.enabled:
        yield from scenario.mechanisms.events.happens
    yield from (*scenario.world.outages, *scenario.world.weather.episodes)


def _moved_by_hand(base: Scenario, other: Scenario) -> Iterator[str]:
    """Mechanisms that are set otherwise, or that hear of a policy which is another."""
    for name, settings in other.mechanisms:
        if hasattr(settings, "settles_days") and settings != getattr(base.mechanisms, name):
            yield name
    if base.policies.promise != other.policies.promise:
        yield from ("belief", "reviews", "rival")
    if _costs_otherwise(base, other):
        yield from ("price_memory", "appetite", "rival")
    if commissions(base.policies) != commissions(other.policies):
        # Once owners answer, food costs something else too.
        yield from ("owners", "price_memory") if other.mechanisms.owners.enabled else ()
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


def _costs_otherwise(base: Scenario, other: Scenario) -> bool:
    """Whether an order costs something else on top of its food, or shows it in another way."""
    names = ("coupons", "service_fee_cents", "pickup_discount_cents")
    return fees(base.policies) != fees(other.policies) or any(
        getattr(base.policies, name) != getattr(other.policies, name) for name in names
    )
