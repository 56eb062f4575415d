"""Baskets that are filled up to the smallest order that is brought, pricing's `min_order_cents`."""

from numba import njit

from sim.agents import consumer as consumers

# In place of a basket: nobody adds as much.
TOO_FAR = -1.0


@njit(cache=True)
def reached(choice, basket_cents, least_cents, top_up_draw):
    """The basket that somebody orders where smaller ones are not brought; `TOO_FAR` if none.

    What he wanted, or items that reach the smallest order and go beyond it as they do beyond the
    threshold of a coupon (`sim.agents.consumer.overshoot_cents`): but nobody asks whether he would
    like to, only whether the gap is one that people fill at all.

    Parameters
    ----------
    choice : record
        The scenario's `choice`.
    basket_cents : float
        Food that is wanted, cents.
    least_cents : float
        The smallest order, cents; 0: any.
    top_up_draw : float
        Uniform in (0, 1): how far a basket is filled up for this need.
    """
    gap = least_cents - basket_cents
    if gap <= 0.0:
        return basket_cents
    if gap > choice.top_up_limit_cents:
        return TOO_FAR
    return least_cents + consumers.overshoot_cents(choice, top_up_draw)


@njit(cache=True)
def lost_share(choice, top_up_draw):
    """Part of the price of items added for the smallest order that they are not worth.

    loss + (1 - loss) * draw, with loss = `choice.top_up_loss_share`: that part to the first who
    would fill up by himself, for a coupon, and all of it to the last who would.

    Parameters
    ----------
    choice : record
        The scenario's `choice`.
    top_up_draw : float
        Uniform in (0, 1); near 0 is who is soonest brought to add something.
    """
    return choice.top_up_loss_share + (1.0 - choice.top_up_loss_share) * top_up_draw
