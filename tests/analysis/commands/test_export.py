"""`o2o export`: every form holds what was found, text as text, and a full disk loses nothing."""

import errno
import os
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from analysis.commands import export
from tests.analysis.commands.hamlet import o2o
from tests.analysis.commands.test_experiments import recorded

FORMS = ["csv", "parquet", "xlsx"]
CELLS = (
    "select '=1+1' as a, -5 as \"-m\", '-5' as t, null as n, true as b, 'nan'::double as f, "
    "[1, 2] as l, date '2024-05-17' as z, 7 as a"
)


@pytest.fixture
def kept(tmp_path):
    return recorded(tmp_path / "kept", 1)


def test_text_of_a_csv_is_text_and_columns_of_one_name_stay_apart(kept, tmp_path):
    assert o2o("export", kept, tmp_path / "all.csv", "--sql", CELLS).exit_code == 0
    header, row = (tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()
    assert header == "\ufeffa,'-m,t,n,b,f,l,z,a"
    assert row == "'=1+1,-5,'-5,,true,nan,\"[1, 2]\",2024-05-17,7"


def test_text_of_a_workbook_is_text(kept, tmp_path):
    sql = CELLS.replace("7 as a", "now() as w, '#N/A' as e")
    assert o2o("export", kept, tmp_path / "all.xlsx", "--sql", sql).exit_code == 0
    header, row = openpyxl.load_workbook(tmp_path / "all.xlsx").active.iter_rows()
    assert [cell.value for cell in header] == [*"a", "-m", *"tnbflzwe"]
    values = {
        name.value: (cell.value, cell.data_type) for name, cell in zip(header, row, strict=True)
    }
    assert values["a"] == ("=1+1", "s")
    assert values["-m"] == (-5, "n")
    assert (values["n"][0], values["b"][0], values["f"][0]) == (None, True, None)
    assert values["z"] == (datetime(2024, 5, 17), "d")
    assert values["w"][1] == "s"
    assert values["e"] == ("#N/A", "s")


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select chr(7) as a", "no cell holds a control character"),
        ("select repeat('x', 40000) as a", "at most 32767 signs, not 40000"),
    ],
)
def test_what_no_workbook_holds_is_refused(kept, tmp_path, sql, told, capfd):
    refused = o2o("export", kept, tmp_path / "all.xlsx", "--sql", sql)
    assert (refused.exit_code, told in refused.stderr) == (2, True), refused.output
    assert capfd.readouterr().err == ""
    assert not (tmp_path / "all.xlsx").exists()


def test_a_sheet_has_an_end(kept, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.results.workbook._MOST_ROWS", 3)
    for rows, code in ((2, 0), (3, 2)):
        sql = f"select range from range({rows})"
        assert o2o("export", kept, tmp_path / "all.xlsx", "--sql", sql).exit_code == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_is_told_in_one_line_and_the_table_before_stays(
    kept, tmp_path, monkeypatch, form
):
    file = tmp_path / f"all.{form}"
    assert o2o("export", kept, file).exit_code == 0
    before = file.read_bytes()
    (tmp_path / "full").symlink_to("/dev/full")
    monkeypatch.setattr(export, "_partial", lambda _: tmp_path / "full")
    monkeypatch.setattr(export, "_check", lambda *_: None)  # it would take the link away
    failed = o2o("export", kept, file)
    assert failed.exit_code == 3
    assert (
        failed.stderr == f"cannot go on: [Errno {errno.ENOSPC}] No space left on device: '{file}'\n"
    )
    assert file.read_bytes() == before


@pytest.mark.parametrize("form", FORMS)
def test_a_folder_is_no_table(kept, tmp_path, form):
    (tmp_path / f"all.{form}").mkdir()
    refused = o2o("export", kept, tmp_path / f"all.{form}")
    assert (refused.exit_code, "is a folder, not a file" in refused.stderr) == (2, True)


def test_runs_that_are_not_whole_are_told(kept, tmp_path):
    run = kept / "runs" / "base" / "seed-3"
    run.mkdir(parents=True)
    (kept / "runs" / "base" / ".seed-4.partial").mkdir()
    for command in (
        ["status", kept],
        ["query", kept, "select 1"],
        ["export", kept, tmp_path / "all.csv"],
    ):
        done = o2o(*command)
        assert done.exit_code == 0
        assert f"a run is not whole and left out, {run}; o2o resume {kept} does it again" in (
            " ".join(done.stderr.split())
        )


@pytest.mark.parametrize("place", ["failures.jsonl", "records", "records/x.jsonl"])
def test_what_stands_where_records_should_is_refused(kept, tmp_path, place):
    wrong = tmp_path / "wrong" / place
    (tmp_path / "wrong" / "records").mkdir(parents=True)
    (tmp_path / "wrong" / "manifest.json").write_bytes((kept / "manifest.json").read_bytes())
    if place == "records":
        wrong.rmdir()
        wrong.touch()
    else:
        wrong.mkdir()
    for command in (
        ["status", tmp_path / "wrong"],
        ["query", tmp_path / "wrong", "select 1"],
        ["merge", kept, "--out", tmp_path / "wrong"],
        ["merge", kept, tmp_path / "wrong", "--out", tmp_path / "whole"],
    ):
        refused = o2o(*command)
        assert (refused.exit_code, str(wrong) in refused.stderr) == (2, True), refused.output


def test_a_path_that_is_no_text_is_refused(kept, tmp_path):
    odd = tmp_path / os.fsdecode(b"\xff.csv")
    kept.rename(odd)
    for command in (
        ["query", odd, "select 1"],
        ["chart", odd],
        ["export", odd, tmp_path / "all.csv"],
        ["export", recorded(tmp_path / "text", 1), odd],
    ):
        refused = o2o(*command)
        assert (refused.exit_code, "is no UTF-8 text" in refused.stderr) == (2, True), command


def test_a_read_only_disk_is_told_by_the_file_that_was_asked_for(kept, tmp_path, monkeypatch):
    def refuse(self, **_):
        raise OSError(errno.EROFS, "Read-only file system", str(self))

    monkeypatch.setattr(Path, "touch", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    refused = o2o("export", kept, tmp_path / "all.csv")
    assert refused.exit_code == 2
    assert refused.stderr.endswith("all.csv: cannot be written: Read-only file system\n")
