"""`o2o validate`, end to end on a hamlet."""

import json
from functools import partial

from tests.analysis.commands import hamlet

call = partial(hamlet.call, "validate")


def test_the_folder_holds_what_the_screen_tells_and_nothing_is_run_twice(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path)
    asked = ["hamlet.toml", "--days", 1, "--replications", 2]
    done = call(*asked)
    assert done.exit_code == 3, done.output  # four stores are no district
    folder = tmp_path / "out" / "hamlet-validation"
    card = json.loads((folder / "scorecard.json").read_text("utf-8"))
    assert set(card["failing"]) >= {"T13"}
    assert "Click to door, mean" in done.stdout
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
