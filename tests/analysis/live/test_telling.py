"""What time it is in a city, in words."""

import pytest

from analysis.live import tables
from analysis.live.scene import Counted, Scene
from analysis.live.telling import moment
from analysis.words import words


def scene(at_min, weather=0):
    return Scene(at_min=at_min, weather=weather, couriers=[], waiting=[], queued=[])


@pytest.mark.parametrize(
    ("at_min", "told"),
    [
        (0.0, "Sunday, day 1, 00:00 · dry"),
        (59.7, "Sunday, day 1, 00:59 · dry"),
        (1439.7, "Sunday, day 1, 23:59 · dry"),
        (1440.0, "Monday, day 2, 00:00 · dry"),
    ],
)
def test_a_minute_that_is_not_over_is_not_told(at_min, told):
    assert moment(scene(at_min), 6, words("en")) == told


def test_the_weather_is_told_in_both_languages():
    assert moment(scene(750.0, weather=2), 0, words("en")) == "Monday, day 1, 12:30 · heavy rain"
    assert moment(scene(750.0, weather=1), 0, words("zh")).endswith("第 1 天，12:30 · 下雨")


def test_a_number_of_thousands_does_not_break():
    told = tables.so_far(Counted(platform_cents=2661400), Counted(), words("en"))
    assert "¥26\u202f614" in told


def test_a_difference_breaks_before_its_interval_alone():
    assert tables._unbroken("−3.5 pp [−4.2, −2.9]") == (
        "<span>−3.5 pp</span> <span>[−4.2, −2.9]</span>"
    )
    assert tables._unbroken("–") == "<span>–</span>"
