"""A store's kitchen: the cooks are a SimPy resource, and cooking an order is a process."""

import math

import simpy
from simpy import Interrupt

from sim import luck
from sim.flow.kitchen import PER_UNIT
from sim.order import State
from tests.reference.luck import exponential, normal
from tests.reference.plain import ledger, stores


class Kitchen:
    """The cooks of one store, who serve all channels first come, first served."""

    def __init__(self, flow, store):
        self.flow = flow
        self.store = store
        self.cooks = simpy.Resource(flow.env, capacity=int(store.n_cooks))

    def cook(self, order):
        """Wait for a cook, be cooked, be ready; an interrupt takes the order from the queue."""
        turn = self.cooks.request()
        turn.order = order
        self._show()
        try:
            if not turn.triggered:
                yield turn
        except Interrupt:
            turn.cancel()
            self._leave_queue(order)
            return
        self._leave_queue(order)
        order.row.service_min *= self._slowed()
        self.store.cooking_min += order.row.service_min
        self._begin(order)
        yield self.flow.env.at(self.flow.now + order.row.service_min)
        self._serve(order)
        yield self.cooks.release(turn)
        self._show()

    def follow_record(self, order, ready_min):
        """A recorded order is ready when it was: it needs no cook."""
        self._begin(order)
        yield self.flow.env.at(max(ready_min, self.flow.now))
        self._serve(order)

    def predicted_min(self, key):
        """The store's guess before an order joins: its own true time, the mean of the others."""
        sd_min = self.flow.rows.kitchen[0].prediction_sd_min
        error_min = sd_min * normal(self.flow, luck.PREDICTION, key) if sd_min > 0 else 0.0
        store = self.store
        own_min = (self.work_factor(key) - 1.0) * store.preparation_min + error_min
        return max(0.0, store.quoted_min + own_min)

    def work_factor(self, key):
        """How much work an order is over the mean one, read off the table of gamma quantiles."""
        table = self.flow.rows.preparation
        place = exponential(self.flow, luck.PREPARATION, key) * PER_UNIT
        below = math.floor(place)
        low, high = table[below], table[below + 1]
        return low + (place - below) * (high - low)

    def _slowed(self):
        """How much longer the order takes that was given a cook just now, for all the others."""
        others = self.cooks.count + len(self.cooks.queue) - 1
        more = self.store.slowing * (others / self.store.n_cooks)
        return 1.0 + min(self.store.most_slowing, more)

    def _begin(self, order):
        world = self.flow.rows
        order.row.state = State.COOKING
        order.row.cooking_min = self.flow.now
        share = world.kitchen[0].food_cost_share
        ledger.book_ingredients(world.book, self.flow.day, order.row, share)

    def _serve(self, order):
        """Food on the counter, unless it was given up while it was cooked."""
        if order.row.state == State.COOKING:
            order.row.state = State.READY
            order.row.ready_min = self.flow.now
            order.tell("ready")
            order.ready.succeed()

    def _leave_queue(self, order):
        order.row.next_in_queue = -1
        self._show()

    def _show(self):
        """Keep the store's columns."""
        store = self.store
        queue = [turn.order.id for turn in self.cooks.queue]
        store.n_cooking = self.cooks.count
        store.n_queued = len(queue)
        store.queue_first = queue[0] if queue else -1
        store.queue_last = queue[-1] if queue else -1
        for order_id, behind in zip(queue, [*queue[1:], -1], strict=False):
            self.flow.rows.orders[order_id].next_in_queue = behind
        store.quoted_min = stores.quote(store)
