"""Cities for tests: scenarios that say only what a test is about."""

from copy import deepcopy
from typing import Any

from analysis.scenario_file import load_scenario
from sim.scenario import Scenario

Tree = dict[str, Any]

# Never chosen: the weight exp(V / scale) of such a channel is exactly 0.
NEVER = -1000.0

# One kind of consumer, all alike, who are at home all day, lose nothing at the checkout, and have
# ordered nothing before.
ALIKE: Tree = {
    "consumers": {
        "segments": [
            {
                "name": "plain",
                "share": 1,
                "needs_per_day": 1,
                "basket_mean_cents": 4000,
                "basket_sigma": 0,
                "work_share": 0,
            }
        ],
        "price_sigma": 0,
    },
    "choice": {"loss_per_step": 0, "payment_failure_share": 0, "opening_constant": 50},
    "past": {"days": 0},
}

# No weather, no stock, stores open day and night.
CALM: Tree = {
    "world": {"weather": {"mode": "clear"}},
    "stock": {"enabled": False},
    "stores": {"late_share": 1},
}

# The platform sleeps and nobody samples, so that weeks pass quickly.
ASLEEP: Tree = {
    "sample_min": 1440,
    "policies": {
        "pricing": {"use": "flat", "every_min": 1440},
        "promise": {"use": "fixed", "every_min": 1440},
        "pay": {"use": "order", "every_min": 1440},
        "dispatch": {"use": "nearest", "every_min": 60},
        "repositioning": {"use": "stay"},
    },
}

# The default district at a twentieth of its size, about as dense.
SMALL: Tree = {
    "days": 1,
    "city": {"width_m": 1200, "height_m": 1200, "zone_m": 600},
    "consumers": {"count": 1000},
    "stores": {"count": 10},
    "couriers": {"count": 15},
}


def all_on(**settings: Tree) -> dict[str, Tree]:
    """All mechanisms that the baseline has on, some with settings of their own.

    Tests share this set: all code is compiled for each.
    """
    tables = load_scenario("baseline").scenario.mechanisms.tables()
    on = [name for name, table in tables.items() if table["enabled"]]
    assert set(settings) <= set(on), on
    return {name: {"enabled": True} | settings.get(name, {}) for name in on}


def scenario(*changes: Tree) -> Scenario:
    """The defaults with the changes laid over them, the later over the earlier.

    A policy of another `use` takes the place of the one before, parameters and all. Days begin
    without a warm-up, unless a change asks for one.
    """
    tree: Tree = {"title": "test", "warmup_days": 0}
    for change in changes:
        _lay(tree, change)
    return Scenario.model_validate(tree)


def _lay(tree: Tree, change: Tree) -> None:
    for key, value in change.items():
        before = tree.get(key)
        if isinstance(value, dict) and isinstance(before, dict) and not _replaces(value, before):
            _lay(before, value)
        else:
            tree[key] = deepcopy(value)


def _replaces(value: Tree, before: Tree) -> bool:
    return "use" in value and value["use"] != before.get("use")
