"""The oracle: a market whose orders live as plain SimPy processes instead of the compiled flow."""

import numpy as np

from sim.agents.courier import Doing, is_busy
from sim.flow.entry import pointer
from sim.flow.requests import MOVED
from sim.flow.world import NEED
from sim.market import Market
from sim.order import ORDER
from sim.schema import grown
from tests.reference.consumer import needs
from tests.reference.courier import Courier
from tests.reference.dispatch import Dispatch
from tests.reference.kitchen import Kitchen
from tests.reference.rows import Table, tables
from tests.reference.timing import Timing

# Orders that a run may have.
MOST_ORDERS = 20_000


class ReferenceFlow:
    """The same door as `sim.flow.flow.Flow`, with another house behind it."""

    def __init__(self, world):
        self.world = world._replace(
            orders=ORDER.empty(MOST_ORDERS), waiting=grown(world.waiting, MOST_ORDERS)
        )
        self.columns = pointer(self.world)
        self.rows = tables(self.world)
        self.state = self.rows.state[0]
        self.seed = int(self.state.seed)
        self.env = Timing()
        self.orders = []
        self.kitchens = [Kitchen(self, store) for store in self.rows.stores]
        self.couriers = [Courier(self, row) for row in range(len(self.world.couriers))]
        self.dispatch = Dispatch(self)
        self.news = []
        self.today = self.env.process(needs(self, Table(NEED.empty(0))))
        self.env.settle()

    @property
    def now(self):
        """The moment that is being lived."""
        return self.env.now

    @property
    def day(self):
        """Page of the book."""
        return self.state.day

    def next_row(self):
        """A row for one more order."""
        row = self.rows.orders[self.state.n_orders]
        self.state.n_orders += 1
        self.state.n_open += 1
        return row

    # What the market asks of a flow.

    @property
    def now_min(self):
        """The flow's time."""
        return self.env.now

    def advance(self, until_min):
        """Live up to a moment, or until there is news: then the oldest."""
        while not self.news and self.env.peek() < until_min:
            self.env.live()
        if self.news:
            return self.news.pop(0)
        self.env.turn_to(until_min)
        return None

    def waiting(self, now_min):
        """Tidy the list of orders without courier; how many are left."""
        self.env.turn_to(now_min)
        return self.dispatch.tidy()

    def make_offers(self, offers, now_min):
        """Make offers in order; how many were accepted."""
        self.env.turn_to(now_min)
        accepted = sum(
            self.dispatch.offer(
                self.orders[offer["order"]],
                self.couriers[offer["courier"]],
                offer["pickup_at"],
                offer["dropoff_at"],
            )
            for offer in offers
        )
        self.dispatch.tidy()
        return accepted

    def move(self, moves, now_min):
        """Send idle couriers to waiting places; the moves made."""
        self.env.turn_to(now_min)
        made = MOVED.empty(0)
        for courier_id, x_m, y_m in moves.tolist():
            courier = self.couriers[courier_id]
            if courier.wait_at(x_m, y_m):
                row = MOVED.empty(1)
                row[0] = (courier_id, courier.move.depart_min, x_m, y_m)
                made = np.concatenate([made, row])
        return made

    def start_shift(self, courier, until_min, now_min):
        """A courier comes on duty."""
        self.env.turn_to(now_min)
        self.couriers[courier].start_shift(until_min)

    def end_shift(self, courier, now_min):
        """A courier's shift is over."""
        self.env.turn_to(now_min)
        self.couriers[courier].end_shift()
        self.env.settle()

    def close_shift(self, courier, now_min):
        """The run is over for a courier who is not at home."""
        self.env.turn_to(now_min)
        if self.couriers[courier].row.until_min >= now_min:
            self.end_shift(courier, now_min)
        self.couriers[courier].close_shift()

    def strand(self, order, cause, now_min):
        """The run is over, and nobody brought the order."""
        self.env.turn_to(now_min)
        self.orders[order].strand(cause)

    def sample(self):
        """Counts by zone, now: (n_zones, 12)."""
        world, n_zones = self.world, len(self.world.tariff)
        stores, couriers = world.stores, world.couriers
        grid = world.grid[0]
        column = (couriers["to_x_m"] / grid.cell_m).astype(int).clip(0, grid.n_cells_x - 1)
        row = (couriers["to_y_m"] / grid.cell_m).astype(int).clip(0, grid.n_cells_y - 1)
        zone = world.cell_zone[row * grid.n_cells_x + column]
        waiting = [order.store.zone for order in self.dispatch.listed]
        idle, busy = couriers["doing"] == Doing.IDLE, is_busy(couriers["doing"])
        counts = [
            np.bincount(np.array(waiting, int), minlength=n_zones),
            np.bincount(zone[idle], minlength=n_zones),
            np.bincount(zone[busy], minlength=n_zones),
            np.bincount(stores["zone"], stores["n_queued"], minlength=n_zones),
        ]
        in_force = [world.tariff[name] for name in ("base_cents", "pad_min", "radius_m")]
        shelves = [
            np.bincount(stores["zone"], which, minlength=n_zones) for which in self._shelves()
        ]
        return np.column_stack([*counts, *in_force, *shelves])

    def _shelves(self):
        """Which stores are open, and of these: listed, listed and empty, neither, misrecorded."""
        stores, minute = self.world.stores, self.env.now % 1440
        opens, closes = stores["open_min"], stores["close_min"]
        after, before = opens <= minute, minute < closes
        is_open = np.where(opens <= closes, after & before, after | before) & ~stores["closed"]
        listed = stores["published_stock"] > self.world.kitchen[0].safety_buffer
        empty = stores["physical_stock"] <= 0
        wrong = stores["recorded_stock"] != stores["physical_stock"]
        return [
            is_open & which for which in (True, listed, listed & empty, ~(listed | empty), wrong)
        ]

    def put(self, **lists):
        """Put lists in the place of those of the same names."""
        self.world = self.world._replace(**lists)
        self.columns = pointer(self.world)
        self.rows = self.rows._replace(**lists)

    def set_needs(self, rows):
        """Put the needs of a day before the consumers."""
        if self.today.is_alive:
            self.today.interrupt()
        self.today = self.env.process(needs(self, Table(rows)))
        self.env.settle()


class ReferenceMarket(Market):
    """The same city, policies and deciding processes around the reference flow."""

    flow_type = ReferenceFlow
