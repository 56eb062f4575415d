"""The folder of an experiment: gone on with, looked into, asked, written out, put together."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from analysis.experiment.unit import Measured, Unit
from analysis.lab.archive import Archive, append, ask
from analysis.lab.experiment_folder import ExperimentFolder, NoExperimentError, merged
from analysis.results import as_json, stamp
from tests.analysis.commands import hamlet
from tests.analysis.commands.hamlet import o2o
from tests.analysis.handmade import TINY

ROOT = Path(__file__).parents[3]
DEAR = 'extends = "hamlet.toml"\ntitle = "A dear hamlet"\n[policies.pricing]\nbase_cents = 900\n'
COMPARE = ["compare", "hamlet.toml", "dear.toml", "--replications", "2", "--jobs", "1"]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder in which commands are called as `o2o`."""
    hamlet.write(tmp_path, dear=DEAR)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def called(monkeypatch, *arguments):
    """A command as its process has it, which writes down how it was called."""
    monkeypatch.setattr("sys.argv", ["o2o", *map(str, arguments)])
    return o2o(*arguments)


def recorded(folder, *seeds, kind="sweep", **manifest):
    """The folder of an experiment whose replications are records."""
    folder.mkdir(parents=True)
    said = {**stamp(kind), **manifest}
    (folder / "manifest.json").write_text(as_json(said))
    for seed in seeds:
        kpis = {"orders": 10 * seed, "late_share": seed / 8, "wait_min": None}
        append(folder, Unit("base", TINY, seed, None), Measured(kpis, 2.0))
    return folder


@pytest.mark.slow  # three reports
def test_shards_put_together_and_gone_on_with_are_the_comparison_itself(place, monkeypatch):
    assert called(monkeypatch, *COMPARE, "--out", "straight").exit_code == 0
    for part in ("1/2", "2/2"):
        done = called(monkeypatch, *COMPARE, "--shard", part, "--out", f"part-{part[0]}")
        assert done.exit_code == 0
        assert "2 of 4 runs are in" in done.stderr
        assert not (place / f"part-{part[0]}" / "comparison.json").exists()
    assert o2o("merge", "part-1", "part-2", "--out", "whole").exit_code == 0
    monkeypatch.chdir("/")
    command = [sys.executable, "-m", "analysis", "resume", place / "whole"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "A dear hamlet" in done.stdout
    for name in ("comparison.csv", "comparison.json"):
        assert (place / "whole" / name).read_text() == (place / "straight" / name).read_text()
    assert "4 of 4 replications done, 0 failed" in o2o("status", place / "whole").stdout
    found = o2o(
        *("query", place / "whole", "--json"),
        "select r.label, r.seed, r.orders as kpi, count(*) as n from replications as r join orders "
        "as o on o.label = r.label and o.seed = r.seed where o.channel != 'walk_in' group by all",
    )
    assert found.exit_code == 0, found.stderr
    rows = json.loads(found.stdout)
    assert {row["label"] for row in rows} == {"hamlet", "dear"}
    assert all(row["kpi"] == row["n"] for row in rows)


def test_parts_of_different_experiments_are_not_put_together(tmp_path):
    one, two = recorded(tmp_path / "one", 0, goal="a"), recorded(tmp_path / "two", 1, goal="b")
    with pytest.raises(NoExperimentError, match="not parts of one experiment"):
        merged([one, two], tmp_path / "whole")
    assert not (tmp_path / "whole").exists()


def test_records_that_are_put_together_are_those_of_all(tmp_path):
    one, two = recorded(tmp_path / "one", 0, 1), recorded(tmp_path / "two", 1, 2)
    assert merged([one, two], tmp_path / "whole") == 3
    assert merged([one, two], tmp_path / "whole") == 3


def test_a_question_is_answered_from_records(tmp_path):
    folder = recorded(tmp_path / "it's", 1, 2)
    found = o2o(
        "query", folder, "select seed, orders, late_share, wait_min from replications order by 1"
    )
    assert found.stdout.split() == [
        *("seed", "orders", "late_share", "wait_min"),
        *("1", "10", "0.125", "2", "20", "0.25"),
    ]
    rows = o2o("query", folder, "select * from failures", "--json")
    assert json.loads(rows.stdout) == []


def test_what_a_folder_was_asked_before_is_in_no_answer(tmp_path):
    small = TINY.model_copy(update={"days": TINY.days + 1})
    before, now = Unit("base", small, 1, None), Unit("base", TINY, 1, None)
    folder = recorded(tmp_path / "kept", 1, arms=["base"], seeds=[1])
    append(folder, before, Measured({"orders": 77, "late_share": 0.5, "wait_min": None}, 2.0))
    Archive(folder).keep_failure(Unit("wrong", small, 1, None), "ValueError: no")
    ask(folder, [now.id], anew=True)
    asked = o2o("query", folder, "select orders from replications", "--json")
    assert json.loads(asked.stdout) == [{"orders": 10}]
    said = json.loads(o2o("status", folder, "--json").stdout)
    assert (said["done"], said["planned"], said["failed"]) == (1, 1, [])
    assert merged([folder], tmp_path / "whole") == 1  # and keeps what was there
    ask(tmp_path / "whole", [before.id], anew=True)
    assert [each.seed for each in ExperimentFolder(tmp_path / "whole").done] == [1]


@pytest.mark.slow  # two comparisons
def test_runs_of_arms_and_seeds_that_are_asked_for_no_more_are_in_no_answer(place):
    assert o2o(*COMPARE, "--out", "kept").exit_code == 0
    assert o2o(*COMPARE, "--replications", 1, "--out", "kept").exit_code == 0
    found = o2o("query", "kept", "select distinct seed from replications", "--json")
    assert json.loads(found.stdout) == [{"seed": 0}]
    assert "2 of 2 replications done" in o2o("status", "kept").stdout


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("selec", "syntax error"),
        ("select * from nothing", "nothing does not exist"),
        ("select no from replications", '"no" not found'),
        ("", "asks for nothing"),
        ("create table mine as from replications", "asks for nothing"),
        ("select 1; select 2", "asks for several things"),
    ],
)
def test_what_is_no_question_is_refused_in_one_line(tmp_path, sql, said):
    refused = o2o("query", recorded(tmp_path / "kept", 1), sql)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_question_writes_nothing(tmp_path):
    folder, file = recorded(tmp_path / "kept", 1), tmp_path / "mine.csv"
    for copy in (f"copy replications to '{file}'", f"select 1; copy replications to '{file}'"):
        assert o2o("query", folder, copy).exit_code == 2
        assert not file.exists()


