"""Figures of a sweep, read off their marks."""

from functools import cache
from itertools import product

import numpy as np
import pytest

from analysis.charts import frontier, response
from analysis.charts.points import kind_of, limit_of, place, place_limited
from analysis.charts.style import NARROW_IN
from analysis.words import words
from tests.analysis.lab.made_up import COURIERS, FEE, MONEY, P90, swept

EN = words("en")


def by_both(point):
    """A dearer delivery brings more, more couriers are quicker and cost."""
    fee, couriers = point.get(FEE, 350), point.get(COURIERS, 80)
    return 1e6 + 50 * (fee - 350) - 2_000 * (couriers - 80), 48 - (couriers - 80) / 4


def marks(axes):
    """Where points stand: (x, y) of every mark."""
    singles = [line for line in axes.lines if len(line.get_xdata()) == 1]
    return sorted((float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in singles)


def test_points_stand_at_their_settings_and_means():
    found = swept(noise=(0, 0))
    money, waits = response.draw(found, EN).axes
    fees = [150, 250, 350, 450, 550]
    assert [x for x, _ in marks(money)] == fees
    assert [y for _, y in marks(money)] == pytest.approx([10_000 + (fee - 350) / 2 for fee in fees])
    assert [y for _, y in marks(waits)] == pytest.approx([50, 49, 48, 47, 46])
    assert money.get_xticklabels()[0].get_text() == "¥1.50"


def test_intervals_of_the_goal_are_those_of_its_difference_from_the_base():
    found = swept()
    row = found.ranking.best
    at = place(found, row.label, MONEY)
    assert at.value == pytest.approx(row.goal.mean / 100)
    assert at.high - at.low == pytest.approx((row.difference.high - row.difference.low) / 100)
    assert at.high - at.low < (row.goal.high - row.goal.low) / 100 / 3  # luck in common is gone


def test_intervals_of_what_is_limited_tell_whether_it_is_kept():
    found = swept()
    row, limit = found.ranking.best, found.ranking.constraints[0]
    at = place_limited(found, row, limit)
    kept = row.kept[0]
    assert (at.low, at.high) == pytest.approx((48 + kept.miss.low, 48 + kept.miss.high))
    assert limit_of(found, limit) == 48


def test_at_least_is_turned_over():
    found = swept(subject_to=[f"{MONEY}>=base*0.9"])
    row, limit = found.ranking.best, found.ranking.constraints[0]
    at = place_limited(found, row, limit)
    assert at.low < at.value < at.high
    assert limit_of(found, limit) == pytest.approx(0.9 * found.ranking.base.goal.mean / 100)


def test_each_kind_of_point_is_told_apart_without_colour():
    found = swept()
    assert [kind_of(found, row) for row in found.ranking.rows] == [
        *("chosen", "kept"),
        *[kind_of(found, row) for row in found.ranking.rows[2:3]],
        *("missed", "missed"),
    ]
    figure = response.draw(found, EN)
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend[:2] == ["the best that keeps the limits", "keeps the limits"]
    assert "misses a limit" in legend
    markers = {line.get_marker() for line in figure.axes[0].lines} - {"", "None"}
    assert markers == {"D", "o", "x"}


def test_without_limits_there_are_other_words_and_no_frontier():
    from analysis.report.sweep import figures_of

    found = swept(subject_to=())
    assert list(figures_of(found, EN)) == ["response"]
    legend = response.draw(found, EN).legends[0].get_texts()
    assert [text.get_text() for text in legend] == ["the best", "other settings", "the base"]
    assert response.title(found, EN) == (
        "Platform contribution per day is highest at base_cents = ¥5.50"
    )


def test_several_levers_have_a_column_each_and_the_mean_over_the_others():
    found = swept([f"{FEE}=250,350,450", f"{COURIERS}=72,80,88"], truth=by_both, noise=(0, 0))
    axes = response.draw(found, EN).axes
    assert len(axes) == 4  # two KPIs of two levers
    by_fee = max(axes[0].lines, key=lambda line: len(line.get_xdata()))
    assert by_fee.get_xdata().tolist() == [250, 350, 450]
    assert by_fee.get_ydata() == pytest.approx([9950, 10_000, 10_050])
    by_couriers = max(axes[1].lines, key=lambda line: len(line.get_xdata()))
    assert by_couriers.get_ydata() == pytest.approx([10_160, 10_000, 9840])


def test_the_words_of_a_limit_stand_at_the_end_where_no_point_is_near_them():
    """At the left the best point is eight minutes from the limit, but another is next to it."""
    waits = {(250, 72): 48.5, (250, 88): 40, (450, 72): 52, (450, 88): 45}
    found = swept(
        [f"{FEE}=250,450", f"{COURIERS}=72,88"],
        truth=lambda point: (1e6, waits.get((point.get(FEE), point.get(COURIERS)), 48)),
        noise=(0, 0),
    )
    by_fee = response.draw(found, EN).axes[2]
    (told,) = (text for text in by_fee.texts if "48" in text.get_text())
    assert told.xy == (1, 48)


KINDS = {
    "names": {"over": ["policies.dispatch.use=nearest,batch_assignment,rolling_horizon"]},
    "sobol": {
        "over": [f"{FEE}=150..550", f"{COURIERS}=60..90:log"],
        "design": "sobol",
        "n_points": 16,
    },
    "log": {"over": [f"{FEE}=100..900:log"], "n_points": 30},
    "one run": {"n_seeds": 1},
    "infeasible": {"subject_to": [f"{P90}<=4"]},
    "three limits": {"subject_to": [f"{P90}<=48", f"{MONEY}>=base*0.9", "orders_per_day>=1"]},
    "no base": {"without": ["baseline"]},
    "the base": {"over": [f"{FEE}=350"]},
}


# Each kind in one width, and both widths of what has most panels; the others are among the slow.
FAST = {
    *((kind, 10.0) for kind in ("names", "log", "infeasible", "no base", "three limits")),
    *((kind, NARROW_IN) for kind in ("sobol", "one run", "the base", "three limits")),
}


@cache
def of_kind(kind):
    return swept(truth=by_both, **KINDS[kind])


@pytest.mark.parametrize(
    ("kind", "width_in"),
    [
        case if case in FAST else pytest.param(*case, marks=pytest.mark.slow)
        for case in product(KINDS, (NARROW_IN, 10.0))
    ],
)
def test_figures_of_every_kind_of_sweep_are_drawn(kind, width_in):
    found = of_kind(kind)
    figures = [response.draw(found, EN, width_in), frontier.draw(found, EN, width_in)]
    for figure in figures:
        assert all(np.isfinite(axes.get_ylim()).all() for axes in figure.axes)


def test_the_frontier_joins_what_no_other_beats_in_both():
    found = swept([f"{FEE}=250,350", f"{COURIERS}=72,80,88"], truth=by_both, noise=(0, 0))
    (axes,) = frontier.draw(found, EN).axes
    line = max(axes.lines, key=lambda each: len(each.get_xdata()))
    assert line.get_xdata() == pytest.approx([46, 48, 50])
    assert line.get_ydata() == pytest.approx([9840, 10_000, 10_160])  # the dearer fee alone
    assert frontier.title(found, EN) == (
        "A limit of P90 click-to-door time at most 48.0 min leaves 4 of 6 settings"
    )


def test_no_name_stands_on_a_point():
    class Axes:
        get_xlim = get_ylim = staticmethod(lambda: (0.0, 100.0))

    alone = frontier._Free(Axes(), np.nan, [(50, 50)])
    assert alone.take(50, 50) == 1
    beside = frontier._Free(Axes(), np.nan, [(50, 50), (60, 54)])
    assert beside.take(50, 50) == -1
    between = frontier._Free(Axes(), np.nan, [(50, 50), (60, 54), (40, 52)])
    assert between.take(50, 50) is None
