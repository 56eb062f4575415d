"""What happens in an arm, told in a sentence: its events, by day and hour."""

from analysis.wording import plain
from analysis.words import Words
from sim.scenario import Scenario
from sim.settings.events import Event


def happened(scenario: Scenario, words: Words) -> str:
    """Its events in their order; nothing where every day is ordinary."""
    events = scenario.mechanisms.events
    if not events.enabled or not events.happens:
        return ""
    told = [_told(event, scenario, words) for event in events.happens]
    return words("event.happens", what=words("list.separator").join(told))


def _told(event: Event, scenario: Scenario, words: Words) -> str:
    """Such as "a football night, on days 3 and 6 from 19:30 to 23:00"."""
    start, end = event.effect.window
    what, when = words(f"event.{event.kind}"), _days(event, scenario, words)
    if not when:
        return words("event.never", what=what)
    if event.per_30_days == 0:
        return words("event.set", what=what, when=when, start=start, end=end)
    lasts_min = event.window_min if event.lasts_min is None else event.lasts_min
    often, lasts = plain(event.per_30_days, 1), plain(lasts_min, 0)
    return words(
        "event.random", what=what, when=when, start=start, end=end, often=often, lasts=lasts
    )


def _days(event: Event, scenario: Scenario, words: Words) -> str:
    """Of the run, counted from 1; nothing where the run has none of them."""
    days = scenario.days_of(event)
    if len(days) == scenario.days:
        return words("event.every_day")
    if not days:
        return ""
    said = words("list.comma").join(str(day + 1) for day in days)
    return words("event.one_day" if len(days) == 1 else "event.some_days", days=said)
