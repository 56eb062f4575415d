import pytest

from analysis.scenario_file import ScenarioError, list_scenarios, load_scenario
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
