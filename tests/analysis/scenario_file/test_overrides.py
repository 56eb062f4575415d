import pytest

from analysis.scenario_file import ScenarioError, load, overriding
from tests.analysis.scenario_file.conftest import SmallMarket


@pytest.fixture(autouse=True)
def my_scenario(write):
    write(
        "my.toml",
        """\
title = "a"
days = 7
couriers.count = 5
[policies.pricing]
use = "flat"
base_cents = 9
[[policies.coupons]]
use = "percent"
share = 0.2
""",
    )


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("couriers.count=8", "couriers.count", 8),
        (" couriers.count = 8 ", "couriers.count", 8),
        ("couriers.wait_min=1.5", "couriers.wait_min", 1.5),
        ("couriers.always=true", "couriers.always", True),
        ("couriers.metric=manhattan", "couriers.metric", "manhattan"),
        ('couriers.metric="manhattan"', "couriers.metric", "manhattan"),
        ("title=5 off 30, a = b", "title", "5 off 30, a = b"),
        ("why=a\nb = 3", "why", "a\nb = 3"),
        ("policies.coupons[0].share=0.5", "policies.coupons.0.share", 0.5),
        ("policies.coupons.0.share=0.5", "policies.coupons.0.share", 0.5),
        ("couriers.shifts[1].start=09:30", "couriers.shifts.1.start", "09:30"),
        ("couriers={count=2, fee_cents=1}", "couriers.count", 2),
        ("policies.pricing.use=surge", "policies.pricing.cap", 2.0),
        ('policies.pricing={use="surge"}', "policies.pricing.base_cents", 300),
    ],
)
def test_a_setting_is_a_path_and_a_toml_value_or_plain_text(read, text, path, value):
    found = read("my.toml", text).scenario
    for key in path.split("."):
        found = found[int(key)] if key.isdecimal() else getattr(found, key)
    assert found == value


def test_the_rest_of_a_list_left_to_the_default_stays(read):
    shifts = read("my.toml", "couriers.shifts[1].share=0.5").scenario.couriers.shifts
    assert [shift.share for shift in shifts] == [0.4, 0.5]


def test_an_inline_table_merges_into_what_is_there(read):
    assert read("my.toml", "couriers={wait_min=2}").tree["couriers"] == {
        "count": 5,
        "wait_min": 2,
    }


def test_the_last_of_two_settings_of_one_path_wins(read):
    assert read("my.toml", "days=2", "days=3").scenario.days == 3


@pytest.mark.parametrize("cap_first", [True, False])
def test_a_policy_is_chosen_before_its_parameters_are_set(read, cap_first):
    texts = ["policies.pricing.cap=3", "policies.pricing.use=surge"]
    loaded = read("my.toml", *(texts if cap_first else reversed(texts)))
    assert loaded.tree["policies"]["pricing"] == {"use": "surge", "cap": 3}


def test_an_entry_of_a_list_may_choose_another_policy(read):
    loaded = read("my.toml", "policies.coupons[0].use=threshold")
    assert loaded.tree["policies"]["coupons"] == [{"use": "threshold"}]


def test_a_setting_does_not_stay_for_the_next_reading(read):
    read("my.toml", "couriers.count=8")
    assert read("my.toml").scenario.couriers.count == 5


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("couriers.count=-3", "couriers.count = -3: must be at least 0"),
        ("couriers.count", "must read path=value, as in couriers.count=300"),
        ("=3", "must read path=value, as in couriers.count=300"),
        ("couriers..count=3", "must read path=value, as in couriers.count=300"),
        ("extends=baseline", "extends stands in a file; name that file instead"),
        ("couriers.wait_s=3", "couriers.wait_s: unknown key; the unit is minutes: wait_min"),
        ("days.count=3", "days.count = 3: days is 7, not a table"),
        (
            "policies.coupons[3].share=0.1",
            "policies.coupons[3].share = 0.1: policies.coupons has no entry [3]; "
            "it holds 1, counted from [0]",
        ),
        (
            "policies.coupons.share=0.1",
            "policies.coupons.share = 0.1: policies.coupons is a list; "
            "say which entry, as in policies.coupons[0]",
        ),
        ("couriers[0]=3", "couriers[0] = 3: couriers is a table, not a list"),
        (
            "policies.pricing.use=sruge",
            'policies.pricing.use = "sruge": no such policy; '
            "did you mean 'surge'? known: flat, surge",
        ),
        (
            'policies.pricing={use="surge", cap=0.5}',
            "policies.pricing.cap = 0.5: must be at least 1",
        ),
        ("couriers.shifts[0].share=x", 'couriers.shifts[0].share = "x": must be a number'),
    ],
)
def test_a_fault_names_the_setting_in_place_of_a_line(faults, text, fault):
    assert faults("my.toml", text) == [f"--set {text}: {fault}"]


def test_faults_of_settings_and_of_files_come_together(write, faults):
    write("bad.toml", 'title = "a"\ndays = 0')
    assert faults("bad.toml", "couriers", "couriers.count=-1") == [
        "--set couriers: must read path=value, as in couriers.count=300",
        "--set couriers.count=-1: couriers.count = -1: must be at least 0",
        "bad.toml:2: days = 0: must be at least 1",
    ]


def test_a_rule_of_a_section_that_only_a_setting_mentions_names_the_setting(write, faults):
    write("plain.toml", 'title = "a"')
    text = "policies.pricing.slope=5"
    assert faults("plain.toml", "policies.pricing.use=surge", text)[0].startswith("--set policies")


def test_a_program_sets_values_by_path(folder):
    overrides = overriding({"couriers.count": 8, "policies.coupons[0].share": 0.5})
    found = load(SmallMarket, folder / "my.toml", overrides).scenario
    assert (found.couriers.count, found.policies.coupons[0].share) == (8, 0.5)


@pytest.mark.parametrize("path", ["", "a b", "couriers..count", ".count"])
def test_a_program_is_told_what_is_no_path(folder, path):
    with pytest.raises(ScenarioError, match="is no path of a setting"):
        load(SmallMarket, folder / "my.toml", overriding({path: 3, "couriers.cuont": 1}))
