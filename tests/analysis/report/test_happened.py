"""What happens in an arm is told by day and hour, in both languages."""

import pytest

from analysis.report.happened import happened
from analysis.words import words
from sim.settings.events import KINDS
from tests.cities import scenario


def told(*listed, lang="en", enabled=True, days=7):
    events = {"enabled": enabled, "happens": list(listed)}
    return happened(scenario({"days": days, "mechanisms": {"events": events}}), words(lang))


def test_set_events_are_told_by_day_and_hour():
    football, outage = {"kind": "football", "weekdays": [2, 5]}, {"kind": "app_outage", "days": [1]}
    assert told(football, outage) == (
        "What happens: a football night, on days 3, 6 from 19:30 to 23:00;"
        " an outage of the app, on day 2 from 11:45 to 12:30."
    )
    assert told(football, lang="zh") == "发生的事件：球赛之夜，第 3、6 天 19:30 至 23:00。"


def test_events_at_random_are_told_by_how_often_they_come():
    jam = {"kind": "jam", "per_30_days": 4.5, "lasts_min": 60}
    assert told(jam) == (
        "What happens: a traffic jam at random, 4.5 in 30 days on the mean, every day between 17:00"
        " and 20:00, for 60 min."
    )


def test_an_event_that_no_day_of_the_run_has_is_told_as_such():
    football = {"kind": "football", "weekdays": [2, 5]}
    assert told(football, days=1) == "What happens: a football night, on none of these days."
    assert told(football, days=1, lang="zh") == "发生的事件：球赛之夜，这几天都没有。"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_kind_has_a_word(kind, lang):
    assert words(lang)(f"event.{kind}") in told({"kind": kind}, lang=lang)


def test_ordinary_days_have_no_sentence():
    assert told() == ""
    assert told({"kind": "jam"}, enabled=False) == ""
