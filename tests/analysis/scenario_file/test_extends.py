import pytest

from analysis.scenario_file.layers import read_chain
from analysis.scenario_file.shipped import find


def test_tables_merge_key_by_key_and_lists_replace(write, read):
    write(
        "base.toml",
        """\
title = "base"
days = 3
[couriers]
count = 5
shifts = [{ share = 0.1 }, { share = 0.9 }]
[[policies.coupons]]
use = "percent"
""",
    )
    write(
        "my.toml",
        """\
extends = "base.toml"
title = "mine"
[couriers]
shifts = [{ share = 1.0 }]
[[policies.coupons]]
use = "threshold"
off_cents = 7
""",
    )
    loaded = read("my.toml")
    assert loaded.tree == {
        "title": "mine",
        "days": 3,
        "couriers": {"count": 5, "shifts": [{"share": 1.0}]},
        "policies": {"coupons": [{"use": "threshold", "off_cents": 7}]},
    }
    assert loaded.scenario.couriers.count == 5
    assert (loaded.name, loaded.source) == ("my", "my.toml")


def test_a_grandparent_is_laid_under_the_parent(write, read):
    write("a.toml", 'title = "a"\ndays = 1\ncouriers.count = 1')
    write("b.toml", 'title = "b"\nextends = "a.toml"\ndays = 2')
    write("c.toml", 'title = "c"\nextends = "b.toml"')
    assert read("c.toml").tree == {"title": "c", "days": 2, "couriers": {"count": 1}}


def test_a_parent_lies_relative_to_the_file_that_extends_it(write, read):
    write("shared/base.toml", 'title = "a"\ndays = 4')
    write("mine/my.toml", 'title = "b"\nextends = "../shared/base.toml"')
    assert read("mine/my.toml").scenario.days == 4


def test_title_and_reason_are_not_inherited(write, faults):
    write("base.toml", 'title = "base"\nwhy = "because"')
    write("my.toml", 'extends = "base.toml"')
    assert faults("my.toml") == ["my.toml: title: missing; it has no default"]


def test_nor_are_they_in_chinese(write, read):
    write("base.toml", 'title = "base"\ntitle_zh = "基准"\nwhy_zh = "因为"')
    write("my.toml", 'extends = "base.toml"\ntitle = "mine"')
    assert read("my.toml").tree == {"title": "mine"}


def test_another_policy_leaves_the_parameters_of_the_first_behind(write, read):
    write("base.toml", 'title = "a"\n[policies.pricing]\nuse = "surge"\nslope = 1\nbase_cents = 9')
    write("my.toml", 'extends = "base.toml"\ntitle = "b"\n[policies.pricing]\nuse = "flat"')
    assert read("my.toml").tree["policies"] == {"pricing": {"use": "flat"}}


def test_another_policy_leaves_the_parameters_of_the_default_behind(write, read):
    write("base.toml", 'title = "a"\n[policies.pricing]\nbase_cents = 9')
    write("my.toml", 'extends = "base.toml"\ntitle = "b"\n[policies.pricing]\nuse = "surge"')
    assert read("my.toml").scenario.policies.pricing.base_cents == 300


def test_the_same_policy_keeps_the_parameters_of_the_parent(write, read):
    write("base.toml", 'title = "a"\n[policies.pricing]\nuse = "surge"\nbase_cents = 9')
    write("my.toml", 'extends = "base.toml"\ntitle = "b"\n[policies.pricing]\ncap = 3')
    assert read("my.toml").tree["policies"]["pricing"] == {
        "use": "surge",
        "base_cents": 9,
        "cap": 3,
    }


def test_a_fault_in_the_parent_shows_the_parents_line(write, faults):
    write("base.toml", 'title = "a"\n[couriers]\ncuont = 9\nwait_min = "x"')
    write("my.toml", 'extends = "base.toml"\ntitle = "b"\n[couriers]\nwait_min = "y"')
    assert faults("my.toml") == [
        "base.toml:3: couriers.cuont: unknown key; did you mean 'count'? "
        "known: count, wait_min, fee_cents, metric, always, shifts",
        'my.toml:4: couriers.wait_min = "y": must be a number',
    ]


def test_a_circle_is_refused_with_the_chain(write, faults):
    write("a.toml", 'title = "a"\nextends = "b.toml"')
    write("b.toml", 'extends = "./c.toml"')
    write("c.toml", 'extends = "a.toml"')
    assert faults("a.toml") == [
        'c.toml:1: extends = "a.toml": extends itself: a.toml → b.toml → c.toml → a.toml'
    ]


