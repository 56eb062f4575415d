"""Policies that go wrong, for tests of what then becomes of the others."""

import os

from sim.policies.coupons import FreeDelivery


class Poison(FreeDelivery):
    """Takes its process along."""

    def __call__(self, view):
        os._exit(7)


class Wrong(FreeDelivery):
    """Raises."""

    def __call__(self, view):
        raise ArithmeticError("not today")
