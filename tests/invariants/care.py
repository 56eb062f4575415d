"""What care adds to the scores of orders, and what it costs, without its own sums."""

import numpy as np
from numpy.typing import NDArray

from sim import luck
from sim.flow.parts import Taker
from sim.mechanisms.care import contacts
from sim.mechanisms.care.columns import (
    COUNTS_ROWS,
    OPEN_ROWS,
    PEOPLE_ROWS,
    WORK_ROW,
    Stage,
    agents_by_hour,
)
from sim.order import Cause, Channel, State
from sim.result import RunResult

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def paid_for_help(result: RunResult) -> NDArray[np.int64]:
    """Wages of the hours on duty of all days, and the bot's price for each contact, cents."""
    rules = result.scenario.mechanisms.care
    if result.scenario.replay.orders is not None:
        return np.zeros(2, np.int64)
    of_day = [agents_by_hour(rules, desk).sum() * desk.cents_per_hour for desk in rules.desks]
    n_contacts = result.own["care"][COUNTS_ROWS]["n_contacts"].sum()
    bot_cents = rules.bot_cents * n_contacts if rules.bot_share > 0 else 0
    return np.array([result.days * sum(of_day), bot_cents], np.int64)


def reliability_score(result: RunResult, without: Floats) -> Floats:
    """The score of reliability, (n_orders,), where it would be `without` without care."""
    lacks = missing(result)
    before = without + what_is_missing(result, lacks)
    return np.asarray(before + what_help_gives(result, before, lacks))


def _ours(result: RunResult) -> Bools:
    """Orders of the platform, (n_orders,)."""
    return np.asarray(result.parts.takers[result.orders["channel"]] == Taker.PLATFORM)


def missing(result: RunResult) -> Bools:
    """Of the platform's orders that came, those in which something is missing, (n_orders,).

    Where kitchens err (`tests.invariants.picking`), that says what is.
    """
    orders, rules = result.orders, result.scenario.mechanisms.care
    if "picking" in result.own:
        return np.zeros(len(orders), np.bool_)
    keys = zip(orders["consumer"].tolist(), orders["need"].tolist(), strict=True)
    draws = np.array([luck.luck(result.seed, luck.CARE, *key, contacts.OF_ORDER) for key in keys])
    came = _ours(result) & (orders["state"] == State.FULFILLED)
    return np.asarray(came & (draws < rules.missing_share))


def what_is_missing(result: RunResult, lacks: Bools) -> Floats:
    """What it takes from the score of reliability that orders lack something, (n_orders,)."""
    rules = result.scenario.mechanisms.care
    if "picking" in result.own:
        return np.zeros(len(result.orders))
    came = _ours(result) & (result.orders["state"] == State.FULFILLED)
    measured = rules.missing_weight * (rules.usual_missing_share - lacks)
    return np.where(came, measured, 0.0)


def what_help_gives(result: RunResult, before: Floats, lacks: Bools) -> Floats:
    """What contacts gave back or took, (n_orders,): of whom it can be, as much as it can be.

    In sum it is what was counted, and nothing of whoever was not let down.
    """
    orders, rules = result.orders, result.scenario.mechanisms.care
    late = (orders["channel"] == Channel.DELIVERY) & (
        orders["ended_min"] > orders["promised_min"] + rules.late_from_min
    )
    came = orders["state"] == State.FULFILLED
    befell = late | (orders["quality_score"] < -rules.poor_from) | lacks
    befell |= orders["wrong"] == 1
    cancelled = (orders["state"] == State.CANCELLED) & (orders["cause"] != Cause.NO_SHOW)
    refunded = orders["refund_cents"] + orders["late_refund_cents"] > 0
    let_down = _ours(result) & (came & befell | cancelled | refunded)
    gives = np.where(let_down, orders["reliability_score"] - before, 0.0)
    lost = -sum(
        np.minimum(0.0, score) for score in (orders["time_score"], orders["quality_score"], before)
    )
    least = min(-rules.left_share, rules.again_share, 0.0) - rules.usual_share
    most = 1 + rules.paradox_share - rules.usual_share
    assert (gives >= np.minimum(0.0, lost * least) - 1e-9).all()
    assert (gives <= np.maximum(0.0, lost * most) + 1e-9).all()
    assert abs(gives.sum() - given_in_sum(result)) < 1e-9 * (1 + len(orders))
    asked = np.abs(gives) > 1e-12
    taken = result.own["care"][COUNTS_ROWS]["taken"].sum()
    assert lost[asked].sum() <= taken + 1e-9 * (1 + len(orders))
    return gives


def given_in_sum(result: RunResult) -> float:
    """What contacts gave back, of all orders, less what is usual."""
    tables = result.own["care"]
    counts, stage = tables[COUNTS_ROWS], tables[PEOPLE_ROWS]["stage"]
    assert (stage <= Stage.AHEAD).all()  # nothing is under way
    n_open = int(tables[WORK_ROW]["n_open"][0])
    still_ahead = np.flatnonzero(stage == Stage.AHEAD)
    assert np.array_equal(np.sort(tables[OPEN_ROWS]["consumer"][:n_open]), still_ahead)
    assert (counts["n_left"] + counts["n_settled"] == counts["n_contacts"]).all()
    assert (counts["n_contacts"] <= counts["n_troubles"]).all()
    usual_share = result.scenario.mechanisms.care.usual_share
    return float(counts["given_back"].sum() - usual_share * counts["taken"].sum())
