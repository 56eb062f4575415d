import pickle
from pathlib import Path

import pytest

from analysis.scenario_file import ScenarioError
from sim.scenario import Scenario


def test_every_fault_is_listed_at_once_with_file_line_path_value_and_what_is_allowed(write, faults):
    write(
        "my.toml",
        """\
title = "a"
[policies.pricing]
use = "surge"
bse_cents = 3
[couriers]
count = -3
metric = "euclidian"
""",
    )
    assert faults("my.toml") == [
        "my.toml:4: policies.pricing.bse_cents: unknown key; did you mean 'base_cents'? "
        "known: use, base_cents, cap, slope",
        "my.toml:6: couriers.count = -3: must be at least 0",
        'my.toml:7: couriers.metric = "euclidian": must be one of these; '
        "did you mean 'euclidean'? allowed: euclidean, manhattan",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("days = 2.5", "days = 2.5: must be a whole number"),
        ('days = "many"', 'days = "many": must be a whole number'),
        ("days = true", None),
        ("days = 2.0", None),
        ("days = 0", "days = 0: must be at least 1"),
        ("days = [1]", "days: must be a whole number"),
        ("why = 3", "why = 3: must be text, in quotes"),
        ("why = 11:30:00", "why = 11:30:00: must be text, in quotes"),
        ("couriers = 3", "couriers = 3: must be a table"),
        ("couriers.wait_min = [1]", "couriers.wait_min: must be a number"),
        ('couriers.wait_min = "5 min"', 'couriers.wait_min = "5 min": must be a number'),
        ('couriers.always = "perhaps"', 'couriers.always = "perhaps": must be true or false'),
        ("couriers.shifts = 3", "couriers.shifts = 3: must be a list, in [ ]"),
        ("couriers.shifts = []", "couriers.shifts: must be a list of 1 or more, not 0"),
        ("couriers.shifts = [{}]", "couriers.shifts[0].share: missing; it has no default"),
        (
            'couriers.shifts = [{ share = 1, start = "noon" }]',
            'couriers.shifts[0].start = "noon": must be a time of day, as "12:30"',
        ),
        (
            "policies.coupons = [{ use = 'threshold', window = ['11:00'] }]",
            "policies.coupons[0].window[1]: missing; it has no default",
        ),
        (
            "policies.coupons = [{ use = 'percent', share = 1.5 }]",
            "policies.coupons[0].share = 1.5: must be at most 1",
        ),
        (
            "policies.pricing = { use = 'surge', cap = 0.5, slope = 0 }",
            "policies.pricing.cap = 0.5: must be at least 1",
        ),
        (
            "policies.pricing = { use = 'surge', slope = 5 }",
            "policies.pricing: slope (5.0) must be smaller than cap (2.0)",
        ),
    ],
)
def test_a_value_out_of_range_or_kind_is_shown_with_what_is_allowed(write, request, text, fault):
    write("my.toml", f'title = "a"\n{text}\n')
    if fault is None:
        assert request.getfixturevalue("read")("my.toml").scenario.days in (1, 2)
    else:
        assert request.getfixturevalue("faults")("my.toml") == [f"my.toml:2: {fault}"]


RULES = [
    ("mechanisms.belief.overruns", "[3, 2]", "mechanisms.belief: overruns must"),
    ("mechanisms.reviews.cuts", "[3, 2, 4, 5]", "mechanisms.reviews: cuts must"),
    ("past.felt", "[3, 2]", "past: felt must"),
    ("world.weather.step_min", "500", "world.weather: step_min (500) must"),
    ("world.weather.mean_spell_min", "1", "world.weather: step_min (30) must"),
    ("consumers.segments", '[{name = "a", share = 0.5, needs_per_day = 1, basket_mean_cents = 9}]',
     "consumers: the shares of the segments must"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "problem"), RULES)
def test_a_rule_that_is_broken_within_a_table_is_told_at_the_setting_it_names(
    write, faults, key, value, problem
):
    table, _, name = key.rpartition(".")
    write("my.toml", f'title = "a"\n[{table}]\n\n{name} = {value}\n')
    (fault,) = faults("my.toml", model=Scenario)
    assert fault.startswith(f"my.toml:4: {problem}")
    write("my.toml", f'title = "a"\n[{table}]\n')
    (fault,) = faults("my.toml", f"{key}={value}", model=Scenario)
    assert fault.startswith(f"--set {key}={value}: {problem}")


def test_a_misspelt_policy_name_meets_the_nearest(write, faults):
    write("my.toml", 'title = "a"\n[policies.pricing]\nuse = "sruge"\n')
    assert faults("my.toml") == [
        'my.toml:3: policies.pricing.use = "sruge": no such policy; '
        "did you mean 'surge'? known: flat, surge"
    ]


@pytest.mark.parametrize(("written", "shown"), [("true", " = true"), ("[1]", ""), ("7", " = 7")])
def test_a_policy_name_that_is_no_text_is_shown_as_it_is_written(write, faults, written, shown):
    write("my.toml", f'title = "a"\n[policies.pricing]\nuse = {written}\n')
    assert faults("my.toml") == [
        f"my.toml:3: policies.pricing.use{shown}: no such policy; known: flat, surge"
    ]


