"""A module that the tests of the mutants mutate."""

from collections.abc import Callable
from functools import cache

FREE_M = 500


def fee_cents(metres: float) -> float:
    """A cent a metre beyond the free ones."""
    return max(0.0, metres - FREE_M)


class Door:
    """Where a parcel goes."""

    def __init__(self, number: int) -> None:
        self.number = number

    @property
    def is_even(self) -> bool:
        """On which side of the street it is."""
        return self.number % 2 == 0


def first_door(numbers: list[int], least: int) -> int:
    """The first number from `least` on, -1 if there is none."""
    for number in numbers:
        if number >= least:
            return number
    return -1


def _remembering(function: Callable[[int], int]) -> Callable[[int], int]:
    kept = cache(function)
    return lambda number: kept(number)


def _steps(floor: int) -> int:
    return 18 * floor


# Steps up to a floor: a result is kept, and nobody knows where.
steps = _remembering(_steps)


def nobody_calls_it(metres: float) -> float:
    """What no test looks at."""
    return metres + 1.0
