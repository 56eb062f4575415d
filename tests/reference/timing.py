"""The oracle's own time: SimPy with exact moments and the written order of simultaneous events.

At equal times, what follows at once from the event being lived goes first, then events in the
order in which they were planned, then needs.
"""

from heapq import heappush

import simpy
from simpy.events import NORMAL, URGENT, Event

NEED = NORMAL + 1


class Timing(simpy.Environment):
    """A SimPy environment that another clock drives."""

    def at(self, at_min, priority=NORMAL):
        """An event at an exact moment; SimPy's own timeout would round now + delay."""
        event = Event(self)
        event._ok, event._value = True, None
        heappush(self._queue, (float(at_min), priority, next(self._eid), event))
        return event

    def schedule(self, event, priority=NORMAL, delay=0):
        """What SimPy plans by itself (a process begins or goes on) follows at once."""
        super().schedule(event, URGENT, delay)

    def live(self):
        """One planned event, with all that follows from it at once."""
        self.step()
        self.settle()

    def settle(self):
        """All that follows at once from what was just done."""
        while self._queue and self._queue[0][1] == URGENT:
            self.step()

    def turn_to(self, at_min):
        """It is later now, and nothing happened in between."""
        self._now = float(at_min)
