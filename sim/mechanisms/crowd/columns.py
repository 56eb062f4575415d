"""The columns of the crowd: what each knows of work and pay, what is said, and the rules."""

from typing import Any

from sim.schema import Rows, Schema
from sim.settings.crowd import Crowd

NAME = "crowd"

# A row for each of the crowd, in the order of the couriers.
PERSON = Schema(
    ("n_new", "f8", "deliveries since the last morning"),
    ("new_min", "f8", "minutes on line since then"),
    ("n_known", "f8", "deliveries remembered, the earlier ones counting less"),
    ("known_h", "f8", "hours on line remembered likewise"),
)
SAID = Schema(
    ("orders_per_hour", "f8", "deliveries in an hour on line, as all know of all"),
    ("log_entry", "f8", "logarithm of how many take part, over those of the beginning"),
    ("pay", "f8", "of a usual delivery since the last thought, over the usual one"),
    ("paid_min", "f8", "minutes on line since the last morning, each times that pay"),
)
RULES = Schema(
    ("first", "i8", "row of the first courier of the crowd"),
    ("guaranteed", "?", "the hourly guarantee holds for them"),
)
PEOPLE, TOLD, RULES_ROW = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """People who know nothing of their own, the usual work and pay, and the rules."""
    settings: Crowd = scenario.mechanisms.crowd
    n_kept, n_crowd = settings.fleet(scenario.couriers.count)
    return (
        PERSON.empty(n_crowd),
        SAID.row(
            orders_per_hour=settings.usual_orders_per_hour, log_entry=0.0, pay=1.0, paid_min=0.0
        ),
        RULES.row(first=n_kept, guaranteed=settings.guaranteed),
    )
