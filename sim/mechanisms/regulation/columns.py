"""The columns of the rules of the state: what they say, how often each was broken, who worked."""

from enum import IntEnum
from typing import Any

import numpy as np
from numba import njit

from sim import ledger
from sim.ledger import Account, Kind
from sim.schema import Rows, Schema
from sim.settings.regulation import Regulation

NAME = "regulation"


class Rule(IntEnum):
    """What a platform may not do."""

    COMMISSION = 0  # take more of the basket
    STRETCH = 1  # have a courier on duty for longer without a rest
    DAY = 2  # or on a day
    PAY = 3  # pay less for an hour with work in hand
    CHANNELS = 4  # sell the same food for less by one channel than by another
    PEOPLE = 5  # or to one person than to another
    PROMISE = 6  # promise a delivery sooner


# Not there, a rule has a limit that nothing reaches.
LIMIT = Schema(
    ("commission_cap", "f8", "share of the basket"),
    ("stretch_min", "f8", "minutes on duty without a rest"),
    ("rest_min", "f8", "minutes that are a rest"),
    ("day_min", "f8", "minutes on duty on a day"),
    ("pay_per_hour_cents", "f8", "for an hour with an order in hand"),
    ("in_channels", "?", "the same price in all channels"),
    ("for_all", "?", "the same price for all"),
    ("promise_min", "f8", "least promise"),
    ("promise_per_km_min", "f8", "and for each kilometre"),
)
# A row for each rule.
FINE = Schema(
    ("is_there", "?", "whether it is a rule"),
    ("cents", "i8", "for each violation"),
)
# A row for each day and rule, by `len(Rule) * day + rule`.
COUNT = Schema(("n", "i8", "violations"))
# A row for each courier.
PERSON = Schema(
    ("paid_busy_min", "f8", "minutes with an order in hand that are paid, from minute 0 on"),
    ("stretch_min", "f8", "on duty since the last rest"),
    ("still_min", "f8", "without an order in hand until now"),
    ("today_min", "f8", "on duty since midnight"),
)
# A row for each campaign there may be.
OFFER = Schema(
    ("looked_day", "i8", "when it was looked to whom it is offered; -1: never"),
    ("for_all", "?", "whether that was everybody"),
)
LIMITS, FINES, COUNTS, PEOPLE, OFFERS = range(5)

N_RULES = len(Rule)
_MOST_CAMPAIGNS = 64  # by the bits of a consumer


def rows(scenario: Any) -> tuple[Rows, ...]:
    """The rules; nothing is broken yet, and nobody has worked."""
    settings: Regulation = scenario.mechanisms.regulation
    promise_min = settings.promise_floor_min
    limits = LIMIT.row(
        commission_cap=_or(settings.commission_cap, np.inf),
        stretch_min=60.0 * _or(settings.stretch_hours, np.inf),
        rest_min=settings.rest_min,
        day_min=60.0 * _or(settings.day_hours, np.inf),
        pay_per_hour_cents=_or(settings.pay_per_hour_cents, 0.0),
        in_channels=settings.same_in_channels,
        for_all=settings.same_for_all,
        promise_min=_or(promise_min, 0.0),
        promise_per_km_min=0.0 if promise_min is None else settings.promise_floor_per_km_min,
    )
    offers = OFFER.empty(_MOST_CAMPAIGNS)
    offers["looked_day"] = -1
    count = scenario.couriers.count
    n_couriers = max(count, sum(scenario.mechanisms.crowd.fleet(count)))
    return (
        limits,
        _fines(settings),
        COUNT.empty(scenario.days * N_RULES),
        PERSON.empty(n_couriers),
        offers,
    )


def _or(limit: float | None, none: float) -> float:
    return none if limit is None else limit


def _fines(settings: Regulation) -> Rows:
    """Which rules there are, and what breaking each costs, (n_rules,) of FINE."""
    known = {
        Rule.COMMISSION: (settings.commission_cap, settings.commission_fine_cents),
        Rule.STRETCH: (settings.stretch_hours, settings.stretch_fine_cents),
        Rule.DAY: (settings.day_hours, settings.day_fine_cents),
        Rule.PAY: (settings.pay_per_hour_cents, settings.pay_fine_cents),
        Rule.CHANNELS: (settings.same_in_channels or None, settings.price_fine_cents),
        Rule.PEOPLE: (settings.same_for_all or None, settings.price_fine_cents),
        Rule.PROMISE: (settings.promise_floor_min, settings.promise_fine_cents),
    }
    fines = FINE.empty(N_RULES)
    for rule, (limit, cents) in known.items():
        fines[rule] = limit is not None, cents
    return fines


@njit(cache=True)
def record(fines, counts, book, day, page, rule):
    """Count a violation, and have it paid for; none of the warm-up.

    Parameters
    ----------
    fines : (n_rules,) of FINE
    counts : (n_days * n_rules,) of COUNT
    book : (n_pages, n_kinds, n_accounts) of int
        See `sim.ledger`.
    day, page : int
        On which it is found, and whose money it is; what is found later is of the last day.
    rule : int
        See `Rule`.
    """
    if day < 0:
        return
    last = len(counts) // len(fines) - 1
    counts[min(day, last) * len(fines) + rule].n += 1
    ledger.post(book, page, Kind.FINE, Account.PLATFORM, Account.STATE, fines[rule].cents)
