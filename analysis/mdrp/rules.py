"""The rules a solution must keep, and what a breach of one looks like."""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What the checker finds, named by what is wrong."""

    # Names and numbers; without these in order nothing else is judged.
    UNKNOWN_ORDER = "unknown order"
    UNKNOWN_COURIER = "unknown courier"
    UNKNOWN_PLACE = "unknown place"
    ORDER_TWICE = "order twice"
    NOT_WHOLE_MINUTES = "not whole minutes"

    # The three files tell one story; without it the days of couriers are not judged.
    NOT_AS_PLACED = "not as placed"
    NOT_ASSIGNED = "not assigned"
    NOT_DELIVERED = "not delivered"
    FILES_DIFFER = "files differ"
    MOVES_DIFFER = "moves differ"
    WRONG_SEQUENCE = "wrong sequence"
    DETOUR = "detour"
    BLOCK_SPLIT = "block split"
    SEVERAL_RESTAURANTS = "several restaurants"

    # What may be known, and to whom it may be told.
    TOLD_BEFORE_PLACED = "told before placed"
    TOLD_BEFORE_SHIFT = "told before shift"
    TOLD_WHILE_BUSY = "told while busy"
    TOLD_WHILE_MOVING = "told while moving"

    # Where couriers are, and when.
    NOT_WHERE_LAST = "not where last"
    LEFT_BEFORE_SHIFT = "left before shift"
    LEFT_BEFORE_TOLD = "left before told"
    LEFT_BEFORE_ARRIVAL = "left before arrival"
    LEFT_BEFORE_PICKUP = "left before pick-up"
    LEFT_BEFORE_DROPOFF = "left before drop-off"
    NOT_AT_RESTAURANT = "not at restaurant"

    # When orders change hands.
    PICKUP_BEFORE_ARRIVAL = "pick-up before arrival"
    PICKUP_BEFORE_READY = "pick-up before ready"
    PICKUP_AFTER_SHIFT = "pick-up after shift"
    DROPOFF_NOT_ON_ARRIVAL = "drop-off not on arrival"
    BELOW_BOUND = "below bound"


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of a rule: by which order or courier, and with which numbers."""

    rule: Rule
    subject: str
    message: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.message} ({self.rule})"
