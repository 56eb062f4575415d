"""Tables on screens that are wide, narrow, and too narrow."""

from types import SimpleNamespace

import pytest
from rich.console import Console

from analysis.commands.columns import Columns
from analysis.commands.plausible import _differences as differences_table
from analysis.commands.sensitivity import _table as sensitivity_table
from analysis.lab.sensitivity import carried_out
from analysis.words import words
from tests.analysis.lab.test_sensitivity import KPI, asked, made_up


def lines(table, width):
    """What a screen of so many characters shows; no line is wider."""
    console = Console(width=width, record=True, color_system=None, soft_wrap=True)
    with console.capture() as shown:
        console.print(table)
    found = [line.rstrip() for line in shown.get().splitlines()]
    assert max(map(len, found)) <= width
    return found


def fees():
    table = Columns("", "base_cents", "against the base", "P90, at most 60 min", title="Fees")
    table.add("delivery for a fixed fee", "¥5.50", "+¥1 273 [−73, 2 618]", "57.1 min")
    table.add("delivery for nothing at all", "¥0.00", "−¥120 [−1 106, 866]", "60.4 min, missed")
    return table


def test_where_there_is_room_each_row_is_a_line():
    assert lines(fees(), 120) == [
        "Fees",
        "                             base_cents      against the base  P90, at most 60 min",
        "delivery for a fixed fee          ¥5.50  +¥1 273 [−73, 2 618]             57.1 min",
        "delivery for nothing at all       ¥0.00   −¥120 [−1 106, 866]     60.4 min, missed",
    ]


def test_where_there_is_little_names_break_and_intervals_go_below_their_numbers():
    assert lines(fees(), 46)[1:] == [
        "                                       P90, at",
        "               base_    against the    most 60",
        "               cents           base        min",
        "delivery for   ¥5.50        +¥1 273   57.1 min",
        "a fixed fee            [−73, 2 618]",
        "delivery for   ¥0.00          −¥120  60.4 min,",
        "nothing at            [−1 106, 866]     missed",
        "all",
    ]


def test_where_there_is_too_little_each_row_is_a_block():
    table = Columns("", "orders", "lateness", words=(0, 2), whole=(2,))
    table.add("the base", "198", "14.1 % of all")
    table.add("", "", "none")
    assert lines(table, 27) == [
        *("the base", "  orders    198", "  lateness  14.1 % of all", "  lateness  none")
    ]


@pytest.mark.parametrize("width", range(46, 120, 3))
def test_no_number_is_broken_and_no_name_is_lost(width):
    shown = "\n".join(lines(fees(), width))
    for whole in (
        "¥5.50",
        "+¥1 273",
        "[−73, 2 618]",
        "[−1 106, 866]",
        "57.1 min",
        "60.4 min,",
    ):
        assert whole in shown
    for word in ("delivery", "fixed", "nothing", "missed"):
        assert word in shown


def test_a_name_that_is_too_long_goes_on_after_a_dot_or_a_stroke():
    table = Columns("", "mean of all", words=(0,))
    table.add("policies.pricing.base_cents of it", "1 273")
    assert lines(table, 24) == [
        "                 mean of",
        "                     all",
        "policies.          1 273",
        "pricing.",
        "base_cents",
        "of it",
    ]


def test_a_table_that_is_empty_shows_its_heads():
    assert lines(Columns("a", "b"), 20) == ["a  b"]


@pytest.mark.parametrize("method", ["one", "morris", "sobol"])
def test_a_sensitivity_names_its_settings_on_a_narrow_screen(method):
    found = carried_out(asked(method, **({} if method == "one" else {"points": 16})), made_up)
    shown = "\n".join(lines(sensitivity_table(found, KPI, words("en")), 40))
    for whole in ("couriers.", "consumers.", "count"):
        assert whole in shown


def test_what_differs_in_plausible_cities_has_its_name_on_a_narrow_screen():
    of_kpi = SimpleNamespace(
        n=8, share_more=0.9, share_less=0.1, mean=120.0, ends=(-73.0, 313.0), middle=(-90.0, 330.0)
    )
    found = SimpleNamespace(kpis=["orders_per_day"], difference=lambda *_: of_kpi)
    shown = "\n".join(lines(differences_table(found, 1, "Dear", words("en")), 50))
    for whole in ("Orders", "+120", "[−73, 313]", "90 %"):
        assert whole in shown
