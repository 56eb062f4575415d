"""Audiences of coupons and messages: by segment, and by how long one has not ordered."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents.consumer import CONSUMER
from sim.policies.audience import check_segments, in_segments, silent
from tests.cities import SMALL, scenario


def view():
    """Four people of two segments."""
    people = CONSUMER.empty(4)
    people["segment"] = (0, 1, 1, 0)
    people["last_order_min"] = (-math.inf, 0, 60, 1440)
    return SimpleNamespace(consumers=people, segments=("student", "office"), now_min=2880.0)


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        ((), [0, 1, 2, 3]),
        (("office",), [1, 2]),
        (("office", "student"), [0, 1, 2, 3]),
    ],
)
def test_segments_are_known_by_their_names_and_none_named_is_everyone(names, meant):
    assert np.flatnonzero(in_segments(names, view())).tolist() == meant


def test_who_has_never_ordered_is_silent_and_who_did_after_so_many_days():
    assert np.flatnonzero(silent(2, view())).tolist() == [0, 1]
    assert np.flatnonzero(silent(1, view())).tolist() == [0, 1, 2, 3]


def test_a_segment_that_nobody_belongs_to_is_refused():
    with pytest.raises(ValueError, match="no segment named 'giants'; known: student, office"):
        check_segments(("student", "giants"), scenario(SMALL))
