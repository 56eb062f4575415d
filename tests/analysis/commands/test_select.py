"""`o2o select`, end to end on a hamlet."""

import json
from functools import partial

import pytest

import analysis
from tests.analysis.charts.pixels import with_few_pixels
from tests.analysis.commands import hamlet
from tests.analysis.report.reading import plain, text_of
from tests.fonts import needs_chinese_font

DEAR = 'extends = "hamlet.toml"\ntitle = "Dear"\n[policies.pricing]\nbase_cents = 900\n'

call = partial(hamlet.call, "select", "hamlet.toml", "dear.toml", "--goal", "orders_per_day")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    with_few_pixels(monkeypatch)
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path, dear=DEAR)
    return tmp_path


@needs_chinese_font
def test_command_line_and_python_choose_the_same_and_nothing_is_run_twice(place):
    done = call("--first", 2, "--budget", 6)
    assert done.exit_code == 0, done.output
    folder = place / "out" / "select-hamlet-dear"
    told = json.loads((folder / "selection.json").read_text("utf-8"))
    assert told["verdict"] in done.stdout
    assert (told["best"], told["why"], told["n_runs"]) == ("hamlet", "budget", 6)
    assert plain(told["verdict"]) in text_of(folder / "report.html")
    assert (folder / "figures" / "selection.png").exists()
    kept = [file.read_bytes() for file in (folder / "records").iterdir()]
    found = analysis.select(
        ["hamlet.toml", "dear.toml"],
        "orders_per_day",
        budget=6,
        first=2,
        folder=folder,
        lang="zh",
    )
    assert found.frame["n_runs"].tolist() == [row["n_runs"] for row in told["scenarios"]]
    assert [file.read_bytes() for file in (folder / "records").iterdir()] == kept


def test_a_limit_that_no_scenario_keeps_is_told_with_the_nearest():
    done = call("--first", 2, "--indifference", 5, "--subject-to", "orders_per_day>=9000")
    assert done.exit_code == 3, done.output
    assert "None of the 2 scenarios keeps the limits; the nearest, “A hamlet”" in done.stdout


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ([], "say an indifference zone or a budget, one of them"),
        (["--budget", 6, "--indifference", 5], "one of them"),
        (["--budget", 6], "a budget of 6 is smaller than 10 replications of each of 2"),
        (["--indifference", 0], "indifference (0) must be above 0"),
        (["--indifference", 5, "--most", 9], "--most (9) must not be smaller than --first (10)"),
        (["--budget", 60, "--subject-to", "ordrs_per_day>=1"], "nearest: orders_per_day"),
    ],
)
def test_bad_input_is_refused_before_anything_runs(said, problem, place):
    done = call(*said)
    assert (done.exit_code, done.stdout) == (2, "")
    assert problem in done.stderr
    assert not (place / "out").exists()


def test_a_goal_that_is_not_measured_is_refused_after_a_run_of_each(place):
    done = hamlet.call(
        "select", "hamlet.toml", "dear.toml", "--goal", "max:members", "--budget", 20
    )
    assert done.exit_code == 2
    assert "hamlet does not measure members" in done.stderr
    (records,) = (place / "out").glob("*/records/*")
    assert records.read_text("utf-8").count('"seed"') == 2
