"""One clock, two speeds: SimPy decides, the compiled flow lives between two decisions."""

import math
from collections.abc import Callable
from heapq import heappush
from typing import Any, cast

import simpy
from simpy.events import Event

from sim.flow.flow import Flow
from sim.flow.news import News
from sim.turns import Turn

# Ranks within a turn. SimPy's queue orders by time, then by one number: turn * _RANKS + rank.
_RANKS = 1000


class Clock(simpy.Environment):
    """SimPy's clock, which lets the order flow catch up before every event.

    When the flow meets something that a process must deal with, whoever listens to such news hears
    of it at that exact moment.
    """

    def __init__(self, flow: Flow, start_min: float = 0.0) -> None:
        super().__init__(start_min)
        self._listeners: dict[News, list[Callable[[int], None]]] = {news: [] for news in News}
        self._flow = flow

    def step(self) -> None:
        """Let the flow live up to the next event, then process that event."""
        advance, queue = self._flow.advance, self._queue
        while (item := advance(queue[0][0] if queue else math.inf)) is not None:
            self._now = item.at_min
            for hear in self._listeners[item.news]:
                hear(item.subject)
        super().step()

    def listen(self, news: News, hear: Callable[[int], None]) -> None:
        """Have such news heard: `hear` is called with the row of whom they are about."""
        self._listeners[news].append(hear)

    def at(self, at_min: float, turn: Turn, rank: int = 0) -> Event:
        """An event at an exact time: SimPy's own timeout would round now + delay.

        Of events at one time those with an earlier turn go first; within a turn, those with a
        lower rank, which is that in a written list and never the sequence of asking. A time that is
        over is refused: SimPy would turn the clock back to it.
        """
        if at_min < self.now:
            raise ValueError(f"minute {at_min} is over: it is {self.now}")
        event = Event(self)
        event._ok, event._value = True, None
        priority = cast(Any, turn * _RANKS + rank)
        heappush(self._queue, (at_min, priority, next(self._eid), event))
        return event
