"""What figures of run tables show, read off their marks."""

from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.ticker import LogLocator

from analysis.charts import (
    earnings,
    extra_orders,
    one_order,
    promise,
    registry,
    retention,
    satisfaction,
    stages,
    stars,
    store_changes,
    warm_up,
)
from analysis.charts.day import Scene
from analysis.charts.film import FilmError, check_writer
from analysis.charts.style import NARROW_IN
from analysis.experiment.compare import Difference
from analysis.experiment.reopened import open_comparison, open_run
from analysis.words import words
from sim.agents.courier import COURIER
from sim.flow.sample import SAMPLED
from tests.analysis import folders
from tests.analysis.charts.test_gallery import assert_in_order
from tests.analysis.experiment.test_run_tables import DELIVERED
from tests.analysis.handmade import orders, rows, run_of
from tests.fonts import needs_chinese_font

EN = words("en")


def run(seed, *, later_min=0.0, n=3):
    of = orders(
        *(
            DELIVERED
            | {
                "need": nth,
                "ended_min": 630.0 + later_min + nth + seed / 10 * bool(later_min),
                "picked_up_min": 615.0 + later_min,
            }
            for nth in range(n)
        )
    )
    paid = rows(COURIER, *({"earned_cents": c, "on_shift_min": 60.0} for c in (1000, 3000)))
    dry = pd.DataFrame({name: [] for name in ("at_min", "zone", "weather", *SAMPLED)})
    return replace(run_of(of, couriers=paid, timeline=dry), seed=seed)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two") / "two"
    slow = [run(seed, later_min=6.0, n=4) for seed in (0, 1)]
    folders.comparison_of(folder, base=[run(0), run(1)], slow=slow)
    return open_comparison(folder)


@pytest.fixture(scope="module")
def nobody(tmp_path_factory):
    empty = [replace(run_of(), seed=seed) for seed in (0, 1)]
    folder = tmp_path_factory.mktemp("none") / "none"
    return open_comparison(folders.comparison_of(folder, base=empty, more=empty))


def title(figure):
    return figure.texts[0].get_text().replace("\n", " ")


def test_stages_stand_after_one_another_and_add_up(opened):
    kitchen, courier = stages.draw(opened, EN).axes
    base = [(bar.get_x(), bar.get_width()) for bar in kitchen.patches[:4]]
    assert base == [(0, 4), (4, 10), (14, 1), (15, 16)]
    assert kitchen.patches[6].get_width() == 7  # the counter of the slow arm
    assert "31.0" in [text.get_text() for text in courier.texts]
    assert title(stages.draw(opened, EN)).startswith("Waiting for the courier: changes most")


def test_one_need_is_followed_in_both_arms(opened):
    above, below = one_order.draw(opened, EN).axes
    # That of the base at P90 of 30, 31 and 32 minutes, and six minutes later in the slow arm.
    assert [axes.lines[1].get_xdata()[0] for axes in (above, below)] == [32, 38]
    assert above.lines[0].get_xdata()[0] == 40  # promised
    assert title(one_order.draw(opened, EN)) == (
        "One order takes 32.0 min in the base; 38.0 min with the other scenario"
    )


def test_a_lorenz_curve_ends_at_all_and_says_its_gini(opened):
    curves = earnings.draw(opened, EN).axes[0]
    assert curves.lines[1].get_ydata()[[0, 50, 100]] == pytest.approx([0, 25, 100])
    assert "25" in curves.texts[-1].get_text()  # (3 - 1) / (2 * 4)


def test_numbers_of_a_short_spread_do_not_touch(opened):
    axes = earnings.draw(opened, EN).axes[1]
    axes.set_xlim(-1000, 1000)  # as short as a spread can be
    axes.figure.draw_without_rendering()
    renderer = axes.figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in axes.texts]
    assert len(boxes) == 6
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_the_truth_of_promises_by_hand():
    promised = np.array([30.0] * 60 + [42.0] * 10)
    taken = np.concatenate((np.full(60, 33.0), np.full(10, 90.0)))
    middles, means, lows, highs = promise.calibration(promised, taken)  # ten are too few
    assert [middles.tolist(), means.tolist(), lows.tolist(), highs.tolist()] == [
        *([30], [33], [33], [33])
    ]


def test_the_usual_of_each_hour_is_taken_off():
    series = np.tile(np.arange(24.0), 3)
    series[24] += 6
    left = warm_up.less_usual(series)
    assert left[[0, 24, 48]].tolist() == [-2, 4, -2]
    assert not left[1:24].any()


