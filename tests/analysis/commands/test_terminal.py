"""What is heard of work under way where there is no terminal, and how names are shown."""

import pytest

from analysis.commands.columns import Columns
from analysis.commands.terminal import messages, output, progress


def lines_of(capsys, n_tasks, unit="runs", **options):
    with progress("Comparing", n_tasks, unit, **options) as tell:
        for done in range(1, n_tasks + 1):
            tell(done)
    out, err = capsys.readouterr()
    assert out == ""
    return err.splitlines()


def test_every_task_that_is_done_is_a_line(capsys):
    assert lines_of(capsys, 3) == [
        "Comparing: 1 of 3 runs",
        "Comparing: 2 of 3 runs",
        "Comparing: 3 of 3 runs",
    ]


def test_what_was_done_before_is_no_measure_of_what_is_left(capsys, monkeypatch):
    now_s = [0.0]
    monkeypatch.setattr("analysis.commands.terminal.time.monotonic", lambda: now_s[0])
    with progress("Comparing", 6, "runs") as tell:
        tell(1)
        tell(2)
        now_s[0] = 10.0
        tell(3)
    assert capsys.readouterr().err.splitlines() == [
        "Comparing: 1 of 6 runs",
        "Comparing: 2 of 6 runs",
        "Comparing: 3 of 6 runs, about 30 s left",
    ]


def test_many_tasks_share_twenty_lines(capsys):
    lines = lines_of(capsys, 240)
    assert len(lines) == 20
    assert lines[0].startswith("Comparing: 12 of 240 runs")


@pytest.mark.parametrize(("unit", "quiet"), [("runs", True), ("", False)])
def test_nothing_is_said_where_it_is_not_wanted(capsys, unit, quiet):
    assert lines_of(capsys, 3, unit, quiet=quiet) == []


def test_the_estimate_goes_by_what_is_done(capsys, monkeypatch):
    now_s = [0.0]
    monkeypatch.setattr("analysis.commands.terminal.time.monotonic", lambda: now_s[0])
    with progress("Comparing", 12, "runs") as tell:
        now_s[0] = 60.0
        tell(3)
        now_s[0] = 110.0
        tell(11)
    assert capsys.readouterr().err.splitlines() == [
        "Comparing: 3 of 12 runs, about 3 min left",
        "Comparing: 11 of 12 runs, about 10 s left",
    ]


@pytest.mark.parametrize("markup", [True, False])
def test_a_name_with_colons_is_shown_as_it_is(capsys, markup):
    output().print("a:x:b", markup=markup)
    messages().print("a:smile:b", markup=markup)
    table = Columns("name")
    table.add("c:x:d")
    output().print(table)
    shown = capsys.readouterr()
    assert "a:x:b" in shown.out
    assert "c:x:d" in shown.out
    assert "a:smile:b" in shown.err
