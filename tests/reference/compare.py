"""Comparing two logs, order by order and column by column, to the bit."""

import numpy as np

from sim.market import Market
from sim.processes import start
from tests.reference.market import ReferenceMarket

TABLES = ("orders", "consumers", "stores", "couriers", "campaigns")
COUNTS = ("funnel", "book", "overruns", "overruns_alike", "n_overruns_alike")
STATE = ("n_orders", "n_open", "n_waiting", "n_overruns", "day")


def log_of(market):
    """Everything a run leaves behind: tables, counts, and where the state ended."""
    world, state = market.world, market.world.state[0]
    log = {name: getattr(world, name) for name in (*TABLES, *COUNTS)}
    log["orders"] = world.orders[: state.n_orders]
    log["timeline"] = market.timeline().to_records(index=False)
    log["moves"] = market.moves
    log["state"] = world.state[list(STATE)]
    for part, tables in zip(world.parts.owners, world.own, strict=True):
        for nth, table in enumerate(tables if isinstance(tables, tuple) else (tables,)):
            log[f"{part.name} {nth}"] = table
    return log


def differences(log, other):
    """A line for each part that differs: where it does first, and how; nan equals nan."""
    return [line for name in log for line in _lines(name, log[name], other[name])]


def _lines(name, rows, others):
    if len(rows) != len(others):
        yield f"{name}: {len(rows)} rows in the flow, {len(others)} in the reference"
    both = min(len(rows), len(others))
    pairs = {
        column: (rows[column][:both], others[column][:both])
        for column in rows.dtype.names or (...,)
    }
    differ = {column: (a != b) & ~((a != a) & (b != b)) for column, (a, b) in pairs.items()}
    anywhere = np.any(list(differ.values()), axis=0)
    if anywhere.any():
        where = tuple(int(index[0]) for index in np.nonzero(anywhere))
        values = ", ".join(
            f"{'' if column is ... else column} {a[where]} / {b[where]}"
            for column, (a, b) in pairs.items()
            if differ[column][where]
        )
        yield f"{name}: {anywhere.sum()} differ, first {where}, flow / reference: {values}"


def lived(market_type, scenario, seed=0, recording=None):
    """The log of one run."""
    market = start(market_type(scenario, seed, recording))
    market.live()
    log = log_of(market)
    market.remove_all_agents()
    return log


def agreed_log(scenario, seed=0, recording=None):
    """The log of a run on which the compiled flow and the reference agree."""
    log = lived(Market, scenario, seed, recording)
    found = differences(log, lived(ReferenceMarket, scenario, seed, recording))
    assert not found, "\n".join(found)
    return log
