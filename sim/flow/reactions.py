"""Reactions: values that mechanisms move before somebody decides by them.

Each is called once where the flow has worked a value out, with that value and whom it concerns;
every mechanism that names it makes something of what the one before it made, in the table's order
(`sim.flow.parts.Mechanism`). Nobody naming it costs a look, see `sim.flow.table`, which compiles in
what is asked most often.

How often: `uses_app` once a day for each consumer and campaign, `is_met` and `opening_utils` once a
need, `channel_utils` once a session and channel, `nest_draw` once a session and nest, `listed` and
`store_utils` some ten times a session, `coupon_used`, `paying_share`, `friction` and
`payment_failure` once a choice, `endurance` and `awaited` once or twice an order of the app,
`supplied` and `held` once an order, `acceptance_utils` once an offer, `door_min` and `found` once a
delivery, `guarantee_cents` once a shift; the others once an alternative, some thirty times a
session, where a logarithm is felt in the run's time.
"""

from typing import Any

from numba import types

from sim.flow.choosing import Candidate, Chosen, Session
from sim.flow.composed import hook
from sim.flow.parts import Kernel


def _reaction(name: str, value: Any, *told: Any) -> Kernel:
    """A call that hands a value on, by name, with the types of the value and of what else is told.

    As `sim.flow.table.kind_of` reads them.
    """
    return hook(name, value, *told, returned=value)


# uses_app(world, uses, consumer_id): whether a consumer has the app and uses it.
uses_app = _reaction("uses_app", bool, int)

# is_met(world, met, need): whether a need that arises has been met before.
is_met = _reaction("is_met", bool, "needs")

# opening_utils(world, utils, consumer_id, now): log-odds of opening the app for a need, beside
# what everyone has.
opening_utils = _reaction("opening_utils", float, int, float)

# channel_utils(world, utils, session, channel): what a channel is worth, by its number.
channel_utils = _reaction("channel_utils", float, Session, int)

# listed(world, store_id, session, rank): the store that a consumer sees at a place of the list of
# his cell; -1: none, or he does not look there.
listed = _reaction("listed", int, Session, int)

# store_utils(world, utils, session, store_id, metres): what a store so far away is worth in all
# channels.
store_utils = _reaction("store_utils", float, Session, int, float)

# passer_utils(world, utils, need, store_id): what a store is worth to who sees it from the street,
# by his need.
passer_utils = _reaction("passer_utils", float, "needs", int)

# liked(world, utils, consumer_id, store_id, at_min): what a store was worth to a consumer at some
# moment, beside what everyone thinks of it.
liked = _reaction("liked", float, int, int, float)

# remembered_utils(world, utils, consumer_id, listed): what each store of a list, in its order, was
# worth to who ordered last before the run, in all channels, (n_listed,): changed in place.
remembered_utils = _reaction("remembered_utils", types.float64[::1], int, types.int32[::1])

# nest_draw(world, draw, consumer_id, nth, nest): the draw, in (0, 1), by which a nest of the choice
# arrives, after -log(draw) over its weight; the nest by its row, see `sim.flow.race`.
nest_draw = _reaction("nest_draw", float, int, int, int)

# expected_wait(world, wait_min, session, candidate): what is expected of a promised delivery.
expected_wait = _reaction("expected_wait", float, Session, Candidate)

# delivery_fee(world, fee_cents, consumer_id, basket_cents): what is asked of a consumer for a
# delivery, given what the tariff asks, before coupons; of an alternative and again of its order.
delivery_fee = _reaction("delivery_fee", float, int, float)

# price_utils(world, utils, session, candidate, channel, gain_cents, seen_fee_cents): worth of an
# alternative of an app, a rival's too, before its price counts, given what coupons and discounts
# take off and what the consumer takes the fees to be.
price_utils = _reaction("price_utils", float, Session, Candidate, int, float, float)

# coupon_used(world, coupon, session, chosen, saving_cents): the coupon with which somebody has
# chosen, by its number, as he finds it at the checkout, where it was to save so much; -1: it fails.
coupon_used = _reaction("coupon_used", int, Session, Chosen, float)

# paying_share(world, share, session, chosen): the probability that who has chosen something in the
# app gets through to its payment.
paying_share = _reaction("paying_share", float, Session, Chosen)

# friction(world, friction, consumer_id): how hard the app is for a consumer, over the mean; more
# are lost at each step of a checkout that is hard.
friction = _reaction("friction", float, int)

# payment_failure(world, share, session): the share of payments that fail, of who pays now.
payment_failure = _reaction("payment_failure", float, Session)

# supplied(world, found, order_id): whether a store has what an order asks for, on its way to the
# kitchen or at the counter; whoever finds that it has not counts it among those sold out.
supplied = _reaction("supplied", bool, int)

# held(world, held, order_id, now): whether an order of the app whose food is there is kept from the
# kitchen; who keeps it sends it on, see `sim.flow.booking`.
held = _reaction("held", bool, int, float)

# endurance(world, endurance, order_id): the cumulated hazard at which an order of the app is given
# up by who waits for it, see `sim.flow.patience`.
endurance = _reaction("endurance", float, int)

# awaited(world, told, order_id): for which moment an order of the app is awaited while its food is
# cooked or ready, and since when: (moment, since). What is told later is awaited from then on.
awaited = _reaction("awaited", tuple[float, float], int)

# acceptance_utils(world, utils, courier_id, order_id): log-odds of taking an order that a courier
# is offered, by its way and its pay.
acceptance_utils = _reaction("acceptance_utils", float, int, int)

# door_min(world, minutes, order_id): how long the courier of an order needs from the street to the
# consumer, reckoned when he sets out for the door, and again if he turns back to it.
door_min = _reaction("door_min", float, int)

# found(world, found, order_id): whether a courier at the door of an order finds who ordered it.
found = _reaction("found", bool, int)

# guarantee_cents(world, cents, courier_id): least pay of a shift that has ended.
guarantee_cents = _reaction("guarantee_cents", float, int)
