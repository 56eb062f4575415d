"""`o2o sweep`, end to end on a hamlet."""

import json
from functools import partial

import pytest

import analysis
from tests.analysis.charts.pixels import with_few_pixels
from tests.analysis.commands import hamlet
from tests.fonts import needs_chinese_font

STUDY = """
base = "hamlet.toml"
goal = "orders_per_day"
replications = 2
[over]
policies.pricing.base_cents = [150, 350]
"""
ASKED = ("hamlet.toml", "--over", "policies.pricing.base_cents=150,350", "--goal", "orders_per_day")

call = partial(hamlet.call, "sweep")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    with_few_pixels(monkeypatch)
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path, study=STUDY)
    return tmp_path


@needs_chinese_font
def test_command_line_study_and_python_are_the_same_sweep_and_go_on_from_one_another(
    place, request
):
    first = call(*ASKED, "--replications", 2)
    assert first.exit_code == 0, first.output
    folder = place / "out" / "hamlet-by-base_cents"
    assert f"{folder.relative_to(place)}/report.html" in first.stdout
    told = json.loads((folder / "sweep.json").read_text("utf-8"))
    files = {path.name for path in folder.iterdir()}
    assert {"points.csv", "runs.csv", "manifest.json", "report.html", "figures"} <= files
    kept = [file.read_bytes() for file in (folder / "records").iterdir()]
    request.getfixturevalue("unwritten")

    second = call("study.toml", "--out", folder, "--json", "--lang", "zh")
    assert second.exit_code == 0, second.output
    plain = json.loads(second.stdout)
    assert plain["points"] == told["points"]
    third = analysis.sweep(
        "hamlet.toml",
        {"policies.pricing.base_cents": [150, 350]},
        goal="orders_per_day",
        replications=2,
        folder=folder,
    )
    assert third.frame["p_best"].tolist() == [row["p_best"] for row in told["points"]]
    assert analysis.sweep("study.toml", folder=folder).best == third.best
    # Nothing was run again.
    assert [file.read_bytes() for file in (folder / "records").iterdir()] == kept


def test_what_a_study_says_is_said_by_it_alone(place):
    beside = call("study.toml", "--goal", "orders_per_day")
    assert beside.exit_code == 2
    assert "--goal: study.toml is a study and says so itself" in beside.stderr
    with pytest.raises(ValueError, match=r"goal, seed: study\.toml is a study and says so itself"):
        analysis.sweep("study.toml", goal="orders_per_day", seed=3)


@pytest.fixture
def unwritten(monkeypatch):
    """Pages are not drawn, which takes longer than all else."""

    def stub(folder, swept, lang="en", *, command=None):
        return folder / "report.html"

    monkeypatch.setattr("analysis.report.sweep.write_sweep_report", stub)


@pytest.mark.slow
def test_parts_that_are_merged_and_gone_on_with_are_the_whole(place, unwritten):
    whole = call(*ASKED, "--replications", 2, "--out", "whole")
    assert whole.exit_code == 0, whole.output
    for part in (1, 2):
        done = call(*ASKED, "--replications", 2, "--out", f"part-{part}", "--shard", f"{part}/2")
        assert (done.exit_code, done.stdout) == (0, ""), done.output
        assert f"part {part} of 2: 2 of 4 runs are in part-{part}" in done.stderr
    merged = hamlet.o2o("merge", "part-1", "part-2", "--out", "both")
    assert "4 replications in both" in merged.stdout
    assert call(*ASKED, "--replications", 2, "--out", "both").exit_code == 0
    for name in ("points.csv", "runs.csv", "sweep.json"):
        assert (place / "both" / name).read_bytes() == (place / "whole" / name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["hamlet.toml"], "nothing is varied"),
        (["hamlet.toml", "--over", "couriers.cuont=1,2"], "did you mean 'count'?"),
        (["hamlet.toml", "--over", "couriers.count=1..2"], "how many levels of it?"),
        (
            [*ASKED[:3], "--goal", "order"],
            "no KPI named 'order'",
        ),
        ([*ASKED, "--subject-to", "late_share<5"], "must read NAME<=BOUND"),
        ([*ASKED, "--set", "days=nix"], "must be a whole number"),
        ([*ASKED, "--shard", "3/2"], "'3/2' is no part such as 1/4"),
        (["nix.toml", "--over", "couriers.count=1,2"], "no such file"),
        (
            ["study.toml", *ASKED[1:3], "--seed", "3"],
            "--over, --seed: study.toml",
        ),
        (["hamlet.toml", "--over", "days=1,2"], "different lengths"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_line_before_anything_is_written(
    place, arguments, said
):
    done = call(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (place / "out").exists()


def test_a_folder_of_something_else_is_refused(place):
    (place / "mine").mkdir()
    (place / "mine" / "thesis.txt").write_text("…")
    done = call(*ASKED, "--out", "mine")
    assert done.exit_code == 2
    assert "is not empty and holds no sweep" in done.stderr


def test_a_kpi_that_is_not_measured_is_refused_after_one_run(place):
    done = call(*ASKED[:3], "--goal", "max:members", "--replications", 2)
    assert done.exit_code == 2
    assert "hamlet does not measure members" in done.stderr
    (records,) = (place / "out").glob("*/records/*")
    assert records.read_text("utf-8").count('"seed"') == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("torn.toml", b'base = "hamlet.toml"\n[over\n', "torn.toml:2: "),
        ("wide.toml", "base = 'x'".encode("utf-16"), "wide.toml:1: is not UTF-8 text"),
        ("stduy.toml", None, "stduy.toml: no such file"),
    ],
)
def test_a_study_that_cannot_be_read_is_told_as_such(place, name, content, said):
    """And not as a scenario of which nothing is varied."""
    if content is not None:
        (place / name).write_bytes(content)
    done = call(name)
    assert done.exit_code == 2
    assert done.stderr.startswith(said)
    assert "nothing is varied" not in done.stderr
