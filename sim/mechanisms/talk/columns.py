"""The columns of talk, and what a consumer is to the app."""

from sim.schema import Schema

NAME = "talk"

USER, OUTSIDE, ASLEEP = range(3)

# A row for each consumer.
PEOPLE = Schema(
    ("status", "i4", "0 has the app and uses it, 1 does not have it, 2 has left it"),
    ("weight", "f8", "orders of one's own that are told, each less the older it is"),
    ("stars", "f8", "how far above the usual they were, weighed so; bad ones more"),
    ("told_utils", "f8", "log-odds of opening the app by what others told until midnight"),
    ("first_cents", "f8", "worth of the best coupon for a first order, as the day before ended"),
    ("held_cents", "f8", "worth of the best of all coupons held, likewise"),
)
# One row for each link, those of a consumer one behind the other.
LINKS = Schema(("consumer", "i4", "who is heard of"))
# One row: of the days that count.
COUNTS = Schema(
    ("n_adopted", "i8", "consumers who got the app"),
    ("n_referred", "i8", "of these, by talk"),
    ("n_left", "i8", "consumers who left"),
    ("n_reactivated", "i8", "who had left and came back"),
    ("reward_cents", "i8", "paid to those who brought friends, and to these"),
)
RULES = Schema(
    ("negative_weight", "f8", "of a bad experience told"),
    ("usual_told", "f8", "what is usual of experiences so weighed, stars"),
    ("awake_utils", "f8", "log-odds of opening of who has the app"),
)
PEOPLE_ROWS, LINKS_ROWS, COUNTS_ROW, RULES_ROW = range(4)
