"""Mechanisms: what shapes the market beside its core, one file each.

Such a file holds, in this order: what it is, its equation and source; its columns; what it does at
the moments it listens to (`sim.flow.moments`), as compiled functions; its process, where it has
one; its KPIs; and, as its last line, one `sim.flow.parts.Mechanism` that says all this.
`MECHANISMS` lists them; nothing else is registered. Their settings, each a `Section` with
`enabled`, stand in `sim.settings`: a scenario is read without compiled code.
"""

from sim.flow.parts import Mechanism
from sim.mechanisms import (
    accessibility,
    addons,
    addresses,
    appetite,
    belief,
    browsing,
    care,
    channel_habit,
    confirmation,
    cost_and_ease,
    coupon_rules,
    crowd,
    drift,
    events,
    foot_traffic,
    immediacy,
    items,
    kinds,
    kitchen_wages,
    lasting_taste,
    lists,
    marketing,
    membership,
    owners,
    payment,
    picking,
    points,
    pooling,
    preorder,
    price_memory,
    refusals,
    regulation,
    replenishment,
    reservation,
    returns,
    reviews,
    rival,
    talk,
    trust,
    updates,
    vetting,
)

# In the order in which they are called.
MECHANISMS: tuple[Mechanism, ...] = (
    belief.MECHANISM,
    reviews.MECHANISM,
    cost_and_ease.MECHANISM,
    price_memory.MECHANISM,
    talk.MECHANISM,
    updates.MECHANISM,
    trust.MECHANISM,
    reservation.MECHANISM,
    preorder.MECHANISM,
    membership.MECHANISM,
    points.MECHANISM,
    accessibility.MECHANISM,
    marketing.MECHANISM,
    rival.MECHANISM,  # it compares what all before it make of the app with liking of the rival's
    appetite.MECHANISM,  # hunger opens either app
    channel_habit.MECHANISM,
    coupon_rules.MECHANISM,
    immediacy.MECHANISM,
    browsing.MECHANISM,
    payment.MECHANISM,
    events.MECHANISM,  # what it adds to a day is not foreseen
    foot_traffic.MECHANISM,  # its strangers come after who foresees a need
    lasting_taste.MECHANISM,
    kinds.MECHANISM,  # what is expected of a store, before items fill its shelves
    pooling.MECHANISM,
    items.MECHANISM,  # of the store that sends
    replenishment.MECHANISM,
    lists.MECHANISM,  # it asks trust who lets his data be used
    refusals.MECHANISM,
    crowd.MECHANISM,
    drift.MECHANISM,
    addresses.MECHANISM,
    picking.MECHANISM,  # what is wrong, before care asks who complains
    care.MECHANISM,
    returns.MECHANISM,
    addons.MECHANISM,
    regulation.MECHANISM,  # it judges what the crowd is guaranteed
    confirmation.MECHANISM,
    owners.MECHANISM,  # of the prices that kinds of stores have
    vetting.MECHANISM,
    kitchen_wages.MECHANISM,
)
