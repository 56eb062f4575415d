"""Tables on screens that are wide, narrow, and too narrow."""

import pytest
from rich.console import Console

from analysis.commands.columns import Columns


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


def test_a_table_that_is_empty_shows_its_heads():
    assert lines(Columns("a", "b"), 20) == ["a  b"]
