"""A courier as a process: is called, rides, waits at the counter, hands over, rests."""

import math
from dataclasses import dataclass

from simpy import Interrupt

from sim import luck
from sim.agents import odds
from sim.agents.courier import Doing
from sim.ledger import Account, Kind
from sim.order import Cause, State
from tests.reference.mechanisms import reaction
from tests.reference.move import Move
from tests.reference.order import Order
from tests.reference.plain import couriers, distance_m, ledger, ride_min


@dataclass
class Stop:
    """A place in a route."""

    order: Order
    is_pickup: bool

    @property
    def place(self):
        """Where it is, metres east and north."""
        order = self.order
        if self.is_pickup:
            return order.store.x_m, order.store.y_m
        return order.row.door_x_m, order.row.door_y_m


class Courier:
    """One courier; interrupted when what is done next is not in the route any more."""

    def __init__(self, flow, courier_id):
        self.flow = flow
        self.id = courier_id
        self.row = flow.rows.couriers[courier_id]
        self.travel = flow.rows.travel[0]
        self.route = []
        self.move = None  # the latest to a waiting place
        self.call = flow.env.event()
        self.process = flow.env.process(self._work())

    def _work(self):
        while True:
            depart_min = yield self.call
            while self.route:
                depart_min = yield from self._leg(depart_min)
            self._rest(depart_min)

    def _leg(self, depart_min):
        """Ride to the first stop and do what is to be done; the moment of riding on."""
        stop = self.route[0]
        try:
            yield self.flow.env.at(self._ride(stop, depart_min))
        except Interrupt:
            return self._turn()
        if stop.is_pickup:
            return (yield from self._pick_up(stop.order.row.store))
        self._hand_over(stop.order)
        return self.flow.now + self.travel.dropoff_after_min

    def _ride(self, stop, depart_min):
        """Set out for a stop; when its work can begin or its food be taken."""
        row = self.row
        metres = distance_m(self.travel, row.to_x_m, row.to_y_m, *stop.place)
        row.leg_id += 1
        row.doing = Doing.RIDING
        row.from_x_m, row.from_y_m = row.to_x_m, row.to_y_m
        row.to_x_m, row.to_y_m = stop.place
        row.depart_min = depart_min
        row.arrive_min = depart_min + ride_min(self.flow.rows, row.speed_factor, metres)
        self._count_metres(metres)
        if stop.is_pickup:
            return row.arrive_min + self.travel.pickup_before_min
        door_min = self.travel.dropoff_before_min
        return row.arrive_min + reaction(self.flow, "door_min", door_min, stop.order.id)

    def _turn(self):
        """Stop where the leg has led so far; when one can ride on from there."""
        row = self.row
        x, y = couriers.position(row, self.flow.now)
        self._count_metres(-distance_m(self.travel, x, y, row.to_x_m, row.to_y_m))
        row.to_x_m, row.to_y_m = x, y
        return max(self.flow.now, row.depart_min)

    def _count_metres(self, metres):
        self.row.ridden_m += metres
        if self.row.on_board == 0:
            self.row.empty_m += metres

    def _pick_up(self, store_id):
        """Take what this store has for the next stops, waiting for it; when to ride on."""
        while self._is_next(store_id):
            order = self.route[0].order
            if self.flow.now > self.row.until_min:
                self._give_back(order)
                continue
            if math.isnan(order.row.at_store_min):
                order.row.at_store_min = self.flow.now
            if order.row.state == State.READY:
                self._take_along(order)
                continue
            self.row.doing = Doing.WAITING
            try:
                yield order.ready
            except Interrupt:
                if not self._is_next(store_id):
                    return self.flow.now
        return self.flow.now + self.travel.pickup_after_min

    def _is_next(self, store_id):
        """Whether the route goes on with a pick-up at this store."""
        first = self.route[0] if self.route else None
        return first is not None and first.is_pickup and first.order.row.store == store_id

    def _take_along(self, order):
        order.row.state = State.PICKED_UP
        order.row.picked_up_min = self.flow.now
        self.row.on_board += 1
        self.route.pop(0)
        self._show()
        order.tell("picked_up")

    def _hand_over(self, order):
        self.route.pop(0)
        self._show()
        self.row.on_board -= 1
        self.row.n_orders -= 1
        pay_cents = self._pay_cents(order)
        order.row.courier_pay_cents = pay_cents
        self.row.shift_earned_cents += pay_cents
        self._earn(Kind.ORDER_PAY, pay_cents)
        if reaction(self.flow, "found", True, order.id):
            self.row.n_delivered += 1
            order.fulfil()
        else:
            order.give_up(Cause.NOT_FOUND)

    def _rest(self, at_min):
        """Nothing left to do: wait here for a call, or go home when the shift is over."""
        row = self.row
        row.leg_id += 1
        row.busy_min += at_min - row.busy_since_min
        row.depart_min = row.arrive_min = at_min
        self.call = self.flow.env.event()
        if at_min < row.until_min:
            row.doing = Doing.IDLE
        else:
            self._work_overtime(at_min)
            self._go_home()

    def _work_overtime(self, until_min):
        row = self.row
        row.on_shift_min += until_min - max(row.until_min, row.busy_since_min)

    def _go_home(self):
        self.row.doing = Doing.OFF
        self._pay_shift()

    def is_willing(self, order):
        """Whether the courier takes an order that is offered."""
        rules, row = self.flow.rows.acceptance[0], self.row
        attempt = order.row.offers
        order.row.offers += 1
        row.n_offers += 1
        if rules.always:
            return True
        here = row.to_x_m, row.to_y_m
        if row.doing == Doing.IDLE and self._is_on_a_move() and not self.travel.finish_moves:
            here = self.move.place(self.flow.now)
        way_m = distance_m(self.travel, *here, order.store.x_m, order.store.y_m)
        extra_min = ride_min(self.flow.rows, row.speed_factor, way_m + order.row.distance_m)
        parts = ("pickup_before_min", "pickup_after_min", "dropoff_before_min", "dropoff_after_min")
        handling_min = sum(self.travel[part] for part in parts)
        pay_cents = self._pay_cents(order)
        utils = couriers.acceptance_utils(
            row, pay_cents, extra_min, handling_min, row.n_orders, rules
        )
        utils = reaction(self.flow, "acceptance_utils", utils, self.id, order.id)
        who, item = int(order.key.consumer), int(order.key.nth * 64 + attempt)
        draw = luck.luck(self.flow.seed, luck.ACCEPTANCE, self.id, who, item)
        willing = draw < odds.logistic(utils)
        row.n_refusals += not willing
        return willing

    def accept(self, order, pickup_at, dropoff_at):
        """Put an order in the route, and set out if there was nothing to do."""
        row, now = self.row, self.flow.now
        order.given_to(self)
        order.row.assigned_min = now + self.flow.rows.acceptance[0].response_min
        self.route.insert(pickup_at, Stop(order, is_pickup=True))
        self.route.insert(dropoff_at, Stop(order, is_pickup=False))
        row.n_orders += 1
        self._show()
        if row.doing == Doing.IDLE:
            row.busy_since_min = max(now, row.arrive_min)
            if self._is_on_a_move():
                row.busy_since_min = max(now, self.move.depart_min)
                if not self.travel.finish_moves:
                    self._stop_moving()
            row.moving = 0
            self.call.succeed(max(order.row.assigned_min, row.arrive_min))
        elif pickup_at == 0:
            self.process.interrupt()
        order.tell("accepted")

    def wait_at(self, x_m, y_m):
        """Ride to a place without an order, unless there or busy; whether that is done."""
        row = self.row
        if row.doing != Doing.IDLE or (x_m, y_m) == (row.to_x_m, row.to_y_m):
            return False
        if self._is_on_a_move():
            if self.travel.finish_moves:
                return False
            self._stop_moving()
        here = float(row.to_x_m), float(row.to_y_m)
        depart_min = max(self.flow.now, float(row.arrive_min))
        self.move = Move(self.flow.rows, row.speed_factor, here, (x_m, y_m), depart_min)
        row.moving = 1
        row.from_x_m, row.from_y_m = here
        row.to_x_m, row.to_y_m = x_m, y_m
        row.depart_min, row.arrive_min = depart_min, self.move.arrive_min
        row.ridden_m += self.move.metres
        row.empty_m += self.move.metres
        return True

    def _is_on_a_move(self):
        return self.row.moving == 1 and self.flow.now < self.move.arrive_min

    def _stop_moving(self):
        """Stay where the move has led so far."""
        row, now = self.row, self.flow.now
        unridden_m = self.move.unridden_m(now)
        row.ridden_m -= unridden_m
        row.empty_m -= unridden_m
        row.to_x_m, row.to_y_m = self.move.place(now)
        row.arrive_min = max(now, self.move.depart_min)
        row.moving = 0

    def lose(self, order):
        """An order that is not on board is withdrawn."""
        was_next = self.route[0].order is order
        self._drop(order)
        order.given_to(None)
        if was_next:
            self.process.interrupt()

    def _drop(self, order):
        self.route = [stop for stop in self.route if stop.order is not order]
        self.row.n_orders -= 1
        self._show()

    def _give_back(self, order):
        self._drop(order)
        order.given_to(None)
        order.row.assigned_min = order.row.at_store_min = math.nan
        self.flow.dispatch.add(order)

    def start_shift(self, until_min):
        """Come on duty, or go on while the last shift's orders are still on board."""
        row, now = self.row, self.flow.now
        if row.doing == Doing.OFF:
            row.doing = Doing.IDLE
            row.moving = 0
            still_at_a_door = row.arrive_min > now
            if still_at_a_door:
                row.on_shift_min -= row.arrive_min - now
            if self._home_by_min() <= now:
                row.to_x_m, row.to_y_m = row.start_x_m, row.start_y_m
            row.depart_min = row.arrive_min = max(now, row.arrive_min)
        else:
            self._work_overtime(now)
            self._pay_shift()
        row.until_min = until_min
        row.since_min = now
        row.shift_earned_cents = 0

    def _home_by_min(self):
        """When the ride home from the end of the last shift is over."""
        row = self.row
        way = row.to_x_m, row.to_y_m, row.start_x_m, row.start_y_m
        rides_min = ride_min(self.flow.rows, row.speed_factor, distance_m(self.travel, *way))
        return max(row.until_min, row.arrive_min) + rides_min

    def end_shift(self):
        """The shift is over: what is on board is delivered, the rest is given back."""
        row = self.row
        row.until_min = self.flow.now
        row.on_shift_min += self.flow.now - row.since_min
        if row.doing == Doing.IDLE:
            if self._is_on_a_move():
                self._stop_moving()
            self._go_home()
        to_be_fetched = [stop.order for stop in self.route if stop.is_pickup]
        is_next = bool(to_be_fetched) and self.route[0].is_pickup
        for order in to_be_fetched:
            self._give_back(order)
        if is_next:
            self.process.interrupt()

    def close_shift(self):
        """The run is over: a shift that has ended is paid although food is still on board."""
        if self.row.doing != Doing.OFF:
            self._pay_shift()

    def _pay_shift(self):
        """Pay up to the guarantee for the shift as planned, and book the cost of riding."""
        row, world = self.row, self.flow.rows
        minutes = row.until_min - row.since_min
        floor_cents = round(world.rates[0].hourly_guarantee_cents * minutes / 60.0)
        floor_cents = reaction(self.flow, "guarantee_cents", floor_cents, self.id)
        self._earn(Kind.GUARANTEE, max(0, floor_cents - row.shift_earned_cents))
        unpaid_m = row.ridden_m - row.paid_ridden_m
        row.paid_ridden_m = row.ridden_m
        cents = round(unpaid_m / 1000.0 * self.travel.cost_cents_per_km)
        ledger.post(
            world.book, self.flow.day, Kind.RUNNING_COST, Account.COURIER, Account.ROAD, cents
        )

    def _pay_cents(self, order):
        rates = self.flow.rows.rates[0]
        far_km = max(0.0, order.row.distance_m / 1000.0 - rates.pay_free_km)
        return round(rates.pay_order_cents + rates.pay_per_km_cents * far_km)

    def _earn(self, kind, cents):
        self.row.earned_cents += cents
        book = self.flow.rows.book
        ledger.post(book, self.flow.day, kind, Account.PLATFORM, Account.COURIER, cents)

    def _show(self):
        """Keep the route's columns, which dispatch reads."""
        self.row.n_stops = len(self.route)
        for column, stop in zip(self.flow.rows.stops[self.id], self.route, strict=False):
            column.order = stop.order.id
            column.is_pickup = stop.is_pickup
            column.x_m, column.y_m = stop.place
