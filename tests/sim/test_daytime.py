"""Times of day are minutes after midnight, and windows may pass it."""

import pytest

from sim.daytime import minutes, within


def test_a_time_of_day_is_minutes_after_midnight():
    assert [minutes(clock) for clock in ("00:00", "10:30", "24:00")] == [0, 630, 1440]


@pytest.mark.parametrize(
    ("window", "inside"),
    [
        ((600, 840), [False, True, True, False, False]),
        ((840, 600), [True, False, False, True, True]),
        ((0, 1440), [True] * 5),
    ],
)
def test_a_window_begins_with_its_first_minute_and_ends_before_its_last(window, inside):
    assert within([599, 600, 839, 840, 1439], *window).tolist() == inside
