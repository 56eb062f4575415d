"""The guarantee: money back for a delivery that comes later than promised, if it is asked for.

What is due is a share of what was paid and an amount beside it, once the promise has been missed by
more than the grace; `claim_share` of those whom it is due ask for it. The promise policy says all
four (`sim.policies.promise.Guarantee`). Money back makes up for part of what the lateness took.
"""

from numba import njit

from sim import ledger, luck
from sim.agents import consumer as consumers
from sim.ledger import Account, Kind


@njit(cache=True)
def redeem(world, order, page, now):
    """Pay back what is due for a delivery handed over now, if its consumer asks for it."""
    rates = world.rates[0]
    if rates.late_refund_share <= 0.0 and rates.late_refund_cents <= 0:
        return
    late_min = now - order.promised_min
    if late_min <= rates.late_grace_min:
        return
    draw = luck.luck(world.state[0].seed, luck.CLAIM, order.consumer, order.need)
    if draw >= rates.late_claim_share:
        return
    paid_cents = ledger.paid_cents(order)
    due_cents = round(rates.late_refund_share * paid_cents + rates.late_refund_cents)
    order.late_refund_cents = min(paid_cents, due_cents)
    platform, consumer = Account.PLATFORM, Account.CONSUMER
    ledger.post(world.book, page, Kind.LATE_REFUND, platform, consumer, order.late_refund_cents)
    order.reliability_score += consumers.recovery_score(
        late_min, order.late_refund_cents, world.satisfaction[0]
    )
