"""The funnel: how far each need came."""

from enum import IntEnum

from sim.schema import names_of


class Step(IntEnum):
    """A step that a need comes to."""

    NEED = 0
    SESSION = 1
    CHOSE_DELIVERY = 2
    CHOSE_PICKUP = 3
    CHOSE_WALK_IN = 4
    CHOSE_NOTHING = 5
    PAYMENT = 6
    PAID = 7


STEPS = names_of(Step)
