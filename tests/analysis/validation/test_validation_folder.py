"""What other measures brought is of no use."""

from analysis.loading import Arm
from analysis.validation.facts import PROFILES
from analysis.validation.validating import Plan
from analysis.validation.validation_folder import begin
from tests.analysis.handmade import TINY

PLAN = Plan(Arm("tiny", TINY), range(2), "vary", PROFILES["district"])


def test_what_runs_brought_stays_until_the_measures_change(tmp_path):
    begin(tmp_path, PLAN)
    (tmp_path / "records").mkdir()
    record = tmp_path / "records" / "one.jsonl"
    record.write_text("{}\n")
    begin(tmp_path, PLAN)
    assert record.exists()
    manifest = tmp_path / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"measures": "', '"measures": "0'))
    begin(tmp_path, PLAN)
    assert not record.exists()
