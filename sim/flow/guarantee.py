"""The guarantee: money back for a delivery that comes later than promised, if it is asked for.

What is due is a share of what was paid and an amount beside it, once the promise has been missed by
more than the grace; `claim_share` of those whom it is due ask for it. The promise policy says all
four (`sim.policies.promise.Guarantee`). Money back makes up for part of what the lateness took.
Who gives up a delivery when money is due has not bought the food, cooked or not.
"""

from numba import njit

from sim import ledger, luck
from sim.agents import consumer as consumers
from sim.ledger import Account, Kind


@njit(cache=True)
def is_due(world, order, now):
    """Whether money is due for a delivery that comes now, or has not come yet."""
    rates = world.rates[0]
    guaranteed = rates.late_refund_share > 0.0 or rates.late_refund_cents > 0
    return guaranteed and now - order.promised_min > rates.late_grace_min


@njit(cache=True)
def redeem(world, order, page, now):
    """Pay back what is due for a delivery handed over now, if its consumer asks for it."""
    if not is_due(world, order, now):
        return
    rates = world.rates[0]
    draw = luck.luck(world.state[0].seed, luck.CLAIM, order.consumer, order.need)
    if draw >= rates.late_claim_share:
        return
    paid_cents = ledger.paid_cents(order)
    due_cents = round(rates.late_refund_share * paid_cents + rates.late_refund_cents)
    order.late_refund_cents = min(paid_cents, due_cents)
    platform, consumer = Account.PLATFORM, Account.CONSUMER
    ledger.post(world.book, page, Kind.LATE_REFUND, platform, consumer, order.late_refund_cents)
    order.reliability_score += consumers.recovery_score(
        now - order.promised_min, order.late_refund_cents, world.satisfaction[0]
    )
