"""Archives: what is appended is found again, what is torn is not, and others' come in once."""

import json
import math

import pytest

from analysis.experiment.unit import Measured, Unit
from analysis.lab.archive import (
    FAILURES,
    RECORDS,
    Archive,
    append,
    failures,
    forget_failures,
    merge,
    records,
)
from tests.analysis.handmade import TINY

KPIS = {"orders": 3, "late_share": 0.25, "wait_min": None}


def unit(seed, label="base"):
    return Unit(label, TINY, seed, None)


def written(folder, *seeds):
    for seed in seeds:
        append(folder, unit(seed), Measured({**KPIS, "orders": seed}, 1.5))
    return folder


def seeds_in(folder):
    return [record["seed"] for record in records(folder)]


def test_what_is_kept_is_found_again_with_its_kinds_of_numbers(tmp_path):
    archive = Archive(tmp_path)
    archive.keep(unit(0), Measured(KPIS, 1.5))
    for found in (archive, Archive(tmp_path)):
        assert unit(0).id in found
        assert unit(1).id not in found
        assert len(found) == 1
        kpis = found.kpis(unit(0).id)
        assert dict(kpis) == KPIS
        assert [type(value) for value in kpis.values()] == [int, float, type(None)]
    (record,) = records(tmp_path)
    assert record == {
        "id": unit(0).id,
        "label": "base",
        "seed": 0,
        "cpu_s": 1.5,
        "kpis": KPIS,
    }


def test_what_is_there_is_not_appended_again(tmp_path):
    archive = Archive(written(tmp_path, 0))
    archive.keep(unit(0), Measured(KPIS, 9))
    assert len(list(records(tmp_path))) == 1


def test_it_is_told_what_other_processes_have_appended_since(tmp_path):
    archive = Archive(tmp_path)
    written(tmp_path, 4)
    assert unit(4).id not in archive
    archive.read()
    assert archive.kpis(unit(4).id)["orders"] == 4


@pytest.mark.parametrize("torn", [1, 10, 100])
def test_a_line_that_is_not_whole_is_left_out_and_those_after_it_are_not(tmp_path, torn):
    (file,) = (written(tmp_path, 0, 1) / RECORDS).iterdir()
    file.write_bytes(file.read_bytes()[:-torn])
    assert seeds_in(tmp_path) == [0]
    file.rename(file.with_name("another-host.jsonl"))  # whoever goes on has a file of his own
    written(tmp_path, 1)
    assert sorted(seeds_in(tmp_path)) == [0, 1]


@pytest.mark.parametrize("line", ["[]", "17", '{"seed": 1}', "{", "\x00", ""])
def test_what_is_no_record_is_left_out(tmp_path, line):
    (file,) = (written(tmp_path, 0) / RECORDS).iterdir()
    file.write_text(f"{line}\n{file.read_text()}")
    assert seeds_in(tmp_path) == [0]


def test_a_kpi_that_is_no_number_is_refused(tmp_path):
    with pytest.raises(ValueError, match="JSON compliant"):
        append(tmp_path, unit(0), Measured({"wait_min": math.inf}, 1))
    assert seeds_in(tmp_path) == []


def test_failures_are_kept_apart_even_after_one_whose_line_is_torn(tmp_path):
    archive = Archive(tmp_path)
    archive.keep_failure(unit(0), "its process died")
    torn = (tmp_path / FAILURES).read_bytes()[:-5]
    (tmp_path / FAILURES).write_bytes(torn)
    Archive(tmp_path).keep_failure(unit(1), "ValueError: no")
    (failure,) = failures(tmp_path)
    assert (failure.label, failure.seed, failure.error) == ("base", 1, "ValueError: no")
    again = Archive(tmp_path)
    assert list(again.failures) == [unit(1).id]
    forget_failures(tmp_path)
    assert Archive(tmp_path).failures == {}


def test_archives_are_merged_and_what_several_have_comes_once(tmp_path):
    one, two = written(tmp_path / "one", 0, 1), written(tmp_path / "two", 1, 2)
    Archive(one).keep_failure(unit(2), "lost")  # the other has it
    Archive(two).keep_failure(unit(3), "lost")
    assert merge(one, [two]) == 1
    assert sorted(seeds_in(one)) == [0, 1, 2]
    assert [failure.seed for failure in failures(one)] == [3]
    assert seeds_in(two) == [1, 2]
    assert merge(one, [two]) == 0


def test_a_line_is_json_that_others_can_read(tmp_path):
    (file,) = (written(tmp_path, 0) / RECORDS).iterdir()
    assert json.loads(file.read_text())["kpis"]["late_share"] == 0.25


def test_lines_that_are_no_records_are_left_out(tmp_path):
    """Of another program, or of a disk that failed: any JSON, nested so deep that none reads it."""
    written(tmp_path, 0)
    (whole,) = records(tmp_path)
    odd = [[], 3, {}, None, {"id": 3}, whole | {"kpis": []}, whole | {"kpis": {"orders": "a"}}]
    lines = [*map(json.dumps, odd), "[" * 10_000, "9" * 5000, "\0" * 100]
    with next((tmp_path / RECORDS).iterdir()).open("a") as file:
        file.write("\n".join([*lines, ""]))
    (tmp_path / FAILURES).write_text("\n".join([*lines, ""]))
    assert list(records(tmp_path)) == [whole]
    assert failures(tmp_path) == []
    assert len(Archive(tmp_path)) == 1
