"""Runs of a scenario beside recorded purchases, both measured by the same functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.validation import purchases
from analysis.validation.dhrd import Data
from analysis.validation.distributions import read
from analysis.validation.scorecard import Measured, measured
from analysis.validation.seen import Floats

NUMBERS = (
    "bought_top_fifth_share",
    "bought_orders_per_customer",
    "bought_interval_median_days",
    "bought_same_store_share",
)
_MOST_LINES = 8


@dataclass(frozen=True, eq=False)
class Against:
    """What the page sets side by side: as many first days of the data as were simulated."""

    data: Data
    days: int
    runs: Sequence[Mapping[str, Any]]  # figures of each run

    @property
    def bought(self) -> purchases.Purchases:
        """The purchases that are compared."""
        return self.data.bought.first_days(self.days)

    def numbers(self) -> dict[str, tuple[float | None, Measured | None]]:
        """Each figure of the data, and that of the runs."""
        of_data = purchases.numbers(self.bought)
        return {
            name: (of_data[name], measured(run.get(name) for run in self.runs)) for name in NUMBERS
        }

    def distributions(self) -> dict[str, tuple[Floats, Floats]]:
        """Each distribution of the data, (n_bins,), and of the runs, (n_runs, n_bins)."""
        known = [run for run in self.runs if run.get("bought_hour.00") is not None]
        return {name: (of, read(name, known)) for name, of in purchases.shares(self.bought).items()}

    def lines(self) -> Floats:
        """Shares of orders with 1, 2 and so on products; the last has all with more."""
        n_lines = np.minimum(self.data.n_lines, _MOST_LINES)
        return np.asarray(np.bincount(n_lines, minlength=_MOST_LINES + 1)[1:] / len(n_lines))

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "source": str(self.data.source),
            "days": self.days,
            "orders": len(self.bought.day),
            "left_out": self.data.n_left_out,
            "numbers": {
                name: {"data": of_data, "runs": of_runs and of_runs.mean}
                for name, (of_data, of_runs) in self.numbers().items()
            },
            "distributions": {
                name: {"data": of_data.tolist(), "runs": of_runs.mean(axis=0).tolist()}
                for name, (of_data, of_runs) in self.distributions().items()
                if len(of_runs)
            },
            "chain_share": self.data.chain_share,
            "chain_order_share": self.data.chain_order_share,
            "cuisines": dict(self.data.cuisines),
            "lines": self.lines().tolist(),
        }
