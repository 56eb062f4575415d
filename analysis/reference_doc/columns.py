"""docs/columns.md: the columns of the tables that a run leaves behind."""

from analysis.reference_doc.markdown import table
from sim import ledger
from sim.agents.consumer import CONSUMER
from sim.agents.courier import COURIER, DOINGS
from sim.agents.store import STORE
from sim.flow.campaigns import CAMPAIGN_DAY
from sim.flow.funnel import STEPS
from sim.flow.sample import SAMPLED
from sim.order import CAUSES, CHANNELS, ORDER, STATES
from sim.schema import Column

_HEAD = """\
# Columns

The Parquet tables that a run leaves behind. Made from the code by
`python -m analysis.reference_doc`.

Rows are numbered from 0: `store` in an order is the row of the store in `stores.parquet`. Times are
minutes from the run's first midnight, unless the column says after midnight; money is in cents.
"""
_TABLES = {
    "orders.parquet": ("One row for each order, in the order of placement.", ORDER),
    "consumers.parquet": ("One row for each consumer, as the run left them.", CONSUMER),
    "stores.parquet": ("One row for each store, as the run left them.", STORE),
    "couriers.parquet": ("One row for each courier, as the run left them.", COURIER),
    "campaigns.parquet": (
        "One row for each day and coupon campaign: what it offered, and what came of it.",
        CAMPAIGN_DAY,
    ),
}
_TYPES = {"i": "whole number", "u": "bits", "f": "number", "?": "yes or no"}
# Codes that the files have as names.
_NAMES = {"channel": CHANNELS, "state": STATES, "cause": CAUSES, "doing": DOINGS}
_FOOT = """
## funnel.parquet

How many needs got how far: a row for each `segment`, `hour` of the day, `zone` and `step` with its
`count`, where it is not zero. Steps: {steps}.

## timeline.parquet

The market at every sample (`sample_min`), a row for each moment and zone: `at_min`, `zone`,
`weather` (0 clear, 1 rain, 2 heavy rain) and {sampled}. Orders and queues count at the store,
couriers where they are or ride to.

## days.parquet

A row for each `day`: `orders`, `walkin_orders`, `fulfilled_orders`, `delivered_orders`,
`late_orders` and `click_to_door_mean_min` of the orders placed on it, and what was booked on it for
`platform_cents`, `store_cents` and `courier_cents`. The last row holds what was settled after the
last midnight.

## ledger.parquet

What each account gained, in `cents`, by `day`, `kind` and `account`, where it is not zero. On every
day and for every kind the sum is 0. Kinds: {kinds}. Accounts: {accounts}.
"""


def columns_page() -> str:
    """The page."""
    written = [_HEAD]
    for name, (about, schema) in _TABLES.items():
        rows = [_row(column) for column in schema.columns]
        written.append(f"\n## {name}\n\n{about}\n\n{table(('Column', 'Type', 'Meaning'), rows)}")
    foot = _FOOT.format(
        steps=_named(STEPS),
        sampled=_named(SAMPLED),
        kinds=_named(ledger.KINDS),
        accounts=_named(ledger.ACCOUNTS),
    )
    return "".join(written) + foot


def _row(column: Column) -> tuple[str, str, str]:
    """A line of a table; a segment is named by the scenario."""
    name, code, meaning = column
    if name in _NAMES:
        meaning = f"one of {_named(tuple(filter(None, _NAMES[name])))}"
    is_name = name in _NAMES or name == "segment"
    return f"`{name}`", "name" if is_name else _TYPES[code[0]], meaning


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
