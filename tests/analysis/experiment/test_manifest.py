"""The manifest of a folder of many runs."""

import json

from analysis.experiment.manifest import write_manifest
from analysis.experiment.reopened import manifest_of
from analysis.results.folder import check_free


def test_a_folder_is_known_by_its_manifest_and_free_for_the_same_kind_again(tmp_path):
    folder = tmp_path / "deep" / "down"
    write_manifest(folder, "selection", {"goal": "max:orders_per_day", "seed": 3})
    assert manifest_of(folder)["kind"] == "selection"
    check_free(folder, "selection")


def test_what_is_run_stands_between_who_made_it_and_with_what(tmp_path):
    write_manifest(tmp_path, "sweep", {"seeds": [0, 1]})
    said = json.loads((tmp_path / "manifest.json").read_text())
    assert list(said) == ["made_by", "kind", "seeds", "versions", "python", "platform"]
