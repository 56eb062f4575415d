import re
import tomllib

import pytest

from analysis.scenario_file import ScenarioError, list_scenarios, load_scenario
from analysis.scenario_file.layers import ABOUT
from analysis.scenario_file.shipped import find, shipped
from sim.scenario import Mechanisms


def test_the_baseline_is_listed_first():
    assert list_scenarios()[0].name == "baseline"


def test_every_shipped_scenario_says_what_it_is_and_why_one_would_ask():
    for info in list_scenarios():
        assert info.title
        assert info.why
        assert info.path.is_file()


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_is_valid(name):
    loaded = load_scenario(name, allow_code=False)
    assert loaded.name == name.rpartition("/")[2]
    assert all(loaded.scenario.about("en"))
    for text in (loaded.scenario.title_zh, loaded.scenario.why_zh):
        assert any("一" <= character <= "鿿" for character in text)


def test_a_scenario_extends_what_it_says_to_compare_it_with():
    said = []
    for info in list_scenarios():
        found = re.search(r"Compare with ([\w/-]+)", info.why)
        if found and found[1] in shipped():
            file = tomllib.loads(info.path.read_text(encoding="utf-8"))
            bases = file["extends"]
            assert found[1] in ([bases] if isinstance(bases, str) else bases), info.name
            assert found[1] in file["why_zh"], info.name
            said.append(info.name)
    assert len(said) > 10


def settings(name):
    """What a shipped scenario sets, by its path."""
    return dict(_leaves(load_scenario(name).scenario.model_dump(exclude=set(ABOUT))))


def _leaves(found, *path):
    if not isinstance(found, dict):
        yield ".".join(path), found
        return
    for name, inner in found.items():
        yield from _leaves(inner, *path, name)


@pytest.mark.parametrize(
    ("base", "name", "causes"),
    [
        ("claims/one-coupon", "coupon-ladder", {"policies.coupons"}),
        (
            "drifting-quality",
            "delist-the-worst",
            {"mechanisms.vetting.least_rating", "mechanisms.vetting.every_days"},
        ),
        ("no-messages", "push-and-adverts", {"policies.marketing"}),
        ("promise-30", "promise-30-or-refund", {"policies.promise.guarantee.share"}),
        ("returns-by-channel", "returns-across-channels", {"mechanisms.returns.across_channels"}),
        (
            "single-item-shops",
            "groceries",
            {"mechanisms.items.enabled", "mechanisms.items.days_of_demand"},
        ),
        (
            "thin-shelves",
            "phantom-stock",
            {"stock.record_error_sd", "stock.scan_miss_share", "stock.shrink_share"},
        ),
    ],
)
def test_a_scenario_differs_from_its_base_by_its_own_cause_alone(base, name, causes):
    before, after = settings(base), settings(name)
    assert {path for path in before | after if before.get(path) != after.get(path)} == causes


@pytest.mark.parametrize("name", ["suburb-nearest", "suburb-rolling"])
def test_a_dispatcher_of_the_suburb_looks_as_far_as_the_suburbs_own(name):
    radius_m = settings("suburb")["policies.dispatch.radius_m"]
    assert settings(name)["policies.dispatch.radius_m"] == radius_m


def test_everything_has_every_mechanism_on():
    tables = load_scenario("everything").scenario.mechanisms.tables()
    assert [name for name, table in tables.items() if not table["enabled"]] == []


def test_results_tell_all_shipped_scenarios_apart():
    names = [found.name for found in shipped().values()]
    assert len(set(names)) == len(names)


def test_the_name_of_a_scenario_in_a_sub_folder_begins_with_it(write):
    found = find("claims/faster-promise")
    assert found.label == "scenarios/claims/faster-promise.toml"
    assert found.name == "faster-promise"
    mine = write("mine.toml", 'extends = "claims/faster-promise"\ntitle = "a"\n')
    assert load_scenario(mine).scenario.policies.promise.quantile == 0.7


def test_sub_folders_come_after_all_others():
    names = list(shipped())
    assert names[0] == "baseline"
    in_folders = ["/" in name for name in names]
    assert in_folders == sorted(in_folders)


@pytest.mark.parametrize("source", ["claims/fast-promise", "claims/faster-promise.toml"])
def test_a_misspelt_name_in_a_sub_folder_meets_the_nearest(source):
    with pytest.raises(LookupError, match="did you mean the shipped scenario 'claims/faster-prom"):
        find(source)


def test_a_name_without_its_sub_folder_meets_the_one_in_it():
    with pytest.raises(LookupError, match="did you mean 'claims/faster-promise'"):
        find("faster-promise")


def test_a_path_with_a_folder_or_an_ending_is_no_name(write):
    write("baseline.toml", "")
    write("sub/baseline", "")
    assert find("baseline.toml").label == "baseline.toml"
    assert find("sub/baseline").label == "sub/baseline"
    assert find("baseline").label == "scenarios/baseline.toml"


def test_a_mechanism_that_there_is_not_is_refused_by_its_line(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('extends = "baseline"\ntitle = "a"\n[mechanisms.beleif]\nenabled = false\n')
    with pytest.raises(ScenarioError) as refused:
        load_scenario(file)
    known = ", ".join(Mechanisms.model_fields)
    assert str(refused.value) == (
        f"{file}:3: mechanisms.beleif: unknown key; did you mean 'belief'? known: {known}"
    )
