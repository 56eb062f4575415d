"""`o2o validate`, end to end on a hamlet."""

import json
from functools import partial

import pytest

from analysis.charts import validated as charts
from analysis.report import validated
from tests.analysis.charts.pixels import with_few_pixels
from tests.analysis.commands import hamlet
from tests.fonts import needs_chinese_font

call = partial(hamlet.call, "validate")


@pytest.fixture
def one_figure(monkeypatch):
    """One stands for all of the page."""

    def figures_of(found, words):
        return {"validated_door": charts.figures_of(found, words)["validated_door"]}

    monkeypatch.setattr(validated, "figures_of", figures_of)


@pytest.mark.usefixtures("one_figure")
@needs_chinese_font
def test_the_folder_holds_what_the_screen_tells_and_nothing_is_run_twice(tmp_path, monkeypatch):
    with_few_pixels(monkeypatch)
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path)
    asked = ["hamlet.toml", "--fast", "--days", 1, "--replications", 2]
    done = call(*asked)
    assert done.exit_code == 3, done.output  # four stores are no district
    folder = tmp_path / "out" / "hamlet-validation"
    card = json.loads((folder / "scorecard.json").read_text("utf-8"))
    assert set(card["failing"]) >= {"T13"}
    assert "Click to door, mean" in done.stdout
    page = (folder / "scorecard.html").read_text("utf-8")
    assert "Click to door: mean" in page
    assert all(f"<code>{row['fact']}</code>" in page for row in card["rows"] if row["mean"])
    kept = {file.name: file.read_bytes() for file in (folder / "records").iterdir()}
    again = call(*asked, "--json", "--lang", "zh")
    assert json.loads(again.stdout)["rows"] == card["rows"]
    assert {file.name: file.read_bytes() for file in (folder / "records").iterdir()} == kept


def test_bad_input_is_refused_before_anything_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for arguments, said in (
        (["baseline", "--facts", "suburbs"], "did you mean 'suburb'"),
        (["basline"], "baseline"),
        (["replay", "--cities", "vary"], "--cities fixed"),
    ):
        done = call(*arguments)
        assert (done.exit_code, done.stdout) == (2, "")
        assert said in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_every_lever_is_pulled_and_every_figure_drawn(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path)
    done = call("hamlet.toml", "--days", 1, "--replications", 2, "--json")
    assert done.exit_code == 3, done.output
    card = json.loads(done.stdout)
    assert not card["failures"]
    assert not [row for row in card["rows"] if row["verdict"] == "skipped"]
    figures = tmp_path / "out" / "hamlet-validation" / "figures"
    assert len(list(figures.glob("*.svg"))) == 6