def test_a_pivot_is_a_question(tmp_path):
    asked = o2o(
        "query", recorded(tmp_path / "kept", 1, 2), "pivot replications on seed using sum(orders)"
    )
    assert asked.exit_code == 0, asked.stderr


def test_an_experiment_without_a_replication_has_no_table_yet(tmp_path):
    refused = o2o("export", recorded(tmp_path / "kept"), tmp_path / "all.csv")
    assert (refused.exit_code, "has no replications yet" in refused.stderr) == (2, True)


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_all_replications_are_written_into_one_table(tmp_path, form):
    folder, file = recorded(tmp_path / "kept", 1, 2), tmp_path / f"all.{form}"
    written = o2o("export", folder, file)
    assert (written.exit_code, written.stdout.strip()) == (0, str(file))
    if form == "xlsx":
        import pandas as pd

        assert pd.read_excel(file)["orders"].tolist() == [10, 20]
    else:
        assert duckdb.sql(f"select orders from '{file}'").fetchall() == [(10,), (20,)]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_table_of_another_form_or_elsewhere_is_refused(tmp_path):
    folder = recorded(tmp_path / "kept", 1)
    for target in (tmp_path / "all.doc", tmp_path / "nowhere" / "all.csv"):
        refused = o2o("export", folder, target)
        assert refused.exit_code == 2
        assert str(target) in refused.stderr


def test_how_far_it_is_is_said_with_what_failed(tmp_path):
    folder = recorded(tmp_path / "kept", 1, 2, arms={"base": {}, "dear": {}}, seeds=[1, 2])
    Archive(folder).keep_failure(Unit("dear", TINY, 1, None), "ValueError: no")
    said = o2o("status", folder).stdout
    assert "2 of 4 replications done, 1 failed" in said
    assert "4 CPU seconds, 2.00 each" in said
    assert "about 2 CPU seconds are left" in said
    assert "failed: dear, seed 1: ValueError: no" in said
    plain = json.loads(o2o("status", folder, "--json").stdout)
    assert (plain["done"], plain["planned"], plain["cpu_s"]) == (2, 4, 4.0)
    assert plain["failed"] == ["dear, seed 1: ValueError: no"]


@pytest.mark.parametrize("command", ["status", "resume", "query", "export", "merge"])
def test_a_folder_without_an_experiment_is_refused(tmp_path, command):
    more = {"query": ["select 1"], "merge": ["--out", tmp_path / "out"]}.get(command, [])
    (tmp_path / "empty").mkdir()
    recorded(tmp_path / "run", kind="run")
    for folder, said in (
        (tmp_path / "none", "is no folder"),
        (tmp_path / "empty", "holds no experiment"),
        (tmp_path / "run", "holds a run, which is no experiment"),
    ):
        refused = o2o(command, folder, *more)
        assert refused.exit_code == 2
        assert said in refused.stderr
        assert len(refused.stderr.strip().splitlines()) == 1


