"""Scenarios with recorded orders: what their title says, and how the orders are read."""

import pytest

from analysis.commands.inputs import overrides_of
from analysis.loading import load_arm
from analysis.recordings import RecordingError
from analysis.scenario_file import ScenarioError, read_overrides
from tests.analysis.recordings.tables import lines_of, write


def given(**said):
    return overrides_of([], replay=said)


def test_other_orders_than_the_examples_are_what_the_title_says(tmp_path):
    file = write(tmp_path, lines_of("2024-05-17 18:05", "2024-05-17 18:25"))
    scenario = load_arm("replay", given(orders=file)).scenario
    assert scenario.about("en") == ("orders.csv: 2 orders, 17 May 18:05-18:25, 1 store", "")
    assert scenario.about("zh")[0] == "orders.csv：2 单，5 月 17 日 18:05-18:25，1 家商家"


def test_a_title_of_ones_own_and_that_of_the_example_stay(tmp_path):
    write(tmp_path, lines_of("2024-05-17 18:05"))
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "replay"\ntitle = "My May"\n[replay]\norders = "orders.csv"\n')
    assert load_arm(mine).scenario.title == "My May"
    assert load_arm("replay").scenario.title.startswith("Recorded orders replayed: 300")


def test_a_scenario_and_an_option_say_how_orders_are_read(tmp_path):
    file = write(tmp_path, lines_of("2024-05-17 03:55Z"))
    with pytest.raises(RecordingError, match="say their zone, such as --zone Asia/Shanghai"):
        load_arm("replay", given(orders=file))
    arm = load_arm("replay", given(orders=file, zone="Asia/Shanghai"))
    assert arm.recording.placed_min.tolist() == [715]
    mine = tmp_path / "mine.toml"
    (tmp_path / "how.toml").write_text('zone = "Asia/Tokyo"\n')
    mine.write_text(
        'extends = "replay"\ntitle = "t"\n[replay]\norders = "orders.csv"\nmapping = "how.toml"\n'
    )
    assert load_arm(mine).recording.placed_min.tolist() == [775]
    assert load_arm(mine, given(zone="UTC")).recording.placed_min.tolist() == [235]


def test_an_outage_names_recorded_stores_as_their_table_does(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'extends = "replay"\ntitle = "t"\n'
        '[[world.outages]]\nstores = [\n  "Burger Yard",\n  "Jade"]\n'
    )
    with pytest.raises(ScenarioError) as caught:
        load_arm(mine)
    (fault,) = caught.value.faults
    assert fault.place.line == 6
    assert str(fault).endswith(
        "world.outages[0].stores[1] = \"Jade\": no recorded store is named 'Jade';"
        " did you mean 'Jade Hotpot'?"
    )
    right = read_overrides(["world.outages[0].stores[1]=Jade Hotpot"])
    assert load_arm(mine, right).scenario.world.outages[0].stores[1] == "Jade Hotpot"


@pytest.mark.parametrize(("key", "n_recorded"), [("consumers", 300), ("stores", 25)])
def test_other_numbers_than_are_on_record_are_refused_and_the_same_is_not(key, n_recorded):
    with pytest.raises(ScenarioError) as caught:
        load_arm("replay", read_overrides([f"{key}.count=8"]))
    assert [str(fault) for fault in caught.value.faults] == [
        f"--set {key}.count=8: {key}.count = 8: {n_recorded} are on record: leave it out"
    ]
    same = load_arm("replay", read_overrides([f"{key}.count={n_recorded}", "couriers.count=3"]))
    assert same.scenario.couriers.count == 3  # of whom the record knows nothing
