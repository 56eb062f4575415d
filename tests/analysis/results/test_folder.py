"""Folders appear whole or not at all, and never in the place of someone else's."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.results.folder import FolderError, check_free, replacing, stamp, write_text

FILES = ("manifest.json", "kpis.json")

KILLED = """
import os, signal, sys
from pathlib import Path
from analysis.results.folder import replacing
with replacing(Path(sys.argv[1])) as partial:
    (partial / "kpis.json").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def write(folder, text="{}"):
    with replacing(folder) as partial:
        (partial / "manifest.json").write_text(json.dumps(stamp("run")))
        (partial / "kpis.json").write_text(text)


def entries(folder):
    return sorted(path.name for path in folder.iterdir())


def kill_while_writing(folder):
    command = [sys.executable, "-c", KILLED, str(folder)]
    done = subprocess.run(command, cwd=Path(__file__).parents[3], check=False)
    assert done.returncode < 0


def test_a_folder_appears_when_it_is_complete(tmp_path):
    with replacing(tmp_path / "deep" / "run") as partial:
        (partial / "kpis.json").write_text("{}")
        assert not (tmp_path / "deep" / "run").exists()
    assert entries(tmp_path / "deep") == ["run"]
    assert entries(tmp_path / "deep" / "run") == ["kpis.json"]


def test_an_earlier_folder_gives_way_as_a_whole(tmp_path):
    write(tmp_path / "run", "old")
    (tmp_path / "run" / "orders.parquet").write_text("old")
    write(tmp_path / "run", "new")
    assert entries(tmp_path) == ["run"]
    assert entries(tmp_path / "run") == ["kpis.json", "manifest.json"]
    assert (tmp_path / "run" / "kpis.json").read_text() == "new"


def test_an_error_half_way_leaves_what_was_there(tmp_path):
    write(tmp_path / "run", "old")
    with pytest.raises(TypeError):
        write(tmp_path / "run", text=None)
    assert entries(tmp_path) == ["run"]
    assert (tmp_path / "run" / "kpis.json").read_text() == "old"


def test_being_killed_half_way_leaves_nothing_under_the_name_and_a_rerun_cleans_up(tmp_path):
    kill_while_writing(tmp_path / "run")
    (left,) = entries(tmp_path)
    assert left.startswith(".run.")
    check_free(tmp_path / "run", "run", FILES)
    write(tmp_path / "run")
    assert entries(tmp_path) == ["run"]


def test_what_a_living_process_is_writing_is_left_alone(tmp_path):
    busy = tmp_path / f".run.{os.getppid()}.partial"
    busy.mkdir()
    write(tmp_path / "run")
    assert busy.exists()


def test_a_file_is_written_whole(tmp_path):
    write_text(tmp_path / "comparison.csv", "¥\n")
    write_text(tmp_path / "comparison.csv", "a,b\n")
    assert entries(tmp_path) == ["comparison.csv"]
    assert (tmp_path / "comparison.csv").read_text() == "a,b\n"


def test_new_empty_and_own_folders_are_free(tmp_path):
    check_free(tmp_path / "not" / "there", "run", FILES)
    check_free(tmp_path, "run", FILES)
    write(tmp_path / "run")
    check_free(tmp_path / "run", "run", FILES)


def test_a_folder_of_other_things_is_refused(tmp_path):
    (tmp_path / "thesis.tex").write_text("")
    with pytest.raises(FolderError, match=r"is not empty and holds no run; name another folder"):
        check_free(tmp_path, "run", FILES)


def test_a_folder_of_another_kind_is_refused(tmp_path):
    write(tmp_path / "run")
    with pytest.raises(FolderError, match="holds no comparison"):
        check_free(tmp_path / "run", "comparison")


def test_a_run_with_notes_beside_it_is_refused_by_name(tmp_path):
    write(tmp_path / "run")
    (tmp_path / "run" / "notes.md").write_text("mine")
    with pytest.raises(FolderError, match=r"holds a run and, besides, notes\.md"):
        check_free(tmp_path / "run", "run", FILES)


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(FolderError, match="out is a file, not a folder"):
        check_free(tmp_path / "out", "run", FILES)
    with pytest.raises(FolderError, match="out is a file, not a folder"):
        check_free(tmp_path / "out" / "run", "run", FILES)


def test_a_foreign_manifest_does_not_make_a_folder_ours(tmp_path):
    (tmp_path / "manifest.json").write_text('{"kind": "run", "made_by": "another tool"}')
    with pytest.raises(FolderError, match="holds no run"):
        check_free(tmp_path, "run", FILES)
