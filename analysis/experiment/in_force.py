"""On which days of a run scenarios differ: by policies in force, what happens, a rival's war."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from sim.scenario import Scenario
from sim.settings.hours import ALL_DAY, EVERY_DAY

# What a rival asks on some days alone, from one to another.
_WAR = ("fee_factor", "discount_cents", "from_day", "to_day")
# What a scenario is called: nothing follows from it.
_CALLED = ("title", "why", "title_zh", "why_zh")


def day_to_show(scenarios: Sequence[Scenario]) -> int:
    """The first day on which most of them differ from the first: there is something to see.

    On a Monday a coupon for Tuesdays does nothing.
    """
    base, *others = scenarios
    n_differ = Counter(day for other in others for day in days_that_differ(base, other))
    return min(n_differ, key=lambda day: (-n_differ[day], day), default=0)


def days_that_differ(base: Scenario, other: Scenario) -> list[int]:
    """Days of the run on which policies, or what happens, are not those of the base."""
    return [day for day in range(other.days) if _in_force(base, day) != _in_force(other, day)]


def some_days_alone(base: Scenario, other: Scenario) -> tuple[int, ...]:
    """The days of the run on which all that differs is in force; none where it is so on all.

    None, too, where something differs that does not come and go with days.
    """
    days = days_that_differ(base, other)
    return tuple(days) if len(days) < other.days and _alone(base, other) else ()


def _alone(base: Scenario, other: Scenario) -> bool:
    """Whether nothing differs but what may hold on some days alone."""
    some_days = {"policies": True, "world": {"outages": True, "weather": {"episodes"}}}
    settings = [
        (
            settings_of(scenario, some_days | {"mechanisms": True}),
            dict(scenario.mechanisms) | {"events": None, "rival": _in_peace(scenario)},
        )
        for scenario in (base, other)
    ]
    return settings[0] == settings[1]


def settings_of(scenario: Scenario, besides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All that is set but for what it is called, and what is left out besides."""
    return scenario.model_dump(exclude=dict.fromkeys(_CALLED, True) | dict(besides or {}))


def _in_force(scenario: Scenario, day: int) -> list[Any]:
    """What holds, or begins, on a day of the run: policies, and what happens."""
    weekday = scenario.weekday(day)

    def of_day(found: Iterable[Any]) -> list[Any]:
        return [_but_for_days(each) for each in found if holds_on(each, day, weekday)]

    policies, held = scenario.policies, [of_day(happenings(scenario)), _war_on(scenario, day)]
    for name, policy in policies:
        if isinstance(policy, tuple):
            held.append(of_day(policy))
        elif name != "otherwise":
            at_hours, others = of_day([policy]), getattr(policies.otherwise, name, None)
            all_day = at_hours and getattr(policy, "window", ALL_DAY) == ALL_DAY
            held.append(at_hours if all_day else [*at_hours, _but_for_days(others)])
    return held


def _war_on(scenario: Scenario, day: int) -> object:
    """What a rival asks otherwise than always, on a day of the run."""
    rival = scenario.mechanisms.rival
    until = scenario.days if rival.to_day is None else rival.to_day
    if rival.enabled and rival.from_day <= day < until:
        return rival.fee_factor, rival.discount_cents
    return 1, 0


def _in_peace(scenario: Scenario) -> dict[str, Any]:
    """A rival, but for what it asks on some days alone."""
    return scenario.mechanisms.rival.model_dump(exclude=set(_WAR))


def holds_on(each: Any, day: int, weekday: int) -> bool:
    """Whether it holds, or begins, on a day of the run that is such a weekday."""
    days = getattr(each, "days", ())
    return weekday in getattr(each, "weekdays", EVERY_DAY) and (not days or day in days)


def _but_for_days(each: Any) -> Any:
    """What it is, on whatever days."""
    is_model = isinstance(each, BaseModel)
    return (type(each), each.model_dump(exclude={"days", "weekdays"})) if is_model else each


def happenings(scenario: Scenario) -> Iterator[Any]:
    """Events, outages and spells of weather."""
    if scenario.mechanisms.events.enabled:
        yield from scenario.mechanisms.events.happens
    yield from (*scenario.world.outages, *scenario.world.weather.episodes)