def test_a_file_may_bear_the_name_of_the_shipped_scenario_it_extends(write):
    write("baseline.toml", 'title = "mine"\nextends = "baseline"')
    layers, faults = read_chain(find("baseline.toml"))
    assert [layer.source for layer in layers] == ["scenarios/baseline.toml", "baseline.toml"]
    assert faults == []


def test_an_unknown_parent_does_not_hide_the_files_own_faults(write, faults):
    write("my.toml", 'extends = "baslin"\ndays = 0\n[[policies.coupons]]\noff_cents = 3')
    first, second = faults("my.toml")
    assert first.startswith('my.toml:1: extends = "baslin": no such scenario; did you mean')
    assert second == "my.toml:2: days = 0: must be at least 1"


def test_a_parent_that_is_not_toml_is_refused_with_its_own_line(write, faults):
    write("base.toml", "\n!\n")
    write("my.toml", 'extends = "base.toml"\ntitle = "b"')
    (fault,) = faults("my.toml")
    assert fault.startswith("base.toml:2: is not TOML: ")


@pytest.mark.parametrize(
    ("extends", "path"), [("3", "extends = 3"), ('["base.toml", 3]', "extends[1] = 3")]
)
def test_extends_must_be_text_or_a_list_of_texts(write, faults, extends, path):
    write("base.toml", 'title = "a"')
    write("my.toml", f'extends = {extends}\ntitle = "b"')
    assert faults("my.toml") == [
        f"my.toml:1: {path}: must be the name of a scenario or the path of a file, in quotes, "
        "or a list of such"
    ]


def test_of_several_files_a_later_one_wins(write, read):
    write("rain.toml", 'title = "rain"\ndays = 2\ncouriers.count = 3')
    write("fleet.toml", 'title = "fleet"\ncouriers = { count = 4, wait_min = 5 }')
    write("my.toml", 'title = "c"\nextends = ["rain.toml", "fleet.toml"]')
    assert read("my.toml").tree == {
        "title": "c", "days": 2, "couriers": {"count": 4, "wait_min": 5},
    }  # fmt: skip


def test_a_base_that_several_files_share_lies_under_all_of_them(write, read):
    write("base.toml", 'title = "a"\ndays = 1\ncouriers.count = 1')
    write("rain.toml", 'title = "rain"\nextends = "base.toml"\ndays = 2')
    write("fleet.toml", 'title = "fleet"\nextends = "base.toml"\ncouriers.count = 4')
    write("my.toml", 'title = "c"\nextends = ["rain.toml", "fleet.toml"]')
    assert read("my.toml").tree == {"title": "c", "days": 2, "couriers": {"count": 4}}


def test_a_circle_through_one_of_several_is_refused_with_the_chain(write, faults):
    write("a.toml", 'title = "a"')
    write("b.toml", 'title = "b"\nextends = ["a.toml",\n  "c.toml"]')
    write("c.toml", 'title = "c"\nextends = "b.toml"')
    assert faults("c.toml") == [
        'b.toml:3: extends[1] = "c.toml": extends itself: c.toml → b.toml → c.toml'
    ]


def test_a_chain_has_an_end(write, faults):
    for nth in range(80):
        write(f"{nth}.toml", f'title = "{nth}"\nextends = "{nth + 1}.toml"')
    assert faults("0.toml") == [
        '63.toml:2: extends = "64.toml": is the 65th file of a chain; at most 64'
    ]


def test_every_file_that_cannot_be_had_is_named(write, faults):
    write("base.toml", 'title = "a"')
    write("my.toml", 'title = "c"\nextends = ["non.toml", "base.toml", "none.toml"]')
    assert [fault.split(": no such")[0] for fault in faults("my.toml")] == [
        'my.toml:2: extends[0] = "non.toml"', 'my.toml:2: extends[2] = "none.toml"',
    ]  # fmt: skip


def test_a_setting_knows_the_folder_of_the_file_that_says_it(write, folder, read):
    write("base/base.toml", 'title = "a"\ndays = 4\ncouriers.count = 3')
    write("my.toml", 'title = "b"\nextends = "base/base.toml"\ncouriers.count = 4')
    loaded = read("my.toml", "couriers.wait_min=3")
    assert loaded.folder_of("days").resolve() == folder / "base"
    assert loaded.folder_of("couriers", "count").resolve() == folder
