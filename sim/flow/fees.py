"""Fees: how the platform shows them, and what consumers make of them before they pay.

Pricing decides how (`sim.policies.pricing.PricingPolicy.show`). In parts, food and fees each with a
price, a cent of fee weighs `fee_salience` cents of food. All in, one price holds both, a cent is a
cent, and those are not lost at the checkout who leave where they first see the sum. At the checkout
only, people reckon with a share of it while they choose, and some leave when they see the rest:

    P(stay) = exp(-surprise_weight * price_sensitivity * hidden)

Blake, Moshary, Sweeney and Tadelis 2021: who sees fees at the end is 14 % likelier to buy than who
sees them from the start, and leaves later.
"""

import math

from numba import njit

from sim.flow import quote
from sim.flow.parameters import Shown
from sim.flow.travel import distance_m
from sim.order import Channel


@njit(cache=True)
def usual_cents(world, consumer):
    """The delivery fee around a consumer's home, whatever store is ordered from."""
    return world.tariff[world.cell_zone[consumer.home_cell]].base_cents


@njit(cache=True)
def seen_cents(world, fee_cents):
    """What somebody who chooses takes the fees to be."""
    if world.rates[0].fees_shown == Shown.AT_CHECKOUT:
        return world.choice[0].guessed_fee_share * fee_cents
    return fee_cents


@njit(cache=True)
def felt_cents(world, seen_cents):
    """What fees that are seen weigh, in cents of the price of food."""
    if world.rates[0].fees_shown == Shown.ALL_IN:
        return seen_cents
    return world.choice[0].fee_salience * seen_cents


@njit(cache=True)
def hidden_cents(world, session, chosen):
    """What surprises at the checkout: fees of what was chosen that nobody reckoned with."""
    if world.rates[0].fees_shown != Shown.AT_CHECKOUT:
        return 0.0
    due = due_cents(world, session, chosen)
    if chosen.coupon >= 0:
        due -= world.campaigns[chosen.coupon].fee_share * due
    return due - seen_cents(world, due)


@njit(cache=True)
def due_cents(world, session, chosen):
    """Delivery and service fee of what was chosen, without its coupon."""
    if chosen.channel != Channel.DELIVERY and chosen.channel != Channel.PICKUP:
        return 0.0
    due = world.terms[0].service_fee_cents
    if chosen.channel == Channel.DELIVERY:
        store, at = world.stores[chosen.store_id], session.at
        metres = distance_m(world.travel[0], store.x_m, store.y_m, at.x_m, at.y_m)
        due += quote.delivery_fee_cents(
            world, session.consumer_id, store, metres, chosen.basket_cents
        )
    return due


@njit(cache=True)
def friction(world, friction):
    """Losses at the checkout relative to the mean, by how its sum was shown before."""
    if world.rates[0].fees_shown == Shown.ALL_IN:
        return friction * (1.0 - world.choice[0].unseen_total_share)
    return friction


@njit(cache=True)
def staying_share(world, session, chosen):
    """Probability that fees seen only at the checkout turn nobody away."""
    hidden = hidden_cents(world, session, chosen)
    if hidden <= 0.0:
        return 1.0
    sensitivity = session.consumer.price_sensitivity
    return math.exp(-world.choice[0].surprise_weight * sensitivity * hidden)
