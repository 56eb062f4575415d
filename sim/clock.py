"""One clock, two speeds: SimPy decides, the compiled flow lives between two decisions."""

from collections.abc import Callable
from heapq import heappush
from typing import Any

import simpy
from simpy.events import NORMAL, Event, ProcessGenerator

from sim.flow.flow import Flow

Story = Callable[[], ProcessGenerator]


class Clock(simpy.Environment):
    """SimPy's clock, which lets the order flow catch up before every event.

    When the flow meets something that a process must deal with, `on_news` is asked for its
    story, which begins at that exact moment.
    """

    def __init__(self, flow: Flow, on_news: Callable[[int], Story]) -> None:
        super().__init__()
        self._flow = flow
        self._on_news = on_news

    def step(self) -> None:
        """Let the flow live up to the next event, then process that event."""
        while (store := self._flow.advance(self.peek())) is not None:
            self._begin_at(self._flow.now_min, self._on_news(store))
        super().step()

    def _begin_at(self, at_min: float, story: Story) -> None:
        """Start a process at an exact time: SimPy's own schedule would round now + delay."""

        def begin(_: Any) -> None:
            self.process(story())

        event = Event(self)
        event._ok, event._value = True, None
        event.callbacks = [begin]
        heappush(self._queue, (at_min, NORMAL, next(self._eid), event))
