"""What holds in a scenario though its file need not say it: what `o2o check` adds."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.settings.hours import Hours

if TYPE_CHECKING:
    from sim.scenario import Scenario


def notes(scenario: "Scenario") -> Iterator[str]:
    """A line for each."""
    policies = scenario.policies
    for name in type(policies.otherwise).model_fields:
        policy, other = getattr(policies, name), getattr(policies.otherwise, name)
        if policy.has_hours:
            here, elsewhere = f"{_said(policy)} {_when(policy)}", _said(other)
            yield f"policies.{name}: {here}, at all other hours {elsewhere}"
    if scenario.world.weather.mode == "episodes":
        yield 'world.weather: the episodes and no other rain; mode = "markov" has both'


def _said(policy: Any) -> str:
    """A policy by its name and what differs from its defaults: "flat (base_cents = 500)"."""
    changed = {
        name: value
        for name, value in policy
        if name not in (*Hours.model_fields, "use")
        and value != type(policy).model_fields[name].default
    }
    settings = ", ".join(f"{name} = {value}" for name, value in changed.items())
    return f"{policy.use} ({settings})" if settings else str(policy.use)


def _when(hours: Hours) -> str:
    days = ", ".join(map(str, hours.weekdays))
    return f"from {hours.window[0]} to {hours.window[1]} on weekdays {days}"
