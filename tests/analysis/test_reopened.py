"""What folders hold is read again as it was written."""

import json
from dataclasses import replace

import pytest

from analysis.experiment.reopened import ReopenError, open_comparison, open_run
from analysis.lab import sensitivity_folder, sweep_folder
from analysis.lab.reopened import open_sensitivity, open_sweep
from analysis.lab.sensitivity import carried_out
from analysis.report.sensitive import write_sensitivity
from tests.analysis import folders
from tests.analysis.handmade import orders, run_of
from tests.analysis.lab.made_up import swept
from tests.analysis.lab.test_sensitivity import asked, made_up


def runs(n_orders, *seeds):
    of = orders(*({"ended_min": 30.0, "promised_min": 40.0} for _ in range(n_orders)))
    return [replace(run_of(of), seed=seed) for seed in seeds]


def test_a_comparison_is_compared_again_over_the_runs_that_are_whole(tmp_path):
    folder = folders.comparison_of(tmp_path, base=runs(4, 0, 1), more=runs(6, 0, 1))
    (folder / "runs" / "more" / "seed-1" / "orders.parquet").unlink()
    opened = open_comparison(folder)
    (contrast,) = opened.comparison.contrasts
    assert contrast["orders"].difference == 2
    assert contrast["orders"].n_pairs == 1
    assert opened.pairs == {
        "more": {0: (folder / "runs" / "base" / "seed-0", folder / "runs" / "more" / "seed-0")}
    }


def test_a_comparison_without_a_pair_is_refused(tmp_path):
    folder = folders.comparison_of(tmp_path, base=runs(4, 0), more=runs(6, 0))
    (folder / "runs" / "more" / "seed-0" / "kpis.json").unlink()
    with pytest.raises(ReopenError, match="no two scenarios have a run in common yet"):
        open_comparison(folder)


def test_a_run_is_compared_with_nothing(tmp_path):
    opened = open_run(folders.write(tmp_path / "one", *runs(3, 7)))
    assert opened.comparison.contrasts == ()
    assert opened.comparison.seeds == (7,)
    assert opened.arms[0].runs[0].kpis["orders"] == 3


def test_a_folder_without_results_is_refused(tmp_path):
    with pytest.raises(ReopenError, match="holds no results"):
        open_run(tmp_path)
    with pytest.raises(ReopenError, match="is no folder"):
        open_run(tmp_path / "none")


def test_a_sweep_is_ranked_again_as_it_was(tmp_path):
    found = swept(without=["base_cents=150"])
    sweep_folder.begin(tmp_path, found.plan)
    sweep_folder.write(tmp_path, found)
    again = open_sweep(tmp_path).plain()
    assert json.dumps(again) == json.dumps(found.plain())


@pytest.mark.parametrize("method", ["one", "morris", pytest.param("sobol", marks=pytest.mark.slow)])
def test_a_sensitivity_analysis_is_as_it_was(tmp_path, method, monkeypatch):
    monkeypatch.setattr("analysis.report.sensitive.write_figure", lambda *_: None)
    asking = asked(method, points=None if method == "one" else 4)
    found = carried_out(asking, made_up)
    sensitivity_folder.begin(tmp_path, asking)
    write_sensitivity(tmp_path, found)
    again = open_sensitivity(tmp_path)
    assert again.plain() | {"base": ""} == found.plain() | {"base": ""}
    assert again.told("orders_per_day") == found.told("orders_per_day")
    (tmp_path / "sensitivity.json").unlink()
    with pytest.raises(ReopenError, match=r"no sensitivity\.json yet"):
        open_sensitivity(tmp_path)
