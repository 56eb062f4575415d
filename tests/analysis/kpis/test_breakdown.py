"""KPIs of parts are defined as those of the whole, and parts put together give it."""

import numpy as np
import pytest

from analysis.kpis.breakdown import PARTS, SUMMED, Breakdown, value
from analysis.kpis.measure import measure
from sim.flow.funnel import Step
from sim.ledger import Account, Kind
from sim.order import Channel, State
from tests.analysis.handmade import orders, run_of

SPREAD = orders(
    {"placed_min": 60, "ended_min": 85, "promised_min": 90, "satisfaction": 4.5},
    {
        "placed_min": 70,
        "ended_min": 130,
        "promised_min": 100,
        "zone": 1,
        "satisfaction": 2.0,
        "time_score": -3.0,
    },
    {"placed_min": 1500, "ended_min": 1530, "promised_min": 1520, "segment": 1},
    {"placed_min": 1510, "state": State.CANCELLED, "segment": 1, "zone": 1, "satisfaction": 1.0},
    {"placed_min": 1600, "channel": Channel.PICKUP, "at_store_min": 1610, "ended_min": 1615},
    {"placed_min": 90, "channel": Channel.WALK_IN, "at_store_min": 90, "ended_min": 99},
)


@pytest.fixture(scope="module")
def result():
    run = run_of(SPREAD)
    run.funnel[0, 1, 0, Step.SESSION] = 7
    run.funnel[1, 12, 1, Step.SESSION] = 5
    run.book[:, Kind.FEE, Account.PLATFORM] = 300, 500, 70  # the last moves after midnight
    return run


@pytest.mark.parametrize("by", [Breakdown.by_segment, Breakdown.by_zone, Breakdown.by_day])
@pytest.mark.parametrize("parts", PARTS, ids=lambda parts: parts.kpi)
def test_parts_put_together_give_the_kpi_of_the_run(by, parts, result):
    sums = by(Breakdown(result)).reshape(-1, len(SUMMED))
    total = sums.sum(axis=0)
    total[SUMMED.index("days")] = result.days
    if np.isnan(total[[SUMMED.index(parts.part), SUMMED.index(parts.whole)]]).any():
        assert (by, parts.kpi) in {
            (Breakdown.by_day, "conversion_share"),  # the funnel knows hours, not days
            (Breakdown.by_segment, "platform_contribution_cents_per_day"),
            (Breakdown.by_zone, "platform_contribution_cents_per_day"),
        }
        return
    assert float(value(total, parts)) == pytest.approx(measure(result)[parts.kpi])


def test_each_part_has_its_own_and_none_over_nothing(result):
    late = next(parts for parts in PARTS if parts.kpi == "late_share")
    np.testing.assert_array_equal(value(Breakdown(result).by_segment(), late), [1 / 2, 1])
    np.testing.assert_array_equal(value(Breakdown(result).by_zone(), late), [[1 / 2, 1]])
    np.testing.assert_array_equal(value(Breakdown(result).by_day(), late), [1 / 2, 1])
    empty = Breakdown(run_of()).by_day()
    assert np.isnan(value(empty, late)).all()


def test_money_after_the_last_midnight_counts_for_the_last_day(result):
    kept = Breakdown(result).by_day()[:, SUMMED.index("platform_cents")]
    assert kept.tolist() == [300, 570]
