"""Moves: small changes of a plan at equal couriers and hours, the most promising first."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.staffing.plan import Plan, Span, covered
from sim.daytime import DAY_MIN
from sim.policies.staffing import N_SLOTS, SLOT_MIN

Floats = NDArray[np.float64]

_DAY = int(DAY_MIN)
_SLOT = int(SLOT_MIN)
# What a trim takes from one shift and gives to another, and how short or long these may become.
_TRIM_MIN = 60
_SHORTEST_MIN, _LONGEST_MIN = 240, 600


class Move(NamedTuple):
    """Couriers who change their shift: those of each source go to its target."""

    gain: float  # by the worth of the half hours
    changes: tuple[tuple[Span, Span], ...]

    def of(self, plan: Plan, n: int) -> Plan:
        """The plan after n couriers of each source, or all there are, have changed."""
        n = min(n, *(plan.couriers[source] for source, _ in self.changes))
        for source, target in self.changes:
            plan = plan.moved(n, source, target)
        return plan


def worth(failed: Floats, idle: Floats) -> Floats:
    """What a courier more is worth in each half hour, (48,): share of failures less of idleness."""
    return _shares(failed) - _shares(idle)


def moves(plan: Plan, value: Floats) -> list[Move]:
    """All moves that gain by the worth of the half hours (48,), the greatest gain first.

    Either a shift is worked at another time of day, or one shift loses an hour at its beginning
    or end and another gains one: hours and couriers stay what they are.
    """
    found = [*_retimed(plan, value), *_traded(plan, value)]
    return sorted((move for move in found if move.gain > 0), key=lambda move: (-move.gain, move[1]))


def _retimed(plan: Plan, value: Floats) -> Iterator[Move]:
    for span in plan.couriers:
        worked = float(covered(span) @ value)
        for start_min in range(0, _DAY, _SLOT):
            other = Span(start_min, span.length_min)
            if other != span:
                yield Move(float(covered(other) @ value) - worked, ((span, other),))


def _traded(plan: Plan, value: Floats) -> Iterator[Move]:
    """The best hour given for the best hour taken, for each pair of shifts."""
    shorter = [(span, *_best(_trimmed(span), span, value)) for span in plan.couriers]
    longer = [(span, *_best(_extended(span), span, value)) for span in plan.couriers]
    for source, less, lost in shorter:
        for other, more, won in longer:
            if less and more and source != other:
                yield Move(lost + won, ((source, less), (other, more)))


def _best(targets: list[Span], span: Span, value: Floats) -> tuple[Span | None, float]:
    gains = [(float((covered(target) - covered(span)) @ value), target) for target in targets]
    gain, target = max(gains, default=(0.0, None))
    return target, gain


def _trimmed(span: Span) -> list[Span]:
    length_min = span.length_min - _TRIM_MIN
    if length_min < _SHORTEST_MIN:
        return []
    return [
        Span(span.start_min, length_min),
        Span((span.start_min + _TRIM_MIN) % _DAY, length_min),
    ]


def _extended(span: Span) -> list[Span]:
    length_min = span.length_min + _TRIM_MIN
    if length_min > _LONGEST_MIN:
        return []
    return [
        Span(span.start_min, length_min),
        Span((span.start_min - _TRIM_MIN) % _DAY, length_min),
    ]


def _shares(values: Floats) -> Floats:
    total = values.sum()
    return values / total if total else np.zeros(N_SLOTS)
