"""The tables of a report."""

from dataclasses import replace

from analysis.experiment.compare import Difference
from analysis.kpis import COMPARED, HEADLINES
from analysis.report.tables import all_rows, cell, headline_counts, headline_rows
from analysis.words import words
from tests.analysis.charts.made_up import comparison_of, without_orders


def test_all_kpis_are_listed_once_in_the_order_of_their_table():
    groups = all_rows(comparison_of(3)[0], words("en"))
    assert [row.kpi for _, rows in groups for row in rows] == list(COMPARED)
    assert len({group for group, _ in groups}) == len(groups)


def test_a_row_shows_level_change_interval_and_finding():
    rows = {row.kpi.name: row for row in headline_rows(comparison_of(2)[0], words("en"))}
    assert set(rows) == set(HEADLINES)
    (late,) = rows["late_share"].cells
    assert rows["late_share"].base == "14.0\u00a0%"
    assert (late.level, late.finding) == ("16.3\u00a0%", "worse")
    assert late.change.startswith("+2.3")
    assert late.interval.startswith("[2.")


def test_meanings_are_in_the_language_of_the_page():
    comparison, _ = comparison_of(2)
    english, chinese = (headline_rows(comparison, words(lang))[0] for lang in ("en", "zh"))
    assert english.meaning == "orders / days of the run"
    assert chinese.meaning == "订单量 / 模拟天数"


def test_no_difference_is_a_plain_zero_without_an_interval():
    groups = all_rows(comparison_of(2)[0], words("en"))
    ledger = next(row for _, rows in groups for row in rows if row.kpi.name == "ledger_sum_cents")
    assert ledger.cells[0][1:] == ("0", "", "0", "same", True, False)


def test_what_has_no_value_is_a_dash():
    rows = {row.kpi.name: row for row in headline_rows(without_orders()[0], words("en"))}
    assert rows["late_share"].base == "–"
    assert rows["late_share"].cells[0] == ("–", "–", "", "–", "unknown", True, False)


def test_counts_of_headline_kpis_add_up():
    for counts in headline_counts(comparison_of(5)[0]):
        assert counts["better"] + counts["worse"] + counts["other"] == counts["of"]
        assert counts["of"] == len(HEADLINES)


def test_what_is_told_of_two_runs_alone_is_a_level_not_a_change():
    found = Difference("coupon_cannibalised_share", 3, None, 1.012, 1.012, 0.83, 1.18, *3 * [None])
    assert cell(found, words("en")).change == "101\u00a0%"
    none = Difference("extra_orders_per_100_yuan", 3, None, -0.01, -0.01, -4.2, 4.1, *3 * [None])
    assert cell(none, words("en")).change == "0"


def test_a_share_is_told_of_what_has_a_zero_and_is_not_there_alone():
    loyalty = Difference(
        "loyalty_mean", 6, 0.338, -0.259, -0.597, -0.6, -0.594, -1.766, -1.78, -1.75
    )
    assert cell(loyalty, words("en")).relative == "–"
    hearsay = Difference("told_surprise_min", 6, 0.019, 9.44, 9.42, 9.23, 9.61, 500.6, 490.5, 510.7)
    assert cell(hearsay, words("en")).relative == "–"
    heard = replace(hearsay, base_mean=4.71, mean=14.13, relative=2.0)
    assert cell(heard, words("en")).relative.startswith("+20")


def test_scenarios_in_places_of_their_own_are_not_said_to_be_in_one():
    comparison, _ = comparison_of(2)
    assert comparison.where == "fixed"
    assert replace(comparison, cities="vary", place=None).where == "vary"
    assert replace(comparison, place=None).where == "apart"
