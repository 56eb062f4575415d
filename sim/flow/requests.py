"""Requests: what policies ask the flow to do, a row each: offers to make, couriers to move."""

from sim.schema import Schema

# What a dispatch policy returns, a row for each order it wants to give away.
OFFER = Schema(
    ("order", "i4", "row of the order"),
    ("courier", "i4", "row of the courier"),
    ("pickup_at", "i4", "stops before the pick-up in the courier's route as it is then"),
    ("dropoff_at", "i4", "stops before the hand-over, the pick-up counted"),
)
# What a repositioning policy returns: an idle courier is to wait at another place.
MOVE = Schema(
    ("courier", "i4", "row of the courier"),
    ("x_m", "f8", "where to wait, metres east"),
    ("y_m", "f8", "where to wait, metres north"),
)
# A move that was made, perhaps not to its end.
MOVED = Schema(
    ("courier", "i4", "row of the courier"),
    ("depart_min", "f8", "the ride's start"),
    ("x_m", "f8", "where it leads, metres east"),
    ("y_m", "f8", "where it leads, metres north"),
)