def test_an_entry_of_a_list_must_say_which_policy_it_is(write, faults):
    write("my.toml", 'title = "a"\n[[policies.coupons]]\noff_cents = 3\n')
    assert faults("my.toml") == [
        "my.toml:2: policies.coupons[0].use: missing; known: threshold, percent"
    ]


def test_a_policy_left_to_the_default_need_not_be_named(write, read):
    write("my.toml", 'title = "a"\n[policies.pricing]\nbase_cents = 150\n')
    assert read("my.toml").scenario.policies.pricing.base_cents == 150


def test_a_misspelt_key_at_the_top_may_have_meant_extends(write, faults):
    write("my.toml", 'title = "a"\nextend = "baseline"\n')
    assert "did you mean 'extends'?" in faults("my.toml")[0]


def test_a_key_deep_in_a_policy_is_found(write, faults):
    write(
        "my.toml",
        """\
title = "a"
[[policies.coupons]]
use = "percent"
[[policies.coupons]]
use = "threshold"
[policies.coupons.audience]
lapsed_day = 3
""",
    )
    assert faults("my.toml") == [
        "my.toml:7: policies.coupons[1].audience.lapsed_day: unknown key; "
        "the unit is days: lapsed_days"
    ]


def test_a_rule_across_sections_shows_the_line_of_the_setting_it_names(write, faults):
    write("my.toml", 'title = "a"\ndays = 300\n[couriers]\ncount = 2\n')
    assert faults("my.toml") == ["my.toml:4: couriers.count: 2 are too few"]


def test_a_long_value_is_shortened(write, faults):
    write("my.toml", f'title = "a"\ndays = "{"x" * 500}"\n')
    assert len(faults("my.toml")[0]) < 120


def test_a_file_without_a_title_is_refused_in_one_line(write, faults):
    write("my.toml", "")
    assert faults("my.toml") == ["my.toml: title: missing; it has no default"]


def test_text_that_is_not_toml_is_refused_with_its_line(write, faults):
    write("my.toml", 'title = "a"\ncouriers:\n  count: 3\n')
    assert faults("my.toml") == [
        "my.toml:2: is not TOML: Expected '=' after a key in a key/value pair"
    ]


def test_a_file_that_ends_too_early_is_refused_with_its_last_line(write, faults):
    write("my.toml", 'title = "a"\ndays = [1,\n')
    (fault,) = faults("my.toml")
    assert fault.startswith("my.toml:2: is not TOML: ")


def test_a_key_given_twice_is_refused(write, faults):
    write("my.toml", 'title = "a"\ntitle = "b"\n')
    assert faults("my.toml") == ["my.toml:2: is not TOML: Cannot overwrite a value"]


def test_text_in_another_encoding_is_refused_with_its_line(folder, faults):
    (folder / "my.toml").write_bytes('title = "a"\nwhy = "dîner"\n'.encode("latin-1"))
    assert faults("my.toml") == ["my.toml:2: is not UTF-8 text"]


def test_a_byte_order_mark_and_windows_line_ends_are_read(folder, read):
    (folder / "my.toml").write_bytes(b'\xef\xbb\xbftitle = "a"\r\ndays = 2\r\n')
    assert read("my.toml").scenario.days == 2


def test_a_folder_is_refused(folder, faults):
    (folder / "my.toml").mkdir()
    assert faults("my.toml") == ["my.toml: is a folder, not a scenario file"]


def test_a_missing_file_meets_the_nearest_shipped_scenario(faults):
    assert faults(Path("basline.toml")) == [
        "basline.toml: no such file; did you mean the shipped scenario 'baseline'?"
    ]


def test_a_misspelt_shipped_scenario_meets_the_nearest(faults):
    (fault,) = faults("basline")
    assert fault.startswith("basline: no such scenario; did you mean 'baseline'? `o2o list`")


def test_a_file_named_without_its_ending_is_pointed_at(write, faults):
    write("lunch.toml", 'title = "a"')
    assert faults("lunch") == ["lunch: no such scenario; for the file write lunch.toml"]


def test_a_file_with_a_misspelt_ending_is_pointed_at(write, faults):
    write("lunch.toml", 'title = "a"')
    (fault,) = faults("lunch.tmol")
    assert fault.startswith("lunch.tmol: no such scenario; did you mean 'lunch.toml'? `o2o list`")


def test_a_folder_is_no_scenario(faults, tmp_path, monkeypatch):
    (tmp_path / "lunch").mkdir()
    monkeypatch.chdir(tmp_path)
    assert faults("lunch") == ["lunch: is a folder, not a scenario file"]


def test_faults_survive_the_way_back_from_a_worker(write, read):
    write("my.toml", "days = 0")
    with pytest.raises(ScenarioError) as refused:
        read("my.toml")
    returned = pickle.loads(pickle.dumps(refused.value))
    assert returned.faults == refused.value.faults
    assert str(returned) == str(refused.value)
