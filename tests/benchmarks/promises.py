"""`python -m tests.benchmarks.promises`: what promises bring over eight weeks, as tables.

All arms live in a third of the baseline's city for eight weeks: as dense, with a third of the
people, stores, couriers and ground; with `--whole`, the lie in the whole city for two. Each arm is
compared with the baseline under the same seeds, and begins after its warm-up where it differs in
policies alone. Brackets hold 95 % intervals of the paired differences.
"""

import argparse
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.scenario_file import load_scenario
from sim.order import Channel, State
from sim.scenario import Scenario
from sim.simulation import run
from sim.snapshot import Snapshot
from sim.warm_up import can_share, warm_up
from tests.benchmarks.intervals import sure_interval

Floats = NDArray[np.float64]
Change = dict[str, dict[str, Any]]

DAYS, SEEDS = 56, 6
WHOLE_DAYS, WHOLE_SEEDS = 14, 20
QUANTILES = (0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
# What each table calls a span of days: first and last of them.
SPANS = {
    "first day": (0, 1),
    "first week": (0, 7),
    "second week": (7, 14),
    "days 1 to 14": (0, 14),
    "last week": (-7, None),
    "all days": (0, None),
}

LIE: Change = {"policies": {"promise": {"use": "fixed", "minutes": 1}}}
UNBELIEVING: Change = {"mechanisms": {"belief": {"enabled": False}}}


def third(days: int, *changes: Change) -> Scenario:
    """A third of the baseline's city for so many days, with changes laid over it."""
    return city(1 / 3, days, *changes)


def city(part: float, days: int, *changes: Change) -> Scenario:
    """A part of the baseline's city for so many days, with changes laid over it."""
    base = load_scenario("baseline").scenario
    side = part**0.5
    smaller: Change = {
        "city": {"width_m": base.city.width_m * side, "height_m": base.city.height_m * side},
        "consumers": {"count": round(base.consumers.count * part)},
        "stores": {"count": round(base.stores.count * part)},
        "couriers": {"count": round(base.couriers.count * part)},
    }
    tree = base.model_dump() | {"days": days}
    for change in (smaller, *changes):
        for section, values in change.items():
            tree[section] = tree[section] | values
    return Scenario.model_validate(tree)


def more_couriers(days: int) -> Change:
    """A fifth more of them."""
    return {"couriers": {"count": round(1.2 * third(days).couriers.count)}}


def faster_kitchens(days: int) -> Change:
    """Cooks who take a fifth less time."""
    usual = third(days).kitchen.preparation_mean_min
    return {"kitchen": {"preparation_mean_min": 0.8 * usual}}


def quantile(share: float) -> Change:
    """A pad that such a share of orders is meant to keep."""
    return {"policies": {"promise": {"use": "quantile", "quantile": share}}}


class Lived:
    """The runs of one arm: its orders a day, (n_seeds, n_days), and its promise and lateness."""

    def __init__(self, scenario: Scenario, base: Scenario, n_seeds: int) -> None:
        counts, promised, late = [], [], []
        for seed in range(n_seeds):
            warm = _warmed(base.model_dump_json(), seed) if can_share(scenario, base) else None
            rows = run(scenario, seed, warm=warm).orders
            app = rows[rows["channel"] != Channel.WALK_IN]
            day = (app["placed_min"] // 1440).astype(int)
            counts.append(np.bincount(day, minlength=scenario.days)[: scenario.days])
            came = app[(app["channel"] == Channel.DELIVERY) & (app["state"] == State.FULFILLED)]
            promised.append((came["promised_min"] - came["placed_min"]).mean())
            late.append((came["ended_min"] > came["promised_min"]).mean())
        self.orders: Floats = np.array(counts, float)
        self.promised_min, self.late_share = float(np.mean(promised)), float(np.mean(late))

    def during(self, span: str) -> Floats:
        """Orders a day in a span, (n_seeds,)."""
        first, last = SPANS[span]
        return np.asarray(self.orders[:, first:last].mean(axis=1))


@cache
def _warmed(base: str, seed: int) -> Snapshot:
    return warm_up(Scenario.model_validate_json(base), seed)


def change(arm: Lived, base: Lived, span: str) -> str:
    """The mean change of orders in a span, percent of the base's, with its interval."""
    usual = base.during(span)
    percent = 100 * (arm.during(span) - usual) / usual.mean()
    low, high = sure_interval(percent)
    numbers = f"{percent.mean():+z.1f} % [{low:z.1f}, {high:z.1f}]"
    return numbers.replace("-", "−")


def table(rows: Sequence[tuple[str, Lived, Lived]], spans: Sequence[str]) -> Iterator[str]:
    """Rows of arms against their bases, as Markdown."""
    yield f"| arm | promised | late | {' | '.join(f'orders, {span}' for span in spans)} |"
    yield "|---|---:|---:|" + "---:|" * len(spans)
    for name, arm, base in rows:
        cells = [change(arm, base, span) for span in spans]
        yield f"| {name} | {arm.promised_min:.0f} min | {100 * arm.late_share:.0f} % | " + (
            " | ".join(cells) + " |"
        )


def whole() -> Iterator[str]:
    """Two weeks of the lie in the whole city."""
    base = city(1, WHOLE_DAYS)
    usual = Lived(base, base, WHOLE_SEEDS)
    lie = Lived(city(1, WHOLE_DAYS, LIE), base, WHOLE_SEEDS)
    spans = ("first day", "first week", "second week", "days 1 to 14")
    return table([("one minute, as believed", lie, usual)], spans)


def parts(days: int, n_seeds: int) -> Iterator[str]:
    """Eight weeks of all arms in a third of the city: lies and what is faster, then paddings."""
    base, naive = third(days), third(days, UNBELIEVING)

    def lived(*changes: Change) -> Lived:
        return Lived(third(days, *changes), base, n_seeds)

    usual = lived()
    pads = [(f"quantile {q:g}", lived(quantile(q)), usual) for q in QUANTILES]
    faster = [
        ("a fifth more couriers", lived(more_couriers(days)), usual),
        ("kitchens a fifth faster", lived(faster_kitchens(days)), usual),
    ]
    lies = [
        ("one minute, as believed", lived(LIE), usual),
        (
            "one minute, always believed",
            Lived(third(days, UNBELIEVING, LIE), naive, n_seeds),
            Lived(naive, naive, n_seeds),
        ),
    ]
    yield from table([*lies, *faster], ("first day", "second week", "days 1 to 14", "all days"))
    yield ""
    yield from table(pads, ("first week", "last week", "all days"))


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--whole", action="store_true", help="the lie in the whole city alone")
    if options.parse_args().whole:
        print("\n".join(whole()))
    else:
        print("\n".join(parts(DAYS, SEEDS)))


if __name__ == "__main__":
    _main()
