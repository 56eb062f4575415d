"""Baskets that are filled up so that they ride free, as pricing's `free_over_cents` has it.

People fill up to a threshold from which delivery is free as to that of a coupon: a shop's orders
become larger where shipping is free from a larger basket on (Lewis, Singh and Fay 2006).
"""

from typing import NamedTuple

from numba import njit

from sim.agents import consumer as consumers
from sim.flow import coupons, quote
from sim.order import Channel


class Filled(NamedTuple):
    """A delivery as somebody would order it."""

    coupon: int  # -1: none
    gain_cents: float  # what the coupon saves, less what added items are not worth
    basket_cents: float  # filled up
    fee_cents: float  # without coupon


@njit(cache=True)
def filled_up(world, session, candidate, basket_cents, held, as_it_is):
    """A delivery with its basket filled up so that it rides free, if that is worth it; or as it is.

    A basket that a coupon's threshold has brought as far rides free by that: what the coupon took
    off the fee, it does not take. Any other is filled up as likely as for a coupon that saves the
    fee (`sim.flow.coupons.best`), by the same draw, and coupons are looked at anew for it.

    Parameters
    ----------
    world
        The columns.
    session, candidate : Session, Candidate
        Who orders, and where.
    basket_cents : float
        Food without what coupons and free delivery add to it, cents.
    held : int
        Bits of the campaigns that the consumer can use now at the store.
    as_it_is : Filled
        The delivery with its best coupon, at a fee above 0.
    """
    choice, over_cents = world.choice[0], world.terms[0].free_over_cents
    coupon, gain, basket, fee = as_it_is
    if basket >= over_cents:
        less = _fee_cents(world, session, candidate, basket)
        campaign = world.campaigns[coupon]
        gain += coupons.saving_cents(campaign, basket, less)
        gain -= coupons.saving_cents(campaign, basket, fee)
        return Filled(coupon, gain, basket, less)
    gap = over_cents - basket_cents
    beyond = consumers.topped_up_cents(choice, fee, gap, session.top_up_draw)
    if beyond < 0.0:
        return as_it_is
    gap += beyond
    larger = basket_cents + gap
    less = _fee_cents(world, session, candidate, larger)
    coupon, more, larger = coupons.best(
        world, held, Channel.DELIVERY, larger, less, session.top_up_draw
    )
    more -= choice.top_up_loss_share * gap
    if more - less <= gain - fee:
        return as_it_is
    return Filled(coupon, more, larger, less)


@njit(cache=True)
def _fee_cents(world, session, candidate, basket_cents):
    return quote.delivery_fee_cents(
        world, session.consumer_id, candidate.store, candidate.metres, basket_cents
    )
