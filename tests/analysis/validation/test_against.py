"""Purchases on record beside those of runs; made-up rows in the form of DHRD."""

import json

import pytest

from analysis.validation import dhrd
from analysis.validation.against import Against
from tests.analysis.commands import hamlet
from tests.analysis.validation import dhrd_rows


def test_without_runs_nothing_is_set_beside(tmp_path):
    data = dhrd.read(dhrd_rows.write(tmp_path / "xx"))
    facts = Against(data, 7, [{}]).plain()
    assert facts["numbers"]["bought_top_fifth_share"]["runs"] is None
    assert facts["distributions"] == {}
    assert facts["lines"][:2] == [0.75, 0.25]


@pytest.mark.slow
def test_a_page_sets_runs_beside_the_data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path)
    dhrd_rows.write_many(tmp_path / "xx")
    how = ("--fast", "--days", 3, "--replications", 2, "--out", "found", "--against", "xx")
    done = hamlet.call("validate", "hamlet.toml", *how)
    assert done.exit_code in (0, 3), done.output
    assert "found/against.html" in done.output
    facts = json.loads((tmp_path / "found" / "against.json").read_text("utf-8"))
    assert facts["days"] == 3
    assert sum(facts["distributions"]["bought_hour"]["runs"]) == pytest.approx(1)
    assert facts["numbers"]["bought_orders_per_customer"]["runs"] >= 1
