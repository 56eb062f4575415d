"""A solution knows what it leaves out."""

import pytest

from analysis.mdrp import Assignment
from analysis.mdrp.solution import by_courier
from tests.analysis.mdrp.tiny import SOLUTION


def test_orders_that_stand_nowhere_are_undelivered(instance):
    assert SOLUTION.undelivered(instance) == ("o5",)


def test_an_assignment_holds_an_order():
    with pytest.raises(ValueError, match="the assignment of c1 holds no order"):
        Assignment(600, 610, "c1", ())


def test_moves_are_gathered_by_courier_as_they_first_appear():
    mixed = [SOLUTION.moves[row] for row in (5, 0, 6, 1)]
    assert by_courier(mixed) == {"c2": [mixed[0], mixed[2]], "c1": [mixed[1], mixed[3]]}
