"""Study files: the same as the command line, and refused with every place."""

from pathlib import Path

import pytest

from analysis.lab.lever import read_levers
from analysis.lab.study import DEFAULT_GOAL, StudyFile, is_study, read_study, study
from analysis.scenario_file import ScenarioError, read_overrides

WHOLE = """
base = "baseline"
goal = "max:orders_per_day"
subject_to = ["click_to_door_p90_min<=48"]
design = "sobol"
points = 8
replications = 3
seed = 5
days = 2

[set]
stores.count = 20

[over]
policies.pricing.base_cents = [150, 250]
"couriers.count" = { low = 20, high = 40 }
"""


@pytest.fixture
def written(tmp_path):
    def write(text: str) -> Path:
        (tmp_path / "study.toml").write_text(text, encoding="utf-8")
        return tmp_path / "study.toml"

    return write


def test_a_file_says_what_the_command_line_says(written):
    from_file = read_study(written(WHOLE))
    told = study(
        "baseline",
        read_levers(["policies.pricing.base_cents=150,250", "couriers.count=20..40"]),
        goal="max:orders_per_day",
        subject_to=["click_to_door_p90_min<=48"],
        design="sobol",
        n_points=8,
        replications=3,
        seed=5,
        overrides=read_overrides(["stores.count=20", "days=2"]),
    )
    for part in ("base", "points", "goal", "constraints", "design", "replications", "seeds"):
        assert getattr(from_file, part) == getattr(told, part)
    assert [lever.over for lever in from_file.levers] == [lever.over for lever in told.levers]
    assert [(each.path, each.value) for each in from_file.overrides] == [
        (each.path, each.value) for each in told.overrides
    ]


def test_what_a_study_leaves_out_has_a_default(written):
    found = read_study(written('base = "baseline"\n[over]\ncouriers.count = [1, 2]\n'))
    assert (found.goal.kpi, found.replications, found.seeds) == (DEFAULT_GOAL, 8, range(8))
    assert StudyFile.model_fields["replications"].default == 8


def test_replications_may_be_told_anew(written):
    assert read_study(written(WHOLE), replications=7).seeds == range(5, 12)


def test_a_base_lies_beside_the_study(written, tmp_path):
    (tmp_path / "mine.toml").write_text('extends = "baseline"\n')
    found = read_study(written('base = "mine.toml"\n[over]\ncouriers.count = [1, 2]\n'))
    assert Path(found.base) == tmp_path / "mine.toml"


def test_a_study_is_told_from_a_scenario(written, tmp_path):
    assert is_study(written(WHOLE))
    assert not is_study("baseline")
    for unread in (tmp_path / "none.toml", written("over = [")):
        with pytest.raises(ScenarioError, match=rf"{unread.name}.*: "):
            is_study(unread)


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (('goal = "max:orders', 'goal = "max:order'), 3, "no KPI named 'order_per_day'"),
        (("_min<=48", "_min<48"), 4, "must read NAME<=BOUND or NAME>=BOUND"),
        (('"sobol"', '"grid"'), 5, "must be one of these; allowed: full, lhs, sobol"),
        (("points = 8", "points = 0"), 6, "must be at least 1"),
        (("points = 8", "pionts = 8"), 6, "did you mean 'points'?"),
        (("seed = 5", "seed = -5"), 8, "must be at least 0"),
        (("[150, 250]", "250"), 15, "must be a list of values, or a range"),
        (("high = 40", "high = 4"), 16, "low (20) must be smaller than high (4)"),
        (('base = "baseline"', 'base = "basline"'), 2, "did you mean 'baseline'?"),
        (("points = 8\n", ""), 13, "how many points?"),
    ],
)
def test_a_fault_has_its_line(written, change, line, said):
    with pytest.raises(ScenarioError) as refused:
        read_study(written(WHOLE.replace(*change)))
    (fault,) = refused.value.faults
    assert (fault.place.line, said in str(fault)) == (line, True), str(fault)


def test_all_faults_are_told_at_once(written):
    wrong = WHOLE.replace("max:orders", "max:order").replace("<=48", "<48")
    with pytest.raises(ScenarioError) as refused:
        read_study(written(wrong.replace("[150, 250]", "250")))
    assert len(refused.value.faults) == 3


def test_settings_of_a_study_are_refused_at_their_line(written):
    from analysis.lab.design import arms_of

    found = read_study(written(WHOLE.replace("stores.count = 20", "stores.cuont = 20")))
    with pytest.raises(ScenarioError) as refused:
        arms_of(found.base, found.levers, found.points, found.overrides)
    (line,) = str(refused.value).splitlines()
    assert "study.toml:12: stores.cuont: unknown key" in line
