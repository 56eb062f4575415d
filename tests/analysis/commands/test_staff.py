"""`o2o staff`, end to end on a hamlet."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.scenario_file import load_scenario
from analysis.staffing import historical
from tests.analysis.commands.hamlet import BUSY_HAMLET, without_reports

DAY_AND_NIGHT = """
extends = "hamlet.toml"
title = "Everybody, always"
[couriers]
shifts = [{ share = 1, start = "08:00", end = "08:00" }]
"""
EMPTY = 'extends = "hamlet.toml"\ntitle = "Nobody"\n[couriers]\ncount = 0\n'
PLANNED = 'extends = "hamlet.toml"\ntitle = "P"\n[policies.staffing]\nuse = "forecast"\n'


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A folder with scenario files; reports take no time."""

    without_reports(monkeypatch)
    monkeypatch.chdir(tmp_path)
    files = {"hamlet": BUSY_HAMLET, "always": DAY_AND_NIGHT, "empty": EMPTY, "planned": PLANNED}
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text)
    return tmp_path


def call(*arguments):
    return CliRunner().invoke(app, ["staff", *map(str, arguments), "--jobs", "1"])


def test_staff_writes_a_scenario_and_a_comparison_with_historical_shifts(place):
    done = call("hamlet.toml", "--replications", 2, "--rounds", 2, "--json")
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    printed = json.loads(done.stdout)
    assert printed["seeds"] == [2, 3]  # not those of the search
    assert printed["base"]["label"] == "hamlet"
    assert [arm["label"] for arm in printed["arms"]] == ["hamlet-forecast", "hamlet-staffed"]
    assert [step["what"] for step in printed["search"][:2]] == ["historical", "forecast"]
    file = Path(printed["scenario"])
    assert file == Path("out/hamlet-staffed/hamlet-staffed.toml")
    base, staffed = load_scenario("hamlet.toml").scenario, load_scenario(file).scenario
    plans = historical(base), historical(staffed)
    assert plans[1].hours == pytest.approx(printed["courier_hours"])
    assert plans[1].hours == pytest.approx(plans[0].hours, rel=0.01)
    rest = {"title", "why", "couriers"}
    assert staffed.model_dump(exclude=rest) == base.model_dump(exclude=rest)


def test_people_see_tables_what_the_search_did_and_the_file(place):
    """The scenario found works, too, where a staffing policy was given."""
    done = call("planned.toml", "--replications", 1, "--rounds", 0, "--out", "here")
    assert done.exit_code == 0, done.output
    *_, searched, file = done.stdout.splitlines()
    assert searched.startswith("searched under other seeds: ")
    assert file == "here/planned-staffed.toml"
    assert (place / "here" / "comparison.csv").is_file()
    staffed = load_scenario(file).scenario
    assert staffed.policies.staffing.use == "historical"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument 'SCENARIO'"),
        (["nowhere.toml"], "no such file"),
        (["basline"], "did you mean 'baseline'?"),
        (["hamlet.toml", "--rounds", -1], "greater than or equal to 0"),
        (["hamlet.toml", "--replications", 0], "greater than or equal to 1"),
        (["empty.toml"], "there is nobody to plan shifts for"),
        (["always.toml"], "lengths_h (4 to 10) cannot give the couriers the hours"),
        (["hamlet.toml", "--out", "."], "is not empty and holds no comparison"),
    ],
)
def test_bad_input_is_refused_with_one_message_and_nothing_is_written(place, arguments, message):
    before = sorted(path.name for path in place.iterdir())
    done = call(*arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stdout == ""
    assert sorted(path.name for path in place.iterdir()) == before
