"""Couriers' pay: for each order, and at the end of a shift what the guarantee lacks."""

from numba import njit

from sim import ledger
from sim.daytime import HOUR_MIN
from sim.flow import reactions
from sim.ledger import Account, Kind
from sim.order import is_measured


@njit(cache=True)
def order_pay_cents(world, order):
    """Pay for one order: a base, and a price for each kilometre beyond the free ones."""
    rates = world.rates[0]
    far_km = max(0.0, order.distance_m / 1000.0 - rates.pay_free_km)
    return round(rates.pay_order_cents + rates.pay_per_km_cents * far_km)


@njit(cache=True)
def pay_order(world, courier, order):
    """The platform pays the courier for an order handed over."""
    order.courier_pay_cents = order_pay_cents(world, order)
    if is_measured(order):
        courier.earned_cents += order.courier_pay_cents
    courier.shift_earned_cents += order.courier_pay_cents
    page = ledger.page_of(world.book, world.state[0].page, order)
    ledger.post(
        world.book, page, Kind.ORDER_PAY, Account.PLATFORM, Account.COURIER, order.courier_pay_cents
    )


@njit(cache=True)
def pay_shift(world, courier_id):
    """Pay what the guarantee lacks, and book the cost of riding.

    The guarantee counts the minutes from the shift's begin to its end. What overtime earned counts
    against what is lacking.
    """
    courier = world.couriers[courier_id]
    minutes = courier.until_min - courier.since_min
    floor_cents = round(world.rates[0].hourly_guarantee_cents * minutes / HOUR_MIN)
    floor_cents = reactions.guarantee_cents(world, floor_cents, courier_id)
    top_up_cents = max(0, floor_cents - courier.shift_earned_cents)
    courier.earned_cents += top_up_cents
    book, page = world.book, world.state[0].page
    ledger.post(book, page, Kind.GUARANTEE, Account.PLATFORM, Account.COURIER, top_up_cents)
    metres = courier.ridden_m - courier.paid_ridden_m
    courier.paid_ridden_m = courier.ridden_m
    cost_cents = round(metres / 1000.0 * world.travel[0].cost_cents_per_km)
    ledger.post(book, page, Kind.RUNNING_COST, Account.COURIER, Account.ROAD, cost_cents)
