"""The columns of events: what is in force now, who found the app down, and what was counted."""

from typing import Any

from sim.schema import Rows, Schema

NAME = "events"

NOW = Schema(
    ("app_down", "?", "nothing can be ordered in the app"),
    ("failing_share", "f8", "of payments, beside those that fail anyhow"),
    ("strike_factor", "f8", "of couriers, who do not strike"),
)
# A row for each consumer.
PERSON = Schema(("waits_for", "i8", "number of the need for which the app was down; -1: none"))
# One row, of the days that count.
COUNT = Schema(
    ("n_more", "i8", "needs that there would not have been, less those that there would"),
    ("n_found_down", "i8", "people who found the app down"),
    ("n_walked", "i8", "of them, who walked in"),
    ("n_elsewhere", "i8", "of them, who ordered of another platform"),
    ("n_back", "i8", "of them, who looked again when it was up"),
    ("n_unpaid", "i8", "payments that failed for an outage"),
    ("n_struck", "i8", "couriers on duty who left for a strike"),
)
NOW_ROW, PEOPLE, COUNTS_ROW = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Nothing is going on."""
    people = PERSON.empty(scenario.consumers.count)
    people["waits_for"] = -1
    return NOW.row(app_down=False, failing_share=0.0, strike_factor=1.0), people, COUNT.empty(1)
