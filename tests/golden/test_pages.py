"""Figures on pages are those that their commands print."""

import pytest

from tests.benchmarks.claims import CLAIMS
from tests.golden import first_days, pages, presets
from tests.golden.kpis import read
from tests.golden.pages import ROOT, blocks, printed, rewritten

BLOCKS = blocks()
# Half a minute of CPU and more: written by `make golden`, too long to be printed by a test again.
LONG = {
    "o2o sweep baseline --over policies.pricing.base_cents=150,250,350,450,550 "
    '--subject-to "click_to_door_p90_min<=48"',
    *(f"python -m tests.benchmarks.claims {name}" for name in CLAIMS),
    "python -m analysis.validation.doc baseline",
    "python -m tests.benchmarks.cities --days 2 --seeds 4",
    "python -m tests.benchmarks.common_luck",
    "python -m tests.benchmarks.dispatchers baseline",
    "python -m tests.benchmarks.dispatchers suburb",
    "python -m tests.benchmarks.growth --largest 100000",
    "python -m tests.benchmarks.promises",
    "python -m tests.benchmarks.promises --whole",
    "python -m tests.benchmarks.widths",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "block",
    [block for block in BLOCKS if block.command not in LONG],
    ids=lambda block: f"{block.page.name} {block.command}",
)
def test_figures_are_what_the_command_prints(block):
    assert block.figures.strip() == printed(block.command).strip()


@pytest.mark.parametrize(
    ("command", "lines"),
    [
        ("python -m tests.golden.first_days", first_days.tables),
        ("python -m tests.golden.presets", presets.table),
    ],
)
def test_tables_of_golden_kpis_are_up_to_date(command, lines):
    (block,) = [block for block in BLOCKS if block.command == command]
    assert block.figures.strip() == "\n".join(lines()).strip()


@pytest.mark.parametrize("title", first_days.SHOWN)
def test_each_row_of_a_first_day_has_a_value(title):
    scenarios, kpis = first_days.SHOWN[title]
    measured = [read(name) for name in scenarios]
    assert all(any(each.get(kpi) is not None for each in measured) for kpi in kpis)


def test_a_page_is_rewritten_between_the_marks_and_nowhere_else(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "printed", lambda command: f"new figures of {command}\n")
    page = tmp_path / "page.md"
    page.write_text(
        "before\n"
        "<!-- figures: o2o a -->\n```text\nold\n\nones\n```\n<!-- end of figures -->\n"
        "between\n"
        "<!-- figures: python -m b -->\n\n| old |\n|---|\n\n<!-- end of figures -->\n"
        "after\n"
    )
    assert rewritten(page) == (
        "before\n"
        "<!-- figures: o2o a -->\n```text\nnew figures of o2o a\n```\n<!-- end of figures -->\n"
        "between\n"
        "<!-- figures: python -m b -->\n\nnew figures of python -m b\n\n<!-- end of figures -->\n"
        "after\n"
    )


def test_what_is_too_long_for_a_test_stands_on_a_page():
    assert {block.command for block in BLOCKS} >= LONG


def test_every_mark_has_its_end():
    for page in pages.PAGES:
        text = page.read_text(encoding="utf-8")
        n_blocks = sum(block.page == page for block in BLOCKS)
        assert text.count("<!-- figures: ") == text.count("<!-- end of figures -->") == n_blocks


def test_the_demo_of_the_readme_is_the_one_that_make_runs():
    (command,) = [block.command for block in BLOCKS if block.page.name == "README.md"]
    assert f"@$(BIN)/{command}\n" in (ROOT / "Makefile").read_text(encoding="utf-8")
