"""The agenda: what a run's processes have done so far, and what they have promised to do.

A process keeps nothing in its frame. When it acts next follows from how often it acted, from the
columns and from the clock, so that a run can be stopped and taken up again.
"""

from dataclasses import dataclass, field


@dataclass
class Agenda:
    """What there is to remember of processes, beside the columns."""

    acted: dict[str, int] = field(default_factory=dict)  # times each process acted
    delistings: list[tuple[float, int]] = field(  # moment and store, those to come
        default_factory=list
    )
