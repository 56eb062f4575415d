"""The columns of membership."""

from sim.schema import Schema

NAME = "membership"
MONTH_DAYS = 30

# A row for each consumer.
PEOPLE = Schema(
    ("member", "?", "whether he is one"),
    ("since_min", "f8", "when he joined, the last time"),
    ("saving", "f8", "cents a day that membership saves him, or would, at `saving_min`"),
    ("saving_min", "f8", "when it was worked out"),
    ("habit", "f8", "of ordering as a member, 0 to 1, at `habit_min`"),
    ("habit_min", "f8", "when it was worked out"),
)
# One row: of the days that count.
COUNTS = Schema(
    ("n_joined", "i8", "times that somebody joined"),
    ("n_left", "i8", "memberships that were not renewed"),
    ("member_days", "i8", "members at midnights, added up"),
    ("other_days", "i8", "all others at midnights"),
    ("member_orders", "i8", "orders of members in the app"),
    ("other_orders", "i8", "those of all others"),
    ("fee_cents", "i8", "paid for memberships"),
    ("benefit_cents", "i8", "delivery fees that members did not pay"),
)
RULES = Schema(
    ("fee_month_cents", "f8", "fee of thirty days"),
    ("fee_off_share", "f8", "of the delivery fee that members do not pay"),
    ("over_cents", "f8", "basket from which on they do not"),
    ("join_constant", "f8", "log-odds of joining after a delivery"),
    ("join_weight", "f8", "of utils that a month would save, on them"),
    ("saving_per_min", "f8", "rate at which earlier deliveries are forgotten"),
    ("sunk_utils", "f8", "log-odds of opening the app of who has just joined"),
    ("sunk_per_min", "f8", "rate at which they fade"),
    ("habit_utils", "f8", "log-odds of opening the app of full habit"),
    ("habit_gain", "f8", "of what lacks of it, by each order of a member"),
    ("habit_per_min", "f8", "rate at which it fades"),
)
PEOPLE_ROWS, COUNTS_ROW, RULES_ROW = range(3)