def test_all_cuts_that_are_believed_lie_within_the_panel(opened, monkeypatch):
    waiting = np.random.default_rng(0).normal(size=240)
    waiting[:40] += 8
    monkeypatch.setattr(warm_up, "runs_of", lambda *_: [waiting[None]])
    below = warm_up.draw(opened, EN).axes[1]
    cuts, rest = below.lines[:2]
    assert (cuts.get_xdata()[-1], rest.get_xdata()[0]) == (120, 120)
    assert cuts.get_ydata().max() < below.get_ylim()[1]


def test_stores_that_win_are_counted(opened):
    assert title(store_changes.draw(opened, EN)).endswith("1 of 2 stores clearly win orders and "
                                                          "0 lose some")  # fmt: skip


def test_new_orders_are_told_from_those_made_anyway(opened):
    axes = extra_orders.draw(opened, EN).axes[0]
    widths = [bar.get_width() for bar in axes.patches]
    assert widths == pytest.approx([25, 0, 0, 0, 75, 0])


@pytest.mark.slow
@pytest.mark.parametrize("width_in", [NARROW_IN, 10.0])
@pytest.mark.parametrize(
    "draw", [stages, one_order, promise, satisfaction, stars, earnings, retention, extra_orders]
)
def test_where_nobody_orders_a_figure_says_so(nobody, draw, width_in):
    assert_in_order(draw.draw(nobody, EN, width_in))


@pytest.mark.slow
def test_a_single_run_has_figures_of_its_own(opened):
    folder = opened.folders["base"][0]
    charts = registry.charts_of_comparison(open_run(folder), EN)
    there = {name for name, chart in charts.items() if not chart.missing}
    assert there == set(registry.ALONE) - {"retention", "warm-up"}  # two days are too few
    assert_in_order(charts["stages"].draw(10.0))


def test_a_scene_moves(opened):
    scene = Scene(opened, EN, 10.0)
    assert scene.busiest_min in (615.0, 630.0)
    base = scene.towns[0]
    scene.show(620.0)
    assert [len(at.get_offsets()) for at in base.couriers.values()] == [0, 0, 1]
    assert len(base.flashes["on_time"].get_offsets()) == 0
    scene.show(632.0)
    assert len(base.flashes["on_time"].get_offsets()) == 3
    assert scene.strip.clock.get_text().strip() == "10:32  dry"


def test_what_writes_films_is_asked_for(monkeypatch):
    monkeypatch.setattr("analysis.charts.film.FFMpegWriter.isAvailable", lambda: False)
    check_writer("gif")
    with pytest.raises(FilmError, match="apt install ffmpeg"):
        check_writer("mp4")


def test_the_stores_have_sizes_that_can_be_read_off():
    few = LogLocator(subs=store_changes._steps(np.array([0, 3, 60]))).tick_values(3, 60)
    assert {5, 10, 20, 50} <= set(few.round(6))
    assert store_changes._steps(np.array([1, 3000])) == (1.0,)
    assert store_changes._steps(np.array([0, 0])) == (1.0,)


@pytest.mark.parametrize(
    ("written", "felt", "told"),
    [
        ((-0.1, 0.2), (0.1, 0.3), stars.FELT),  # all orders show it, reviews do not
        ((0.1, 0.2), (0.1, 0.3), stars.WRITTEN),
        ((-0.1, 0.2), (-0.1, 0.3), stars.WRITTEN),
    ],
)
def test_the_title_of_the_stars_tells_what_clearly_changes(written, felt, told):
    found = {
        kpi: Difference(kpi, 3, 4.0, 4.1, 0.1, *ends, *3 * [None])
        for kpi, ends in ((stars.WRITTEN, written), (stars.FELT, felt))
    }
    seen = SimpleNamespace(
        comparison=SimpleNamespace(contrasts=[found]),
        arms=[SimpleNamespace(kpis=[{stars.WRITTEN: 4.0}])],
    )
    assert stars._told(seen) == told


@needs_chinese_font
def test_lines_of_chinese_do_not_touch(opened):
    figure = earnings.draw(opened, words("zh"))
    lines = [t for axes in figure.axes for t in axes.texts if "\n" in t.get_text()]
    assert lines
    for text in lines:
        height_pt = text.get_window_extent().height / figure.dpi * 72
        assert height_pt >= 1.2 * text.get_size() * len(text.get_text().split("\n")) - 2
