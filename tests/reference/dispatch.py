"""Dispatch: the list of deliveries without courier, and the making of offers."""

from sim.order import Cause


class Dispatch:
    """What the platform does in a round, besides the policy's own decision."""

    def __init__(self, flow):
        self.flow = flow
        self.listed = []

    def add(self, order):
        """Put a delivery at the end of the list, unless it still stands there."""
        if order not in self.listed:
            self.listed.append(order)
        self._show(order)

    def tidy(self):
        """Drop who needs no courier any more, and give up who waited too long."""
        limit_min = self.flow.rows.patience[0].no_courier_min
        for order in list(self.listed):
            waits = order.courier is None and order.at_store
            if waits and self.flow.now - order.known_ready_min >= limit_min:
                order.cancel(Cause.NO_COURIER)
                self.flow.env.settle()
                waits = False
            if not waits:
                self.listed.remove(order)
                self._show(order)
        return len(self.listed)

    def offer(self, order, courier, pickup_at, dropoff_at):
        """Offer an order to a courier; one who has refused is left alone in this round."""
        now = self.flow.now
        if order.courier is not None or not order.at_store or courier.row.refused_min == now:
            return False
        willing = courier.is_willing(order)
        if willing:
            courier.accept(order, pickup_at, dropoff_at)
            self.flow.env.settle()
        else:
            order.row.refused_by = courier.id
            courier.row.refused_min = now
        return willing

    def _show(self, order):
        """Keep the columns that policies read."""
        world, state = self.flow.rows, self.flow.state
        order.row.listed = order in self.listed
        state.n_waiting = len(self.listed)
        world.waiting[: state.n_waiting] = [order.id for order in self.listed]
