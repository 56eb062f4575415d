"""The columns of lists."""

from sim.schema import Schema

NAME = "lists"

# Bands of the way to a store, kilometres ridden: nearer than the first, than the second, farther.
BANDS_KM = (1.0, 2.0)

# A row for each place of a list: what is kept, and a scratch row of a session.
PLACE = Schema(
    ("share", "f8", "of sessions that look there"),
    ("log_share", "f8", "its logarithm"),
    ("looked_at", "?", "whether this session does"),
    ("store", "i4", "who stands there in this session; -1: nobody"),
    ("score", "f8", "by which it was put there, log-odds"),
)
# A row for each store.
STORE = Schema(
    ("n_near", "i8", "times it was looked at from nearer than the first band"),
    ("n_middle", "i8", "from nearer than the second"),
    ("n_far", "i8", "from farther"),
    ("boost", "f8", "log-odds of the next place, by the ranking policy"),
    ("sponsor_draw", "f8", "in (0, 1): below the share of sponsors, it would pay"),
    ("spent_cents", "i8", "on first places, today"),
)
# One row, of the days that count.
COUNTS = Schema(
    ("n_sessions", "i8", "sessions that looked at a list"),
    ("n_paid", "i8", "looks at places that were paid for"),
    ("paid_cents", "i8", "for these"),
)
# A row for each consumer.
PERSON = Schema(
    ("n_seen", "i4", "orders that the platform has seen"),
    ("n_known", "i4", "of these, when people were learnt last"),
    ("opted_in", "?", "lets them be used"),
)
# One row; by the ranking policy, but for the first two and the last.
RULES = Schema(
    ("taste_weight", "f8", "log-odds of a place for a util of taste, in a list of tastes alone"),
    ("trained_min", "f8", "when people were learnt last"),
    ("moves", "?", "lists differ from those of the place"),
    ("precision", "f8", "correlation with the tastes of who is known well"),
    ("known_orders", "f8", "that make half of it"),
    ("retrain_days", "f8", "after which people are learnt anew"),
    ("sponsored_places", "i8", "first places that are paid for"),
    ("sponsor_share", "f8", "of stores that would pay"),
    ("view_cents", "i8", "for each look"),
    ("sponsor_budget_cents", "i8", "that a store spends in a day"),
    ("n_sponsored", "i8", "first places of this session's list that are yet to be paid for"),
)
# A row for each cell and place, as lists were drawn.
CANDIDATE = Schema(
    ("pull", "f4", "popularity, rating and nearness, log-odds of the next place"),
    ("local", "f4", "local taste, a Gumbel draw"),
)
PLACES, STORES, COUNTS_ROW, PEOPLE, RULES_ROW, CANDIDATES = range(6)
