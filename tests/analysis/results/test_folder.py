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


@pytest.mark.parametrize("files", [FILES, None])
def test_being_killed_between_two_steps_brings_the_earlier_results_back(tmp_path, files):
    write(tmp_path / "run", "old")
    gone = subprocess.Popen(["true"])
    gone.wait()
    (tmp_path / "run").rename(tmp_path / f".run.{gone.pid}.old.partial")
    with pytest.raises(TypeError):
        write(tmp_path / "run", text=None)
    assert entries(tmp_path) == ["run"]
    assert (tmp_path / "run" / "kpis.json").read_text() == "old"


def test_a_folder_that_holds_only_foreign_files_is_not_empty_and_nothing_in_it_is_touched(tmp_path):
    (tmp_path / "x.partial").write_text("mine")
    (tmp_path / ".hidden").write_text("mine")
    with pytest.raises(FolderError, match="is not empty"):
        check_free(tmp_path, "run", FILES)
    assert entries(tmp_path) == [".hidden", "x.partial"]


def test_what_others_put_into_a_run_meanwhile_stays_in_it(tmp_path):
    write(tmp_path / "run", "old")
    (tmp_path / "run" / "notes.partial").write_text("mine")
    with replacing(tmp_path / "run", FILES) as partial:
        (partial / "kpis.json").write_text("new")
    assert entries(tmp_path / "run") == ["kpis.json", "notes.partial"]


def test_a_link_stays_and_leads_to_the_new_results(tmp_path):
    write(tmp_path / "disk" / "run", "old")
    (tmp_path / "link").symlink_to(tmp_path / "disk" / "run")
    check_free(tmp_path / "link", "run", FILES)
    write(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "disk" / "run" / "kpis.json").read_text() == "new"
    assert entries(tmp_path) == ["disk", "link"]
    assert entries(tmp_path / "disk") == ["run"]


def test_a_link_to_nowhere_leads_to_the_results_afterwards_and_one_to_itself_is_refused(tmp_path):
    (tmp_path / "link").symlink_to("new")
    check_free(tmp_path / "link", "run", FILES)
    write(tmp_path / "link")
    assert entries(tmp_path / "new") == ["kpis.json", "manifest.json"]
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(FolderError, match="loop"):
        check_free(tmp_path / "loop", "run", FILES)


def test_a_folder_that_cannot_be_moved_is_filled_where_it_stands(tmp_path, monkeypatch):
    """As where a disk is mounted."""
    write(tmp_path / "run", "old")
    (tmp_path / "run" / "notes.md").write_text("mine")
    monkeypatch.setattr(Path, "is_mount", lambda path: path == tmp_path / "run")
    inode = (tmp_path / "run").stat().st_ino
    seen = []
    move = os.replace
    monkeypatch.setattr(os, "replace", lambda a, b: (seen.append(Path(b).name), move(a, b)))
    write(tmp_path / "run", "new")
    assert (tmp_path / "run").stat().st_ino == inode
    assert entries(tmp_path / "run") == ["kpis.json", "manifest.json", "notes.md"]
    assert (tmp_path / "run" / "kpis.json").read_text() == "new"
    assert seen == ["manifest.json", "kpis.json", "manifest.json"]  # names nothing meanwhile


@pytest.mark.parametrize("text", ["城" * 90, "x" * 256])
def test_a_name_that_is_too_long_is_refused(tmp_path, text):
    with pytest.raises(FolderError, match=r"too long|bytes"):
        check_free(tmp_path / text, "run", FILES)
    with pytest.raises(FolderError, match=r"bytes; a name may have 255"):
        check_free(tmp_path / "out", "comparison", inner=[f"runs/{text}"])


def test_a_path_that_is_too_long_is_refused(tmp_path):
    with pytest.raises(FolderError, match=r"too long|a path may have"):
        check_free(tmp_path.joinpath(*["x" * 200] * 25), "run", FILES)


def test_the_longest_name_can_be_written(tmp_path):
    check_free(tmp_path / ("x" * 255), "run", FILES)
    write(tmp_path / ("x" * 255))
    write_text(tmp_path / ("城" * 85), "¥")
    assert entries(tmp_path) == ["x" * 255, "城" * 85]


def test_a_file_in_the_place_of_a_run_is_left_alone(tmp_path):
    (tmp_path / "run").write_text("mine")
    with pytest.raises(FolderError, match="is a file"):
        write(tmp_path / "run")
    assert (tmp_path / "run").read_text() == "mine"


def test_a_sign_that_is_no_text_is_escaped(tmp_path):
    write_text(tmp_path / "a.json", json.dumps("caf\udce9", ensure_ascii=False))
    assert json.loads((tmp_path / "a.json").read_text()) == "caf\udce9"


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


def test_what_a_file_manager_leaves_in_a_folder_takes_no_room(tmp_path):
    (tmp_path / ".DS_Store").write_text("")
    check_free(tmp_path, "run", FILES)
    write(tmp_path / "run")
    (tmp_path / "run" / "Thumbs.db").write_text("")
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


def test_a_path_that_is_no_text_is_refused(tmp_path):
    odd = os.fsdecode(b"\xff")
    with pytest.raises(FolderError, match="is no UTF-8 text"):
        check_free(tmp_path / odd / "out", "run")
    with pytest.raises(FolderError, match="is no UTF-8 text"):
        check_free(tmp_path / "out", "comparison", inner=[f"runs/{odd}"])
