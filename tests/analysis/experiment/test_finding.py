"""What may be said of a difference."""

from dataclasses import replace

import pytest

from analysis.experiment.finding import counted, finding
from tests.analysis.charts.made_up import comparison_of
from tests.analysis.charts.test_numbers import difference


@pytest.mark.parametrize(
    ("kpi", "value", "low", "high", "expected"),
    [
        ("orders", 5.0, 4.0, 6.0, "better"),
        ("orders", -5.0, -6.0, -4.0, "worse"),
        ("late_share", 0.05, 0.04, 0.06, "worse"),
        ("late_share", -0.05, -0.06, -0.04, "better"),
        ("pickup_share", 0.05, 0.04, 0.06, "changed"),  # neither good nor bad
        ("orders", 5.0, -1.0, 11.0, "unclear"),
        ("orders", 5.0, 0.0, 10.0, "unclear"),
        ("orders", 0.0, 0.0, 0.0, "same"),
        ("orders", 0.0, None, None, "same"),
        ("orders", 5.0, None, None, "single"),
        # What would read as 0.00 all the same; of shares it is what reads as 0.00 %.
        ("satisfaction_mean", -2e-7, -4e-7, -1e-7, "same"),
        ("satisfaction_mean", -2e-6, -4e-6, -1e-6, "worse"),
        ("late_share", 2e-9, 1e-9, 4e-9, "same"),
        ("late_share", 2e-7, 1e-7, 4e-7, "worse"),
    ],
)
def test_the_interval_decides_what_is_found(kpi, value, low, high, expected):
    assert finding(difference(kpi, value, low, high)) == expected


def test_a_kpi_without_values_is_unknown():
    assert finding(replace(difference("orders", 0.0), difference=None)) == "unknown"


def test_counts_of_findings_add_up():
    comparison, _ = comparison_of(2)
    kpis = ("orders", "late_share", "pickup_share", "ledger_sum_cents")
    counts = counted(comparison.contrasts[0], kpis)
    assert (counts["better"], counts["worse"], counts["same"]) == (1, 1, 1)
    assert sum(counts.values()) == len(kpis)
