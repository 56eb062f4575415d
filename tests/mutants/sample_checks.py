"""What is tested of the sample; pytest runs it only when asked to, since its name says no test."""

import pytest

from tests.mutants.sample import Door, fee_cents, first_door, steps


@pytest.mark.parametrize(("metres", "cents"), [(400, 0), (700, 200)])
def test_the_fee(metres, cents):
    assert fee_cents(metres) == cents


def test_the_side_of_the_street():
    assert [Door(number).is_even for number in (1, 2, 4)] == [False, True, True]


@pytest.mark.uncompiled
def test_the_first_door():
    assert first_door([1, 3, 5, 9], 3) == 3
    assert first_door([1], 3) == -1


def test_up_is_above():
    assert steps(2) > 0


def test_the_steps():
    assert steps(2) == 36
