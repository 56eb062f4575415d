"""The flow as Python sees it: the world's columns, and a way to let time pass in them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.courier import MAX_STOPS
from sim.flow import ending, loop, moves, offers, shift
from sim.flow import sample as sampling
from sim.flow.entry import NO_PARTS, Resolved, entry_point, pointer
from sim.flow.loop import Reason
from sim.flow.news import N_NEWS, News, NewsItem
from sim.flow.requests import MOVED, OFFER
from sim.flow.world import World
from sim.schema import Rows, grown


def without_parts(world: World) -> Any:
    """What compiled policies take for `world`, valid as long as `world` lives.

    What parts bring is not theirs to see; and so a policy is compiled once, not for each table.
    """
    return pointer(world._replace(own=(), parts=NO_PARTS))


class Flow:
    """Owns the world: through it Python lets orders and couriers live on, and tables be replaced.

    What happens to all of a column at once, such as needs drawn or shelves filled, is called where
    it is told: those kernels take the columns alone.
    """

    def __init__(self, world: World) -> None:
        self._hold(world)
        number, row = 0.0, 0
        self._advance = self._entry(loop.advance, number)
        self._tidy_waiting = self._entry(offers.tidy_waiting, number)
        self._make_offers = self._entry(offers.make_offers, OFFER.empty(0), number)
        self._start_shift = self._entry(shift.start_shift, row, number, number)
        self._end_shift = self._entry(shift.end_shift, row, number)
        self._close_shift = self._entry(shift.close_shift, row, number)
        self._sample = self._entry(sampling.sample)
        self._strand = self._entry(ending.strand, row, row, number)
        self._move = Resolved(moves.move)  # not beforehand: most runs have no moves

    def advance(self, until_min: float) -> NewsItem | None:
        """Live through all that happens before `until_min`.

        Stops early when there is news, and returns it: call again after dealing with it.
        """
        if self._n_news[0] == self._n_heard[0]:
            while (reason := self._advance(self.columns, until_min)) == Reason.FULL:
                self._make_room()
            if reason != Reason.NEWS:
                return None
        news, subject, at_min = self.world.news[self._n_heard[0] % N_NEWS].tolist()
        self._n_heard[0] += 1
        return NewsItem(News(news), subject, at_min)

    @property
    def now_min(self) -> float:
        """The flow's time, minutes."""
        return float(self._now_min[0])

    def waiting(self, now_min: float) -> int:
        """Tidy the list of orders without courier; how many are left on it."""
        return int(self._tidy_waiting(self.columns, now_min))

    def make_offers(self, wanted: Rows, now_min: float) -> int:
        """Offer orders to couriers, in order; how many were accepted."""
        self._reserve(len(wanted))
        return int(self._make_offers(self.columns, wanted, now_min))

    def move(self, wanted: Rows, now_min: float) -> Rows:
        """Send idle couriers to waiting places; the moves made, (n_made,) of MOVED."""
        return np.asarray(self._move(self.columns, wanted, now_min).view(MOVED.dtype))

    def start_shift(self, courier: int, until_min: float, now_min: float) -> None:
        """A courier comes on duty."""
        self._start_shift(self.columns, courier, until_min, now_min)

    def end_shift(self, courier: int, now_min: float) -> None:
        """A courier's shift is over."""
        self._reserve(MAX_STOPS)
        self._end_shift(self.columns, courier, now_min)

    def close_shift(self, courier: int, now_min: float) -> None:
        """The run is over for a courier who is not at home."""
        self._reserve(MAX_STOPS)
        self._close_shift(self.columns, courier, now_min)

    def sample(self) -> NDArray[np.float64]:  # (n_zones, len(SAMPLED))
        """Counts by zone, now."""
        return np.asarray(self._sample(self.columns))

    def strand(self, order: int, cause: int, now_min: float) -> None:
        """The run is over, and nobody brought the order."""
        self._strand(self.columns, order, cause, now_min)

    def set_needs(self, needs: Rows) -> None:
        """Put the needs of a day before the loop."""
        self.put(needs=needs)
        self.world.state["next_need"] = 0
        self.world.state["n_needs"] = len(needs)

    def put(self, **tables: Any) -> None:
        """Put tables in the place of those of the same names."""
        self._hold(self.world._replace(**tables))

    def _hold(self, world: World) -> None:
        self.world = world
        self.columns = pointer(world)
        self._now_min = world.state["now_min"]
        self._n_news = world.state["n_news"]
        self._n_heard = world.state["n_heard"]
        self._heap_size = world.state["heap_size"]
        self._n_waiting = world.state["n_waiting"]
        self._room = min(len(world.heap), len(world.waiting))

    def _reserve(self, n_rows: int) -> None:
        """Make room for so many more events and waiting orders, entered outside the loop."""
        if n_rows + max(self._heap_size[0], self._n_waiting[0]) > self._room:
            self._make_room(n_rows)

    def _make_room(self, n_rows: int = loop.HEADROOM) -> None:
        """Let the tables grow that lack room for so many more rows; the two lists together."""
        world, state = self.world, self.world.state[0]
        if max(state.n_waiting, state.heap_size) + n_rows >= self._room:
            room = 2 * max(len(world.waiting), len(world.heap)) + n_rows
            world = world._replace(waiting=grown(world.waiting, room), heap=grown(world.heap, room))
        if state.n_orders + n_rows >= len(world.orders):
            room = 2 * len(world.orders) + n_rows
            world = world._replace(orders=grown(world.orders, room))
        self._hold(world)

    def _entry(self, kernel: Any, *examples: float | np.ndarray) -> Any:
        return entry_point(kernel, self.columns, *examples)
