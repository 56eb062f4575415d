"""What holds in a scenario though its file need not say it: what `o2o check` adds."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from analysis.commands.broken_rules import broken
from sim.policies.family import use_of
from sim.settings.hours import ALL_DAY, EVERY_DAY, Hours

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
    mechanisms = scenario.mechanisms
    on = [name for name in type(mechanisms).model_fields if getattr(mechanisms, name).enabled]
    if on and scenario.replay.orders is not None:
        yield "replay: orders are on record, and nobody chooses: no mechanism moves demand"
    yield from _idle(scenario)
    if mechanisms.regulation.enabled:
        yield from broken(scenario)


def _idle(scenario: "Scenario") -> Iterator[str]:
    """Settings that a mechanism would use that is off."""
    mechanisms, policies = scenario.mechanisms, scenario.policies
    for name in type(mechanisms).model_fields:
        section = getattr(mechanisms, name)
        changed = _changed(section)
        if changed and not section.enabled:
            yield f"mechanisms.{name} is off, and does nothing with {changed}"
    changed = _changed(policies, only=("tracking", "transparency"))
    if changed and not mechanisms.trust.enabled:
        yield f"policies: {changed} does nothing, since mechanisms.trust is off"
    if policies.marketing and not mechanisms.marketing.enabled:
        yield "policies.marketing: nothing is sent, since mechanisms.marketing is off"
    kinds = [event.kind for event in mechanisms.events.happens]
    if "sync_outage" in kinds and (not scenario.stock.enabled or scenario.stock.sync_min == 0):
        yield (
            "mechanisms.events: a sync_outage does nothing where there is no stock, or sync_min = 0"
        )
    if policies.crm_integrated and not (mechanisms.points.enabled or mechanisms.lists.enabled):
        yield (
            "policies: crm_integrated = true does nothing, "
            "since mechanisms.points and mechanisms.lists are off"
        )


def _said(policy: Any) -> str:
    """A policy by its name and what differs from its defaults: "flat (base_cents = 500)"."""
    settings = _changed(policy, but=(*Hours.model_fields, "use"))
    return f"{use_of(policy)} ({settings})" if settings else use_of(policy)


def _changed(section: Any, only: Collection[str] = (), but: Collection[str] = ()) -> str:
    """What differs from its defaults: "base_cents = 500, per_km_cents = 80"."""
    return ", ".join(
        f"{name} = {value}"
        for name, value in section
        if (not only or name in only)
        and name not in but
        and value != type(section).model_fields[name].get_default(call_default_factory=True)
    )


def _when(hours: Hours) -> str:
    """Such as "from 17:00 to 21:00 on weekdays 5, 6"; what holds always goes unsaid."""
    start, end = hours.window
    clock = [] if hours.window == ALL_DAY else [f"from {start} to {end}"]
    days = ", ".join(map(str, hours.weekdays))
    week = [] if set(hours.weekdays) == set(EVERY_DAY) else [f"on weekdays {days}"]
    return " ".join(clock + week)
