"""One clock, two speeds: SimPy decides, the compiled flow lives between two decisions."""

import math
from collections.abc import Callable
from heapq import heappush
from typing import Any, cast

import simpy
from simpy.events import NORMAL, Event, ProcessGenerator

from sim.flow.flow import Flow

Story = Callable[[], ProcessGenerator]

# Turns at one time: what happens by itself, then rounds of dispatch, then moves of who is left.
BY_ITSELF, DISPATCH, MOVES = NORMAL, NORMAL + 1, NORMAL + 2


class Clock(simpy.Environment):
    """SimPy's clock, which lets the order flow catch up before every event.

    When the flow meets something that a process must deal with, `on_news` is asked for its
    story, which begins at that exact moment.
    """

    def __init__(self, flow: Flow) -> None:
        super().__init__()
        self.on_news: Callable[[int], Story] | None = None
        self._flow = flow

    def step(self) -> None:
        """Let the flow live up to the next event, then process that event."""
        advance, queue = self._flow.advance, self._queue
        while (store := advance(queue[0][0] if queue else math.inf)) is not None:
            if self.on_news is not None:
                self._begin_at(self._flow.now_min, self.on_news(store))
        super().step()

    def at(self, at_min: float, turn: int = BY_ITSELF) -> Event:
        """An event at an exact time: SimPy's own timeout would round now + delay.

        Of events at one time those with an earlier turn go first.
        """
        event = Event(self)
        event._ok, event._value = True, None
        heappush(self._queue, (at_min, cast(Any, turn), next(self._eid), event))
        return event

    def _begin_at(self, at_min: float, story: Story) -> None:
        def begin(_: Any) -> None:
            self.process(story())

        self.at(at_min).callbacks = [begin]
