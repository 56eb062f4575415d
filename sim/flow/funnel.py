"""The funnel: how far each need came."""

NEED, SESSION, CHOSE_DELIVERY, CHOSE_PICKUP, CHOSE_WALK_IN, CHOSE_NOTHING, PAYMENT, PAID = range(8)
STEPS = (
    "need",
    "session",
    "chose_delivery",
    "chose_pickup",
    "chose_walk_in",
    "chose_nothing",
    "payment",
    "paid",
)
