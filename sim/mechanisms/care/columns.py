"""What there is to know of help after the sale: who is in it, its rules, its people, its counts."""

import math
from enum import IntEnum
from typing import Any

import numpy as np

from sim.mechanisms.care.agents import SERVER
from sim.schema import Rows, Schema
from sim.settings.care import Care, Desk

NAME = "care"


class Trouble(IntEnum):
    """What went wrong with an order; a field of the settings for each."""

    CANCELLED = 0
    MISSING = 1
    LATE = 2
    POOR = 3
    REFUND = 4
    WRONG = 5


class Stage(IntEnum):
    """How far a consumer's contact is."""

    NONE = 0  # there is none, or it is over
    AHEAD = 1  # it will arise
    HELPED_BY_BOT = 2  # and so in the three below: it will end
    HELPED = 3
    LEAVING = 4


NO_TROUBLE = -1

# A row for each consumer: the contact that is ahead or under way, and those before it.
PEOPLE = Schema(
    ("order", "i4", "row of the order it is about"),
    ("trouble", "i4", "see Trouble"),
    ("stage", "i4", "see Stage"),
    ("next_min", "f8", "when it arises, or ends"),
    ("arose_min", "f8", "when it arose"),
    ("n_apologies", "i4", "got so far"),
)
# A row for each consumer: the first hold those whose contact is ahead or under way.
OPEN = Schema(("consumer", "i4", "row of PEOPLE"))
# A row for each trouble.
TROUBLE = Schema(
    ("contact_share", "f8", "of those whom it befell, who ask for help"),
    ("compensation_cents", "i8", "given to who asked"),
    ("compensation_share", "f8", "of the basket, given beside"),
)
# A row for each trouble, of orders of the days that count; sums of minutes and of log-odds.
COUNTS = Schema(
    ("n_troubles", "i8", "orders whom it befell"),
    ("n_contacts", "i8", "that arose"),
    ("n_bot", "i8", "of them, settled by the bot"),
    ("n_left", "i8", "whose consumer left before an answer"),
    ("answer_min", "f8", "from the question to the first answer, of whom one came"),
    ("n_settled", "i8", "contacts that are over, with an answer"),
    ("settled_min", "f8", "from the question until they were settled"),
    ("taken", "f8", "that trouble took, of contacts that are over"),
    ("given_back", "f8", "of it by help, less what no answer took"),
    ("compensation_cents", "i8", "paid"),
)
# One row, of the days that count; the last column is of now.
WORK = Schema(
    ("duty_min", "f8", "for which agents could have one more contact"),
    ("busy_min", "f8", "for which they had one"),
    ("n_open", "i8", "contacts that are ahead or under way now"),
)
RULES = Schema(
    ("late_from_min", "f8", "after the promise, from which lateness is trouble"),
    ("poor_from", "f8", "log-odds that the food takes, likewise"),
    ("missing_share", "f8", "of orders, in which something is missing"),
    ("usual_missing_share", "f8", "that satisfaction is measured from"),
    ("missing_weight", "f8", "log-odds that it takes"),
    ("refund_late_share", "f8", "of money back, that is not there when it is asked for"),
    ("refund_ask_min", "f8", "when it is asked for, after the order's end"),
    ("delay_min", "f8", "mean from an order's end to a question about it"),
    ("bot_compensates", "?", "it gives what agents give"),
    ("half_life_min", "f8", "in which help loses half of its effect"),
    ("apology_share", "f8", "of what trouble took, given back by an apology"),
    ("again_share", "f8", "likewise by each later one that brings no money"),
    ("money_share", "f8", "likewise by money_cents"),
    ("money_cents", "f8", "that give back money_share"),
    ("paradox_share", "f8", "beyond what trouble took, that help may give"),
    ("left_share", "f8", "of what trouble took, taken again by no answer"),
    ("usual_share", "f8", "of what trouble took, that satisfaction is measured from"),
)
PEOPLE_ROWS, TROUBLES, SERVERS, COUNTS_ROWS, WORK_ROW, RULES_ROW, OPEN_ROWS = range(7)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Nobody asks yet and nobody is busy; and the rules."""
    settings: Care = scenario.mechanisms.care
    troubles = TROUBLE.empty(len(Trouble))
    for row, trouble in zip(troubles, Trouble, strict=True):
        for name, value in getattr(settings, trouble.name.lower()).model_dump().items():
            row[name] = value
    late_share = math.exp(-settings.refund_ask_min / settings.refund_min)
    told: dict[str, float] = {"refund_late_share": late_share}
    if scenario.mechanisms.picking.enabled:  # it says what is missing, and what is usual
        told |= {"missing_share": 0.0, "usual_missing_share": 0.0}
    named = {column.name for column in RULES.columns} - told.keys()
    rules = RULES.row(**settings.model_dump(include=named), **told)
    return (
        PEOPLE.empty(scenario.consumers.count),
        troubles,
        SERVER.empty(sum(most_servers(settings, desk) for desk in settings.desks)),
        COUNTS.empty(len(Trouble)),
        WORK.empty(1),
        rules,
        OPEN.empty(scenario.consumers.count),
    )


def agents_by_hour(settings: Care, desk: Desk) -> Any:  # (24,) of int
    """Agents of a desk on duty in each hour; half of one is one."""
    return np.floor(settings.agents_factor * np.array(desk.agents) + 0.5).astype(np.int64)


def most_servers(settings: Care, desk: Desk) -> int:
    """Contacts that a desk has at one time in its busiest hour."""
    return int(agents_by_hour(settings, desk).max()) * desk.at_once
