"""`python -m tests.benchmarks.widths`: what a coupon does in one city and over varied ones.

A table of the baseline against lunch-coupon, eight replications of seven days in the default city
and as many with another city each: the intervals of the headline KPIs, and how many times as wide
those over varied cities are. About two minutes of CPU.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from analysis.commands.headlines import headlines
from analysis.commands.inputs import load_arms
from analysis.experiment.arms_compared import compare_arms
from analysis.experiment.compare import Cities, Contrast, Difference
from analysis.experiment.experiment import run_units, units_of
from analysis.wording import shown_difference

_REPLICATIONS = 8


def contrast(cities: Cities) -> Contrast:
    """lunch-coupon against the baseline."""
    arms = load_arms(["baseline", "lunch-coupon"], [], allow_code=False)
    with TemporaryDirectory() as folder:
        runs = run_units(
            units_of(arms, range(_REPLICATIONS), Path(folder), cities), 1, lambda: None
        )
        comparison, _ = compare_arms(arms, runs, cities=cities)
    return comparison.contrasts[0]


def table(fixed: Contrast, varied: Contrast) -> Iterator[str]:
    """The lines of a Markdown table."""
    yield "| difference by lunch-coupon | in one city | over varied cities | widths |"
    yield "|---|---:|---:|---:|"
    for _, label, kpi in headlines():
        one, many = fixed[kpi.name], varied[kpi.name]
        cells = (
            shown_difference(found.difference, found.low, found.high, kpi.unit)
            for found in (one, many)
        )
        widths = width(many) / width(one) if width(one) else 1.0
        yield f"| {label} | {' | '.join(cells)} | ×{widths:.1f} |"


def width(found: Difference) -> float:
    """From one end of the interval to the other."""
    return 0.0 if found.low is None or found.high is None else found.high - found.low


if __name__ == "__main__":
    print("\n".join(table(*map(contrast, get_args(Cities)))))
