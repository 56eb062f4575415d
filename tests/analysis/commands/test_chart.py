"""`o2o chart`: which figures a folder can give, and their files."""

import json
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.charts.gallery import FIGURES
from analysis.charts.registry import OF_TABLES
from analysis.commands import chart
from tests.analysis import folders
from tests.analysis.commands.hamlet import o2o
from tests.analysis.handmade import orders, run_of


@pytest.fixture
def folder(tmp_path):
    of = orders(*({"ended_min": 30.0 + nth, "promised_min": 40.0} for nth in range(5)))
    runs = [replace(run_of(of), seed=seed) for seed in (0, 1)]
    return folders.comparison_of(tmp_path / "two", base=runs, more=runs)


def test_without_a_name_the_figures_are_listed(folder):
    done = o2o("chart", folder, "--json")
    assert done.exit_code == 0, done.output
    listed = {each["name"]: each["missing"] for each in json.loads(done.stdout)}
    assert listed["waits"] is None


def test_figures_are_written_by_name_language_and_size(folder):
    done = o2o("chart", folder, "waits", "--size", "column", "--format", "svg")
    assert done.exit_code == 0, done.output
    file = folder.with_name("two-charts") / "waits-en-column.svg"
    assert done.stdout == f"{file}\n"
    assert b'width="360pt"' in file.read_bytes()
    poster = o2o("chart", folder, "waits", "--size", "poster", "--format", "svg")
    assert poster.exit_code == 0, poster.output
    assert b'width="1728pt"' in file.with_name("waits-en-poster.svg").read_bytes()


def test_what_is_no_figure_or_no_folder_is_refused(folder, tmp_path):
    for arguments, said in (
        ((folder, "wait"), "no figure 'wait'; did you mean 'waits'?"),
        ((folder, "waits", "--all"), "--all draws waits too"),
        ((tmp_path, "waits"), "holds no results"),
        ((folder / "runs" / "base" / "seed-0", "changed"), "compared with nothing"),
        ((folder, "waits", "--out", folder / "manifest.json"), "is a file, not a folder"),
    ):
        done = o2o("chart", *arguments)
        assert (done.exit_code, done.stdout) == (2, "")
        assert said in done.stderr


def test_the_commands_of_the_page_of_figures_are_understood(monkeypatch):
    asked = []
    monkeypatch.setattr(
        chart, "chart", lambda folder, names, **how: asked.append((names, how)) or 0
    )
    page = Path(__file__).parents[3] / "docs" / "figures.md"
    lines = page.read_text("utf-8").splitlines()
    for line in lines:
        if line.startswith("o2o chart"):
            assert o2o(*shlex.split(line)[1:]).exit_code == 0, line
    assert [(names, how["size"], how["form"]) for names, how in asked] == [
        ([], "slide", "png"),
        (["waits", "funnel"], "column", "svg"),
        ([], "slide", "png"),
        (["day"], "slide", "gif"),
        (["day"], "slide", "mp4"),
    ]
    assert asked[2][1]["everything"]
    told = [line.split("|")[1] for line in lines if line.startswith("| `")]
    named = {name for cell in told for name in cell.replace("`", " ").replace(",", " ").split()}
    assert set(OF_TABLES) | set(FIGURES) <= named


def test_what_stands_still_is_no_film(folder):
    done = o2o("chart", folder, "waits", "--format", "gif")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "waits stands still" in done.stderr
