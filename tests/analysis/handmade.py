"""Runs made by hand: tables small enough to know every KPI by heart."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sim.agents.consumer import CONSUMER
from sim.agents.courier import COURIER
from sim.agents.store import STORE
from sim.flow.funnel import STEPS
from sim.flow.sample import SAMPLED
from sim.ledger import ACCOUNTS, KINDS
from sim.order import ORDER, Channel, State
from sim.result import RunResult
from sim.scenario import Scenario
from sim.schema import Rows, Schema

# A scenario that runs in a moment.
TINY = Scenario.model_validate(
    {
        "title": "tiny",
        "days": 1,
        "consumers": {"count": 300},
        "stores": {"count": 8},
        "couriers": {"count": 8},
    }
)

DAYS = 2
SEGMENTS = ("student", "office")


def rows(schema: Schema, *values: dict[str, Any], **common: Any) -> Rows:
    """Rows that say what is given and are zero elsewhere."""
    table = schema.empty(len(values))
    for row, given in zip(table, values, strict=True):
        for name, value in (common | given).items():
            row[name] = value
    return table


def orders(*values: dict[str, Any], **common: Any) -> Rows:
    """Orders: fulfilled deliveries of consumer 0, placed at 0, unless said otherwise.

    The n-th serves the n-th need; no other moment is known than those given.
    """
    moments = {name: np.nan for name in ORDER.dtype.names or () if name.endswith("_min")}
    usual = {
        "courier": -1,
        "coupon": -1,
        "channel": Channel.DELIVERY,
        "state": State.FULFILLED,
        "placed_min": 0,
    }
    numbered = [{"need": nth} | given for nth, given in enumerate(values)]
    return rows(ORDER, *numbered, **(moments | usual | common))


def run_of(order_rows: Rows | None = None, **tables: Any) -> RunResult:
    """A run of two days, two zones, four consumers, two stores and two couriers."""
    empty = RunResult(
        scenario=Scenario(title="by hand", days=DAYS),
        seed=0,
        days=DAYS,
        n_zones_x=2,
        n_zones_y=1,
        segments=SEGMENTS,
        orders=orders() if order_rows is None else order_rows,
        consumers=rows(CONSUMER, {}, {}, {"segment": 1}, {"segment": 1}),
        stores=rows(STORE, {}, {}, n_cooks=1, open_min=600, close_min=1200),
        couriers=rows(COURIER, {}, {}),
        funnel=np.zeros((len(SEGMENTS), 24, 2, len(STEPS)), np.int64),
        book=np.zeros((DAYS + 1, len(KINDS), len(ACCOUNTS)), np.int64),
        timeline=pd.DataFrame({name: [] for name in ("at_min", "zone", *SAMPLED)}),
        timing={"build_cpu_s": 0.0, "compile_cpu_s": 0.0, "simulate_cpu_s": 0.0},
    )
    return replace(empty, **tables)