def test_what_a_program_asked_for_or_a_folder_that_is_gone_cannot_be_gone_on_with(tmp_path):
    asked = {"arguments": ["compare", "a", "b"], "folder": str(tmp_path / "gone")}
    for folder, said in (
        (recorded(tmp_path / "one", 1), "a program asked for this sweep"),
        (recorded(tmp_path / "two", 1, asked=asked), "is not here"),
    ):
        refused = o2o("resume", folder)
        assert refused.exit_code == 2
        assert said in refused.stderr


@pytest.mark.parametrize(
    "said",
    [
        ["compare", "a", "--out", "x", "b"],
        ["compare", "a", "--out=x", "b", "--shard", "1/2"],
        ["compare", "a", "b", "--shard=2/2", "--out", "x"],
    ],
)
def test_who_goes_on_keeps_what_was_asked_but_not_where_it_went(tmp_path, said):
    folder = recorded(tmp_path / "kept", asked={"arguments": said, "folder": "/"})
    assert ExperimentFolder(folder).arguments == ["compare", "a", "b"]
    assert ExperimentFolder(folder).asked_in == Path("/")


def test_what_failed_is_tried_again_where_that_is_said(tmp_path, monkeypatch):
    from analysis.commands import experiments

    monkeypatch.chdir(tmp_path)  # and back
    asked = {"arguments": ["compare", "a", "b"], "folder": str(tmp_path)}
    folder = recorded(tmp_path / "kept", asked=asked)
    Archive(folder).keep_failure(Unit("dear", TINY, 1, None), "ValueError: no")
    experiments.resumed(folder, retry=False)
    assert len(Archive(folder).failures) == 1
    again = experiments.resumed(folder, retry=True)
    assert again == ["compare", "a", "b", "--out", str(folder)]
    assert Archive(folder).failures == {}


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select cast(label as int) from replications", "Could not convert string 'base'"),
        ("select error('a')", "Invalid Input Error: a"),
    ],
)
def test_what_is_wrong_with_rows_is_told(tmp_path, sql, told):
    folder = recorded(tmp_path / "kept", 1)
    for refused in (o2o("query", folder, sql), o2o("query", folder, sql, "--json")):
        assert (refused.exit_code, told in refused.output) == (2, True), refused.output


def test_cells_that_json_has_not_are_told_without_them(tmp_path):
    sql = "select 'nan'::double as a, date '2024-05-17' as b, [1.5, 'inf'::double] as c"
    rows = o2o("query", recorded(tmp_path / "kept", 1), sql, "--json")
    assert json.loads(rows.stdout) == [{"a": None, "b": "2024-05-17", "c": [1.5, None]}]


@pytest.mark.parametrize("name", ["/proc/x.csv", f"{'a' * 300}.csv"])
def test_a_table_that_cannot_be_written_is_refused(tmp_path, name):
    refused = o2o("export", recorded(tmp_path / "kept", 1), name)
    assert refused.exit_code == 2, refused.output


def test_a_question_is_of_what_status_counts_whatever_else_stands_among_the_records(tmp_path):
    """A line of something else makes other kinds of all columns, if DuckDB may guess."""
    folder = recorded(tmp_path / "one", 1, 2)
    odd = [{"id": 3, "x": [1]}, {"id": "a", "label": "b", "seed": 1, "cpu_s": 1}, [], "text"]
    file = next((folder / "records").iterdir())
    with file.open("a") as lines:
        lines.write("".join(f"{json.dumps(each)}\n" for each in odd) + "torn {\n")
    experiment = ExperimentFolder(folder)
    rows = experiment.query(
        "select seed, orders, late_share, wait_min from replications order by 1"
    )
    assert rows.fetchall() == [(1, 10, 0.125, None), (2, 20, 0.25, None)]
    assert len(experiment.done) == 2


def test_parts_that_tell_different_numbers_of_a_run_are_not_put_together(tmp_path):
    one, other = recorded(tmp_path / "one", 1, 2), recorded(tmp_path / "other", 2, 3)
    file = next((other / "records").iterdir())
    file.write_text(file.read_text().replace('"orders":20', '"orders":7777'))
    told = "one and .*other tell different numbers of the same run \\(base, seed 2\\)"
    with pytest.raises(NoExperimentError, match=told):
        merged([one, other], tmp_path / "both")
    assert not (tmp_path / "both").exists()


@pytest.mark.parametrize(
    ("sql", "near"),
    [
        ("select ordres from replications", '"orders"'),
        ("select * from replication", "replications"),
    ],
)
def test_a_question_of_what_is_not_there_is_told_the_nearest(tmp_path, sql, near):
    experiment = ExperimentFolder(recorded(tmp_path / "one", 1))
    with pytest.raises(NoExperimentError, match=rf"! (Candidate bindings|Did you mean).*{near}.*"):
        experiment.query(sql)
