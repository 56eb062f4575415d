"""An order: the columns that hold all it lives through, its states and its endings."""

from sim.schema import Schema

# Channels.
DELIVERY, PICKUP, WALK_IN = 0, 1, 2
CHANNELS = ("delivery", "pickup", "walk_in")

# States. An order only moves forward and ends in exactly one of the last three.
PLACED, COOKING, READY, PICKED_UP, FULFILLED, CANCELLED, UNDELIVERED = 0, 1, 2, 3, 4, 5, 6
STATES = ("placed", "cooking", "ready", "picked_up", "fulfilled", "cancelled", "undelivered")

# Why an order was not fulfilled.
NO_CAUSE, IMPATIENCE, OUT_OF_STOCK, NO_COURIER, NO_SHOW, QUEUE = 0, 1, 2, 3, 4, 5
CAUSES = (
    "",
    "impatience",
    "out_of_stock",
    "no_courier",
    "no_show",
    "queue",
)

ORDER = Schema(
    ("consumer", "i4", "row of the consumer"),
    ("need", "i4", "the consumer's how-manieth need it serves; with consumer: the order's key"),
    ("store", "i4", "row of the store"),
    ("courier", "i4", "row of the courier who has it; -1: none"),
    ("channel", "i4", "0 delivery, 1 pickup, 2 walk-in"),
    ("state", "i4", "see STATES"),
    ("cause", "i4", "why it was not fulfilled, see CAUSES"),
    ("coupon", "i4", "row of the coupon campaign used; -1: none"),
    ("zone", "i4", "zone of the consumer when ordering"),
    ("segment", "i4", "segment of the consumer"),
    ("offers", "i4", "offers made to couriers"),
    ("refused_by", "i4", "courier who refused it last; -1: none"),
    ("next_in_queue", "i4", "order behind it in its store's kitchen queue; -1: none"),
    ("listed", "i4", "1 while it stands on the list of orders that wait for a courier"),
    ("arrived", "i4", "1 once the consumer stands in the store (pickup and walk-in)"),
    ("door_x_m", "f8", "where the consumer is, metres east"),
    ("door_y_m", "f8", "where the consumer is, metres north"),
    ("distance_m", "f8", "way from store to consumer, metres"),
    ("placed_min", "f8", "ordered"),
    ("promised_min", "f8", "moment promised to the consumer"),
    ("predicted_ready_min", "f8", "when the store says it will be ready"),
    ("service_min", "f8", "cook's time it takes"),
    ("cooking_min", "f8", "a cook began; nan: not yet"),
    ("ready_min", "f8", "ready; nan: not yet"),
    ("assigned_min", "f8", "a courier accepted it; nan: not yet"),
    ("at_store_min", "f8", "courier or consumer arrived at the store; nan: not yet"),
    ("picked_up_min", "f8", "left the counter; nan: not yet"),
    ("ended_min", "f8", "handed over, or given up; nan: still open"),
    ("expected_min", "f8", "click-to-door the platform's formula expects, without padding"),
    ("basket_cents", "i8", "food at the store's prices"),
    ("fee_cents", "i8", "delivery and service fee"),
    ("platform_discount_cents", "i8", "coupon money from the platform"),
    ("store_discount_cents", "i8", "coupon money from the store"),
    ("sponsor_discount_cents", "i8", "coupon money from a sponsor"),
    ("commission_cents", "i8", "due from store to platform when fulfilled"),
    ("courier_pay_cents", "i8", "paid to the courier for this order"),
    ("refund_cents", "i8", "paid back to the consumer"),
    ("satisfaction", "f8", "1 to 5 after the experience; 0: none"),
)
